"""`report` from end to end: from an imported file to figures that other code finds as well."""

from __future__ import annotations

import csv
import io
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from social_console import i18n, rules
from social_console.cli import run
from social_console.reports import gather, period, read, write
from social_console.reports.reading import facts_of
from social_console.store import Inbox, load_rules, opened_between

ROOT = Path(__file__).parents[2]
CARE = ROOT.parent / "shared" / "data" / "care-2020.jsonl"
PERIOD = ("--since", "2018-01-01", "--until", "2021-01-01")
NOW = "2026-11-16T12:00:00-04:00"

needs_care = pytest.mark.skipif(not CARE.is_file(), reason=f"{CARE} is not here")


def console(home: Path, *args: str, now: str = NOW, code: int = 0) -> str:
    """Run one command in this process, in English; what it printed on stdout."""
    out, err, before = io.StringIO(), io.StringIO(), i18n.language()
    with patch.dict(os.environ, {"SOCIAL_CONSOLE_NOW": now}), redirect_stdout(out), redirect_stderr(err):
        done = run(["--home", str(home), "--as", "ana", "--language", "en", *args])
    i18n.activate(before)
    assert done == code, err.getvalue()
    return out.getvalue()


def process(home: Path, *args: str, language: str = "en") -> str:
    """The same as a process of its own."""
    environ = os.environ | {"SOCIAL_CONSOLE_NOW": NOW, "SOCIAL_CONSOLE_LANGUAGE": language}
    command = [sys.executable, "-m", "social_console", "--home", str(home), "--as", "ana", *args]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def care(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the customer care of 2020."""
    home = tmp_path_factory.mktemp("care")
    console(home, "import", str(CARE))
    return home


def test_the_definitions_hold_for_a_small_office(tmp_path: Path) -> None:
    """A day's work, counted on fingers: four moments, one answered in time, one late, one by phone, one waiting."""

    def line(id_: str, at: str, who: str, direction: str = "in", **more: str) -> str:
        known = {"id": id_, "channel": "x", "account": "valle", "created_at": f"2026-11-16T{at}:00-04:00"}
        return json.dumps(known | {"text": "¿Cuándo?", "author": {"handle": who}, "direction": direction} | more)

    lines = [
        line("1", "08:00", "a", conversation="1"),
        line("2", "09:00", "valle", "out", conversation="1", in_reply_to="1"),
        line("3", "08:30", "b", conversation="3"),
        line("4", "11:30", "valle", "out", conversation="3", in_reply_to="3"),
        line("5", "09:00", "c", conversation="5"),
        line("6", "10:00", "d", conversation="6"),
    ]
    (tmp_path / "day.jsonl").write_text("\n".join(lines), encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir()
    console(home, "import", "--live", str(tmp_path / "day.jsonl"))
    rows = json.loads(console(home, "report", "--rows", "--json"))["rows"]
    third = next(row for row in rows if row["created_at"] == "2026-11-16T13:00:00Z")
    console(home, "answered", str(third["id"]), "--how", "phone", "--at", "2026-11-16T11:00:00-04:00")
    totals = json.loads(console(home, "report", "--json"))["totals"]
    assert (totals["moments"], totals["answered"], totals["answered_by_hand"]) == (4, 3, 1)
    assert totals["never_answered"] == 1
    assert totals["first_response"]["by_hand"]["median_s"] == 2 * 3600
    first = totals["first_response"]
    assert (first["n"], first["median_s"], first["mean_s"]) == (2, 2 * 3600, 2 * 3600)
    assert first["p90_s"] == pytest.approx(3600 + 0.9 * 7200)
    console(home, "report", "--fail-on", "never_answered>0", code=1)
    console(home, "report", "--fail-on", "never_answered>9")


@needs_care
def test_care_2020_gives_the_figures_that_other_code_finds(care: Path) -> None:
    document = json.loads(process(care, "report", *PERIOD, "--format", "json"))
    totals, expected = document["totals"], by_other_code()
    assert (totals["moments"], totals["answered"], totals["never_answered"]) == (523, 523, 0)
    assert (len(expected), totals["first_response"]["n"]) == (523, 523)
    first = totals["first_response"]
    assert first["median_s"] == pytest.approx(statistics.median(expected), abs=0.01)
    assert first["mean_s"] == pytest.approx(statistics.fmean(expected), abs=0.01)
    assert first["p90_s"] == pytest.approx(statistics.quantiles(expected, n=10, method="inclusive")[8], abs=0.01)
    assert (first["median_s"], first["mean_s"], first["p90_s"]) == (
        pytest.approx(7418.60, abs=0.01),
        pytest.approx(126940.59, abs=0.01),
        pytest.approx(289914.94, abs=0.01),
    )


def by_other_code() -> list[float]:
    """First responses straight from the file, in seconds: of each citizen in each conversation."""
    lines = [json.loads(line) for line in CARE.read_text(encoding="utf-8").splitlines()]
    by_id = {line["id"]: line for line in lines}

    def citizen(line: dict[str, Any] | None) -> str | None:
        while line is not None and line["direction"] == "out":
            line = by_id.get(line["in_reply_to"])
        return line["author"]["handle"].casefold() if line is not None else None

    moments: dict[tuple[str, str | None], list[tuple[datetime, str]]] = {}
    for line in lines:
        said = (datetime.fromisoformat(line["created_at"]), line["direction"])
        moments.setdefault((line["conversation"], citizen(line)), []).append(said)
    responses = []
    for (_conversation, who), said_in in moments.items():
        asked = [at for at, direction in said_in if direction == "in"]
        if who is None or not asked:
            continue
        answers = [at for at, direction in said_in if direction == "out" and at >= min(asked)]
        if answers:
            responses.append((min(answers) - min(asked)).total_seconds())
    return responses


@needs_care
@pytest.mark.parametrize("bounds", [(None, None), PERIOD[1::2], ("2020-04-01", None), ("2018-01-01", "2020-04-01")])
def test_columns_give_the_bytes_that_folding_gives(care: Path, bounds: tuple[str | None, str | None]) -> None:
    now = datetime.fromisoformat(NOW).astimezone(UTC)
    wanted = period(*bounds, None, None, zone=ZoneInfo("UTC"), now=now)
    by = ("channel", "account", "tag", "priority", "standard", "week")
    with Inbox.open(care / "inbox.db") as inbox:
        in_force, left = load_rules(inbox) or rules.empty(), list[int]()
        with inbox.reading() as tx:
            lean, folded = read(tx, wanted, in_force), read(tx, wanted, in_force)
            ask = lean.entries_of

            def asked(ids: Iterable[int]) -> Iterable[Any]:
                found = list(ids)
                left.extend(found)
                return ask(found)

            lean.entries_of, folded.columns = asked, None
            assert write(gather(lean, wanted, by), "json") == write(gather(folded, wanted, by), "json")
    assert len(left) < 400


@needs_care
def test_as_of_a_past_instant_what_was_not_yet_published_does_not_count(care: Path) -> None:
    then = json.loads(console(care, "report", *PERIOD, "--as-of", "2020-04-01T17:00:00Z", "--json"))
    later = json.loads(console(care, "report", *PERIOD, "--as-of", "2020-04-01T19:00:00Z", "--json"))
    assert then["totals"]["moments"] < later["totals"]["moments"] < 523
    assert then["as_of"] == "2020-04-01T17:00:00Z"


@needs_care
@pytest.mark.parametrize("form", ["md", "csv", "json"])
def test_the_same_inputs_give_the_same_bytes(care: Path, tmp_path: Path, form: str) -> None:
    args = ("report", *PERIOD, "--as-of", "2021-01-01", "--by", "account,tag,month", "--rows", "--format", form)
    assert console(care, *args, "-o", str(tmp_path / "report")) == ""
    assert (tmp_path / "report").read_bytes().decode() == console(care, *args, now="2027-01-01T00:00:00Z")


@needs_care
def test_groups_add_up_to_the_totals(care: Path) -> None:
    document = json.loads(console(care, "report", *PERIOD, "--json", "--by", "account,priority,owner,week,day"))
    for by, groups in document["groups"].items():
        assert sum(group["moments"] for group in groups) == 523, by
        assert sum(group["answered"] for group in groups) == 523, by


@needs_care
def test_rows_as_csv_hold_every_moment_and_no_formula(care: Path) -> None:
    lines = list(csv.DictReader(io.StringIO(console(care, "report", *PERIOD, "--rows", "--format", "csv"))))
    assert len(lines) == 523
    assert statistics.median(float(line["first_response_s"]) for line in lines) == pytest.approx(7418.60, abs=0.01)
    assert not [cell for line in lines for cell in line.values() if cell.startswith(("=", "+", "-", "@"))]


@needs_care
def test_a_report_to_be_read_is_in_the_readers_language(care: Path) -> None:
    spanish = process(care, "report", "--month", "2020-04", "--by", "tag", language="es")
    assert spanish.startswith("# Informe: del 1 de abril de 2020 al 30 de abril de 2020\n\nEn este período se abrieron")
    assert "| Primera respuesta |" in spanish
    assert console(care, "report", "--month", "2020-04").startswith("# Report: April 1, 2020 to April 30, 2020\n")


@needs_care
def test_one_moment_and_the_promises_are_explained(care: Path) -> None:
    row = json.loads(console(care, "report", "--rows", "--json"))["rows"][0]
    told = json.loads(console(care, "report", "explain", row["folio"], "--json"))
    assert told["moment"]["id"] == row["id"]
    assert told["first_response"]["s"] == row["first_response_s"]
    charter = json.loads(console(care, "report", "charter", "--month", "2020-04", "--json"))
    assert all(entry["promises"] for entry in charter["standards"])
    console(care, "report", "explain", "2020-99999", code=2)


@needs_care
@pytest.mark.parametrize(
    "args",
    [
        ("--month", "13"),
        ("--since", "2021-01-01", "--until", "2020-01-01"),
        ("--by", "mood"),
        ("--format", "xlsx"),
        ("--format", "html"),
        ("--fail-on", "luck>1"),
        ("-o", "/nowhere/at/all.md"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_json_as_well(care: Path, args: tuple[str, ...]) -> None:
    where = args if "--format" in args else (*args, "--json")
    printed = console(care, "report", *where, code=2)
    if "--json" in where:
        assert json.loads(printed)["error"]["message"]


def test_the_backlog_is_the_same_whether_or_not_the_ended_are_skipped(tmp_path: Path) -> None:
    """`left_open` spares reading what had ended; a reading of everything must count the same."""
    home = tmp_path / "home"
    home.mkdir()
    lines = [
        json.dumps(
            {"id": str(n), "created_at": f"2026-11-{n:02}T12:00:00Z", "text": "¿?", "author": {"handle": f"c{n}"}}
        )
        for n in range(1, 11)
    ]
    (tmp_path / "ten.jsonl").write_text("\n".join(lines), encoding="utf-8")
    console(home, "import", "--live", str(tmp_path / "ten.jsonl"), now="2026-11-11T00:00:00Z")
    for day, verb in ((12, "close"), (13, "close"), (14, "reopen"), (15, "dismiss"), (16, "close")):
        moment = {12: "1", 13: "2", 14: "2", 15: "3", 16: "4"}[day]
        extra = {"close": ("--outcome", "resolved"), "dismiss": ("--reason", "spam"), "reopen": ()}[verb]
        console(home, verb, moment, *extra, now=f"2026-11-{day}T12:00:00Z")
    with Inbox.open(home / "inbox.db") as inbox, inbox.reading() as tx:
        for since in ("2026-11-05", "2026-11-20"):
            for as_of in ("2026-11-11", "2026-11-12", "2026-11-13", "2026-11-15", "2026-11-30"):
                wanted = period(since, None, None, as_of, zone=ZoneInfo("UTC"), now=datetime.max.replace(tzinfo=UTC))
                made = gather(read(tx, wanted, rules.empty()), wanted, ("channel",))
                whole = read(tx, wanted, rules.empty())
                whole.entries = [(facts_of(opened), timeline) for opened, timeline in opened_between(tx)]
                assert gather(whole, wanted, ("channel",)) == made
    totals = json.loads(console(home, "report", "--since", "2026-11-20", "--json", now="2026-11-30T00:00:00Z"))[
        "totals"
    ]
    assert (totals["moments"], totals["backlog"]["total"]) == (0, 7)
