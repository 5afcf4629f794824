"""What surrounds a reply while it is written: its draft, its target, its limits, its warnings."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.desk import costs, filling
from social_console.desk.limits import Limits
from social_console.desk.values import ColleagueDraft, Composing, Linked
from social_console.errors import Location, NotAllowed, UsageError
from social_console.i18n import gettext as _
from social_console.model import Direction, Mention, ReplyState
from social_console.text import plain

if TYPE_CHECKING:
    from social_console.desk.desk import Desk
    from social_console.moments import State
    from social_console.settings import Account
    from social_console.store import Detail, News, Reply, StoredMention


def compose(desk: Desk, moment: int, template: str | None) -> Composing:
    """The stored draft of this operator with all that the composer shows."""
    from social_console import store

    with desk.inbox.reading() as tx:
        detail = store.detail(tx, moment)
    target = target_of(detail)
    account = desk.settings.account(target.mention.channel, target.mention.account)
    text = filling.rendered(desk, detail, target, template) if template else ""
    draft = own_draft(desk, detail)
    begun = draft is not None and bool(draft.text.strip())
    fresh: tuple[News, ...] = ()
    if draft is not None and begun:
        with desk.inbox.reading() as tx:
            fresh = unseen(tx, detail, draft)
    if draft is None or template or not begun:
        seen = {} if begun else {"seen_mention": newest(detail), "seen_event": newest_event(detail)}
        with desk.inbox.writing() as tx:
            draft = store.save_draft(
                tx,
                moment=detail.id,
                author=desk.operator,
                now=clock.now(),
                id=draft.id if draft else None,
                text=text,
                target_mention=target.id,
                template=template,
                **seen,
            )
    return replace(_composing(desk, detail, target, account, draft), news=fresh)


def _composing(
    desk: Desk,
    detail: Detail,
    target: StoredMention,
    account: Account | None,
    draft: Reply,
) -> Composing:
    mention = target.mention
    limits = measured(desk, account, mention)
    return Composing(
        reply_id=draft.id,
        moment=detail.id,
        text=draft.text,
        subject=draft.subject if draft.subject is not None else answer_subject(mention),
        target=target.id,
        to=who(mention),
        account=account.label if account else mention.account,
        channel=mention.channel,
        visibility=mention.visibility,
        seen=newest(detail),
        seen_event=newest_event(detail),
        limit=limits.maximum,
        measure=limits.measure,
        threads=limits.threads,
        no_files=no_files(desk, account),
        cost=limits.cost,
        left=costs.left(desk.channels, desk.inbox, desk.settings, account) if limits.cost else None,
        warnings=warnings(detail, target),
        unresolved=filling.unresolved(draft.text),
        colleague_draft=colleague_draft(desk, detail),
        linked=linked(desk, detail),
        needs_approval=account is not None and needs_approval(desk, detail.state, account),
        blocked=blocked(account, mention),
        by_hand=(mention.url or "") if unsummoned(mention) else "",
        template=draft.template,
    )


def target_of(detail: Detail) -> StoredMention:
    """The newest mention by the citizen, a person's before a machine's, what stands before what was deleted;
    UsageError where there is none."""
    inbound = [each for each in detail.thread if each.mention.direction is Direction.IN]
    human = [each for each in inbound if not each.mention.automatic]
    if not inbound:
        message = _("Nobody has written here: there is nothing to reply to.")
        raise UsageError(message, location=Location(moment=detail.id))
    standing = [each for each in human if each.deleted_at is None]
    return max(standing or human or inbound, key=lambda each: (each.mention.created_at, each.id))


def newest(detail: Detail) -> int:
    """The mention that came last."""
    return max(each.id for each in detail.thread)


def newest_event(detail: Detail) -> int:
    """The last line of its log."""
    return max((event.id for event in detail.events), default=0)


def own_draft(desk: Desk, detail: Detail) -> Reply | None:
    """What this operator has begun to write here."""
    mine = [each for each in detail.replies if each.state is ReplyState.DRAFT and each.author == desk.operator]
    return mine[-1] if mine else None


def colleague_draft(desk: Desk, detail: Detail) -> ColleagueDraft | None:
    """What somebody else is writing, queued or has before a lead; the newest."""
    states = (ReplyState.DRAFT, ReplyState.TO_APPROVE, ReplyState.QUEUED, ReplyState.SENDING, ReplyState.UNKNOWN)
    theirs = [
        each for each in detail.replies if each.state in states and each.author != desk.operator and each.text.strip()
    ]
    if not theirs:
        return None
    newest = max(theirs, key=lambda each: each.updated_at)
    return ColleagueDraft(author=newest.author, text=newest.text, updated_at=newest.updated_at)


def linked(desk: Desk, detail: Detail) -> tuple[Linked, ...]:
    """Where the same post has been answered on another of our accounts."""
    from social_console import store

    if not detail.siblings:
        return ()
    with desk.inbox.reading() as tx:
        rows = store.rows(tx, detail.siblings)
    return tuple(
        Linked(moment=row.id, account=row.account, answered_at=row.last_out_at) for row in rows if row.last_out_at
    )


def who(mention: Mention) -> str:
    """Whom a reply to this mention reaches, as a button names them. Untrusted."""
    author = mention.author
    if mention.channel == "email":
        return author.id or author.handle or ""
    if author.handle:
        return "@" + author.handle.lstrip("@")
    return author.name or author.id or ""


def answer_subject(mention: Mention) -> str | None:
    """`Re: …`, once; None where the channel has no subjects."""
    if mention.subject is None:
        return None
    return mention.subject if re.match(r"(?i)re\s*:", mention.subject) else f"Re: {mention.subject}"


def warnings(detail: Detail, target: StoredMention) -> tuple[str, ...]:
    """What to think about before anything goes out here, whatever it says."""
    said, mention = [], target.mention
    if mention.automatic:
        said.append(_("This message was written by a machine."))
    if target.deleted_at is not None:
        said.append(_("Its author has deleted this message: the channel may refuse the answer."))
    if detail.state.pending_reply in ("queued", "sending", "unknown", "to_approve"):
        said.append(_("Another reply to this citizen is on its way."))
    return tuple(said)


def unseen(tx: Any, detail: Detail, draft: Reply) -> tuple[News, ...]:
    """What has come, changed or gone since its author read the thread (DESIGN 8.7)."""
    from social_console import store

    seen, event = draft.seen_mention, draft.seen_event
    return store.news(tx, detail, author=draft.author, seen_mention=seen, seen_event=event)


def news_words(one: News) -> str:
    """Who wrote, changed or deleted what; what was changed as it was and as it is. Made safe for a terminal."""
    by, now = who(one.mention.mention), _quoted(one.mention.mention.text)
    if one.kind == "deleted":
        return _("{who} deleted the message.").format(who=plain(by, limit=80, newlines=False))
    if one.kind == "edited":
        said = _("{who} changed the message.").format(who=plain(by, limit=80, newlines=False))
        before = f"\n− {_quoted(one.before)}" if one.before else ""
        return f"{said}{before}\n+ {now}"
    return _("{who} wrote: “{text}”").format(who=plain(by, limit=80, newlines=False), text=now)


def _quoted(text: str) -> str:
    return plain(text, limit=400, newlines=False)


def account_for(desk: Desk, reply: Reply) -> Account:
    """The account that sends this reply; NotAllowed or UsageError where it may not or cannot."""
    account = desk.settings.account(reply.channel, reply.account)
    problem = _closed(account)
    if problem or account is None:
        raise NotAllowed(
            problem or _no_account(reply.channel, reply.account),
            location=Location(moment=reply.moment),
            remedy=_("Answer by hand and record it with `answered`; `doctor --send-test` turns replies on."),
        )
    return account


def blocked(account: Account | None, mention: Mention) -> str:
    """Why nothing can be sent here; empty where it can."""
    if account is None:
        return _no_account(mention.channel, mention.account)
    if unsummoned(mention):
        return _by_hand(mention)
    if mention.extra.get("closed") is True:
        return _("Its author lets only some people answer, and this account is not among them.")
    return _closed(account)


def unsummoned(mention: Mention) -> bool:
    """Whether the channel takes replies only to who calls us, and this author has not (its connector says so)."""
    return mention.extra.get("summoned") is False


def _by_hand(mention: Mention) -> str:
    """Where it can be answered all the same; the answer comes in with the account's own posts."""
    said = _("{channel} takes replies by program only to posts that mention or quote us.").format(
        channel=mention.channel.capitalize()
    )
    url = plain(mention.url or "", limit=300, newlines=False)
    return f"{said} {_('Answer by hand: {url}').format(url=url)}" if url else said


def _closed(account: Account | None) -> str:
    if account is not None and (account.reply == "off" or not account.collect):
        return _("Replies by the account “{account}” are switched off.").format(account=account.label)
    return ""


def _no_account(channel: str, handle: str) -> str:
    return _("No account in the settings answers on {channel} as {handle}.").format(channel=channel, handle=handle)


def needs_approval(desk: Desk, state: State, account: Account) -> bool:
    """Whether a lead has to let this go out: the account or a rule wants it, and I am no lead."""
    return (account.reply == "approve" or state.approve) and desk.role != "lead"


def limits_of(desk: Desk, reply_id: int) -> Limits:
    """The limits that hold for a stored reply. May ask the channel: never inside a transaction."""
    from social_console import store

    with desk.inbox.reading() as tx:
        reply = store.get_reply(tx, reply_id)
        target = store.stored_mention(tx, reply.target_mention).mention if reply.target_mention else None
    return measured(desk, desk.settings.account(reply.channel, reply.account), target)


def measured(desk: Desk, account: Account | None, target: Mention | None = None) -> Limits:
    """The channel's limits, as its connector says; none where it cannot be asked (it refuses when sending).

    Where a reply brings more than its text (the addressee's name), the connector's limits have `towards(target)`.
    """
    if account is None or account.reply == "off":
        return Limits()
    try:
        threads = desk.channels.capabilities(account).threads
        limits: Any = desk.channels.limits(account)
        towards = getattr(limits, "towards", None)
        limits = towards(target) if towards is not None and target is not None else limits
    except Exception:  # a plugin may raise anything
        return Limits()
    return Limits(limits.maximum, limits.measure, getattr(limits, "cost", None), threads)


def no_files(desk: Desk, account: Account | None) -> str:
    """Why no file can go with a reply by this account; empty where files can, or where nothing can be asked."""
    if account is None:
        return ""
    try:
        able = desk.channels.capabilities(account).attachments
    except Exception:  # a plugin may raise anything
        return ""
    return "" if able else _("Files cannot go with a reply on {channel}.").format(channel=account.channel.capitalize())
