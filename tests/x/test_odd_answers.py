"""Whatever X answers, a page becomes mentions and what could not be read: never an error of our own."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.connectors.base import Budget
from social_console.connectors.x.meter import Meter
from social_console.connectors.x.posts import Me, Reader
from social_console.connectors.x.reading import Source, Walker
from social_console.connectors.x.settings import XSettings
from social_console.connectors.x.threads import Threads
from social_console.errors import Transient
from tests.x.world import account

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(["1000", "7", "replied_to"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = (
    "id", "text", "author_id", "created_at", "conversation_id", "referenced_tweets", "referenced_posts", "entities",
    "edit_history_tweet_ids", "note_tweet", "public_metrics", "attachments", "in_reply_to_user_id", "lang", "username",
)  # fmt: skip
POST = {"id": "7", "text": "@town hola", "author_id": "3", "created_at": "2026-01-01T00:00:00.000Z"}
POSTS = st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=4).map(lambda odd: {**POST, **odd}) | ODD
INCLUDES = st.dictionaries(st.sampled_from(["tweets", "posts", "users", "media"]), st.lists(POSTS, max_size=3) | ODD)
ANSWERS = st.fixed_dictionaries(
    {"data": st.lists(POSTS, max_size=4) | ODD},
    optional={
        "includes": INCLUDES | ODD,
        "errors": ODD,
        "meta": ODD | st.fixed_dictionaries({"newest_id": ODD, "next_token": st.none()}),
    },
)


class Nobody:
    """Of whom nothing more can be learnt."""

    def posts(self, names: Any, **_more: Any) -> Any:
        raise Transient("not now")


@settings(max_examples=300, deadline=None)
@given(ANSWERS)
def test_any_answer_is_taken(answer: dict[str, Any]) -> None:
    meter = Meter(XSettings())
    reader = Reader(account(), Me("1000", "town"))
    threads = Threads(Nobody(), reader, meter, depth=2, longest=5)  # type: ignore[arg-type]

    def ask(**_where: Any) -> Any:
        meter.charge(answer)
        return answer

    walker = Walker(
        Source(name="mentions", ask=ask), reader=reader, threads=threads, meter=meter, page_size=5,
        backfill=account().backfill,
    )  # fmt: skip
    page = next(iter(walker.pages(None, Budget())))
    assert len(page.items) + len(page.bad) <= 12
