"""Putting a backup back. What stands is moved aside, never written over; a reply that may have gone out since then
is not sent again by itself."""

from __future__ import annotations

import os
import shutil
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.clock import Promises
from social_console.errors import InboxDamaged, InboxLocked, Location, UsageError
from social_console.i18n import gettext as _
from social_console.model import Act, ReplyState
from social_console.settings import FILE
from social_console.upkeep.copies import INBOX, read_manifest

if TYPE_CHECKING:
    from social_console.store import Reply

ASIDE = "before-restore-"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. `held`: replies that were about to be sent when the copy was made, now drafts or unknown."""

    home: Path
    made_at: str
    files: tuple[str, ...]
    aside: Path | None
    held: int


def restore(folder: Path, home: Path, *, force: bool = False) -> Restored:
    """Verify the backup, move aside what is in the way (only with `force`), put the files in place."""
    manifest = read_manifest(folder)
    _refuse_unfit(folder / INBOX)
    files = manifest["files"]
    targets = {name: _target(home, folder, name) for name in files}
    standing = [path for path in _in_the_way(targets) if path.exists()]
    if standing and not force:
        names = ", ".join(path.name for path in standing)
        message = _("{folder} already holds {files}.").format(folder=home, files=names)
        remedy = _("`restore --force` puts them aside first; `--home` names another folder.")
        raise UsageError(message, remedy=remedy)
    _refuse_used(standing)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    incoming = {name: _bring(folder / name, target) for name, target in targets.items()}
    aside = _put_aside(home, standing)
    for name, target in targets.items():
        os.replace(incoming[name], target)
    held = _hold_replies(targets[INBOX]) if INBOX in targets else 0
    return Restored(home, manifest["made_at"], tuple(files), aside, held)


def _refuse_unfit(copy: Path) -> None:
    """Broken, or of a newer program. What is stored was verified when the copy was made, and is unchanged since."""
    from social_console.store import Inbox, integrity

    complaints = integrity(copy)
    if complaints:
        raise InboxDamaged(
            _("The copy does not verify: {reason}.").format(reason="; ".join(complaints[:3])),
            location=Location(file=str(copy)),
            remedy=_("Use another backup; nothing was restored."),
        )
    Inbox.open(copy, read_only=True).close()


def _target(home: Path, folder: Path, name: str) -> Path:
    """Where a file belongs; the inbox may live elsewhere by the backup's own settings."""
    if name != INBOX or not (folder / FILE).exists():
        return home / name
    try:
        named = tomllib.loads((folder / FILE).read_text(encoding="utf-8")).get("database", INBOX)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        named = INBOX
    return home / Path(str(named)).expanduser()


def _in_the_way(targets: dict[str, Path]) -> list[Path]:
    database = targets.get(INBOX)
    beside = [database.with_name(database.name + end) for end in ("-wal", "-shm")] if database else []
    return [*targets.values(), *beside]


def _refuse_used(standing: list[Path]) -> None:
    """A program that has the old inbox open would go on writing where nobody looks."""
    holders = sorted({pid for path in standing for pid in _holders(path)})
    if holders:
        raise InboxLocked(
            _("The inbox is in use (process {pids}).").format(pids=", ".join(map(str, holders))),
            location=Location(file=str(standing[0])),
            remedy=_("Close the console and stop `collect` first; nothing was restored."),
        )


def _holders(path: Path) -> list[int]:
    """Other processes that have the file open, as far as the system lets us see."""
    wanted = os.fspath(path.resolve())
    found = []
    for entry in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(entry) == wanted and int(entry.parts[2]) != os.getpid():
                found.append(int(entry.parts[2]))
        except OSError:
            continue
    return found


def _bring(source: Path, target: Path) -> Path:
    """A copy beside the target, whole and on the disk before anything old is touched."""
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming = target.with_name(f".{target.name}.incoming")
    shutil.copyfile(source, incoming)
    incoming.chmod(0o660 if target.parent.stat().st_mode & 0o2020 == 0o2020 else 0o600)
    with incoming.open("rb") as stream:
        os.fsync(stream.fileno())
    return incoming


def _put_aside(home: Path, standing: list[Path]) -> Path | None:
    if not standing:
        return None
    aside = home / f"{ASIDE}{clock.now():%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    for path in standing:
        shutil.move(path, aside / path.name)
    return aside


def _goes_by_itself(tx: Any, reply: Reply) -> bool:
    """Not what an earlier part took along, nor what waits behind one that failed, for a person."""
    from social_console import store

    states = {part.id: part.state for part in store.parts_of(tx, store.get_reply(tx, reply.id))}
    return states[reply.id] is reply.state and ReplyState.FAILED not in states.values()


def _held(tx: Any, reply: Reply, now: datetime) -> Act:
    """One that was being sent is unknown; one that was queued a draft, with all the parts that were to follow."""
    from social_console import store

    if reply.state is ReplyState.SENDING:
        store.cas(tx, reply.id, [reply.state], ReplyState.UNKNOWN, now=now)
        return Act(verb="unknown", actor="restore", data={"reply": reply.id})
    parts = [part for part in store.parts_of(tx, reply) if part.state is ReplyState.QUEUED]
    store.gather(tx, parts, now=now)
    return Act(verb="cancelled", actor="restore", data={"reply": reply.id, "parts": [part.id for part in parts]})


def _hold_replies(database: Path) -> int:
    """What was queued then may have been sent since: it becomes a draft again; what was being sent is unknown."""
    from social_console import store

    now = clock.now()
    held = 0
    with store.Inbox.open(database) as inbox:
        with inbox.reading() as tx:
            waiting = store.replies(tx, ReplyState.QUEUED, ReplyState.SENDING)
        rule_set = store.load_rules(inbox)
        promises = rule_set.promises if rule_set else Promises.none()
        with inbox.writing(durable=True) as tx:
            for reply in waiting:
                if _goes_by_itself(tx, reply):
                    store.act(tx, reply.moment, _held(tx, reply, now), promises=promises, now=now)
                    held += 1
    return held
