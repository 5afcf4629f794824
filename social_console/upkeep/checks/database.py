"""The inbox: is it whole, does the clock agree with it, which rules are in force, what did not go out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.errors import ConsoleError, InboxMissing, RulesError
from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.model import ReplyState
from social_console.settings import Settings
from social_console.upkeep.checks.finding import ERROR, NOTE, OK, WARNING, Finding, of_error

if TYPE_CHECKING:
    from social_console.store import Inbox
    from social_console.upkeep.standing import Standing

SKEW = timedelta(minutes=2)
OLD_BACKUP = timedelta(days=8)
NEARLY_SPENT = 0.1
"""Of a month's budget: what is left is soon too little for a page."""
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No machine that runs this program lives before it."""
LAST_BACKUP = "last_backup"
"""The fact in the inbox that says when it was last copied."""


def look_at_database(home: Path, settings: Settings | None, database: Path) -> Iterator[Finding]:
    """Everything that can be told of the inbox; a broken one is told once."""
    from social_console.store import Inbox, integrity

    yield _clock()
    try:
        complaints = integrity(database)
        if complaints:
            yield _broken(complaints)
            return
        with Inbox.open(database, read_only=True) as inbox:
            yield Finding(check="database", level=OK, message=_("Whole: every page was read."))
            yield from _earlier() if inbox.behind else _within(inbox, home, settings)
    except InboxMissing as error:
        yield Finding(check="database", level=NOTE, message=error.message, remedy=_("The first collect makes it."))
        yield from _rules_file(home, settings)
    except ConsoleError as error:
        yield of_error("database", error)


def _earlier() -> Iterator[Finding]:
    """Its tables are read by nobody before they are ours."""
    message = _("An earlier version wrote it; the next command brings it up to date.")
    yield Finding(check="database", level=NOTE, message=message, remedy="social-console list")


def _broken(complaints: tuple[str, ...]) -> Finding:
    message = _("The inbox is damaged: {reason}.").format(reason="; ".join(complaints[:3]))
    remedy = _("Keep the file, and bring the last backup back with “social-console restore”.")
    return Finding(check="database", level=ERROR, message=message, remedy=remedy, code=4)


def _within(inbox: Inbox, home: Path, settings: Settings | None) -> Iterator[Finding]:
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _against_clock(inbox),
        lambda: _rules(inbox, home, settings),
        lambda: _outbox(inbox),
        lambda: _backups(inbox),
        lambda: _streams(inbox, settings),
    )
    for check in checks:
        yield from check()


def _clock() -> Finding:
    now = clock.now()
    if now < BUILT:
        message = _("This machine says that it is {now}.").format(now=now.date().isoformat())
        return Finding(check="clock", level=ERROR, message=message, remedy=_("Set its clock."), code=4)
    if Path("/run/systemd/timesync").is_dir() and not Path("/run/systemd/timesync/synchronized").exists():
        message = _("The clock is not yet synchronised with the network's.")
        return Finding(check="clock", level=WARNING, message=message, remedy="timedatectl set-ntp true")
    return Finding(check="clock", level=OK, message=now.isoformat(timespec="seconds"))


def _against_clock(inbox: Inbox) -> Iterator[Finding]:
    """What the inbox has seen cannot lie in the future."""
    from social_console import store

    with inbox.reading() as tx:
        newest = store.newest_event(tx)
        at = store.event(tx, newest).seen_at if newest else None
        read = [each.last_ok_at for each in store.streams(tx) if each.last_ok_at]
    latest = max(filter(None, (at, *read)), default=None)
    if latest and latest > clock.now() + SKEW:
        message = _("The inbox was written at {at}, which is still to come.").format(at=latest.isoformat())
        remedy = _("Set this machine's clock: promises are counted by it.")
        yield Finding(check="clock", level=ERROR, message=message, remedy=remedy, code=4)


def _rules_file(home: Path, settings: Settings | None) -> Iterator[Finding]:
    from social_console import rules

    file = home / "rules.yaml"
    if not file.exists():
        message = _("There is no rules.yaml: nothing is ranked.")
        yield Finding(check="rules", level=WARNING, message=message, remedy=_("`social-console init` writes one."))
        return
    institutions = settings.institutions.values() if settings else ()
    languages = tuple(dict.fromkeys(lang for each in institutions for lang in each.languages))
    loaded = rules.read(file, surroundings=rules.Surroundings(languages))
    faults = [fault for fault in loaded.faults if fault.severity == "error"]
    for fault in faults:
        where = str(fault.location)
        yield Finding(check="rules", level=ERROR, message=fault.message, remedy=fault.remedy, code=2, subject=where)
    failing = [one for one in rules.run_tests(loaded.rule_set) if not one.passed] if loaded.rule_set else []
    if failing:
        remedy = "social-console rules test"
        message = _("The tests of rules.yaml fail.")
        yield Finding(check="rules", level=WARNING, message=message, remedy=remedy, subject=str(failing[0].location))
    elif not faults:
        yield Finding(check="rules", level=OK, message=_("rules.yaml is sound."))


def _rules(inbox: Inbox, home: Path, settings: Settings | None) -> Iterator[Finding]:
    """The file, and whether what is in force is what it says."""
    from social_console import rules, store

    yield from _rules_file(home, settings)
    with inbox.reading() as tx:
        stored = store.rule_set_in_force(tx)
    if stored is None:
        yield Finding(check="rules", level=NOTE, message=_("No rule set was ever published here."))
        return
    since = stored.since.astimezone(settings.timezone if settings else UTC).date().isoformat()
    message = _("In force since {date}, by {name}.").format(date=since, name=stored.by)
    yield Finding(check="rules", level=OK, message=message, subject=stored.hash[:12])
    try:
        saved = rules.load(home / "rules.yaml").hash
    except (RulesError, OSError):
        return
    if saved != stored.hash:
        message = _("rules.yaml has changes that are not published.")
        yield Finding(check="rules", level=WARNING, message=message, remedy="social-console rules publish")


def _outbox(inbox: Inbox) -> Iterator[Finding]:
    from social_console import store

    with inbox.reading() as tx:
        stuck = store.replies(tx, ReplyState.FAILED, ReplyState.UNKNOWN)
        late = [reply for reply in store.due_replies(tx, clock.now()) if _late(reply.not_before)]
    if stuck:
        message = ngettext(
            "{n} reply did not go out or is not confirmed.",
            "{n} replies did not go out or are not confirmed.",
            len(stuck),
        )
        remedy = "social-console outbox list"
        yield Finding(check="outbox", level=WARNING, message=message.format(n=len(stuck)), remedy=remedy)
    if late:
        message = ngettext("{n} reply waits to be sent.", "{n} replies wait to be sent.", len(late))
        remedy = _("Does `collect` run? The timer in deploy/ does it.")
        yield Finding(check="outbox", level=WARNING, message=message.format(n=len(late)), remedy=remedy)
    if not stuck and not late:
        yield Finding(check="outbox", level=OK, message=_("Nothing is stuck."))


def _late(not_before: datetime | None) -> bool:
    return not_before is not None and not_before < clock.now() - timedelta(minutes=15)


def _backups(inbox: Inbox) -> Iterator[Finding]:
    from social_console import store

    with inbox.reading() as tx:
        noted = store.fact(tx, LAST_BACKUP)
        empty = not store.newest_event(tx)
    if not isinstance(noted, str):
        level = NOTE if empty else WARNING
        message = _("This inbox was never backed up.")
        yield Finding(check="backup", level=level, message=message, remedy="social-console backup")
        return
    at = datetime.fromisoformat(noted)
    level = WARNING if clock.now() - at > OLD_BACKUP else OK
    message = _("Last made on {date}.").format(date=at.date().isoformat())
    yield Finding(check="backup", level=level, message=message, remedy="" if level == OK else "social-console backup")


def _streams(inbox: Inbox, settings: Settings | None) -> Iterator[Finding]:
    """Which account is blind, since when and why; and what its channel can no longer give (DESIGN 8.9)."""
    from social_console import store
    from social_console.upkeep.standing import standing

    if settings is None:
        return
    with inbox.reading() as tx:
        streams, blind = store.streams(tx), store.coverage(tx)
        spent = {account.label: store.told_spending(tx, account.label) for account in settings.accounts}
    for account in settings.accounts:
        found = standing(account, streams, blind, clock.now())
        if account.collect and found.known:
            yield _standing(account.label, found)
            yield from _spending(account.label, spent[account.label])
            for gap in found.gaps:
                message = _("Lost: {reason}").format(reason=gap.reason)
                remedy = _("The report tells it under “coverage”; look on the channel itself for what was said then.")
                yield Finding(check="reading", level=WARNING, message=message, remedy=remedy, subject=account.label)


def _standing(label: str, found: Standing) -> Finding:
    if not found.blind and found.reason is None and found.last_read_at is not None:
        message = _("Last read {at}.").format(at=found.last_read_at.isoformat(timespec="minutes"))
        return Finding(check="reading", level=OK, message=message, subject=label)
    if not found.blind and found.reason is not None and found.next_try_at is not None:
        at = found.next_try_at.isoformat(timespec="minutes")
        message = _("Waits until {at}: {reason}").format(at=at, reason=found.reason)
        return Finding(check="reading", level=NOTE, message=message, subject=label)
    since = found.blind_since or found.last_read_at
    said = since.isoformat(timespec="minutes") if since else _("the beginning")
    message = _("Blind since {at}.").format(at=said) + (f" {found.reason}" if found.reason else "")
    remedy = _("Run `social-console collect`, and see that its timer runs.")
    if found.reason:
        remedy = _("Run: social-console connectors check {account}").format(account=label)
    return Finding(check="reading", level=WARNING, message=message, remedy=remedy, subject=label)


def _spending(label: str, told: Any) -> Iterator[Finding]:
    """What a channel that charges has cost this month, as the last round knew it."""
    if not isinstance(told, dict) or told.get("month") != f"{clock.now():%Y-%m}":
        return
    spent, left = told["spent"], told["left"]
    if left is None:
        message = _("This month has cost at most ${spent:.2f}; there is no budget.").format(spent=spent)
        yield Finding(check="spending", level=NOTE, message=message, subject=label)
        return
    message = _("This month has cost at most ${spent:.2f}; ${left:.2f} of the budget are left.")
    level = WARNING if left < NEARLY_SPENT * (spent + left) else OK
    remedy = _("Reading stops before it is overrun: raise monthly_budget, or a longer interval.") if level != OK else ""
    text = message.format(spent=spent, left=left)
    yield Finding(check="spending", level=level, message=text, remedy=remedy, subject=label)
