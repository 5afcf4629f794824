"""`connectors check` and `list` on every two-way channel: who we are, what we may do, how the account stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.offices import CHANNELS, opened
from tests.e2e.offices.office import Office

pytestmark = pytest.mark.real
LONGEST = {"X": 280, "Reddit": 10_000, "Mastodon": 500, "Bluesky": 300, "e-mail": None}


def state(office: Office) -> dict[str, Any]:
    (told,) = (state for row in office("connectors", "list", "--json").ok().lines for state in row["state"])
    found: dict[str, Any] = told
    return found


@pytest.mark.parametrize("channel", CHANNELS)
def test_check_reads_one_page_and_keeps_nothing_and_the_list_tells_how_it_stands(
    channel: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with opened(channel, request, tmp_path / "home") as office:
        office.asks("¿Cuál es el horario?")
        assert state(office)["last_read_at"] is None
        (checked,) = office("connectors", "check", "--json").ok().json
        assert checked["ok"], checked
        assert checked["identity"]
        assert checked["scopes"] or channel == "Mastodon", "this server does not list them"
        assert checked["limits"]["longest_reply"] == LONGEST[channel]
        assert checked["read"] >= 1
        assert checked["unreadable"] == 0
        assert len(checked["streams"]) >= 2
        assert office.rows() == []
        said = office("connectors", "check").ok().out
        assert "✓ cuenta" in said
        assert "Streams: " in said
        assert office.collect()["new"] == 1
        told = state(office)
        assert (told["blind_since"], told["reason"]) == (None, None)
        assert told["last_read_at"] is not None
