"""Every fault at once, each at its place, in words that somebody who knows no YAML understands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from social_console import i18n
from social_console.errors import RulesError
from social_console.rules import check, load
from tests.unit.rules.make import faults_of, loaded


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = i18n.language()
    i18n.activate("en")
    yield
    i18n.activate(before)


MANY = """\
    rules:
      - id: a
        about: Calle #5 rota
        wen: {lang: es}
        when:
          text: {words: [“sin agua”, agua: luz, $agua]}
          all: []
        then: {tag: x, priority: alta, assign: gardia, standard: averia, suggest: nope, stop: yes, foo: 1}
    areas: {guardia: {name: G}}
    standards: {avería: {first_response: 4d}}
    calendars: {o: {timezone: America/Nowhere, hours: {lun-vie: ["8-15"]}, holidays: XX}}
    lists: {a: [$b], b: [$a]}
    templates: {t: {es: "Hola {author.nombre}", en: "{"}}
    """
FOUND = [
    (3, 12, "comment"), (4, 5, "unknown-key"), (6, 22, "curly-quotes"), (6, 34, "type"), (6, 45, "unknown-name"),
    (7, 12, "empty"), (8, 30, "choice"), (8, 44, "unknown-name"), (8, 62, "unknown-name"), (8, 79, "unknown-name"),
    (8, 91, "type"), (8, 96, "unknown-key"), (10, 38, "duration"), (11, 13, "holidays"), (11, 27, "value"),
    (11, 62, "hours"), (12, 9, "circle"), (12, 18, "circle"), (13, 27, "template"), (13, 50, "template"),
]  # fmt: skip


def test_every_fault_at_once_with_its_place() -> None:
    found = [(f.location.line, f.location.column, f.code) for f in faults_of(MANY)]
    assert found == FOUND


def test_a_fault_shows_its_line_with_a_caret_and_what_was_meant() -> None:
    fault = next(f for f in faults_of(MANY) if f.code == "choice")
    assert str(fault) == "rules.yaml:8:30: “alta” is not possible here. Did you mean “high”?"
    line, caret = fault.excerpt.split("\n")
    assert line[caret.index("^") :].startswith("alta")


@pytest.mark.parametrize(
    ("yaml", "code", "place", "remedy"),
    [
        ("a:\n\tb: c", "tab", (2, 1), "spaces"),
        ("a: @b", "needs-quotes", (1, 4), '"@b"'),
        ("a: [x, *b]", "alias", (1, 8), '"*b"'),
        ("a: &b c", "alias", (1, 4), '"&b c"'),
        ("a: !b c", "tag", (1, 4), '"!b c"'),
        ("a: b: c", "colon", (1, 5), "quotes"),
        ("a: {b: c: d}", "colon", (1, 9), "quotes"),
        ("a: [“b”, c\nd: e", "curly-quotes", (1, 5), "straight"),
        ("a: [b, c #d]\ne: f", "comment", (1, 10), "quotes"),
        ("a: 'b", "open-quote", (1, 4), "Close it"),
        ("a: [b\nc: d", "colon", (2, 2), "quotes"),
        ("a: [b", "open-bracket", (1, 4), "quotes"),
        ("a: b\n c: d", "colon", (2, 3), "indentation"),
        ("a:\n  - b\n c: d", "indentation", (3, 2), "column"),
        ("a: b\n---\nc: d", "two-documents", (2, 1), ""),
        ("[" * 100, "too-deep", (1, 42), ""),
        ("a: \x07", "control-character", (1, 4), "Delete"),
        ("a: `b`", "needs-quotes", (1, 4), '"`b`"'),
        ("a: %b", "needs-quotes", (1, 4), '"%b"'),
        ("a: *", "needs-quotes", (1, 4), '"*"'),
        ("a: {b: #c}", "comment", (1, 8), "quotes"),
        ("a: [#b, c]", "comment", (1, 5), "quotes"),
        ("a: {b: [c, d]\ne: {f", "open-bracket", (1, 4), "quotes"),
        ("a: [b]]", "open-bracket", (1, 7), "too many"),
        ("a: 'it's'", "open-quote", (1, 8), "twice"),
        ('a: "Hola" Ana', "open-quote", (1, 11), "quotes"),
        ("a: {folio} es", "needs-quotes", (1, 12), "quotes"),
        ("a: {b: {folio} es}", "needs-quotes", (1, 16), "quotes"),
        ('a: "\\d+"', "escape", (1, 6), "single quotes"),
        ('a: "\\ud83d"', "escape", (1, 4), "itself"),
        ('a: b\nc: "d\\U00110000"', "escape", (2, 6), "single quotes"),
        ("rules:\n  -id: a\n   when: b", "glued", (2, 3), "space"),
        ("rules:\n  - id:a\n    when: b", "glued", (2, 7), "space"),
        ("a: {text: {words:[b]}}", "glued", (1, 17), "space"),
        ("rules:\n  – id: a\n    when: b", "bullet", (2, 3), "hyphen"),
        ("rules:\n\u00a0\u00a0- id: a\n    when: b", "indentation", (2, 1), "again"),
        ('a: "b\n# “c”\n', "open-quote", (1, 4), "Close it"),
    ],
)
def test_yaml_faults_in_our_own_words(yaml: str, code: str, place: tuple[int, int], remedy: str) -> None:
    (fault,) = faults_of(yaml)
    assert (fault.code, (fault.location.line, fault.location.column)) == (code, place)
    assert remedy in fault.remedy


SPANISH = """\
    áreas: {aseo: {nombre: Aseo, correo: aseo}}
    plantillas: {t: {es: "Hola {nombre}"}}
    reglas:
      - id: a
        cuando: {texto: {palabras: [agua, $nada]}, todas: [{idiomas: español}], hora: {dentro: o}}
        entonces: {etiquetas: x, prioridad: alta, asignar: aseo, sugerir: t, avisar: [ana]}
    vistas: {v: {consulta: "is:unansered", orden: vence}}
    """


def test_what_stands_under_a_misspelt_key_is_read_at_once_too() -> None:
    found = faults_of(SPANISH)
    unknown = [fault for fault in found if fault.code == "unknown-key"]
    assert len(unknown) == 21 and all("Did you mean" in fault.remedy for fault in unknown)
    others = [(fault.location.line, fault.code) for fault in found if fault.code != "unknown-key"]
    assert others == [
        (1, "value"), (2, "template"), (5, "unknown-name"), (5, "value"), (5, "unknown-name"), (6, "choice"),
        (6, "unknown-name"), (7, "query"), (7, "choice"),
    ]  # fmt: skip


def test_a_value_that_is_missing_is_missed_behind_its_key() -> None:
    (fault, _other) = faults_of("rules:\n  - id: a\n    when:  # cuándo\n    text: {words: b}\n    then: {tag: t}")
    assert (fault.location.line, fault.location.column) == (3, 10)


def test_escapes_that_are_halves_of_one_character_are_that_character() -> None:
    assert not faults_of('areas: {a: {name: "\\ud83d\\ude00"}}')


def test_a_control_character_by_way_of_an_escape_is_told_with_the_rest() -> None:
    found = faults_of('areas: {a: {name: "b\\0", follow_up: 2d}}')
    assert [(fault.code, fault.location.column) for fault in found] == [("control-character", 21), ("duration", 37)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_machine_ends_them(ending: str, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_bytes(f"version: 1{ending}areas:{ending}  a: {{nme: b}}{ending}".encode())
    (fault,) = check(tmp_path / "rules.yaml")
    assert (fault.location.line, fault.location.column) == (3, 7)
    assert fault.excerpt == "  a: {nme: b}\n      ^"


def test_the_byte_that_is_no_text_is_shown(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_bytes("version: 1\nareas: {a: {name: Avería}}".encode("latin-1"))
    (fault,) = check(tmp_path / "rules.yaml")
    assert (fault.location.line, fault.location.column) == (2, 23)
    assert fault.excerpt.split("\n")[1].index("^") == 22


def test_a_syntax_fault_is_reported_alone() -> None:
    assert [fault.code for fault in faults_of("rules: [{id: 1, foo: 2}]\nlists: {a: [b}")] == ["open-bracket"]


def test_names_may_be_declared_further_down_or_in_another_file(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        "include: more.yaml\nrules: [{id: a, when: {text: {words: $w}}, then: {assign: x}}]"
    )
    (tmp_path / "more.yaml").write_text("lists: {w: [agua]}\nareas: {x: {}}")
    assert load(tmp_path / "rules.yaml").rules[0].id == "a"


def test_a_fault_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("include: more.yaml")
    (tmp_path / "more.yaml").write_text("\nlist: {}")
    (fault,) = check(tmp_path / "rules.yaml")
    assert str(fault.location) == "more.yaml:2:1"


def test_a_file_that_includes_itself_is_a_fault_and_no_hang(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("include: rules.yaml")
    assert [fault.code for fault in check(tmp_path / "rules.yaml")] == ["include"]


def test_files_in_a_circle_and_a_misspelt_include_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("incluir: [more.yaml]\nrules: [{id: a, when: {lang: es}, then: {assign: x}}]")
    (tmp_path / "more.yaml").write_text("include: rules.yaml\nareas: {x: {}}")
    found = check(tmp_path / "rules.yaml")
    assert [(fault.code, fault.location.file) for fault in found] == [
        ("unknown-key", "rules.yaml"),
        ("include", "more.yaml"),
    ]
    assert "circle" in found[1].message


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_bytes(b"a: \xff\n")
    with pytest.raises(RulesError) as caught:
        load(tmp_path / "rules.yaml")
    assert caught.value.faults[0].code == "encoding"


def test_a_terminal_is_not_reached_by_what_stands_in_a_file() -> None:
    for fault in faults_of('rules: [{id: "\\e[31mred", when: {lang: es}, then: {tag: t}}]'):
        assert "\x1b" not in str(fault) + fault.excerpt


def test_spanish() -> None:
    i18n.activate("es")
    fault = next(f for f in faults_of(MANY) if f.code == "choice")
    assert str(fault) == "rules.yaml:8:30: «alta» no es posible aquí. ¿Quiso decir «high»?"


def test_a_view_whose_query_is_too_long_is_told_once() -> None:
    (fault,) = faults_of("views: {v: {query: '" + "agua " * 400 + "'}}")
    assert fault.severity == "error" and (fault.location.line, fault.location.column) == (1, 20)


@pytest.mark.parametrize(
    ("yaml", "code"),
    [
        ("rules: [{id: a, when: {lang: es}, then: {priority: alta}}]", "choice"),
        ("rules: [{id: a, when: {sentiment: {at_most: 5}}, then: {tag: t}}]", "range"),
        ("escalations: [{id: e, when: {promise: {used: 80}}, then: {tag: t}}]", "value"),
        ("calendars: {o: {timezone: UTC, hours: {mon: ['25:00-26:00']}}}", "hours"),
        ("calendars: {o: {timezone: America/SantoDomingo, hours: {mon: ['08:00-12:00']}}}", "value"),
        ("rules: [{id: a, when: {lang: español}, then: {tag: t}}]", "value"),
        ("rules: [{id: a, when: {text: {has: [teléfono]}}, then: {tag: t}}]", "choice"),
        ("rules: [{id: a, when: {channel: x, all: [{channel: email}]}, then: {tag: x}}]", "contradiction"),
        (
            "calendars: {a: {timezone: UTC, hours: {mon: ['08:00-09:00']}, holidays: {country: [DO], except: []}}}",
            "type",
        ),
    ],
)
def test_one_mistake_is_told_once(yaml: str, code: str) -> None:
    (fault,) = faults_of(yaml)
    assert (fault.code, fault.severity) == (code, "error")


def test_what_can_be_told_beside_a_missing_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        """include: [gone.yaml]
lists: {a: [$a]}
rules: [{id: r, when: {channel: x, all: [{channel: email}]}, then: {assign: ana}}]
"""
    )
    assert [fault.code for fault in check(tmp_path / "rules.yaml")] == ["file", "circle", "contradiction"]


@pytest.mark.parametrize("choice", ["{chanel: email}", "{channel: [email, {}]}"])
def test_a_condition_with_a_fault_is_not_said_to_be_impossible(choice: str) -> None:
    found = faults_of(f"rules: [{{id: r, when: {{channel: x, any: [{choice}]}}, then: {{tag: t}}}}]")
    assert "contradiction" not in {fault.code for fault in found}


def test_an_empty_file_and_a_rule_that_never_dismisses_are_remarked(tmp_path: Path) -> None:
    def remarks(text: str) -> list[str]:
        (tmp_path / "rules.yaml").write_text(text)
        return [fault.message for fault in check(tmp_path / "rules.yaml") if fault.severity == "warning"]

    assert remarks("# nada\n") == ["The file says nothing: no rule, no list, no promise."]
    asks, dismisses = "{text: {question: true}}", "{dismiss: true}"
    assert "dismisses nothing" in remarks(f"rules: [{{id: a, when: {asks}, then: {dismisses}}}]")[0]
    assert not remarks("rules: [{id: a, when: {text: {question: false}}, then: {dismiss: true}}]")


@pytest.mark.parametrize(
    "text", ["{regex: 'a{2,}'}", "{regex: 'ccc', exact: true}", "{regex: '[0-9]{3}'}", r"{regex: '\d{4} \pN{3} eee'}"]
)
def test_patterns_that_may_be_found_are_not_remarked(text: str) -> None:
    assert not faults_of(f"rules: [{{id: a, when: {{text: {text}}}, then: {{tag: t}}}}]")


def test_a_file_that_is_not_there_is_likened_to_one_that_is(tmp_path: Path) -> None:
    (tmp_path / "plantillas.yaml").write_text("version: 1", encoding="utf-8")
    (tmp_path / "rules.yaml").write_text("include: [plantilas.yaml]", encoding="utf-8")
    (fault,) = check(tmp_path / "rules.yaml")
    assert "plantillas.yaml" in fault.remedy and "No such file" not in fault.message


def test_hours_that_overlap_are_told() -> None:
    calendar = "calendars: {o: {timezone: UTC, hours: {mon: ['08:00-12:00', 'NEXT']}}}"
    (fault,) = faults_of(calendar.replace("NEXT", "11:00-13:00"))
    assert (fault.code, fault.severity) == ("hours", "warning")
    assert faults_of(calendar.replace("NEXT", "12:00-13:00")) == ()


@pytest.mark.parametrize(
    ("calendar", "code", "said"),
    [
        ("hours: {mon-fri: ['08:00-12:00'], mon: ['11:00-13:00']}", "hours", "mon-fri, mon"),
        ("hours: {mon: ['08:00-12:00']}, holidays: {country: DO, except: [2026-11-10]}", "holidays", "2026-11-10"),
        ("hours: {mon: ['08:00-12:00']}, holidays: {subdivision: MD}", "holidays", "`subdivision`"),
        ("hours: {mon: ['08:00-12:00']}, holidays: {except: [2026-11-09]}", "holidays", "`except`"),
        ("hours: {mon: ['08:00-12:00']}, holidays: {country: ES, subdivision: XX}", "holidays", "ES, XX"),
    ],
)
def test_a_calendar_that_cannot_mean_what_it_says_is_told(calendar: str, code: str, said: str) -> None:
    found = faults_of(f"calendars: {{o: {{timezone: UTC, {calendar}}}}}")
    assert code in {fault.code for fault in found} and any(said in fault.message for fault in found)


def test_a_later_version_of_a_calendar_is_looked_at_too() -> None:
    first = "{timezone: UTC, hours: {mon: ['08:00-12:00']}}"
    later = "{from: 2027-01-04, timezone: UTC, hours: {mon: ['08:00-12:00', '11:00-13:00']}}"
    (fault,) = faults_of(f"calendars: {{o: [{first}, {later}]}}")
    assert (fault.code, fault.severity) == ("hours", "warning")


def test_holidays_of_a_part_of_a_country_with_more_and_fewer() -> None:
    madrid = "holidays: {country: ES, subdivision: MD, add: {2026-05-15: San Isidro}, except: [2026-05-02]}"
    calendar = loaded(f"calendars: {{o: {{timezone: Europe/Madrid, hours: {{mon-sun: ['08:00-12:00']}}, {madrid}}}}}")
    days = calendar.promises.calendar("o").holidays
    assert date(2026, 12, 7) in days, "of the part only"
    assert date(2026, 5, 15) in days and date(2026, 5, 2) not in days


def test_a_link_that_leads_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("password-of-all\n", encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir()
    (home / "rules.yaml").write_text("include: [out.yaml, inside.yaml]\n", encoding="utf-8")
    (home / "out.yaml").symlink_to(tmp_path / "secrets")
    (home / "real.yaml").write_text("lists: {a: [b]}\n", encoding="utf-8")
    (home / "inside.yaml").symlink_to("real.yaml")
    (fault,) = check(home / "rules.yaml")
    assert fault.code == "include" and "password" not in str(fault) + fault.excerpt
