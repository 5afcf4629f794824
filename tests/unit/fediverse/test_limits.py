"""Counted as Mastodon's servers count."""

from __future__ import annotations

import pytest
from mastodon import Mastodon

from social_console.connectors.mastodon.limits import Length, of_instance


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", 0),
        ("hola", 4),
        ("https://example.com/" + "x" * 300, 23),
        ("vea https://example.com/a, ya", 4 + 23 + 4),
        ("(https://example.com/a)", 25),
        ("@ana@other.example hola", 9),
        ("@ana hola", 9),
        ("ana@example.org", 15),
        ("👩‍👩‍👧‍👦", 1),
        ("n\u0303", 1),
        ("ñandú 🇩🇴", 7),
        ("a\r\nb", 3),
    ],
)
def test_counting(text: str, counted: int) -> None:
    assert Length().measure(text) == counted


def test_gotosocial_counts_addresses_otherwise() -> None:
    said = {"configuration": {"statuses": {"max_characters": 5000, "characters_reserved_per_url": 25}}}
    length = of_instance(said, Length())
    assert (length.maximum, length.measure("https://example.com/")) == (5000, 25)


@pytest.mark.parametrize("said", [None, {}, [], {"configuration": None}, {"configuration": {"statuses": "x"}}])
def test_a_server_that_says_nothing_leaves_the_settings(said: object) -> None:
    assert of_instance(said, Length(500, 23)) == Length(500, 23)


def test_pleroma_says_it_in_its_own_way() -> None:
    assert of_instance({"max_toot_chars": 2000}, Length()).maximum == 2000


def test_the_library_has_what_we_lean_on() -> None:
    for name in (
        "notifications",
        "account_statuses",
        "timeline_hashtag",
        "status_context",
        "status_source",
        "instance_v1",
    ):
        assert callable(getattr(Mastodon, name))
