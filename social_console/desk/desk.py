"""The operator's verbs. Each checks the role, writes one transaction, and returns how to undo it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from social_console import clock
from social_console.desk import acting, outgoing, people, replying
from social_console.desk.channels import Channels
from social_console.desk.values import Composing, Done
from social_console.desk.when import parse_when
from social_console.i18n import gettext as _
from social_console.model import Act, Json, Priority, Then

if TYPE_CHECKING:
    from social_console.connectors.base import Connector
    from social_console.rules import RuleSet
    from social_console.settings import Account, Settings
    from social_console.store import Inbox, Reader

Moments = int | Sequence[int]


class Desk:
    """What one operator does. Verbs take one moment or several; several are done all together or not at all."""

    def __init__(
        self,
        inbox: Inbox,
        settings: Settings,
        rule_set: RuleSet,
        operator: str,
        *,
        connect: Callable[[Account], Connector] | None = None,
    ) -> None:
        self.inbox = inbox
        self.settings = settings
        self.rule_set = rule_set
        self.operator = operator
        self.channels = Channels(connect)

    @property
    def role(self) -> str:
        """operator, lead or auditor."""
        return people.role_of(self.rule_set, self.operator)

    @property
    def reader(self) -> Reader:
        """What of the restricted moments this operator may read."""
        return people.reader(self.rule_set, self.operator)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the operator's days are in."""
        return self.settings.timezone

    def when(self, text: str) -> datetime:
        """`lunes`, `mañana 9:00`, `2h`, ISO 8601 → an instant to come (UsageError)."""
        return parse_when(text, now=clock.now(), zone=self.zone, calendar=self.rule_set.promises.calendar())

    def past(self, text: str) -> datetime:
        """The same for something that has happened: `ayer 16:00`, `9:00`, `2h` (ago), ISO 8601."""
        calendar = self.rule_set.promises.calendar()
        return parse_when(text, now=clock.now(), zone=self.zone, calendar=calendar, past=True)

    def owners(self) -> tuple[str, ...]:
        """Who may be given a moment: people, then areas."""
        return people.owners(self.rule_set, self.operator)

    # ── verbs on moments ────────────────────────────────────────────────────────────────────────────────

    def note(self, moments: Moments, text: str) -> Done:
        """An internal note; nobody outside reads it."""
        return self._act(moments, "note", _("Note written."), text=acting.needed(text))

    def claim(self, moments: Moments) -> Done:
        """Make it mine."""
        return self._act(moments, "claim", _("Taken."))

    def release(self, moments: Moments) -> Done:
        """Nobody's again."""
        return self._act(moments, "release", _("Given back."))

    def assign(self, moments: Moments, owner: str) -> Done:
        """Give it to a person or an area."""
        name = people.owner_named(self.rule_set, self.operator, owner)
        return self._act(moments, "assign", _("Assigned to {owner}.").format(owner=name), {"owner": name})

    def refer(
        self, moments: Moments, to: str, text: str = "", *, close: bool = False, follow_up: datetime | None = None
    ) -> Done:
        """Hand it to whom it belongs; closed as `referred`, or followed up (an area's own date by default)."""
        to = acting.needed(to).strip()
        at = None if close else follow_up or acting.follow_up_of(self.rule_set, to, clock.now())
        said = _("Referred to {to}.").format(to=to)
        data: dict[str, Json] = {"to": to, "close": close}
        return self._act(moments, "refer", said, data | acting.instant(follow_up_at=at), text=text)

    def tag(self, moments: Moments, tags: str | Sequence[str]) -> Done:
        """Add tags."""
        names = acting.tags(tags)
        return self._act(moments, "tag", _("Tagged {tags}.").format(tags=", ".join(names)), {"tags": names})

    def untag(self, moments: Moments, tags: str | Sequence[str]) -> Done:
        """Remove tags; the rules do not give them again."""
        names = acting.tags(tags)
        said = _("Tags removed: {tags}.").format(tags=", ".join(names))
        return self._act(moments, "untag", said, {"tags": names})

    def priority(self, moments: Moments, priority: Priority | str) -> Done:
        """Set the priority; it outranks the rules for good."""
        value = acting.priority(priority)
        said = _("Priority set to {priority}.").format(priority=acting.priority_word(value))
        return self._act(moments, "priority", said, {"priority": value.label})

    def snooze(self, moments: Moments, until: datetime) -> Done:
        """Put it off until then, until the citizen writes or until a promise falls due. Stops no clock."""
        acting.must_be_later(until, clock.now())
        said = _("Snoozed until {when}.").format(when=acting.local(until, self.zone))
        done = self._act(moments, "snooze", said, acting.instant(until=until))
        return acting.cut_short(self, done, until)

    def close(self, moments: Moments, outcome: str = "resolved", text: str = "") -> Done:
        """Close it with its outcome (`acting.OUTCOMES`)."""
        outcome = acting.one_of(outcome, acting.OUTCOMES)
        return self._act(moments, "close", _("Closed."), {"outcome": outcome}, text=text)

    def dismiss(self, moments: Moments, reason: str, text: str = "") -> Done:
        """Nothing to answer here, and why (`acting.REASONS`)."""
        reason = acting.one_of(reason, acting.REASONS)
        return self._act(moments, "dismiss", _("Dismissed."), {"reason": reason}, text=text)

    def reopen(self, moments: Moments) -> Done:
        """Open it again."""
        return self._act(moments, "reopen", _("Reopened."))

    def answered(self, moments: Moments, how: str, text: str = "", *, at: datetime | None = None) -> Done:
        """It was answered outside this program (`acting.HOWS`): by phone, in person, …; `at` if not now."""
        how = acting.one_of(how, acting.HOWS)
        if at is not None:
            acting.must_be_past(at, clock.now())
        return self._act(moments, "answered", _("Answer recorded."), {"how": how}, text=text, at=at)

    def no_reply(self, moments: Moments, reason: str, text: str = "") -> Done:
        """No reply is owed, and why."""
        data = {"reason": acting.needed(reason)}
        return self._act(moments, "no_reply", _("Recorded: no reply is owed."), data, text=text)

    def undo(self, events: int | Sequence[int]) -> Done:
        """Take back what these events did; a queued reply becomes a draft again. IllegalAct where it is too late."""
        return outgoing.undo(self, (events,) if isinstance(events, int) else tuple(events))

    def undo_last(self, moment: int) -> Done:
        """Take back the last thing that I did to this moment."""
        return outgoing.undo(self, acting.last_of(self, moment))

    # ── replies ─────────────────────────────────────────────────────────────────────────────────────────

    def compose(self, moment: int, template: str | None = None) -> Composing:
        """Begin, or go on with, my reply to the citizen's newest mention; the draft is stored."""
        return replying.compose(self, moment, template)

    def templates(self, moment: int) -> tuple[str, ...]:
        """The names of the templates, the suggested one first."""
        return replying.templates(self, moment)

    def save(self, reply_id: int, text: str, subject: str | None = None) -> None:
        """Keep the draft as it stands."""
        replying.save(self, reply_id, text, subject)

    def acknowledge(self, composing: Composing) -> Composing:
        """I have seen the news of the thread that I am writing to, and go on."""
        return replying.acknowledge(self, composing)

    def discard(self, reply_id: int) -> None:
        """Drop my draft."""
        replying.discard(self, reply_id)

    def send(
        self,
        reply_id: int,
        text: str,
        *,
        then: Then | str = Then.WAITING,
        later: datetime | None = None,
        seen: int,
        seen_event: int | None = None,
        follow_up: datetime | None = None,
        subject: str | None = None,
        attachments: Sequence[Path] = (),
        split: bool = False,
    ) -> Done:
        """Queue the reply (or ask a lead to approve it). It goes out at `later`, else when undoing has ended.

        `split`: where it is too long for the channel, in numbered parts. StaleThread where the thread has news after
        the mention `seen`, or was edited after `seen_event` (None: when the draft was begun).
        """
        order = replying.Order(
            text=text,
            subject=subject,
            then=Then(then),
            later=later,
            seen=seen,
            seen_event=seen_event,
            follow_up=follow_up,
            attachments=tuple(attachments),
            split=split,
        )
        return replying.send(self, reply_id, order)

    def approve(self, reply_id: int) -> Done:
        """A lead lets a reply go out."""
        return outgoing.approve(self, reply_id)

    def approve_of(self, moment: int) -> Done:
        """The same for the moment's reply that waits for approval."""
        return outgoing.approve_of(self, moment)

    def cancel(self, reply_id: int) -> Done:
        """A reply that has not gone out shall not; of an unknown one: a person says the matter is over."""
        return outgoing.cancel(self, reply_id)

    def retry(self, reply_id: int, *, not_sent: bool = False) -> Done:
        """Queue a failed reply again; an unknown one only where a person has looked and it was `not_sent`."""
        return outgoing.retry(self, reply_id, not_sent=not_sent)

    def edit(self, reply_id: int) -> Composing:
        """Back to the composer with a reply that has not gone out."""
        return outgoing.edit(self, reply_id)

    # ── one way to write ────────────────────────────────────────────────────────────────────────────────

    def may_write(self) -> None:
        """Raise NotAllowed for an auditor."""
        people.must_write(self.role, self.operator)

    def may_read(self, tx: Any, *moments: int) -> None:
        """Raise NotAllowed for a restricted moment of somebody else; whoever may not read it cannot act on it."""
        people.must_read(tx, moments, self.reader)

    def may_lead(self) -> None:
        """Raise NotAllowed for anybody but a lead."""
        people.must_lead(self.role, self.operator)

    def _act(
        self,
        moments: Moments,
        verb: str,
        said: str,
        data: dict[str, Json] | None = None,
        *,
        text: str | None = None,
        at: datetime | None = None,
    ) -> Done:
        self.may_write()
        act = Act(verb=verb, actor=self.operator, data=data or {}, text=text or None, at=at)
        return acting.carry_out(self, moments, act, said)
