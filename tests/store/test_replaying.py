"""The past as rules are tried on it: quick, and the same as the whole of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from social_console import store
from social_console.clock import Promises
from social_console.model import Sentiment
from social_console.store import Inbox, Reader
from tests.bench.made_up import NOW, pages, store_page

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def test_the_quick_way_through_the_past_brings_what_rules_are_decided_on(tmp_path: Path) -> None:
    inbox = Inbox.create(tmp_path / "inbox.db")
    for page in pages(1_500):
        store_page(inbox, page)
    with inbox.reading() as tx:
        first = next(store.judged_since(tx, LONG_AGO))
        (known,) = store.judgements(tx, [first.moment or 0])[:1]
    again = type(known)(**{name: getattr(known, name) for name in known.__dataclass_fields__})
    mood = Sentiment(label="neg", score=-0.5)
    annotation = type(known.annotation)(version="later", lang="es", sentiment=mood)
    object.__setattr__(again, "annotation", annotation)
    with inbox.writing() as tx:
        store.rejudge(tx, [again], actor="ana", promises=Promises.none(), now=NOW)
    with inbox.reading() as tx:
        whole = {one.id: one for one in store.judged_since(tx, LONG_AGO)}
        quick = {one.id: one for one in store.past_since(tx, LONG_AGO, reader=Reader(everything=True))}
        assert not list(store.past_since(tx, NOW, NOW))
    inbox.close()
    assert quick.keys() == whole.keys() and len(quick) > 1_000
    assert quick[known.mention].annotation.version == "later"
    for id_, one in quick.items():
        full = whole[id_]
        assert (one.moment, one.annotation, one.context) == (full.moment, full.annotation, full.context)
        for name in ("id", "text", "channel", "account", "created_at", "author", "subject", "kind", "lang", "extra"):
            assert getattr(one.mention, name) == getattr(full.mention, name)
        assert (one.mention.visibility, one.mention.conversation) == (
            full.mention.visibility,
            full.mention.conversation,
        )
