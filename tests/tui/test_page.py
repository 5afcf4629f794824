"""What the page says of an author, where the channel says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, cast

from social_console.model import Author, Mention
from social_console.tui.document.page import write_known
from social_console.tui.document.paper import Paper

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SAID = Mention(id="1", channel="x", account="town", created_at=NOW, text="hola", author=Author(handle="ana"))


class Stored:
    def __init__(self, mention: Mention) -> None:
        self.mention = mention


class Detail:
    def __init__(self, mention: Mention) -> None:
        self.thread = (Stored(mention),)


def said(mention: Mention) -> list[str]:
    paper = Paper(80, NOW, cast(tzinfo, UTC))
    detail: Any = Detail(mention)
    write_known(paper, detail)
    return [line.plain for line in paper.lines]


def test_followers_and_what_is_going_on_are_told_where_the_channel_says_so() -> None:
    assert said(SAID) == []
    known = replace(SAID, author=Author(handle="ana", followers=1, verified=True))
    assert said(known) == ["1 seguidor · verificado por la red"]
    busy = replace(SAID, extra={"counts": {"likes": 3, "replies": 0, "\x1b[31m": 2}})
    (line,) = said(busy)
    assert line.startswith("likes 3 · ")
    assert "\x1b" not in line
