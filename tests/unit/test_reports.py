"""Reports from made-up timelines: what is counted where, in which words, and that nothing unsafe comes out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from social_console import i18n
from social_console.cli.report import _BY
from social_console.clock import Calendar, Promises, parse_duration
from social_console.errors import UsageError
from social_console.model import Direction, Event, Priority, Standard, Verdict
from social_console.moments import Heard, Timeline
from social_console.reports import BY, Facts, Period, Report, Source, charter, charter_json, gather, period, write
from social_console.reports.explain import explain, explained
from social_console.reports.formats import neutral
from social_console.reports.tables import flat
from social_console.reports.threshold import no_figures, threshold
from social_console.reports.words import duration, percent

ZONE = ZoneInfo("America/Santo_Domingo")
T0 = datetime(2026, 11, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOW = T0 + 100 * HOUR
OFFICE = Calendar("office", "America/Santo_Domingo", {"mon-fri": ["08:00-15:00"]})
STRICT = Standard(name="strict", first_response=parse_duration("4h"), legal="Ley 1755 de 2015, art. 14")
PROMISES = Promises((STRICT,), "strict", calendars={"office": OFFICE}, default_calendar="office")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = i18n.language()
    i18n.activate("en")
    yield
    i18n.activate(before)


def heard(id_: int, hour: float, direction: Direction = Direction.IN, **more: Any) -> Heard:
    at = T0 + hour * HOUR
    return Heard(id_, at, at, direction, **more)


def facts(id_: int, **more: Any) -> Facts:
    given = {"folio": f"2026-{id_:05}", "institution": "valle", "channel": "x", "account": "valle"} | more
    return Facts(id=id_, **given)


def answered(id_: int, hour: float, after: float, **more: Any) -> tuple[Facts, Timeline]:
    verdict = more.pop("verdict", None)
    pair = (heard(id_ * 10, hour, verdict=verdict), heard(id_ * 10 + 1, hour + after, Direction.OUT))
    return facts(id_, **more), Timeline(id_, pair)


def waiting(id_: int, hour: float, *events: Event, **more: Any) -> tuple[Facts, Timeline]:
    return facts(id_, **more), Timeline(id_, (heard(id_ * 10, hour),), events)


def source(*entries: tuple[Facts, Timeline], coverage: tuple[dict[str, Any], ...] = ()) -> Source:
    areas = {"ana": ("aseo", "obras"), "obras": ("obras",)}
    return Source(
        entries=entries,
        promises_of=lambda rule_set: PROMISES,
        areas_of=lambda owner: areas.get(owner, ()),
        coverage=coverage,
    )


def all_time(**more: Any) -> Period:
    return Period(**({"since": None, "until": None, "as_of": NOW, "zone": ZONE} | more))


def made(*entries: tuple[Facts, Timeline], by: tuple[str, ...] = (), rows: bool = False) -> Report:
    return gather(source(*entries), all_time(), by, rows=rows)


# -- periods -----------------------------------------------------------------------------------------------------------


def test_dates_are_whole_local_days_both_included() -> None:
    found = period("2026-10-01", "2026-10-31", None, None, zone=ZONE, now=NOW)
    assert found.since == datetime(2026, 10, 1, 4, tzinfo=UTC)
    assert found.until == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert found == period(None, None, "2026-10", None, zone=ZONE, now=NOW)
    assert found.as_of == NOW


def test_times_are_half_open_and_as_of_a_date_is_its_end() -> None:
    found = period("2026-10-01T08:00", "2026-10-01T13:00:00Z", None, "2026-10-02", zone=ZONE, now=NOW)
    assert found.since == datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert found.holds(found.since)
    assert not found.holds(datetime(2026, 10, 1, 13, tzinfo=UTC))
    assert found.as_of == datetime(2026, 10, 3, 4, tzinfo=UTC)


def test_nothing_is_known_of_the_future() -> None:
    assert period(None, None, None, "2030-01-01", zone=ZONE, now=NOW).as_of == NOW


def test_a_day_on_which_the_clocks_change_has_its_own_length() -> None:
    found = period("2026-10-25", "2026-10-25", None, None, zone=ZoneInfo("Europe/Madrid"), now=NOW)
    assert found.since is not None
    assert found.until is not None
    assert found.until - found.since == timedelta(hours=25)


@pytest.mark.parametrize(
    "given_",
    [
        ("2026-13-01", None, None, None),
        ("2026-02-30", None, None, None),
        ("yesterday", None, None, None),
        ("2026-10-02", "2026-10-01", None, None),
        ("2026-10-02", None, "2026-10", None),
        (None, None, "2026-13", None),
        (None, None, "October", None),
        (None, None, None, "now"),
        ("0001-01-01", None, None, None),
        (None, "9999-12-31", None, None),
    ],
)
def test_a_period_that_cannot_be_is_refused(given_: tuple[str | None, ...]) -> None:
    with pytest.raises(UsageError):
        period(*given_, zone=ZONE, now=NOW)


# -- what is counted where ---------------------------------------------------------------------------------------------


def test_only_moments_opened_in_the_period_count_but_the_backlog_is_everybodys() -> None:
    week = all_time(since=T0, until=T0 + 24 * HOUR)
    report = gather(source(waiting(1, -50), waiting(2, 1), answered(3, 2, 1), waiting(4, 30)), week)
    assert (report.totals.moments, report.totals.never_answered) == (2, 1)
    assert report.totals.backlog.open == 3


def test_as_of_an_instant_later_answers_are_unknown() -> None:
    entries = answered(1, 0, 5), waiting(2, 9)
    then = gather(source(*entries), all_time(as_of=T0 + 3 * HOUR))
    assert (then.totals.moments, then.totals.answered, then.totals.never_answered) == (1, 0, 1)
    assert gather(source(*entries), all_time()).totals.answered == 1


def test_a_moment_counts_under_each_of_its_tags() -> None:
    tagged = Verdict(tags=("agua", "luz"), priority=Priority.HIGH)
    report = made(answered(1, 0, 1, verdict=tagged), answered(2, 0, 3), by=("tag", "priority"))
    tags = {group.key: group.figures.moments for group in report.groups["tag"]}
    assert tags == {"agua": 1, "luz": 1, None: 1}
    assert [group.key for group in report.groups["tag"]][-1] is None
    assert [group.key for group in report.groups["priority"]] == ["high", "normal"]


def test_every_by_groups_all_moments_of_the_period() -> None:
    owned = Verdict(owner="ana", tags=("agua",))
    report = made(answered(1, 0, 1, verdict=owned, places=("Los Mina",)), answered(2, 200 - 150, 2), by=BY)
    assert list(report.groups) == list(BY)
    keys = {by: [group.key for group in groups] for by, groups in report.groups.items()}
    assert keys["area"] == ["aseo", "obras", None]
    assert keys["place"] == ["Los Mina", None]
    assert keys["day"] == ["2026-11-16", "2026-11-18"]
    assert keys["week"] == ["2026-W47"]
    assert keys["month"] == ["2026-11"]
    assert keys["standard"] == ["strict"]


def test_local_days_and_not_utc_days() -> None:
    report = made(waiting(1, -9), by=("day",))
    assert [group.key for group in report.groups["day"]] == ["2026-11-15"]


def test_what_was_undone_counts_in_nothing() -> None:
    close = Event(id=1, moment=1, at=T0 + HOUR, seen_at=T0 + HOUR, actor="ana", verb="close", data={"outcome": "other"})
    undo = Event(id=2, moment=1, at=T0 + 2 * HOUR, seen_at=T0 + HOUR, actor="ana", verb="undo", data={"undoes": 1})
    assert made(waiting(1, 0, close)).totals.closed_without_reply == {"other": 1}
    undone = made(waiting(1, 0, close, undo)).totals
    assert (undone.closed, undone.reopened, undone.closed_without_reply) == (0, 0, {})


def test_promises_are_counted_by_the_clock() -> None:
    totals = made(answered(1, 0, 3), answered(2, 0, 30), waiting(3, 0)).totals
    kept = totals.standards["first"]
    assert (kept.met, kept.breached, kept.pending) == (1, 2, 0)
    soon = gather(source(waiting(1, 0)), all_time(as_of=T0 + HOUR)).totals.standards["first"]
    assert (soon.met, soon.breached, soon.pending, soon.attainment) == (0, 0, 1, None)


@pytest.mark.parametrize(("hour", "breached"), [(3, 0), (30, 1)])
def test_saying_that_no_reply_is_owed_hides_no_broken_promise(hour: int, breached: int) -> None:
    at = T0 + hour * HOUR
    excused = Event(id=1, moment=1, at=at, seen_at=at, actor="ana", verb="no_reply", data={"reason": "elogio"})
    kept = made(waiting(1, 0, excused)).totals.standards["first"]
    assert (kept.met, kept.breached, kept.pending) == (0, breached, 0)


# -- shapes ------------------------------------------------------------------------------------------------------------


def test_json_has_the_promised_shape_and_english_keys_in_any_language() -> None:
    report = made(answered(1, 0, 1), by=("channel", "tag"))
    i18n.activate("es")
    document = json.loads(write(report, "json"))
    assert {"definitions", "period", "as_of", "coverage", "totals", "groups"} <= set(document)
    assert document["definitions"].keys() == {"version", "hash"}
    assert {
        *("moments", "needing_reply", "answered", "never_answered", "closed", "reopened", "first_response"),
        *("next_response", "resolution", "standards", "backlog"),
    } <= set(document["totals"])
    assert {"n", "median_s", "p90_s", "mean_s", "working_median_s", "working_p90_s"} <= set(
        document["totals"]["first_response"]
    )
    assert document["totals"]["standards"]["first"].keys() == {"met", "breached", "pending", "attainment"}
    assert set(document["groups"]) == {"channel", "tag"}
    assert document["groups"]["channel"][0]["key"] == "x"
    assert document["rule_sets"] == []
    assert document["calendars"] == {"office": OFFICE.version}


@pytest.mark.parametrize("form", ["md", "csv", "json"])
def test_the_same_inputs_give_the_same_bytes(form: str) -> None:
    entries = [answered(n, n, n % 7, verdict=Verdict(tags=("a", "b"))) for n in range(1, 20)]
    one = gather(source(*entries), all_time(), BY, rows=True)
    other = gather(source(*entries), all_time(), BY, rows=True)
    assert write(one, form, rows=True).encode() == write(other, form, rows=True).encode()


@pytest.mark.parametrize("form", ["html", "xlsx", "pdf"])
def test_a_format_that_we_cannot_write_is_refused(form: str) -> None:
    with pytest.raises(UsageError) as refused:
        write(made(), form)
    assert "md, csv" in refused.value.remedy


def test_csv_has_a_line_for_the_totals_and_each_group() -> None:
    lines = list(csv.DictReader(io.StringIO(write(made(answered(1, 0, 1), by=("channel",)), "csv"))))
    assert [(line["by"], line["key"], line["moments"]) for line in lines] == [("", "", "1"), ("channel", "x", "1")]
    assert lines[0]["first_response.median_s"] == "3600.0"


def test_csv_rows_are_one_a_moment() -> None:
    report = made(answered(1, 0, 1), waiting(2, 0), rows=True)
    lines = list(csv.DictReader(io.StringIO(write(report, "csv", rows=True))))
    assert [(line["id"], line["first_response_s"], line["unanswered"]) for line in lines] == [
        ("1", "3600.0", "False"),
        ("2", "", "True"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x1b]8;;x", "＝1", "\n=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert neutral(text).startswith("'")


HOSTILE = "=cmd|' /C calc'!A0 \x1b[31m\x1b]0;owned\x07 [click](javascript:x) <script>| `x` \u202e\u2066 \x85\x9b1m"


@pytest.mark.parametrize("form", ["md", "csv", "json"])
def test_nothing_but_plain_text_comes_out(form: str) -> None:
    entry = waiting(
        1, 0, text=HOSTILE, channel=HOSTILE, account=HOSTILE, folio="2026-00001", places=(HOSTILE,), url=HOSTILE
    )
    gap = {"stream": HOSTILE, "reason": HOSTILE, "since": None, "until": T0}
    report = gather(source(entry, coverage=(gap,)), all_time(), ("channel", "place"), rows=True)
    text = write(report, form, rows=True)
    assert not set(text) & {"\x1b", "\x07", "\u202e", "\u2066", "\x85", "\x9b"}
    if form == "md":
        assert "<script>" not in text
        assert "[click](" not in text
    if form == "csv":
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


# -- words -------------------------------------------------------------------------------------------------------------


def test_markdown_opens_with_plain_sentences_and_ends_with_those_who_wait_longest() -> None:
    report = made(answered(1, 0, 2), *(waiting(n, n, text=f"Llevamos {n} días sin agua") for n in range(2, 30)))
    text = write(report, "md")
    assert text.startswith("# Report: from the beginning\n\n29 moments were opened in this period. 29 needed a reply")
    assert text.count("sin agua") == 20
    assert text.index("Figures") < text.index("Longest without an answer") < text.index("2026-00002")
    assert "2026-00022" not in text


def test_what_not_everybody_may_read_stays_out_of_reports() -> None:
    known = facts(1, text="Denuncio a mi jefe", url="https://x.example/1")
    entry = known, Timeline(1, (heard(10, 0, verdict=Verdict(restrict=True)),))
    for form in ("md", "csv", "json"):
        text = write(made(entry, rows=True), form, rows=True)
        assert "jefe" not in text
        assert "x.example" not in text
        assert "2026-00001" in text


def test_of_very_many_who_wait_the_longest_are_kept() -> None:
    entries = [waiting(n, -n) for n in range(1, 2500)]
    assert [row.facts.id for row in made(*entries).rows] == list(range(2499, 2479, -1))
    assert len(made(*entries, rows=True).rows) == 2499


def test_an_empty_report_says_so_in_each_format() -> None:
    report = made()
    assert "0 moments were opened" in write(report, "md")
    assert json.loads(write(report, "json"))["totals"]["moments"] == 0
    assert "moments" in write(report, "csv")
    assert write(made(rows=True), "csv", rows=True)


def test_a_report_says_whose_it_is() -> None:
    named = source(waiting(1, 0))
    named.name = "Alcaldía de [Valle] Verde"
    report = gather(named, all_time())
    assert write(report, "md").startswith("# Alcaldía de \\[Valle\\] Verde. Report: from the beginning\n")
    assert json.loads(write(report, "json"))["name"] == "Alcaldía de [Valle] Verde"


def test_the_report_speaks_the_readers_language() -> None:
    i18n.activate("es")
    text = write(made(answered(1, 0, 2.25)), "md")
    assert "En este período se abrió 1 caso." in text
    assert "2 h 15 min" in text
    assert "Primera respuesta" in text


def test_a_gap_in_reading_is_said() -> None:
    gap = {"stream": "correo", "reason": "timeout", "since": T0, "until": T0 + HOUR}
    text = write(gather(source(waiting(1, 0), coverage=(gap,)), all_time()), "md")
    assert "correo could not be read from 2026-11-16 08:00 to 2026-11-16 09:00: timeout." in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "–"),
        (0, "0 s"),
        (45, "45 s"),
        (59.7, "1 min"),
        (8040, "2 h 14 min"),
        (7199, "2 h 0 min"),
        (172799, "2 d 0 h"),
        (289914.94, "3 d 9 h"),
    ],
)
def test_durations_in_words(seconds: float | None, words: str) -> None:
    assert duration(seconds) == words


def test_a_share_never_says_a_hundred_unless_it_is() -> None:
    assert (percent(1.0), percent(0.9999), percent(0.5), percent(None)) == ("100 %", "99.9 %", "50 %", "–")


# -- thresholds --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "crossed"),
    [
        ("never_answered>0", True),
        ("never_answered > 1", False),
        ("attainment<90%", True),
        ("standards.first.attainment>=0.5", True),
        ("first_response.median_s>4h", False),
        ("first_response.median_s>=1 h", True),
        ("backlog>1", True),
        ("next_response.median_s<1h", False),
    ],
)
def test_a_threshold_is_a_sentence_about_a_figure(written: str, crossed: bool) -> None:
    figures = flat(made(answered(1, 0, 1), waiting(2, 0)).totals.as_json())
    assert threshold(written, figures).crossed(figures) is crossed


@pytest.mark.parametrize(
    "written", ["", "never_answered", "luck>1", "never_answered>many", "a>b>c", "never_answered!=1"]
)
def test_a_threshold_that_means_nothing_is_refused(written: str) -> None:
    with pytest.raises(UsageError):
        threshold(written, no_figures())


# -- one moment, and the charter ---------------------------------------------------------------------------------------


def test_explain_says_how_a_moment_counts() -> None:
    known, timeline = answered(1, 0, 3)
    told = explain(known, timeline, PROMISES, rule_set="abc", zone=ZONE, as_of=NOW)
    document = json.loads(json.dumps(told.as_json(), default=str))
    assert document["needing_reply"] is True
    assert document["first_response"]["s"] == 3 * 3600
    assert [(one["clock"], one["verdict"]) for one in document["promises"]] == [("first", "met")]
    text = explained(told)
    assert "First response: from 2026-11-16 08:00 to 2026-11-16 11:00, 3 h 0 min" in text
    assert "Ley 1755 de 2015, art. 14" in text


def test_explain_does_not_let_wait_who_is_owed_nothing() -> None:
    praise = facts(1), Timeline(1, (heard(10, 0, verdict=Verdict(no_reply="elogio")),))
    text = explained(explain(*praise, PROMISES, rule_set=None, zone=ZONE, as_of=NOW))
    assert "No reply is owed" in text
    assert "waiting" not in text


def test_the_help_names_what_a_report_is_made_by() -> None:
    assert tuple(_BY.split(", ")) == BY


def test_explain_as_of_before_it_began_says_that_it_counts_in_nothing() -> None:
    known, timeline = waiting(1, 5)
    told = explain(known, timeline, PROMISES, rule_set=None, zone=ZONE, as_of=T0)
    assert told.as_json()["moment"] is None
    assert "counts in nothing" in explained(told)


def test_the_charter_says_what_was_promised_and_how_it_was_kept() -> None:
    report = made(answered(1, 0, 3), answered(2, 0, 30), by=("standard",))
    entry = charter_json(report, PROMISES)["standards"][0]
    assert (entry["standard"], entry["legal"], entry["moments"]) == ("strict", STRICT.legal, 2)
    assert entry["promises"]["first"]["promised"] == "4h"
    assert entry["promises"]["first"]["attainment"] == 0.5
    text = charter(report, PROMISES)
    assert "4 working hours" in text
    assert "50 %" in text


def test_the_charter_says_each_version_that_was_promised_in_the_period() -> None:
    turn = T0.date() + timedelta(1)
    hasty = replace(STRICT, first_response=parse_duration("1h"), legal="Carta 2", since=turn)
    changed = replace(PROMISES, standards=(replace(STRICT, later=(hasty,)), *PROMISES.standards[1:]))
    report = made(answered(1, 0, 3), answered(2, 0, 30), by=("standard",))
    assert f"4 working hours; from {turn}: 1 working hour" in charter(report, changed)
    assert f"{STRICT.legal}; Carta 2" in charter(report, changed)
    entry = charter_json(report, changed)["standards"][0]
    assert [one["promised"]["first"] for one in entry["versions"]] == ["4h", "1h"]
    assert (entry["legal"], entry["promises"]["first"]["promised"]) == ("Carta 2", "1h")
    until = datetime.combine(turn, time(), ZONE)
    before = replace(report, period=replace(report.period, until=until))
    assert "from" not in charter(before, changed)
    assert charter_json(before, changed)["standards"][0]["legal"] == STRICT.legal, "what comes later is not its promise"
    after = replace(report, period=replace(report.period, since=until))
    assert [one["from"] for one in charter_json(after, changed)["standards"][0]["versions"]] == [turn.isoformat()]
