"""`show`: everything about one moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.list import as_json_line
from social_console.cli.output import emit, json_option, say
from social_console.i18n import gettext as _
from social_console.text import plain
from social_console.verbs.gave import gave_words
from social_console.verbs.told import actor_word, event_words
from social_console.verbs.tones import tone_told, tone_words
from social_console.verbs.words import by_word, emptied_words, part_word, priority_word, reply_word, status_word

if TYPE_CHECKING:
    from social_console.model import Event
    from social_console.rules import RuleSet
    from social_console.store import Detail, Past, Reader, Reply, StoredMention

_PAST = 10
_OTHERS = 12
_CLOCKS = ("first_due_at", "next_due_at", "resolution_due_at", "follow_up_at", "due_at")


@click.command("show", help=_("One moment: thread, reasons, clocks, log."))
@click.argument("moment")
@json_option
@pass_session
def show(session: Session, *, moment: str, as_json: bool) -> int:
    """Its thread, its author's history, the verdict with its reasons, the clocks, the log."""
    from social_console import store

    with session.inbox.reading() as tx:
        detail = store.detail(tx, store.resolve(tx, moment), reader=session.reader)
        past = _past(tx, detail, session.reader)
    earlier = tuple(one for one in past if one.id != detail.id)[:_PAST]
    if as_json:
        emit(_as_json(detail, earlier))
    else:
        for line in _lines(detail, earlier, _promise(session.rules, detail), session.settings.timezone):
            say(line)
    return 0


def _past(tx: Any, detail: Detail, reader: Reader) -> tuple[Past, ...]:
    from social_console import store

    row = detail.row
    if row.covered:
        return ()
    return store.author_history(tx, row.institution, row.channel, detail.citizen, _PAST + 1, reader=reader)


def _as_json(detail: Detail, past: tuple[Past, ...]) -> dict[str, Any]:
    state = detail.state
    return {
        **as_json_line(detail.row),
        "state": {
            name: getattr(value, "label", getattr(value, "value", value))
            for name in state.__dataclass_fields__
            for value in (getattr(state, name),)
            if name not in ("tags", *_CLOCKS)
        },
        "tags_by": dict(state.tags),
        "clocks": {name: getattr(state, name) for name in (*_CLOCKS, "due_clock", "due_since", "snoozed_until")},
        "citizen": detail.citizen or None,
        "conversation": detail.conversation or None,
        "thread": [_mention_json(one) for one in detail.thread],
        "context": [_mention_json(one) for one in detail.context],
        "author_history": [_past_json(one) for one in past],
        "events": [_event_json(event) for event in detail.events],
        "replies": [_reply_json(reply) for reply in detail.replies],
        "aliases": list(detail.aliases),
        "previous": detail.previous,
        "next": detail.next,
        "siblings": list(detail.siblings),
        "similar_moments": list(detail.similar),
    }


def _mention_json(one: StoredMention) -> dict[str, Any]:
    from social_console.annotate import as_json
    from social_console.rules.record import context_as_json, verdict_as_json

    mention, author = one.mention, one.mention.author
    return {
        "mention": one.id,
        "id": mention.id,
        "direction": mention.direction.value,
        "created_at": mention.created_at,
        "seen_at": one.seen_at,
        "author": {
            "id": author.id,
            "handle": author.handle,
            "name": author.name,
            "followers": author.followers,
            "verified": author.verified,
        },
        "text": mention.text,
        "subject": mention.subject,
        "url": mention.url,
        "in_reply_to": mention.in_reply_to,
        "declared_lang": mention.lang,
        "counts": mention.extra.get("counts") or {},
        "visibility": mention.visibility.value,
        "kind": mention.kind,
        "automatic": mention.automatic,
        "history": mention.history,
        "media": [{"name": media.name, "type": media.type, "url": media.url} for media in mention.media],
        "void": one.void,
        "deleted_at": one.deleted_at,
        "edited_at": one.edited_at,
        "revisions": list(one.revisions),
        "annotation": None if one.annotation is None else as_json(one.annotation),
        "context": None if one.context is None else context_as_json(one.context),
        "verdict": None if one.verdict is None else verdict_as_json(one.verdict),
    }


def _past_json(one: Past) -> dict[str, Any]:
    return {
        "id": one.id,
        "folio": one.folio,
        "created_at": one.created_at,
        "status": one.status.value,
        "outcome": one.outcome,
        "tags": list(one.tags),
        "text": one.text,
    }


def _event_json(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "at": event.at,
        "seen_at": event.seen_at,
        "actor": event.actor,
        "verb": event.verb,
        "data": dict(event.data),
        "text": event.text,
    }


def _reply_json(reply: Reply) -> dict[str, Any]:
    return {
        "id": reply.id,
        "state": reply.state.value,
        "author": reply.author,
        "account": reply.account,
        "text": reply.text,
        "then": reply.then.value,
        "not_before": reply.not_before,
        "error": reply.error,
        "updated_at": reply.updated_at,
        "thread": reply.thread,
        "part": reply.part,
        "parts": reply.parts,
    }


def _promise(rules: RuleSet, detail: Detail) -> str:
    """The standard, and the law that set it as it was in force when the moment opened."""
    name = detail.state.standard or ""
    found = rules.promises.standard(name, detail.row.created_at)
    return plain(f"{name} ({found.legal})" if found and found.legal else name, newlines=False)


def _lines(detail: Detail, past: tuple[Past, ...], promise: str, zone: tzinfo) -> Iterator[str]:
    yield from _head(detail, promise, zone)
    if detail.row.covered:
        yield f"\n{_('Restricted: only its owner, their area, leads and auditors read it.')}"
        return
    yield from _thread(detail, zone)
    if past:
        yield f"\n{_('Earlier from this author')}"
        for one in past:
            text = plain(one.text, limit=80, newlines=False)
            yield f"  {one.folio}  {_when(one.created_at, zone)}  {status_word(one.status.value)}  {text}"
    if detail.replies:
        yield f"\n{_('Outbox')}"
        for reply in detail.replies:
            text = plain(reply.text, limit=80, newlines=False)
            named = f"{reply.id}{part_word(reply.part, reply.parts)}"
            yield f"  {named}  {reply_word(reply.state.value)}  {reply.author}  {text}"
    yield f"\n{_('Log')}"
    for event in detail.events:
        said = event.text or (emptied_words() if event.verb == "note" else "")
        text = f"  {plain(said, newlines=False)}" if said else ""
        told = event_words(event, lambda at: _when(at, zone))
        yield f"  {_when(event.at, zone)}  {actor_word(event.actor)}  {told}{text}"


def _head(detail: Detail, promise: str, zone: tzinfo) -> Iterator[str]:
    row, state = detail.row, detail.state
    priority = f"{priority_word(row.priority.label)} ({by_word(state.priority_by)})"
    who = _("restricted") if row.covered else plain(row.author, newlines=False)
    yield f"{row.folio}  {status_word(row.status.value)}  {priority}  {who}"
    yield f"  {row.institution} · {row.channel} · {plain(row.account, newlines=False)}"
    if state.tags:
        tags = ", ".join(f"{tag} ({by_word(by)})" for tag, by in state.tags.items())
        yield f"  {_('tags')}: {plain(tags, newlines=False)}"
    if detail.similar:
        others = ", ".join(str(moment) for moment in detail.similar[:_OTHERS])
        more = ", …" if row.similar - 1 > _OTHERS else ""
        yield f"  ×{row.similar}  {_('the same text in other moments')}: {others}{more}"
    owner = state.owner or _("nobody")
    yield f"  {_('owner')}: {plain(owner, newlines=False)}   {_('standard')}: {promise}"
    for name, title in _clock_titles().items():
        at = getattr(state, name)
        if at is not None:
            late = f"  {_('overdue')}" if row.overdue and at == state.due_at else ""
            yield f"  {title}: {_when(at, zone)}{late}"


def _clock_titles() -> dict[str, str]:
    return {
        "first_due_at": _("first response due"),
        "next_due_at": _("next response due"),
        "resolution_due_at": _("resolution due"),
        "follow_up_at": _("follow-up"),
        "snoozed_until": _("snoozed until"),
        "first_response_at": _("first response"),
        "closed_at": _("closed"),
    }


def _thread(detail: Detail, zone: tzinfo) -> Iterator[str]:
    for one in (*detail.context, *detail.thread):
        arrow = "←" if one.mention.direction == "in" else "→"
        author = one.mention.author
        name = plain(author.handle or author.name or author.key, newlines=False)
        marks = [_("deleted by its author")] * bool(one.deleted_at) + [_("did not arrive")] * one.void
        yield f"\n{arrow} {_when(one.mention.created_at, zone)}  {name}  {' '.join(marks)}".rstrip()
        if one.mention.subject:
            yield f"  {plain(one.mention.subject, newlines=False)}"
        for line in plain(one.mention.text).splitlines():
            yield f"  {line}"
        yield from _reasons(one)


def _reasons(one: StoredMention) -> Iterator[str]:
    """The tone with the words that made it, and each rule that fired."""
    if one.annotation is not None:
        mood = one.annotation.sentiment
        made = tone_words(mood, most=6)
        yield "    " + _("tone: {tone}").format(tone=tone_told(mood)) + (f" ({made})" if made else "")
    for fired in one.verdict.fired if one.verdict is not None else ():
        words = dict.fromkeys(span.word for clause in fired.clauses for span in clause.words)
        yield plain(f"    {fired.rule}: {', '.join(words)} ⇒ {gave_words(fired.gave)}", newlines=False)


def _when(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
