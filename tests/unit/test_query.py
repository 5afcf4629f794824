"""The query language: what it reads, what it writes, and where it says that something is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console.errors import QueryError
from social_console.query import All, Any, Compare, Not, Text, asks_for, canonical, parse
from social_console.query.words import FIELDS

NOW = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
SANTO_DOMINGO = ZoneInfo("America/Santo_Domingo")


def faults(text: str) -> list[tuple[str, int | None]]:
    """The codes and columns of what is wrong."""
    with pytest.raises(QueryError) as caught:
        parse(text, now=NOW)
    return [(fault.code, fault.location.column) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("  agua   luz ", "agua luz"),
        ("estado:nuevo", "status:new"),
        ("Estado:NUEVOS,abierto", "status:new,open"),
        ("estado:esperando-al-ciudadano", "status:waiting"),
        ('estado:"en atención"', "status:open"),
        ("prioridad:>=alta", "priority:>=high"),
        ("responsable:yo", "owner:me"),
        ("RESPONSABLE:nadie", "owner:none"),
        ("etiquetas:agua", "tag:agua"),
        ("tono:sin_certeza idioma:español", "sentiment:unsure lang:es"),
        ("es:vencido -es:pospuesto", "is:overdue -is:snoozed"),
        ("es:falta-responder", "is:unanswered"),
        ("es:míos es:mio", "is:mine is:mine"),
        ("es:borrador es:restringido", "is:draft is:restricted"),
        ("desde:ayer hasta:hoy", "since:yesterday until:today"),
        ("vence:<2026-11", "due_at:<2026-11"),
        ("primera_respuesta:2026-11-01", "first_response_at:2026-11-01"),
        ("agua o luz", "agua or luz"),
        ("(agua OR luz) calle", "(agua or luz) calle"),
        ("((agua)) ((luz calle))", "agua luz calle"),
        ("--agua", "--agua"),
        ("-(-agua)", "agua"),
        ("id:2026-00042,#7", "id:42,7"),
        ('author:"Ana Peña"', 'author:"Ana Peña"'),
        ('tag:"a,b"', 'tag:"a,b"'),
        ("http://x.y:80/z?a=b", "http://x.y:80/z?a=b"),
        ("12:30", "12:30"),
        ('"or" orr', '"or" orr'),
        ("correo@x.do", "correo@x.do"),
    ],
)
def test_queries_are_written_in_english(text: str, written: str) -> None:
    assert canonical(text) == written
    assert canonical(written) == written


def test_a_space_binds_closer_than_or() -> None:
    node = parse('agua -luz or "sin agua" ba*', now=NOW).node
    assert node == Any(
        (
            All((Text("agua"), Not(Text("luz")))),
            All((Text("sin agua", quoted=True), Text("ba", prefix=True))),
        )
    )


def test_days_are_those_of_the_calendar() -> None:
    node = parse("created_at:today", now=NOW, timezone=SANTO_DOMINGO).node
    assert isinstance(node, Compare)
    (value,) = node.values
    assert value.since == datetime(2026, 11, 20, 4, tzinfo=UTC)
    assert value.until == datetime(2026, 11, 21, 4, tzinfo=UTC)


def test_a_month_is_a_month_and_an_instant_an_instant() -> None:
    node = parse("since:2026-12 or since:2026-10-01T08:00-04:00", now=NOW).node
    assert isinstance(node, Any)
    month, instant = node.parts
    assert isinstance(month, Compare) and isinstance(instant, Compare)
    assert month.values[0].until == datetime(2027, 1, 1, tzinfo=UTC)
    assert instant.values[0].since == datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("agua estdo:nuevo", [("unknown-field", 6)]),
        ("estado:raro priority:x", [("unknown-value", 8), ("unknown-value", 22)]),
        ("since:2026-13-01", [("bad-time", 7)]),
        ("tag:>3", [("no-order", 1)]),
        ("priority:>=low,high", [("no-order", 1)]),
        ("status:", [("empty", 1)]),
        ("(agua", [("unclosed", 1)]),
        ("agua)", [("unexpected", 5)]),
        ('agua "sin', [("unclosed", 6)]),
        ('tag:"sin', [("unclosed", 5)]),
        ("()", [("empty", 1)]),
        ('""', [("empty", 1)]),
        ("or agua", [("empty", 1)]),
        ("agua or", [("empty", 6)]),
        ("*", [("empty", 1)]),
        ("-", [("empty", 1)]),
        ("(" * 100 + "a" + ")" * 100, [("too-deep", 41)]),
        ("a" * 3000, [("too-long", 1)]),
    ],
)
def test_faults_have_places(text: str, found: list[tuple[str, int]]) -> None:
    assert faults(text) == found


def test_a_misspelt_field_or_value_is_guessed() -> None:
    with pytest.raises(QueryError) as caught:
        parse("stauts:new priority:hgih", now=NOW)
    field, value = (fault.remedy for fault in caught.value.faults)
    assert "status" in field
    assert "high" in value


words = st.text(st.sampled_from("abñé -()\":,<>=*'\\\x00\n\ud800️ор"), max_size=12)
pieces = st.one_of(
    words,
    st.sampled_from(
        ["or", "o", "(", ")", "-", '"', "agua", "ba*", "estado:nuevo", "is:mine", "since:hoy", 'tag:"a b"']
    ),
    st.builds("{}:{}".format, st.sampled_from([*FIELDS, "estado", "x"]), words),
)


@given(st.lists(pieces, max_size=9).map(" ".join))
def test_reading_never_crashes_and_writing_is_idempotent(text: str) -> None:
    try:
        once = canonical(text)
    except QueryError as error:
        assert error.faults
        assert all(1 <= (fault.location.column or 0) <= len(text) + 1 for fault in error.faults)
        return
    assert canonical(once) == once
    assert parse(once, now=NOW).node == parse(text, now=NOW).node


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("like:4", True),
        ("Como:4", True),
        ("agua (-como:2 or es:vencido)", True),
        ("", False),
        ("agua", False),
        ('"I like: it"', False),
        ('texto:"como:2"', False),
        ("parecidos:>1", False),
    ],
)
def test_a_query_asks_for_a_field_where_it_compares_it(text: str, asked: bool) -> None:
    assert asks_for(text, "like") is asked
