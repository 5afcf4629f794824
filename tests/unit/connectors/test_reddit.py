"""The Reddit connector against our small Reddit, beyond the contract."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from social_console.connectors.base import Absent, Budget, Outgoing, Receipt, StreamSpec, Unreadable
from social_console.connectors.contract import items, read
from social_console.connectors.reddit import RedditConnector, RedditSettings
from social_console.connectors.reddit.things import Reader, Thing, children
from social_console.errors import AuthError, BadItem, ConfigError, Gone, RateLimited, Rejected, Transient
from social_console.model import AccountRef, Direction, Item, Mention, Revision, Tombstone, Visibility
from tests.real.reddit import Reddit, listing, running


@pytest.fixture
def reddit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reddit]:
    def never(seconds: float) -> None:
        raise AssertionError(f"slept for {seconds} s")

    monkeypatch.setattr(time, "sleep", never)
    with running(Reddit()) as one:
        yield one


def connect(reddit: Reddit, handle: str = "alcaldia", **others: Any) -> RedditConnector:
    account = AccountRef(institution="town", channel="reddit", handle=handle)
    return RedditConnector(RedditSettings.model_validate(reddit.settings(**others)), account)


def stream(name: str, *, own: bool = False) -> StreamSpec:
    return StreamSpec(name=name, newest_first=True, own=own)


def found(reddit: Reddit, name: str, **others: Any) -> dict[str, Item]:
    connector = connect(reddit, **others)
    try:
        pages = read(connector, stream(name))
    finally:
        connector.close()
    return {one.mention.id if isinstance(one, Revision) else one.id: one for one in items(pages)}


def mention(item: Item) -> Mention:
    assert isinstance(item, Mention)
    return item


def test_each_stream_brings_what_it_is_for(reddit: Reddit) -> None:
    notice = reddit.posts("alcaldia", "Corte de agua.", title="Corte")
    reply = reddit.comments("ana", "¿Hasta cuándo?", notice.name)
    ours = reddit.comments("alcaldia", "Hasta las 6.", reply.name)
    again = reddit.comments("ana", "Gracias.", ours.name)
    named = reddit.comments("luis", "u/alcaldia ¿y la basura?")
    other = reddit.posts("eva", "La alcaldía no responde", title="Queja", subreddit="otro")
    assert {*found(reddit, "mentions")} == {named.name}
    assert {reply.name} <= {*found(reddit, "post-replies")}
    assert {again.name} <= {*found(reddit, "replies")}
    assert {*found(reddit, "own")} >= {notice.name, ours.name}
    assert {*found(reddit, "query:queja", queries=("queja",))} == {other.name}
    told: dict[str, Any] = {"subreddits": ("r/valleverde",)}
    assert {*found(reddit, "posts:r/valleverde", **told)} == {reddit.square, notice.name}
    assert {*found(reddit, "comments:r/valleverde", **told)} == {reply.name, ours.name, again.name, named.name}
    told |= {"keywords": ("BASURA", "hasta cuando"), "parents": False}
    assert {*found(reddit, "comments:r/valleverde", **told)} == {reply.name, ours.name, named.name}, "and our own"


def test_names_of_streams_follow_the_settings(reddit: Reddit) -> None:
    told: dict[str, Any] = {"subreddits": ("Bogota", "r/Bogota/"), "queries": ("agua",), "messages": True}
    specs = connect(reddit, **told).streams()
    assert [one.name for one in specs] == [
        *("posts:r/Bogota", "comments:r/Bogota", "query:agua", "mentions", "replies", "post-replies", "messages"),
        *("own", "own-messages"),
    ]
    assert [one.name for one in specs if one.own] == ["own", "own-messages"]
    with pytest.raises(ConfigError):
        list(connect(reddit).fetch(stream("nothing"), None, Budget()))


def test_the_thread_above_is_completed_with_our_words_and_the_citizens_own(reddit: Reddit) -> None:
    stranger = reddit.comments("pedro", "Aquí nadie hace nada.")
    complaint = reddit.comments("ana", "Llevamos tres días sin agua.", stranger.name)
    named = reddit.comments("ana", "u/alcaldia mire esto", complaint.name)
    answered = reddit.comments("luis", "u/alcaldia ¿y esto?", stranger.name)
    got = found(reddit, "mentions")
    assert {*got} == {named.name, answered.name, complaint.name}, "a stranger's words are not kept"
    assert mention(got[complaint.name]).history
    assert not mention(got[named.name]).history
    assert {*found(reddit, "mentions", parents=False)} == {named.name, answered.name}
    above = [one.id for one in connect(reddit).ancestors(named.name)]
    assert above == [complaint.name, stranger.name, reddit.square]


def test_our_own_answers_name_whom_they_answer(reddit: Reddit) -> None:
    question = reddit.comments("Ana", "¿Horario?")
    answer = reddit.comments("alcaldia", "De 8 a 3.", question.name)
    own = mention(found(reddit, "own")[answer.name])
    assert (own.direction, own.to, own.in_reply_to) == (Direction.OUT, ("@ana",), question.name)


def test_a_thread_that_cannot_be_completed_costs_no_mention(reddit: Reddit) -> None:
    named = reddit.comments("ana", "u/alcaldia hola")
    connector = connect(reddit)
    pages = connector.fetch(stream("mentions"), None, Budget())
    real = reddit.told

    def broken(one: Any, inbox: bool = False) -> dict[str, Any]:
        return real(one, inbox) if inbox else {"kind": "t1", "data": 3}

    reddit.told = broken  # type: ignore[method-assign]
    assert [one.id for page in pages for one in page.items if isinstance(one, Mention)] == [named.name]
    connector.close()


def test_private_messages_are_answered_privately(reddit: Reddit) -> None:
    asked = reddit.writes("ana", "alcaldia", "Un asunto personal.")
    connector = connect(reddit, messages=True)
    (got,) = items(read(connector, stream("messages")))
    assert mention(got).visibility is Visibility.PRIVATE
    prepared = connector.prepare(Outgoing(text="Le llamamos.", now=datetime.now(UTC)), mention(got))
    assert isinstance(connector.find(prepared), Absent)
    receipt = connector.send(prepared)
    assert receipt.mention.visibility is Visibility.PRIVATE
    assert [one.text for one in reddit.replies(asked.name)] == ["Le llamamos."]
    again = connector.find(prepared)
    assert isinstance(again, Receipt)
    assert again.ref == receipt.ref
    assert receipt.ref in {one.id for one in items(read(connector, stream("own-messages", own=True)))}  # type: ignore[union-attr]
    connector.close()


def test_one_token_one_request_and_nothing_in_silence(reddit: Reddit) -> None:
    reddit.comments("ana", "u/alcaldia hola")
    connector = connect(reddit, parents=False)
    read(connector, stream("mentions"))
    assert reddit.requests == ["POST api/v1/access_token", "GET message/mentions"]
    connector.close()


def test_a_window_that_is_used_up_is_an_error_at_once_and_nothing_is_posted(reddit: Reddit) -> None:
    question = reddit.comments("ana", "u/alcaldia hola")
    connector = connect(reddit, parents=False)
    (got,) = items(read(connector, stream("mentions")))
    prepared = connector.prepare(Outgoing(text="Hola.", now=datetime.now(UTC)), mention(got))
    reddit.fault = "window used up"
    with pytest.raises(RateLimited) as caught:
        connector.send(prepared)
    assert caught.value.retry_at is not None
    wait = caught.value.retry_at - datetime.now(UTC)
    assert timedelta(minutes=4) < wait <= timedelta(minutes=5)
    assert reddit.replies(question.name) == []
    connector.close()


def test_a_token_that_ends_early_is_no_refused_login(reddit: Reddit) -> None:
    connector = connect(reddit)
    read(connector, stream("mentions"))
    reddit.tokens.clear()
    with pytest.raises(Transient):
        read(connector, stream("mentions"))
    read(connector, stream("mentions"))
    connector.close()


def test_nothing_is_written_in_somebody_elses_name(reddit: Reddit) -> None:
    reddit.comments("ana", "u/alcaldia hola")
    connector = connect(reddit, parents=False)
    (got,) = items(read(connector, stream("mentions")))
    prepared = connector.prepare(Outgoing(text="Hola.", now=datetime.now(UTC)), mention(got))
    reddit.user = "un-empleado"
    with pytest.raises(ConfigError):
        connector.send(prepared)
    assert "POST api/comment/" not in reddit.requests
    told = connector.check()
    assert not told.ok
    assert told.identity == "u/un-empleado"
    connector.close()


def test_check_tells_who_we_are_and_what_is_missing(reddit: Reddit) -> None:
    reddit.scopes = "identity read privatemessages"
    connector = connect(reddit, "u/Alcaldia")
    told = connector.check()
    assert told.identity == "u/alcaldia"
    assert told.scopes == ("identity", "privatemessages", "read")
    assert not told.ok
    assert any("history, submit, edit" in note for note in told.notes)
    assert any("95" in note for note in told.notes)
    connector.close()
    reddit.scopes = "*"
    assert connect(reddit).check().ok


def test_an_answer_of_ours_with_another_text_proves_nothing(reddit: Reddit) -> None:
    question = reddit.comments("ana", "u/alcaldia hola")
    connector = connect(reddit, parents=False)
    (got,) = items(read(connector, stream("mentions")))
    prepared = connector.prepare(Outgoing(text="Hola.", now=datetime.now(UTC)), mention(got))
    reddit.comments("alcaldia", "Escrito en la aplicación", question.name)
    absent = connector.find(prepared)
    assert isinstance(absent, Absent)
    assert not absent.conclusive
    reddit.comments("alcaldia", " Hola.\u200b\r\n", question.name)
    assert isinstance(connector.find(prepared), Receipt), "Reddit trims"
    connector.close()


def test_a_window_of_our_own_posts_that_is_full_proves_nothing(reddit: Reddit) -> None:
    question = reddit.comments("ana", "u/alcaldia hola")
    for number in range(1010):
        reddit.comments("alcaldia", f"Respuesta {number}")
    connector = connect(reddit, parents=False)
    (got,) = items(read(connector, stream("mentions")))
    prepared = connector.prepare(Outgoing(text="Hola.", now=datetime.now(UTC)), mention(got))
    absent = connector.find(prepared)
    assert isinstance(absent, Absent)
    assert not absent.conclusive
    assert question.name == mention(got).name
    connector.close()


def test_a_listing_of_our_own_that_breaks_off_proves_nothing(reddit: Reddit) -> None:
    reddit.comments("ana", "u/alcaldia hola")
    connector = connect(reddit, parents=False, page_size=3)
    (got,) = items(read(connector, stream("mentions")))
    prepared = connector.prepare(Outgoing(text="Hola.", now=datetime.now(UTC)), mention(got))
    for number in range(5):
        reddit.comments("alcaldia", f"Respuesta {number}")
    assert isinstance(connector.find(prepared), Absent)
    real = reddit.listed
    reddit.listed = lambda path, query: listing([]) if "after" in query else real(path, query)  # type: ignore[method-assign]
    with pytest.raises(Transient):
        connector.find(prepared)
    connector.close()


def test_what_reddit_refuses_is_refused_before(reddit: Reddit) -> None:
    connector = connect(reddit)
    target = Mention(id="t1_a", channel="reddit", account="a", created_at=datetime.now(UTC), text="?")
    for text in ("", "  \n", "a" * 10_001):
        with pytest.raises(Rejected):
            connector.prepare(Outgoing(text=text, now=datetime.now(UTC)), target)
    connector.prepare(Outgoing(text="ñ" * 10_000, now=datetime.now(UTC)), target)
    assert reddit.requests == []


def test_what_we_posted_can_be_taken_back(reddit: Reddit) -> None:
    question = reddit.comments("ana", "u/alcaldia hola")
    connector = connect(reddit, parents=False)
    (got,) = items(read(connector, stream("mentions")))
    receipt = connector.send(connector.prepare(Outgoing(text="Hola.", now=datetime.now(UTC)), mention(got)))
    connector.delete(receipt)
    connector.delete(receipt)
    assert reddit.replies(question.name) == []
    connector.close()


def test_edits_removals_and_deleted_accounts_are_told(reddit: Reddit) -> None:
    edited, removed, same = (reddit.comments("ana", f"u/alcaldia {n}") for n in range(3))
    orphan = reddit.comments("[deleted]", "u/alcaldia sigue aquí")
    reddit.edit(edited.name, "cambiado")
    reddit.remove(removed.name, "[removed]")
    names = [edited.name, removed.name, same.name, orphan.name, "t4_x", "t1_unknown"]
    connector = connect(reddit)
    changes = {one.mention.id if isinstance(one, Revision) else one.id: one for one in connector.refresh(names)}
    assert {*changes} == {edited.name, removed.name, orphan.name}
    gone, changed, left = changes[removed.name], changes[edited.name], changes[orphan.name]
    assert isinstance(gone, Tombstone)
    assert gone.reason == "removed"
    assert isinstance(changed, Revision)
    assert changed.mention.text == "cambiado"
    assert isinstance(left, Revision)
    assert left.mention.author.key == f"deleted:{orphan.name}"
    assert connector.reread(Unreadable(ref=same.name, reason="")).text == "u/alcaldia 2"
    with pytest.raises(Gone):
        connector.reread(Unreadable(ref=removed.name, reason=""))
    with pytest.raises(BadItem):
        connector.reread(Unreadable(ref="t1_unknown", reason=""))
    connector.close()


def test_an_item_that_makes_no_sense_is_set_apart() -> None:
    good = {"kind": "t1", "data": {"name": "t1_a", "created_utc": 1.0, "body": "hola", "author": "ana"}}
    late = {"kind": "t1", "data": {"name": "t1_b", "created_utc": "never"}}
    answer = {"data": {"children": [good, {"kind": "more", "data": {}}, late, {"kind": "t1"}, 7], "after": None}}
    things, bad, after = children(answer)
    assert [one.name for one in things] == ["t1_a"]
    assert [one.ref for one in bad] == ["t1_b", "", ""]
    assert after is None


def test_ids_are_opaque() -> None:
    name = "t1_01JZ3V9GQ8Y7"
    data = {"name": name, "created_utc": 1.0, "body": "x", "author": "Ana_B", "parent_id": "t1_zzzzzzzzzzzzzzzzzzzz"}
    got = Reader("a", "a", "https://www.reddit.com").mention(Thing("t1", data))
    assert (got.id, got.in_reply_to, got.author.key) == (name, "t1_zzzzzzzzzzzzzzzzzzzz", "@ana_b")


def test_pictures_films_and_links_are_listed() -> None:
    reader = Reader("a", "a", "https://www.reddit.com")
    base = {"name": "t3_a", "created_utc": 1.0, "title": "Bache", "author": "ana", "selftext": "", "is_self": False}
    picture = reader.mention(Thing("t3", {**base, "url": "https://i.redd.it/x.png", "post_hint": "image"}))
    film = reader.mention(Thing("t3", {**base, "media": {"reddit_video": {"fallback_url": "https://v.redd.it/x"}}}))
    album = {"x": {"m": "image/png", "s": {"u": "https://preview.redd.it/x"}}, "y": {"status": "failed"}}
    both = reader.mention(Thing("t3", {**base, "media_metadata": album}))
    assert [(one.type, one.url) for one in picture.media] == [("image", "https://i.redd.it/x.png")]
    assert [(one.type, one.url) for one in film.media] == [("video/mp4", "https://v.redd.it/x")]
    assert [(one.type, one.url) for one in both.media] == [("image/png", "https://preview.redd.it/x")]
    assert (picture.text, picture.subject) == ("Bache", "Bache")


def test_an_endless_answer_and_one_that_drips_have_an_end(reddit: Reddit) -> None:
    for number in range(60):
        reddit.comments("ana", f"u/alcaldia {'largo ' * 100}{number}")
    connector = connect(reddit, max_bytes=10_000)
    with pytest.raises(Transient):
        read(connector, stream("mentions"))
    connector.close()
    connector, begun = connect(reddit, deadline=0.3, parents=False), time.monotonic()
    reddit.fault = "drip"
    with pytest.raises(Transient):
        read(connector, stream("mentions"))
    assert time.monotonic() - begun < 3
    connector.close()


def test_a_large_compressed_answer_is_read_whole(reddit: Reddit) -> None:
    chance = random.Random(3)  # noqa: S311 (nothing secret)
    for number in range(100):
        reddit.comments("ana", f"u/alcaldia {number} " + "".join(chance.choices("abcdefghijñ ", k=9000)))
    assert len(found(reddit, "mentions")) == 100


@pytest.mark.parametrize(
    "told",
    [
        {"client_id": ""},
        {"refresh_token": None},
        {"refresh_token": None, "client_secret": None, "password": "x"},
    ],
)
def test_without_secrets_it_says_what_is_missing(reddit: Reddit, told: dict[str, Any]) -> None:
    connector = connect(reddit, **told)
    with pytest.raises((ConfigError, AuthError)):
        connector.check()
    assert reddit.requests == []


def test_settings_are_checked() -> None:
    for told in ({"subreddits": ["r/a b"]}, {"oauth_url": "file:///x"}, {"page_size": 101}, {"surprise": 1}):
        with pytest.raises(ValidationError):
            RedditSettings.model_validate(told)
