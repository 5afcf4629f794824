"""How a verb on moments is carried out, and the values that verbs take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from social_console import clock
from social_console.desk.people import near
from social_console.desk.values import Done
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.model import Act, Json, Priority

if TYPE_CHECKING:
    from social_console.desk.desk import Desk, Moments
    from social_console.rules import RuleSet

OUTCOMES = ("answered", "resolved", "referred", "no_reply", "duplicate", "other")
"""Of a close."""
REASONS = ("spam", "duplicate", "not_ours", "nothing_asked", "other")
"""Of a dismissal."""
HOWS = ("phone", "whatsapp", "in-person", "other")
"""Of an answer given outside this program."""

_PRIORITIES = {
    "baja": Priority.LOW,
    "normal": Priority.NORMAL,
    "alta": Priority.HIGH,
    "urgente": Priority.URGENT,
    **{priority.label: priority for priority in Priority},
}


def carry_out(desk: Desk, moments: Moments, act: Act, said: str) -> Done:
    """Write `act` for every moment in one transaction: all of them or, where one does not admit it, none."""
    from social_console import store

    ids = (moments,) if isinstance(moments, int) else tuple(dict.fromkeys(moments))
    if not ids:
        raise UsageError(_("No moment was named."))
    with desk.inbox.writing() as tx:
        desk.may_read(tx, *ids)
        events = store.acts(tx, [(each, act) for each in ids], promises=desk.rule_set.promises, now=clock.now())
    written = tuple(event.id for event in events)
    return Done(moments=ids, events=written, message=counted(said, len(ids)), undo=written)


def cut_short(desk: Desk, done: Done, until: datetime) -> Done:
    """A snooze of one moment, whose promise may fall due before the operator wanted to see it again: said."""
    from social_console import store

    if len(done.moments) > 1:
        return done
    with desk.inbox.reading() as tx:
        ends = store.state(tx, done.moment).snoozed_until
    if ends is None or ends >= until:
        return done
    said = _("Snoozed until {when}: a promise falls due then.").format(when=local(ends, desk.zone))
    return replace(done, message=said)


def counted(said: str, n: int) -> str:
    """The message of a verb, with how many moments it was for where it was more than one."""
    if n == 1:
        return said
    return f"{said} {ngettext('({n} moment)', '({n} moments)', n).format(n=n)}"


def last_of(desk: Desk, moment: int) -> tuple[int, ...]:
    """The newest event of mine on this moment that can still be undone; all of them where a macro wrote several."""
    from social_console import store
    from social_console.moments import UNDOABLE

    with desk.inbox.reading() as tx:
        desk.may_read(tx, moment)
        events = store.events(tx, moment)
    undone = {int(event.data["undoes"]) for event in events if event.verb == "undo"}
    for event in reversed(events):
        mine = event.actor == desk.operator and event.verb in UNDOABLE and event.verb != "undo"
        if mine and event.id not in undone:
            macro = event.data.get("macro")
            same = [one.id for one in events if macro and one.data.get("macro") == macro and one.at == event.at]
            return tuple(id_ for id_ in same if id_ not in undone) or (event.id,)
    raise UsageError(_("There is nothing of yours to undo here."))


def instant(**at: datetime | None) -> dict[str, Json]:
    """Times as events hold them; what is None is left out."""
    return {name: value.astimezone(UTC).isoformat() for name, value in at.items() if value is not None}


def local(at: datetime, zone: ZoneInfo) -> str:
    """Short, in the office's zone: `2026-11-30 09:00`."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def needed(text: str) -> str:
    """`text`, which must not be empty."""
    if not text.strip():
        raise UsageError(_("Something must be written here."))
    return text


def tags(given: str | Sequence[str]) -> list[str]:
    """Tags as they are stored: lower case, no `#`, no commas or spaces, each once."""
    words = given.replace(",", " ").split() if isinstance(given, str) else list(given)
    names = list(dict.fromkeys("-".join(word.strip().lstrip("#").casefold().split()) for word in words))
    if not names or not all(names):
        raise UsageError(_("At least one tag must be named."))
    return names


def priority(given: Priority | str) -> Priority:
    """A priority by its name, in English or Spanish."""
    if isinstance(given, Priority):
        return given
    found = _PRIORITIES.get(given.strip().casefold())
    if found is None:
        message = _("“{value}” is not a priority.").format(value=given)
        raise UsageError(message, remedy=near(given.casefold(), (each.label for each in Priority)))
    return found


def priority_word(value: Priority) -> str:
    """`urgent` in the user's language."""
    words = {
        Priority.LOW: _("low"),
        Priority.NORMAL: _("normal"),
        Priority.HIGH: _("high"),
        Priority.URGENT: _("urgent"),
    }
    return words[value]


def one_of(given: str, allowed: Sequence[str]) -> str:
    """`given` where it is one of `allowed` (`_` and `-` are the same); UsageError else."""
    same = {each.replace("_", "-"): each for each in allowed}
    found = same.get(given.strip().casefold().replace("_", "-"))
    if found is None:
        message = _("“{value}” is not one of: {values}.").format(value=given, values=", ".join(same))
        raise UsageError(message)
    return found


def must_be_later(at: datetime, now: datetime) -> None:
    """Raise UsageError for what has passed already."""
    if at <= now:
        raise UsageError(_("That time has passed already."))


def must_be_past(at: datetime, now: datetime) -> None:
    """Raise UsageError for what is still to come."""
    if at > now:
        raise UsageError(_("That time is still to come."))


def follow_up_of(rule_set: RuleSet, area: str, now: datetime) -> datetime | None:
    """When a referral to `area` is to be asked about, by the area's `follow_up`."""
    length = rule_set.promises.follow_ups.get(area)
    return clock.due(rule_set.promises.calendar(), now, length) if length else None
