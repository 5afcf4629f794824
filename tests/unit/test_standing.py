"""How an account stands, from what its streams say; the same for collect, doctor, connectors list and the console."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from social_console.settings import Account
from social_console.store import Blind, Stream
from social_console.upkeep.standing import Standing, standing
from tests.unit.flow import START

ACCOUNT = Account(label="x", institution="a", channel="x", handle="town", connector="x", interval=timedelta(minutes=10))
NOW = START + timedelta(days=3)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def stream(
    name: str = "mentions", *, ok: datetime | None = None, tried: datetime | None = None, **more: object
) -> Stream:
    values: dict[str, object] = {"last_ok_at": ok, "last_read_at": tried or ok, "account_label": "x", **more}
    return Stream(key=f"x/{name}", name=name, **values)  # type: ignore[arg-type]


def gap(kind: str, *, since: datetime, until: datetime | None, noticed: datetime, name: str = "mentions") -> Blind:
    return Blind(
        stream=f"x/{name}", account_label="x", kind=kind, reason="r", since=since, until=until, noticed_at=noticed
    )


def stands(*streams: Stream, coverage: tuple[Blind, ...] = ()) -> Standing:
    return standing(ACCOUNT, streams, coverage, NOW)


def test_an_account_that_nobody_has_read_is_not_known() -> None:
    assert not stands().known
    assert not stands(stream(ok=NOW, account_label="y")).known


@pytest.mark.parametrize(("minutes", "missed"), [(29, False), (31, True)])
def test_three_missed_intervals_are_blindness(minutes: int, missed: bool) -> None:
    found = stands(stream(ok=ago(minutes=minutes)), stream("own", ok=ago(minutes=1)))
    assert found.missed is missed
    assert [(one.stream, one.since) for one in found.blind] == [("mentions", ago(minutes=31))] * missed
    assert found.last_read_at == ago(minutes=minutes)


def test_what_fails_is_blind_at_once_since_it_was_last_read_well() -> None:
    sick = stream(ok=ago(hours=2), tried=ago(minutes=1), error="down", next_try_at=NOW + timedelta(minutes=2))
    outage = gap("outage", since=ago(hours=2), until=None, noticed=ago(hours=1))
    found = stands(sick, stream("own", ok=ago(minutes=1)), coverage=(outage,))
    assert [(one.stream, one.since, one.reason) for one in found.blind] == [("mentions", ago(hours=2), "down")]
    assert (found.blind_since, found.reason, found.next_try_at) == (
        ago(hours=2),
        "down",
        NOW + timedelta(minutes=2),
    )


def test_a_limit_that_is_waited_for_is_no_blindness_until_three_intervals_are_missed() -> None:
    waits = stream(ok=ago(minutes=15), tried=ago(minutes=14), error="patience", next_try_at=NOW + timedelta(hours=1))
    found = stands(waits)
    assert (found.blind, found.reason) == ((), "patience")
    later = standing(ACCOUNT, (waits,), (), NOW + timedelta(minutes=20))
    assert [one.reason for one in later.blind] == ["patience"]


def test_a_query_that_was_taken_out_does_not_make_its_account_blind_for_ever() -> None:
    found = stands(stream("query:agua", ok=ago(days=2)), stream(ok=ago(minutes=1)))
    assert (found.blind, found.missed, found.last_read_at) == ((), False, ago(minutes=1))


def test_when_nobody_collects_every_account_is_blind() -> None:
    found = stands(stream("own", ok=ago(days=2)), stream(ok=ago(days=2, minutes=-1)))
    assert {one.stream for one in found.blind} == {"own", "mentions"}


def test_gaps_of_the_last_days_are_shown() -> None:
    new = gap("gap", since=ago(days=20), until=ago(days=9), noticed=ago(days=1))
    old = gap("gap", since=ago(days=40), until=ago(days=39), noticed=ago(days=30))
    assert stands(stream(ok=NOW), coverage=(new, old)).gaps == (new,)
