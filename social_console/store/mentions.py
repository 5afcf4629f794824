"""A mention as a row, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from social_console.annotate import as_json as annotation_as_json
from social_console.annotate import from_json as annotation_from_json
from social_console.clock import EARLIEST
from social_console.model import Annotation, Author, Context, Direction, Media, Mention, Verdict, Visibility
from social_console.rules.record import context_as_json, context_from_json, verdict_as_json, verdict_from_json
from social_console.text import whole

from .codec import canonical, compact, instant, micros
from .lane import Node
from .likeness import Kept, grouped
from .values import Arrival, StoredMention

COLUMNS = (
    *("id", "moment", "institution", "channel", "account", "remote_id", "ref", "direction", "created_at", "seen_at"),
    *("citizen", "conversation", "root", "in_reply_to", "orphan", "loose", "automatic", "void", "history", "reply"),
    *("asks", "lang", "sentiment", "visibility", "kind", "author_id", "author_handle", "author_name"),
    *("author_followers", "author_verified", "url", "subject", "declared_lang", "voids", "addressees", "text"),
    *("media", "extra", "annotation", "context", "verdict", "raw", "fingerprint", "head", "tail"),
)
INSERT = f"INSERT INTO mention ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608
_TEXTS = ("id", "text", "subject", "url", "raw", "conversation", "in_reply_to", "ref", "voids", "lang", "kind")


_texts_of = attrgetter(*_TEXTS)


def sound(mention: Mention, now: datetime) -> Mention:
    """Half characters, which no database takes, replaced; published no later than it is seen, and not before 1970."""
    if not EARLIEST <= mention.created_at <= now:
        mention = replace(mention, created_at=min(max(mention.created_at, EARLIEST), now))
    author = mention.author
    written = (*_texts_of(mention), author.id, author.handle, author.name)
    try:
        "".join(filter(None, written)).encode()
    except UnicodeEncodeError:
        clean: dict[str, Any] = {name: _whole(getattr(mention, name)) for name in _TEXTS}
        who: dict[str, Any] = {name: _whole(getattr(author, name)) for name in ("id", "handle", "name")}
        return replace(mention, **clean, author=replace(author, **who))
    return mention


def _whole(text: str | None) -> str | None:
    return None if text is None else whole(text)


def row_of(
    arrival: Arrival, mention: Mention, node: Node, seen_at: int, like: Kept, *, orphan: bool, loose: bool, void: bool
) -> tuple[Any, ...]:
    """The values of COLUMNS. `like`: the group of reposts it is of."""
    author, found = mention.author, arrival.annotation
    return (
        *(node.id, node.moment, arrival.institution, mention.channel, mention.account, mention.id),
        mention.ref if mention.ref != mention.id else None,
        *(mention.direction.value, node.at, seen_at, node.citizen, mention.conversation, node.root),
        *(mention.in_reply_to, orphan, loose, mention.automatic, void, mention.history, node.reply),
        *((asks_of(found), found.lang, found.sentiment.label) if found is not None else ("", None, None)),
        *(mention.visibility.value, mention.kind, author.id, author.handle, author.name),
        *(author.followers, author.verified, mention.url, mention.subject, mention.lang, mention.voids),
        canonical(mention.to) if mention.to else None,
        mention.text,
        media_json(mention.media),
        compact(dict(mention.extra)) if mention.extra else None,
        *judgement_columns(found, arrival.context, arrival.verdict),
        mention.raw,
        *like,
    )


def asks_of(annotation: Annotation | None) -> str:
    """What the text asks for, names joined by spaces."""
    return "" if annotation is None else " ".join(ask.name for ask in annotation.asks)


def judgement_columns(
    annotation: Annotation | None, context: Context | None, verdict: Verdict | None
) -> tuple[str | None, str | None, str | None]:
    """Annotation, context and verdict as JSON."""
    return (
        None if annotation is None else compact(annotation_as_json(annotation)),
        None if context is None else _context_json(context),
        None if verdict is None else compact(verdict_as_json(verdict)) if verdict.fired else _verdict_json(verdict),
    )


@lru_cache(512)
def _context_json(context: Context) -> str:
    """Most contexts are alike."""
    return compact(context_as_json(context))


@lru_cache(512)
def _verdict_json(verdict: Verdict) -> str:
    """Verdicts of which no rule fired are alike."""
    return compact(verdict_as_json(verdict))


def media_json(media: Sequence[Media]) -> str | None:
    """What is attached, as it is kept."""
    if not media:
        return None
    return compact([{"name": one.name, "type": one.type, "url": one.url, "size": one.size} for one in media])


def stored(tx: Connection, where: str, values: Iterable[Any]) -> tuple[StoredMention, ...]:
    """The mentions of a condition on `m`, in order of (published, id), with their newest judgement."""
    rows = tx.exec_driver_sql(
        f"SELECT m.* FROM mention m WHERE {where} ORDER BY m.created_at, m.id",  # noqa: S608
        tuple(values),
    ).all()
    ids = canonical([row.id for row in rows])
    later = {row.mention: row for row in tx.exec_driver_sql(_LATER, (ids,))}
    before: dict[int, tuple[str, ...]] = {}
    for row in tx.exec_driver_sql(_BEFORE, (ids,)):
        before[row.mention] = (*before.get(row.mention, ()), row.text)
    return tuple(_stored(row, later.get(row.id), before.get(row.id, ())) for row in rows)


_LATER = "SELECT * FROM redecision WHERE mention IN (SELECT value FROM json_each(?)) ORDER BY id"
_BEFORE = "SELECT mention, text FROM revision WHERE mention IN (SELECT value FROM json_each(?)) ORDER BY replaced_at"


def _stored(row: Any, later: Any, revisions: tuple[str, ...]) -> StoredMention:
    judged = row if later is None or later.annotation is None else later
    return StoredMention(
        id=row.id,
        moment=row.moment,
        institution=row.institution,
        mention=as_mention(row),
        seen_at=instant(row.seen_at),
        citizen=row.citizen,
        root=row.root,
        void=bool(row.void),
        deleted_at=instant(row.deleted_at),
        edited_at=instant(row.edited_at),
        reply=row.reply,
        annotation=None if judged.annotation is None else annotation_from_json(json.loads(judged.annotation)),
        context=None if judged.context is None else context_from_json(json.loads(judged.context)),
        verdict=None if judged.verdict is None else verdict_from_json(json.loads(judged.verdict)),
        revisions=revisions,
    )


def as_mention(row: Any) -> Mention:
    """A row's mention, as its channel gave it."""
    return Mention(
        id=row.remote_id,
        channel=row.channel,
        account=row.account,
        created_at=instant(row.created_at),
        text=row.text,
        author=_author(row),
        direction=Direction(row.direction),
        conversation=row.conversation,
        in_reply_to=row.in_reply_to,
        ref=row.ref,
        to=tuple(json.loads(row.addressees or "[]")),
        subject=row.subject,
        url=row.url,
        lang=row.declared_lang,
        visibility=Visibility(row.visibility),
        kind=row.kind,
        automatic=bool(row.automatic),
        history=bool(row.history),
        media=tuple(Media(**one) for one in json.loads(row.media or "[]")),
        voids=row.voids,
        raw=row.raw,
        extra=json.loads(row.extra or "{}"),
    )


def _author(row: Any) -> Author:
    return Author(
        id=row.author_id,
        handle=row.author_handle,
        name=row.author_name,
        followers=row.author_followers,
        verified=None if row.author_verified is None else bool(row.author_verified),
    )


def update_text(tx: Connection, id_: int, mention: Mention, annotation: Annotation | None, edited_at: datetime) -> None:
    """What an author has changed."""
    institution = tx.exec_driver_sql("SELECT institution FROM mention WHERE id = ?", (id_,)).scalar_one()
    like = next(grouped(tx, institution, [(mention.text, annotation)]))
    tx.exec_driver_sql(
        "UPDATE mention SET text = ?, subject = ?, raw = ?, url = ?, media = ?, asks = ?, lang = ?, sentiment = ?,"
        " edited_at = ?, fingerprint = ?, head = ?, tail = ? WHERE id = ?",
        (
            *(mention.text, mention.subject, mention.raw, mention.url),
            media_json(mention.media),
            *(asks_of(annotation), annotation.lang if annotation else None),
            annotation.sentiment.label if annotation else None,
            *(micros(edited_at), *like, id_),
        ),
    )
