"""Standards and calendars with dates, through the commands: what was promised then is what counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.console import Console

RULES = """\
calendars:
  office:
    {office}
standards:
  general:
    {general}
defaults: {{standard: general, calendar: office}}
people: {{ana: {{role: lead}}}}
"""
OFFICE = """\
- timezone: America/Bogota
      hours: {mon-thu: ["08:00-12:00", "13:00-17:00"], fri: ["08:00-12:00", "14:00-16:00"]}
      holidays: {country: CO, add: {2026-11-18: Día local}, except: [2026-11-16]}
      closures: ["2026-11-19 13:00-17:00"]"""
OFFICE_LATER = '- {from: 2026-11-23, timezone: America/Bogota, hours: {mon-fri: ["07:00-13:00"]}, holidays: CO}'
GENERAL = '- {first_response: 2 working days, resolution: 3 working days, legal: "Ley A, art. 1"}'
GENERAL_LATER = '- {from: 2026-11-23, first_response: 1h, resolution: 3 working days, legal: "Ley B, art. 2"}'


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    """A home where two citizens wrote while the first promises held; one of them was answered in time."""
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", "2026-11-20T15:00:00-05:00")
    ready = Console(tmp_path / "home")
    ready.home.mkdir()
    assert ready("init", "--yes", "--name", "Ayto").code == 0
    publish(ready, OFFICE, GENERAL)
    add(ready, 1, "2026-11-13T10:00:00-05:00")
    add(ready, 2, "2026-11-19T11:00:00-05:00")
    assert ready("answered", "2", "--how", "phone", "--at", "2026-11-20T09:30:00-05:00").code == 0
    return ready


def publish(console: Console, office: str, general: str) -> None:
    (console.home / "rules.yaml").write_text(RULES.format(office=office, general=general), encoding="utf-8")
    ran = console("rules", "publish", "--yes")
    assert ran.code == 0, ran.said


def add(console: Console, number: int, at: str) -> None:
    """A citizen's question; its moment has the same number."""
    path = console.home / "lines.jsonl"
    line = {"id": str(number), "created_at": at, "text": f"¿Pregunta {number}?", "author": {"handle": f"c{number}"}}
    path.write_text(json.dumps(line), encoding="utf-8")
    assert console("import", str(path), "--live", "--channel", "x", "--account", "ayto").code == 0


def promised(console: Console, moment: int) -> dict[str, tuple[str, str]]:
    document = console("report", "explain", str(moment), "--json").json
    return {one["clock"]: (one["due"], one["verdict"]) for one in document["promises"]}


def test_holidays_exceptions_and_half_days_count_by_the_law_of_the_place(console: Console) -> None:
    assert promised(console, 1)["first"] == ("2026-11-17T22:00:00Z", "breached"), "a holiday on which work goes on"
    assert promised(console, 1)["resolution"] == ("2026-11-19T17:00:00Z", "breached"), "a local holiday, half a day"
    assert promised(console, 2)["first"] == ("2026-11-23T22:00:00Z", "met")


def test_what_is_promised_from_a_date_changes_no_report_on_what_was_before(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = report(console, "2026-11-20T15:00:00-05:00")
    publish(console, f"{OFFICE}\n    {OFFICE_LATER}", f"{GENERAL}\n    {GENERAL_LATER}")
    assert report(console, "2026-11-20T15:00:00-05:00") == before
    assert promised(console, 1)["first"] == ("2026-11-17T22:00:00Z", "breached")
    (version,) = before["calendars"].values()
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", "2026-11-24T15:00:00-05:00")
    add(console, 3, "2026-11-23T12:30:00-05:00")
    both = report(console, "2026-11-24T15:00:00-05:00")["calendars"]["office"].split(", ")
    assert len(both) == 2 and version in both, "every calendar that counted is named"


def test_what_comes_after_the_date_is_judged_by_the_new_promise(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(console, f"{OFFICE}\n    {OFFICE_LATER}", f"{GENERAL}\n    {GENERAL_LATER}")
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", "2026-11-24T15:00:00-05:00")
    add(console, 3, "2026-11-22T10:00:00-05:00")
    add(console, 4, "2026-11-23T12:30:00-05:00")
    assert promised(console, 3)["first"] == ("2026-11-25T18:00:00Z", "pending"), "written on the Sunday before"
    assert promised(console, 4)["first"] == ("2026-11-24T12:30:00Z", "breached"), "half an hour before closing"
    assert "general (Ley A, art. 1)" in console("show", "3").out
    assert "general (Ley B, art. 2)" in console("show", "4").out
    charter = console("report", "charter").out
    assert "2 working days; from 2026-11-23: 1 working hour" in charter and "Ley A, art. 1; Ley B, art. 2" in charter


def report(console: Console, as_of: str) -> Any:
    ran = console("report", "--month", "2026-11", "--as-of", as_of, "--by", "standard", "--format", "json")
    assert ran.code == 0, ran.said
    return ran.json
