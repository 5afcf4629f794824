"""Each reply is sent once (DESIGN 8.2).

    draft → (to_approve) → queued ──claim: one compare-and-set, identity committed durably──▶ sending
    sending ──receipt──▶ sent · refused for good ──▶ failed · certainly not posted ──▶ queued, later
    sending ──any doubt, or the lease ran out──▶ unknown ──find, settle_after past the lease──▶ sent, or queued again
                                                               where its absence is conclusive

A process may die between any two lines here: what it leaves is `queued`, or `sending` with a lease.

Of a reply in several parts each has its row. A part is due when the one before it is `sent`, and is prepared then: it
answers that post. Whatever stops one stops those after it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.connectors.base import Absent, Attachment, Outgoing, Prepared, Receipt
from social_console.errors import ConfigError, Gone
from social_console.i18n import gettext as _
from social_console.model import Act, ReplyState
from social_console.outbox import faults
from social_console.outbox.accounts import Accounts, Connect
from social_console.outbox.values import Outcome, Sent

if TYPE_CHECKING:
    from social_console.model import Mention
    from social_console.outbox.faults import Meaning
    from social_console.rules import RuleSet
    from social_console.settings import Settings
    from social_console.store import Inbox, Reply

LEASE = timedelta(minutes=15)
"""Longer than any connector takes to send one reply, all its time-outs added."""


def send_due(
    inbox: Inbox,
    settings: Settings,
    connect: Connect | None,
    rule_set: RuleSet,
    *,
    only: Collection[int] | None = None,
) -> Sent:
    """Settle what is unknown, then send what is due; `only` these replies where given.

    Never raises for a channel's fault: every outcome is told. Without `connect`, the installed connectors.
    """
    from social_console.connectors import connect as installed

    accounts = Accounts(inbox, settings, connect or installed)
    run = _Run(inbox, settings, rule_set, accounts, frozenset(only) if only is not None else None)
    try:
        last = {outcome.reply: outcome for outcome in (*run.settle(), *run.send())}
        return Sent(tuple(last.values()))
    finally:
        accounts.close()


@dataclass
class _Run:
    inbox: Inbox
    settings: Settings
    rule_set: RuleSet
    accounts: Accounts
    only: frozenset[int] | None
    holder: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")

    # ── what may have gone out ──────────────────────────────────────────────────────────────────────────

    def settle(self) -> Iterator[Outcome]:
        """Leases that ran out become unknown; what is unknown for long enough is looked for."""
        from social_console import store

        with self.inbox.reading() as tx:
            open_ = store.replies(tx, ReplyState.SENDING, ReplyState.UNKNOWN)
        for reply in filter(self._wanted, open_):
            yield self._settle(reply)

    def _settle(self, reply: Reply) -> Outcome:
        now, ends = clock.now(), reply.lease_until or reply.updated_at
        if reply.state is ReplyState.SENDING:
            if ends > now:
                return self._outcome(reply, "sending", _("It is being sent, or whoever sent it has died."), ends)
            reply = self._mark_unknown(reply)
        account = self.accounts.of(reply)
        look_at = ends + account.settle_after if account else None
        if look_at is not None and look_at > now:
            said = _("Nobody knows yet whether it went out.")
            return self._outcome(reply, "unknown-outcome", said, look_at)
        return self._look_for(reply)

    def _mark_unknown(self, reply: Reply) -> Reply:
        said = _("Whoever sent it has died.")
        self._move(reply, ReplyState.SENDING, ReplyState.UNKNOWN, "unknown", error=said)
        return self._again(reply)

    def _look_for(self, reply: Reply) -> Outcome:
        connector = self.accounts.connector(reply)
        if connector is None:
            return self._unusable(reply)
        try:
            found = connector.find(_prepared(reply))
        except Exception as error:  # a plugin may raise anything; the reply stays unknown
            return self._outcome(reply, faults.code_of(error), faults.told(error))
        if isinstance(found, Receipt):
            return self._receipt(reply, found)
        return self._absent(reply, found)

    def _absent(self, reply: Reply, absent: Absent) -> Outcome:
        if not absent.conclusive:
            said = absent.reason or _("It was not found, which proves nothing yet.")
            return self._outcome(reply, "unknown-outcome", said)
        now = clock.now()
        self._move(reply, ReplyState.UNKNOWN, ReplyState.QUEUED, None, not_before=now, error=None)
        return self._outcome(self._again(reply), "absent", _("It did not go out; it is sent now."), now)

    # ── what is due ─────────────────────────────────────────────────────────────────────────────────────

    def send(self) -> Iterator[Outcome]:
        """Every queued reply whose time has come."""
        from social_console import store

        with self.inbox.reading() as tx:
            due = store.due_replies(tx, clock.now())
        for reply in filter(self._wanted, due):
            yield from self._send_on(reply)

    def _send_on(self, reply: Reply) -> Iterator[Outcome]:
        """One reply, or this part of it and those that come after, as long as each goes out."""
        from social_console import store

        part: Reply | None = reply
        while part is not None:
            outcome = self._send(part)
            yield outcome
            with self.inbox.reading() as tx:
                part = store.following(tx, part) if outcome.state is ReplyState.SENT else None
            if part is not None and (part.state is not ReplyState.QUEUED or not _is_due(part)):
                return

    def _send(self, reply: Reply) -> Outcome:
        connector = self.accounts.connector(reply)
        if connector is None:
            return self._unusable(reply)
        if news := self._news(reply):
            return self._fail(reply, ReplyState.QUEUED, "stale-thread", news)
        try:
            prepared = _prepared(reply) if reply.prepared else connector.prepare(*self._order(reply))
        except Exception as error:  # nothing can have gone out yet
            meaning = faults.of_preparing(error, attempts=reply.attempts, now=clock.now())
            return self._apply(reply, ReplyState.QUEUED, meaning)
        if not self._claim(reply, prepared):
            return self._outcome(self._again(reply), "taken", _("Somebody else took it."))
        try:
            receipt = connector.send(prepared)
        except KeyboardInterrupt as error:  # the lease need not run out: nobody is sending it any more
            self._apply(reply, ReplyState.SENDING, faults.of_sending(error, attempts=reply.attempts, now=clock.now()))
            raise
        except Exception as error:  # the contract names what is certain; all else is doubt
            meaning = faults.of_sending(error, attempts=reply.attempts, now=clock.now())
            return self._apply(reply, ReplyState.SENDING, meaning)
        return self._receipt(reply, receipt)

    def _order(self, reply: Reply) -> tuple[Outgoing, Any]:
        from social_console import store

        with self.inbox.reading() as tx:
            citizens = store.stored_mention(tx, reply.target_mention or 0).mention
            before = store.posted_before(tx, reply)
        files = tuple(Attachment(**each) for each in reply.attachments)
        lang = self._language(reply, citizens)
        order = Outgoing(text=reply.text, subject=reply.subject, attachments=files, now=clock.now(), lang=lang)
        if (reply.part or 1) == 1:
            return order, citizens
        if before is None:
            raise Gone(_("The part before this one is not here any more."))
        return replace(order, answers=citizens), before.mention

    def _language(self, reply: Reply, citizens: Mention) -> str | None:
        """Of the words that go out; what the citizen's post declares decides only where they do not."""
        from social_console.language import UNDETERMINED, detect

        expected = self.settings.languages_of(reply.institution)
        found = detect(reply.whole or reply.text, declared=citizens.lang, languages=expected)
        return None if found == UNDETERMINED else found

    def _claim(self, reply: Reply, prepared: Prepared) -> bool:
        """The one compare-and-set; what identifies the post is on the disk when it returns.

        False where the row is not what was prepared: called back, perhaps queued again with another text.
        """
        from social_console import store

        now = clock.now()
        with self.inbox.writing(durable=True) as tx:
            return store.get_reply(tx, reply.id) == reply and store.cas(
                tx,
                reply.id,
                (ReplyState.QUEUED,),
                ReplyState.SENDING,
                now=now,
                prepared={"v": prepared.v, "ref": prepared.ref, "data": dict(prepared.data)},
                ref=prepared.ref,
                holder=self.holder,
                lease_until=now + LEASE,
                attempts=reply.attempts + 1,
            )

    def _news(self, reply: Reply) -> str:
        """What its author has not seen of the thread (DESIGN 8.7): said instead of sending past it. Once a first part
        is out, the others follow it whatever comes: half an answer helps nobody."""
        from social_console import store

        if (reply.part or 1) > 1:
            return ""
        with self.inbox.reading() as tx:
            found = store.news(
                tx,
                store.detail(tx, reply.moment),
                author=reply.author,
                seen_mention=reply.seen_mention,
                seen_event=reply.seen_event,
            )
        return _news_words(found[0].kind) if found else ""

    # ── what became of it ───────────────────────────────────────────────────────────────────────────────

    def _receipt(self, reply: Reply, receipt: Receipt) -> Outcome:
        """The post exists: it is stored as a mention, which makes the row `sent` and the event, all in one."""
        from social_console import store

        arrival = store.Arrival(institution=reply.institution, item=receipt.mention, reply=reply.id)
        with self.inbox.writing(durable=True) as tx:
            store.store_arrivals(
                tx,
                [arrival],
                promises=self.rule_set.promises,
                now=clock.now(),
                reopen_within=self.settings.reopen_within,
            )
        return self._outcome(self._again(reply))

    def _apply(self, reply: Reply, before: ReplyState, meaning: Meaning) -> Outcome:
        if meaning.pause:
            self.accounts.pause(reply, meaning)
        if before is ReplyState.QUEUED and meaning.code == ConfigError.code:
            # This process cannot send (an operator's needs no secrets); the one that can shall not be held up.
            return self._outcome(reply, meaning.code, meaning.reason)
        if meaning.state is ReplyState.FAILED:
            return self._fail(reply, before, meaning.code, meaning.reason)
        if meaning.state is ReplyState.UNKNOWN:
            over = clock.now()  # nobody is sending it any more: the wait for settling begins
            self._move(reply, before, ReplyState.UNKNOWN, "unknown", error=meaning.reason, lease_until=over)
        else:
            attempts = reply.attempts + 1
            later: dict[str, Any] = {"not_before": meaning.again_at, "error": meaning.reason, "attempts": attempts}
            self._move(reply, before, ReplyState.QUEUED, None, **later)
        return self._outcome(self._again(reply), meaning.code, meaning.reason, meaning.again_at)

    def _fail(self, reply: Reply, before: ReplyState, code: str, reason: str) -> Outcome:
        self._move(reply, before, ReplyState.FAILED, "failed", code=code, error=reason)
        return self._outcome(self._again(reply), code, reason)

    def _move(
        self, reply: Reply, before: ReplyState, to: ReplyState, verb: str | None, *, code: str = "", **values: Any
    ) -> None:
        """From `before`, if it is still there and nobody else sends it, to `to`, with its event."""
        from social_console import store

        now = clock.now()
        with self.inbox.writing(durable=True) as tx:
            there = store.get_reply(tx, reply.id)
            if before is ReplyState.SENDING and to is not ReplyState.UNKNOWN and there.holder != self.holder:
                return
            if store.cas(tx, reply.id, (before,), to, now=now, **values) and verb:
                data = {"reply": reply.id} | ({"code": code} if code else {})
                act = Act(verb=verb, actor="outbox", data=data)
                store.act(tx, reply.moment, act, promises=self.rule_set.promises, now=now)

    def _again(self, reply: Reply) -> Reply:
        from social_console import store

        with self.inbox.reading() as tx:
            return store.get_reply(tx, reply.id)

    def _outcome(self, reply: Reply, code: str = "", reason: str = "", again_at: Any = None) -> Outcome:
        return Outcome(
            reply=reply.id,
            moment=reply.moment,
            account=reply.account,
            state=reply.state,
            code=code,
            reason=reason,
            again_at=again_at,
            part=reply.part,
            parts=reply.parts,
        )

    def _wanted(self, reply: Reply) -> bool:
        return self.only is None or reply.id in self.only or reply.thread in self.only

    def _unusable(self, reply: Reply) -> Outcome:
        why = self.accounts.why(reply)
        return self._outcome(reply, why.code, why.reason, why.again_at)


def _is_due(reply: Reply) -> bool:
    return reply.not_before is None or reply.not_before <= clock.now()


def _news_words(kind: str) -> str:
    """What is kept with the reply: no words of the citizen's, who may have taken them back."""
    return {
        "edited": _("The message was edited after this was written; read it and decide again."),
        "deleted": _("The message was deleted by its author after this was written; decide again."),
    }.get(kind, _("The thread has moved on since this was written; read it and decide again."))


def _prepared(reply: Reply) -> Prepared:
    stored = reply.prepared or {}
    return Prepared(v=int(stored.get("v", 1)), ref=stored.get("ref"), data=stored.get("data", {}))
