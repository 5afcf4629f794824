"""The whole of rules.yaml, and the JSON Schema that editors complete and check by."""

from __future__ import annotations

from typing import Any

from social_console.i18n import N_
from social_console.rules.grammar.conditions import CONDITION
from social_console.rules.grammar.macros import MACRO
from social_console.rules.grammar.own_words import OWN_WORDS
from social_console.rules.grammar.people import AREA, PERSON, TEMPLATE
from social_console.rules.grammar.promises import CALENDAR, DEFAULTS, STANDARD
from social_console.rules.grammar.rules import ESCALATION, RULE, VIEW
from social_console.rules.grammar.texts import Entry
from social_console.rules.grammar.trials import SET_TESTS
from social_console.rules.records import Field, Record
from social_console.rules.shapes import Listed, Number, Table, Text

Json = Any

_PLACE_NAMES = Listed(Entry(lists=False), least=0)
_WORDS = ({"guagua": 0, "se fue la luz": -2, "bacano": {"weight": 2, "as": "adjective"}},)
FILE = Record(
    {
        "version": Field(Number(1, 1), N_("Always 1.")),
        "include": Field(
            Listed(Text(200), least=0),
            N_("Files beside this one, read before it; `pack:colombia` ships with the program and is read after."),
        ),
        "calendars": Field(Table(CALENDAR, "calendars"), N_("When the institution works.")),
        "standards": Field(Table(STANDARD, "standards", "name"), N_("Promises; earlier in the list is stricter.")),
        "defaults": Field(DEFAULTS, N_("What holds where no rule says anything.")),
        "people": Field(Table(PERSON, "people"), N_("Who works here, by login.")),
        "areas": Field(Table(AREA, "areas"), N_("Groups, or addresses to refer to.")),
        "places": Field(Table(_PLACE_NAMES, "places"), N_("Places and their other names.")),
        "lexicon": Field(
            OWN_WORDS, N_("Words of this institution and what they weigh in a text's tone."), examples=_WORDS
        ),
        "lists": Field(Table(Listed(Entry()), "lists"), N_("Words, used as `$name`.")),
        "templates": Field(Table(TEMPLATE, "templates"), N_("Texts for answers, one a language, with variables.")),
        "rules": Field(Listed(RULE, least=0, named="id"), N_("All are tried, in order.")),
        "tests": Field(SET_TESTS, N_("Texts and what the whole set must say of them.")),
        "escalations": Field(
            Listed(ESCALATION, least=0, named="id"), N_("What happens when a promise is about to break.")
        ),
        "macros": Field(Table(MACRO, "macros"), N_("Several verbs under one name, and one key.")),
        "views": Field(Table(VIEW, "views", "name"), N_("Saved queries.")),
    },
    spanish={
        "incluir": "include",
        "calendarios": "calendars",
        "plazos": "standards",
        "valores": "defaults",
        "personas": "people",
        "lugares": "places",
        "listas": "lists",
        "lexico": "lexicon",
        "léxico": "lexicon",
        "palabras": "lexicon",
        "plantillas": "templates",
        "reglas": "rules",
        "vistas": "views",
        "atajos": "macros",
        "pruebas": "tests",
        "escalamientos": "escalations",
        "compromisos": "standards",
    },
    elsewhere=dict.fromkeys(("id", "when", "then", "about", "shadow"), "rules"),
)


def json_schema() -> dict[str, Json]:
    """The JSON Schema, with descriptions in the user's language."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rules.yaml",
        "$defs": {"condition": CONDITION.definition()},
        **FILE.definition(),
    }
