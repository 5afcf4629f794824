"""When patience ends: as Mastodon says it, as GoToSocial does, and as neither should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from social_console.connectors.mastodon import faults
from social_console.connectors.mastodon.faults import Heard

NOW = datetime(2026, 11, 1, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", NOW.isoformat())


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({"Retry-After": "90"}, timedelta(seconds=90)),
        ({"X-RateLimit-Reset": "2026-11-01T10:05:00.000000Z"}, timedelta(minutes=5)),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 60)}, timedelta(minutes=1)),
        ({"X-RateLimit-Reset": "2026-11-01T12:05:00Z", "Date": "Sun, 01 Nov 2026 12:00:00 GMT"}, timedelta(minutes=5)),
        ({"X-RateLimit-Reset": "2020-01-01T00:00:00Z"}, timedelta(0)),
        ({"Retry-After": "9" * 30}, timedelta(days=1)),
    ],
)
def test_when_it_may_be_tried_again(headers: dict[str, str], after: timedelta) -> None:
    assert faults.retry_at(Heard(429, headers)) == NOW + after


@pytest.mark.parametrize("told", ["", "soon", "9" * 400, "-1", "0x1", "2026-13-45"])
def test_nonsense_says_nothing(told: str) -> None:
    assert faults.retry_at(Heard(429, {"X-RateLimit-Reset": told, "Date": told})) is None


@pytest.mark.parametrize("status", [200, 202, 408, 409, 425, 500, 502, 503, 504, 520])
def test_a_post_with_such_an_answer_may_have_been_made(status: int) -> None:
    assert faults.sending(ValueError("x"), Heard(status), "https://s.example").code == "unknown-outcome"


def test_the_servers_words_are_made_safe_and_short() -> None:
    error = Exception("Mastodon API returned error", 422, "Unprocessable", "\x1b[31m" + "no " * 500)
    said = faults.sending(error, Heard(422), "https://s.example").message
    assert "\x1b" not in said
    assert len(said) < 400
