"""Each fault says what was probably meant, and what stands under a mistake is read all the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from social_console import i18n
from tests.unit.rules.make import faults_of


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = i18n.language()
    i18n.activate("en")
    yield
    i18n.activate(before)


@pytest.mark.parametrize(
    ("yaml", "says"),
    [
        ("rules: [{id: a, when: {text: {regex: '(?=a)b'}}, then: {tag: t}}]", "none:"),
        ("rules: [{id: a, when: {text: {regex: '(a)\\1'}}, then: {tag: t}}]", "back-references"),
        ("rules: [{id: a, when: {text: {regex: '(('}}, then: {tag: t}}]", "never closed"),
        ("rules: [{id: a, when: {text: {words: 'a*b'}}, then: {tag: t}}]", "may only end"),
        ("rules: [{id: a, when: {text: {words: '*'}}, then: {tag: t}}]", "nothing to look for"),
        ("rules: [{id: a, when: {text: {near: {words: [a]}}}, then: {tag: t}}]", "two words"),
        ("rules: [{id: a, when: {text: {}}, then: {tag: t}}]", "nothing to look for"),
        ("rules: [{id: a, when: {}, then: {tag: t}}]", "empty"),
        ("rules: [{id: a, when: {lang: es}, then: {}}]", "does nothing"),
        ("rules: [{id: a, when: {lang: es}, then: {tag: t}}, {id: a, when: {lang: es}, then: {tag: t}}]", "already"),
        ("rules: [{id: a, when: {author: {followers: {at_least: 3, at_most: 2}}}, then: {tag: t}}]", "never holds"),
        ("rules: [{id: a, when: {lang: es}, then: {dismiss: true, priority: urgent}}]", "Drop"),
        ("rules: [{id: a, when: {words: agua}, then: {tag: t}}]", "belongs to “text”"),
        ("rules: [{id: a, when: {lang: es}, then: {tag: t}, stop: true}]", "belongs to “then”"),
        ("rules: [{id: a, cuando: {lang: es}, then: {tag: t}}]", "“when”"),
        ("calendars: {a: {timezone: UTC, hours: {mon: 8:00-9:00}}, b: {timezone: UTC, hours: {mon: 8:00-9:00}}}",
         "which one counts"),
        ("escalations: [{id: a, when: {priority: {at_least: high}}, then: {tag: t}}]", "since when"),
        ("version: 2", "between 1 and 1"),
        ("include: ../else.yaml", "outside"),
        ("include: missing.yaml", "cannot be read"),
        ("- a", "Expected keys"),
        ("people: {ana: {role: encargada}}", "“lead”"),
        ("rules: [{id: a, when: agua, then: {tag: t}}]", "“{text: {words: agua}}”"),
        ("rules: [{id: a, when: {text: [agua, 'a,b']}, then: {tag: t}}]", '“{words: [agua, "a,b"]}”'),
        ("rules: [{id: a, when: {author: {followers: 1000}}, then: {tag: t}}]", "“{at_least: 1000}”"),
        ("rules: [{id: a, when: {author: {followers: {at_least: 1.000}}}, then: {tag: t}}]", "digits alone"),
        ("rules: [{id: a, when: {author: '@ana'}, then: {tag: t}}]", '“{handle: "@ana"}”'),
        ("rules: [{id: a, when: {author: {}}, then: {tag: t}}]", "asks nothing"),
        ("rules: [{id: a, when: {sentiment: -0.5}, then: {tag: t}}]", "“{at_most: -0.5}”"),
        ("rules: [{id: a, when: {lang: Español}, then: {tag: t}}]", "“es”"),
        ("rules: [{id: a, when: {lang: es-MX}, then: {tag: t}}]", "“es”"),
        ("rules: [{id: a, when: {thread: primera}, then: {tag: t}}]", "“first”"),
        ("rules: [{id: a, when: {text: {asks: preguntas}}, then: {tag: t}}]", "“question”"),
        ("rules: [{id: a, when: {text: {regex: ''}}, then: {tag: t}}]", "matches nothing"),
        ("rules: [{id: a, when: {text: {regex: 'a{1001}'}}, then: {tag: t}}]", "1,000 times"),
        ("rules: [{id: a, when: {text: {regex: 'Gó{3,}l'}}, then: {tag: t}}]", "read as one"),
        ("rules: [{id: a, when: {text: {words: -agua -luz}}, then: {tag: t}}]", "a space stands behind"),
        ("rules: [{id: a, when: {lang: es}, then: {assign: [b, c]}}]", "Only one"),
        ("rules: {a: {when: {lang: es}, then: {tag: t}}}", "`- id: a`"),
        ("rules: [{id: a, when: {lang: es}, then: {tag: t}, tests: [{text: b, expect: {tags: t}}]}]", "no_match"),
        ("rules: [{id: a, when: {lang: es, all: [{lang: en}]}, then: {tags: t}}]", "never fires"),
        ("people: {x: {}}\nareas: {x: {}}", "a person and an area"),
        ("people: [{name: Ana}]", "without hyphens"),
        ("standards: {s: {first_response: 10 days, resolution: 2 days}}", "before the first answer"),
        ("calendars: {a: {timezone: UTC, hours: '08:00-12:00'}}", "mon-fri"),
        ("calendars: {a: {timezone: Bogota, hours: {mon: '08:00-12:00'}}}", "“America/Bogota”"),
        ("escalations: [{id: a, when: {promise: 80%}, then: {tag: t}}]", "“{used: 80%}”"),
        ("escalations: [{id: a, when: {promise: broken}, then: {}}]", "does nothing"),
        ("escalations: [{id: a, when: {promise: broken, unowned: true, owner: b}, then: {tag: t}}]", "never holds"),
        ("views: {v: 'is:unanswered'}", '“{query: "is:unanswered"}”'),
        ("macros: {m: {do: [claim: true]}}", "no value"),
        ("macros: {m: {do: [note]}}", "needs a value"),
        ("macros: {m: {do: [reply: hola]}}", "stands in no macro"),
        ("macros: {m: {key: F1, do: [claim]}}", "F2 to F12"),
        ("templates: {t: {}}", "says nothing"),
        ("rules: [{id: a, when: [{lang: es}, {channel: x}], then: {tag: t}}]", "put `all:` above"),
        ("rules: [{id: a, when: {lang: es}, then: [{tag: t}, {priority: high}]}]", "Leave the hyphens out"),
        ("rules: [{a: {when: {lang: es}, then: {tag: t}}}]", "`- id: a`"),
        ("- {id: a, when: {lang: es}, then: {tag: t}}", "belongs to “rules”"),
        ("lists: {a: b}\nrules:\n  - id: a\n    when:\n      text:\n        words: b c, d e", "“[b c, d e]”"),
        ("calendars: {a: {timezone: UTC, hours: {lunes a viernes: '08:00-12:00'}}}", "“lunes-viernes”"),
        ("calendars: {a: {timezone: UTC, hours: {mon: 8-15}}}", "“08:00-15:00”"),
        ("calendars: {a: {timezone: UTC, hours: {mon: 8am - 3:30 p.m.}}}", "“08:00-15:30”"),
        ("calendars: {a: {timezone: UTC, hours: {mon: 8.00 a 12.30}}}", "“08:00-12:30”"),
        ("calendars: {a: {timezone: UTC, hours: {mon: 15-8}}}", "two intervals"),
        ("templates: {t: {español: a}}", "“es”"),
        ("rules: [{id: a, when: {lang: es}, hen: {tag: t}}]", "“then”"),
        ("rules: [{id: a, when: {lang: es}, then: {tag: t, tags: t}}]", "“tag”"),
    ],
)  # fmt: skip
def test_faults_say_what_was_meant(yaml: str, says: str) -> None:
    assert any(says in str(fault) for fault in faults_of(yaml)), [str(fault) for fault in faults_of(yaml)]


@pytest.mark.parametrize(
    "yaml",
    [
        "areas: [aseo]\nrules: [{id: a, when: {lang: es}, then: {assign: aseo}}]",
        "standards: [{s: {resolution: 4h}}]\nrules: [{id: a, when: {lang: es}, then: {standard: s}}]",
        "rules: [{a: {when: {lang: es}, then: {tag: t}}}]\ntests: [{text: b, expect: {fired: [a]}}]",
        "rules: {a: {when: {lang: es}, then: {tag: t}}}\ntests: [{text: b, expect: {fired: [a]}}]",
        "rules: [{id: a, when: [{lang: es}], then: {tag: t}}]",
    ],
)
def test_a_list_in_place_of_names_or_the_other_way_round_is_one_fault(yaml: str) -> None:
    assert [fault.code for fault in faults_of(yaml)] == ["type"]
