"""What identifies a reply on each network: whom it answers and tells, through which door, in which language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from social_console.connectors.base import Attachment, Outgoing, Prepared
from social_console.connectors.bluesky import writing as bluesky
from social_console.connectors.mastodon import answering as mastodon
from social_console.connectors.mastodon.limits import Length
from social_console.connectors.reddit import writing as reddit
from social_console.connectors.x import sending as x
from social_console.connectors.x.settings import XSettings
from social_console.errors import Rejected
from social_console.model import AccountRef, Author, Direction, Mention, Visibility

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROOT = "at://did:plc:maria/app.bsky.feed.post/3aaa"
OURS = "at://did:plc:town/app.bsky.feed.post/3bbb"
CITIZENS = Mention(
    id=ROOT,
    channel="any",
    account="town",
    created_at=NOW,
    text="¿agua?",
    author=Author(id="did:plc:maria", handle="maria.example"),
    lang="pt",
    extra={"cid": "c1", "acct": "maria@otra.example", "visibility": "unlisted"},
)
FIRST = replace(
    CITIZENS,
    id=OURS,
    author=Author(id="did:plc:town", handle="town"),
    direction=Direction.OUT,
    in_reply_to=ROOT,
    lang="en",
    extra={"cid": "c2", "root": {"uri": ROOT, "cid": "c1"}, "acct": "town", "visibility": "public"},
)
SERVICE = cast(Any, SimpleNamespace(did="did:plc:town", handle="town", did_of=lambda handle: None))


def said(text: str = "Parte dos (2/2)", *, second: bool = True, **more: Any) -> Outgoing:
    return Outgoing(text=text, now=NOW, answers=CITIZENS if second else None, **more)


def prepared(channel: str, reply: Outgoing, target: Mention) -> Prepared:
    if channel == "x":
        return x.prepare(reply, target, XSettings(), AccountRef(channel="x", handle="town", institution="town"))
    if channel == "bluesky":
        return bluesky.prepare(SERVICE, reply, target, ())
    if channel == "mastodon":
        return mastodon.prepare(reply, target, Length(500))
    return reddit.prepare(reply, target)


CHANNELS = ("x", "bluesky", "mastodon", "reddit")


@pytest.mark.parametrize("channel", CHANNELS)
def test_files_are_refused_before_anything_is_sent(channel: str) -> None:
    with pytest.raises(Rejected):
        prepared(channel, said(second=False, attachments=(Attachment(path="/a.png", name="a.png"),)), CITIZENS)


@pytest.mark.parametrize("channel", ["x", "mastodon", "reddit"])
def test_a_second_part_answers_our_first_and_is_for_the_citizen(channel: str) -> None:
    data = prepared(channel, said(), FIRST).data
    assert OURS in (data.get("in_reply_to"), data.get("target"), data.get("thing"))
    assert "did:plc:maria" in (data.get("to"), data.get("citizen"), *(data.get("to") or ()))


def test_on_bluesky_it_hangs_under_our_first_in_the_citizens_thread() -> None:
    record = prepared("bluesky", said(), FIRST).data["record"]
    assert record["reply"] == {"root": {"uri": ROOT, "cid": "c1"}, "parent": {"uri": OURS, "cid": "c2"}}


def test_on_mastodon_every_part_names_the_citizen_and_goes_through_the_citizens_door() -> None:
    data = prepared("mastodon", said(), FIRST).data
    assert data["text"] == "@maria@otra.example Parte dos (2/2)"
    assert data["visibility"] == "unlisted"


@pytest.mark.parametrize(
    ("told", "door", "goes"),
    [
        ("public", Visibility.PUBLIC, "public"),
        ("unlisted", Visibility.PUBLIC, "unlisted"),
        ("private", Visibility.PRIVATE, "private"),
        ("direct", Visibility.PRIVATE, "direct"),
        ("public", Visibility.PRIVATE, "direct"),
        ("unlisted", Visibility.PRIVATE, "direct"),
        ("local", Visibility.PUBLIC, "direct"),
        (None, Visibility.PRIVATE, "direct"),
        (None, Visibility.PUBLIC, "public"),
    ],
)
def test_no_answer_is_seen_by_more_people_than_the_question(told: str | None, door: Visibility, goes: str) -> None:
    target = replace(CITIZENS, visibility=door, extra={"acct": "maria", "visibility": told})
    assert prepared("mastodon", said(second=False), target).data["visibility"] == goes


@pytest.mark.parametrize(("written", "declared"), [("es", "es"), (None, "pt")])
def test_the_language_is_that_of_the_words_else_the_citizens(written: str | None, declared: str) -> None:
    reply = said(second=False, lang=written)
    assert prepared("mastodon", reply, CITIZENS).data["language"] == declared
    assert prepared("bluesky", reply, CITIZENS).data["record"]["langs"] == [declared]
    assert bluesky.prepare(SERVICE, reply, CITIZENS, ("pt-BR",)).data["record"]["langs"] == ["pt-BR"]
