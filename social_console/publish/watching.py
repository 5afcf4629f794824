"""A rule file that was saved and is not published: noticed, said, and with `live = "on-save"` put in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from social_console import rules
from social_console.errors import Fault
from social_console.publish.putting import Candidate, Published, put, tried
from social_console.rules import Loaded, Surroundings

if TYPE_CHECKING:
    from social_console.store import Inbox


ON_SAVE = "on-save"
"""Who publishes what goes live by itself: nobody who happens to look."""
Stamp = tuple[int, int, int]
"""When a file's entry and its content changed, in nanoseconds, and its size in bytes."""


@dataclass(frozen=True, slots=True)
class Unpublished:
    """What the status bar says of a file that differs from what is in force: its first fault, if it has one.

    `failing`: it is sound, but its tests were tried and fail.
    """

    fault: Fault | None = None
    failing: bool = False


@dataclass(slots=True)
class Watch:
    """Looks at a rule file and its includes; reads them anew only when a file's time or size has changed."""

    path: Path
    surroundings: Surroundings | None = None
    failing: str = ""
    """The hash of a sound file whose tests were found to fail: not tried again until it changes."""
    _seen: Mapping[str, Stamp | None] = field(default_factory=dict)
    _loaded: Loaded | None = None

    def unpublished(self, hash_in_force: str) -> Unpublished | None:
        """None where the file says what is in force, or where there is no file."""
        loaded = self._read()
        if loaded is None:
            return None
        if loaded.rule_set is None:
            return Unpublished(next((f for f in loaded.faults if f.severity == "error"), None))
        same = loaded.rule_set.hash == hash_in_force
        return None if same else Unpublished(failing=loaded.rule_set.hash == self.failing)

    @property
    def hash(self) -> str | None:
        """Of the file as it was last read; None where it has faults."""
        rule_set = self._loaded.rule_set if self._loaded else None
        return rule_set.hash if rule_set else None

    @property
    def candidate(self) -> Candidate:
        """What was read last, tested. Raises RulesError with every fault."""
        return tried(self._loaded or rules.read(self.path, surroundings=self.surroundings))

    @property
    def saved_at(self) -> datetime:
        """When one of the files was last written or put there, by the file system's clock."""
        return datetime.fromtimestamp(max(stamp[0] for stamp in self._seen.values() if stamp) / 1e9, UTC)

    def _read(self) -> Loaded | None:
        now = dict(self._stamps())
        if now.get(self.path.name) is None:
            return None
        if now != self._seen or self._loaded is None:
            self._loaded = rules.read(self.path, surroundings=self.surroundings)
            self._seen = {name: now.get(name, stamp) for name, stamp in self._stamps()}
        return self._loaded

    def _stamps(self) -> Iterator[tuple[str, Stamp | None]]:
        """Of each file that was read or looked for; taken before it is read, so that no later save is overlooked."""
        reading = self._loaded.reading if self._loaded else None
        for name in sorted({*reading.sources, *reading.missing}) if reading else [self.path.name]:
            try:
                stat = (self.path.parent / name).stat()
            except (OSError, ValueError):
                yield name, None
            else:
                yield name, (stat.st_ctime_ns, stat.st_mtime_ns, stat.st_size)


def on_save(inbox: Inbox, watch: Watch, *, now: datetime) -> Published | None:
    """With `live = "on-save"`: a sound file that differs from what is in force goes live by itself, tests passing.

    Whoever may write the file has decided; it does not matter who is looking when it is noticed. What somebody has put
    in the place of this very file since it was saved (`rules rollback`) stands until it is saved again.
    """
    from social_console import store

    running = store.load_rules(inbox)
    news = watch.unpublished(running.hash if running else "")
    if news is None or news.fault is not None or news.failing or _taken_back(inbox, watch):
        return None
    found = watch.candidate
    if found.failing:
        watch.failing = found.rule_set.hash
        return None
    return put(inbox, found, by=ON_SAVE, now=now)


def _taken_back(inbox: Inbox, watch: Watch) -> bool:
    from social_console import store

    with inbox.reading() as tx:
        since = store.replaced_since(tx, watch.hash or "")
    return since is not None and watch.saved_at <= since
