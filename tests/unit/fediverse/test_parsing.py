"""Statuses as servers give them, and as they should not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console.connectors.mastodon import parsing
from social_console.errors import BadItem
from social_console.model import AccountRef, Direction, Mention, Revision, Visibility

ACCOUNT = AccountRef(institution="town", channel="mastodon", handle="town@social.example")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


def status(**others: Any) -> dict[str, Any]:
    return {
        "id": "01HXYZ0000000000000000ULID",
        "created_at": "2026-11-01T10:00:00.123Z",
        "content": '<p><span class="h-card"><a href="https://social.example/@town" class="u-url mention">@<span>town'
        "</span></a></span> sin agua</p>",
        "account": {"id": "9223372036854775808", "acct": "ana@other.example", "display_name": "Ana"},
        "visibility": "public",
        "mentions": [{"id": "1", "acct": "town", "url": "https://social.example/@town"}],
    } | others


def test_ids_are_opaque_strings() -> None:
    found = parsing.mention(status(in_reply_to_id="109348684012345678901234567890"), ACCOUNT, "1")
    assert (found.id, found.author.id) == ("01HXYZ0000000000000000ULID", "9223372036854775808")
    assert found.in_reply_to == "109348684012345678901234567890"
    assert parsing.mention(status(id=2**63 + 7), ACCOUNT, "1").id == str(2**63 + 7)


@pytest.mark.parametrize("ident", ["../accounts/1", "a b", "", ".", "..", "x" * 201, "1?y=2", None, True])
def test_an_id_that_would_lead_elsewhere_is_none(ident: object) -> None:
    assert parsing.identity(ident) is None
    with pytest.raises(BadItem):
        parsing.mention(status(id=ident), ACCOUNT, "1")


def test_our_own_name_at_the_start_is_left_out_and_kept_raw() -> None:
    found = parsing.mention(status(), ACCOUNT, "1")
    assert (found.text, "town" in (found.raw or "")) == ("sin agua", True)
    alone = parsing.mention(status(content="<p>@town</p>"), ACCOUNT, "1")
    assert alone.text == "@town"
    longer = parsing.mention(status(content="<p>@townhall sin agua</p>"), ACCOUNT, "1")
    assert longer.text == "@townhall sin agua"


@pytest.mark.parametrize(
    ("told", "visibility", "kind"),
    [("public", "public", "post"), ("unlisted", "public", "post"), ("private", "private", "post"),
     ("direct", "private", "message")],
)  # fmt: skip
def test_who_may_read_it(told: str, visibility: str, kind: str) -> None:
    found = parsing.mention(status(visibility=told), ACCOUNT, "1")
    assert (found.visibility, found.kind) == (Visibility(visibility), kind)


def test_ours_is_outbound_and_says_whom_it_answers() -> None:
    ours = status(
        account={"id": "1", "acct": "town", "bot": True},
        in_reply_to_account_id="7",
        mentions=[{"id": "8", "acct": "luis"}, {"id": "7", "acct": "ana"}],
    )
    found = parsing.mention(ours, ACCOUNT, "1")
    assert (found.direction, found.to, found.automatic) == (Direction.OUT, ("7", "8"), False)


def test_an_edit_is_a_revision() -> None:
    found = parsing.revised(status(edited_at=datetime(2026, 11, 2, tzinfo=UTC)), ACCOUNT, "1")
    assert isinstance(found, Revision)
    assert found.edited_at == datetime(2026, 11, 2, tzinfo=UTC)


def test_times_are_utc() -> None:
    for told in ("2026-11-01T06:00:00-04:00", "2026-11-01T10:00:00Z", datetime(2026, 11, 1, 10, tzinfo=UTC)):
        found = parsing.mention(status(created_at=told), ACCOUNT, "1")
        assert found.created_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
        assert found.created_at.utcoffset() == timedelta(0)


@given(st.dictionaries(st.sampled_from(sorted(status())), JSON), st.dictionaries(st.text(max_size=8), JSON, max_size=2))
def test_nonsense_is_set_apart_and_breaks_nothing(wrong: dict[str, Any], more: dict[str, Any]) -> None:
    told = status() | more | wrong
    try:
        found = parsing.revised(told, ACCOUNT, "1")
    except BadItem as error:
        assert parsing.unreadable(told, error).raw
    else:
        mention = found.mention if isinstance(found, Revision) else found
        assert isinstance(mention, Mention)
        assert mention.author.key
