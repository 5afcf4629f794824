"""doctor on what is not read: since when, what is lost for good, and what a month has cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from social_console.store import Inbox, fail_stream, record_gap, save_stream, take_stream, tell_spending
from tests.e2e.console import Console

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    """An account that was read well until three hours ago, and has failed since."""
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", NOW.isoformat())
    home = tmp_path / "home"
    home.mkdir()
    made = Console(home)
    (tmp_path / "network.jsonl").touch()
    made.write_settings(
        f"""\
language = "en"
[institutions.a]
name = "Town"
[accounts.x]
channel = "x"
connector = "demo"
handle = "town"
world = "{tmp_path / "network.jsonl"}"
"""
    )
    key, ok = "x/mentions", NOW - timedelta(hours=3)
    with Inbox.create(home / "inbox.db") as inbox, inbox.writing() as tx:
        take_stream(tx, key, "h", ok, ok, account_label="x", name="mentions")
        save_stream(tx, key, {"v": 1}, ok)
        fail_stream(tx, key, "X cannot be reached.", NOW - timedelta(minutes=5))
        record_gap(tx, key, "the newest 800 only", NOW, since=NOW - timedelta(days=2), until=NOW - timedelta(days=1))
        tell_spending(tx, "x", {"month": "2026-11", "spent": 9.5, "left": 0.5})
    return made


def test_blindness_gaps_and_costs_are_told_in_words(console: Console) -> None:
    said = console("doctor", "--offline").said
    assert "Blind since 2026-11-20T09:00+00:00. X cannot be reached." in said
    assert "Run: social-console connectors check x" in said, "a timer that runs mends no channel that refuses"
    assert "Lost: the newest 800 only" in said
    assert "$9.50" in said
    assert "$0.50 of the budget are left" in said


def test_costs_of_another_month_are_not_told(console: Console) -> None:
    with Inbox.open(console.home / "inbox.db") as inbox, inbox.writing() as tx:
        tell_spending(tx, "x", {"month": "2026-10", "spent": 9.5, "left": 0.5})
    assert "$" not in console("doctor", "--offline").said


def test_without_a_budget_it_is_only_noted(console: Console) -> None:
    with Inbox.open(console.home / "inbox.db") as inbox, inbox.writing() as tx:
        tell_spending(tx, "x", {"month": "2026-11", "spent": 9.5, "left": None})
    findings = console("doctor", "--offline", "--json").json["findings"]
    (found,) = [one for one in findings if one["check"] == "spending"]
    assert found["level"] == "note"
