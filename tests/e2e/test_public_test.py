"""`doctor --send-test` where everybody reads what is posted: nothing without a word of its own, then out and gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.offices import opened
from tests.e2e.offices.proxied import Proxied
from tests.real.proxy import Fault

pytestmark = pytest.mark.real
CHANNELS = ("X", "Bluesky")
DELETES = {"X": r"^DELETE /2/tweets", "Bluesky": r"deleteRecord"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_it_is_published_only_when_asked_for_found_and_deleted(
    channel: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with opened(channel, request, tmp_path / "home") as office:
        assert isinstance(office, Proxied)
        refused = office("doctor", "--send-test", "--yes")
        assert refused.code != 0
        assert "--public" in refused.err
        assert office.posted() == []
        proved = office("doctor", "--send-test", "--public").ok()
        assert "deleted again" in proved.err
        assert "can send" in proved.out
        assert office.standing() == []
        assert office.collect()["new"] in (0, 1)
        assert office.rows() == [], "a post that answers nobody is no moment"


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("kind", ["hang-after", "status"])
def test_a_doubt_is_looked_up_and_nothing_is_left_behind(
    channel: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with opened(channel, request, tmp_path / "home", timeout=1.0) as office:
        assert isinstance(office, Proxied)
        office.proxy.break_next(Fault(kind, office.posts, 500))
        office("doctor", "--send-test", "--public").ok()
        assert not office.proxy.armed
        assert office.standing() == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_cannot_be_deleted_is_told_with_its_address(
    channel: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with opened(channel, request, tmp_path / "home") as office:
        assert isinstance(office, Proxied)
        office.proxy.break_next(Fault("status-before", DELETES[channel], 403))
        left = office("doctor", "--send-test", "--public")
        assert left.code != 0
        assert "by hand: https://" in left.err
        assert len(office.standing()) == 1
