"""Keys made of the time, and addresses of records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from social_console.connectors.bluesky.naming import new_key, parts, time_of

TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (made aware)


@given(TIMES)
def test_a_key_holds_its_time_to_the_microsecond(at: datetime) -> None:
    key = new_key(at)
    assert len(key) == 13
    assert time_of(key) == at


@given(TIMES, TIMES)
def test_keys_sort_as_their_times(one: datetime, other: datetime) -> None:
    if abs(one - other) > timedelta(microseconds=0):
        assert (new_key(one) < new_key(other)) == (one < other)


def test_a_key_of_the_network_is_read_as_the_network_does() -> None:
    assert time_of("3n2tzcwbjjs2q") == datetime(2026, 11, 21, 21, 12, 34, tzinfo=UTC).replace(
        microsecond=time_of("3n2tzcwbjjs2q").microsecond  # type: ignore[union-attr]
    )


@given(st.text(max_size=20))
def test_another_kind_of_key_has_no_time(key: str) -> None:
    at = time_of(key)
    assert at is None or len(key) == 13


@given(st.text(max_size=60))
def test_whatever_is_no_address_has_no_parts(text: str) -> None:
    name = parts(text)
    assert name is None or name.uri == text


def test_an_address_has_its_parts() -> None:
    name = parts("at://did:plc:abc/app.bsky.feed.post/3k")
    assert name is not None
    assert (name.did, name.collection, name.key) == ("did:plc:abc", "app.bsky.feed.post", "3k")
    assert parts("at://did:plc:abc") is None
    assert parts("https://bsky.app/profile/x") is None
