"""What may stand under `tests:`: a text, any other field of an import line, and what is expected of it."""

from __future__ import annotations

from typing import Any

from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.rules.grammar.common import PRIORITIES as _PRIORITIES
from social_console.rules.grammar.common import PRIORITY_ES
from social_console.rules.grammar.conditions import MOST, THREAD_ES, THREADS
from social_console.rules.reading import Reading
from social_console.rules.records import Field, Record
from social_console.rules.shapes import BAD, Choice, Listed, Named, Number, Parsed, Text, YesNo
from social_console.rules.tree import Mapping_, Node

Json = Any


def _instant(text: str) -> str:
    from datetime import datetime

    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if at.tzinfo is None:
        raise ValueError(text)
    return at.isoformat()


_AUTHOR = Record(
    {
        "id": Field(Text(200)),
        "handle": Field(Text(200)),
        "name": Field(Text(200, foreign=True)),
        "followers": Field(Number(0, MOST)),
        "verified": Field(YesNo()),
    },
    spanish={"usuario": "handle", "nombre": "name", "seguidores": "followers", "verificado": "verified"},
    short="{{handle: {}}}",
)
_CONTEXT = Record(
    {
        "thread": Field(Listed(Choice(THREADS, THREAD_ES)), N_("Where it stands in its conversation.")),
        "contacts": Field(Number(0, 50), N_("How many messages the author wrote in the days before.")),
        "institution": Field(Text(100)),
    },
    spanish={"hilo": "thread", "contactos": "contacts", "institucion": "institution"},
)
_INPUT = {
    "text": Field(Text(10_000, foreign=True), N_("What a citizen writes."), required=True),
    "subject": Field(Text(500, foreign=True)),
    "channel": Field(Text(100)),
    "account": Field(Text(200)),
    "kind": Field(Text(40)),
    "lang": Field(Text(10), N_("As the channel declares it.")),
    "author": Field(_AUTHOR),
    "created_at": Field(
        Parsed(
            _instant,
            N_("“{value}” is not a time."),
            N_("Write `2026-10-01T22:30:00-04:00`."),
            ("2026-10-01T22:30:00-04:00",),
            pattern=r"\d[T ]\d.*([Zz]|[+-]\d\d[\d:.]*)$",
            only_text=True,
        ),
        N_("When it was published."),
    ),
    "visibility": Field(Choice(("public", "private"), {"publico": "public", "privado": "private"})),
    "automatic": Field(YesNo()),
    "url": Field(Text(2_000, foreign=True)),
    "context": Field(_CONTEXT, N_("What was known before it came.")),
    "about": Field(Text(300), N_("Why this test is here.")),
}
_SPANISH = {
    "texto": "text",
    "espera": "expect",
    "esperado": "expect",
    "canal": "channel",
    "autor": "author",
    "asunto": "subject",
}


class _MatchOrNot:
    """`match`, `no_match`."""

    choice = Choice(
        ("match", "no_match"),
        {
            "coincide": "match",
            "si": "match",
            "no": "no_match",
            "no_coincide": "no_match",
            "yes": "match",
            "true": "match",
            "false": "no_match",
        },
    )

    def read(self, node: Node, reading: Reading) -> Json:
        if isinstance(node, Mapping_):
            message = _("What the whole set gives stands under `tests:` of the file, not of a rule.")
            reading.fault("type", node, message, _("Write `match` or `no_match` here."))
            return BAD
        return self.choice.read(node, reading)

    def schema(self) -> dict[str, Json]:
        return self.choice.schema()


def _expected(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if not node.pairs:
        reading.fault("empty", node, _("Nothing is expected here."))
        return BAD
    return value


def _noted(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if not {"text", "expect"} <= set(value):
        return BAD
    reading.marks[id(value)] = node.place
    return value


_NONE = "none"
_VERDICT = Record(
    {
        "tags": Field(Listed(Text(40), least=0), N_("Exactly these tags, in any order.")),
        "has_tags": Field(Listed(Text(40)), N_("These tags at least.")),
        "no_tags": Field(Listed(Text(40)), N_("None of these tags.")),
        "priority": Field(
            Choice((*_PRIORITIES, _NONE), PRIORITY_ES), N_("The priority that rules set; none: no rule sets one.")
        ),
        "assign": Field(Named(("people", "areas"), (_NONE,)), N_("The owner; none: nobody.")),
        "standard": Field(Named(("standards",), (_NONE,)), N_("The standard; none: no rule sets one.")),
        "suggest": Field(Named(("templates",), (_NONE,)), N_("The template; none: no rule suggests one.")),
        "dismiss": Field(YesNo()),
        "reply": Field(
            Choice(
                ("none", "owed"), {"ninguna": "none", "no": "none", "si": "owed", "yes": "owed", "pendiente": "owed"}
            ),
            N_("none: no reply is owed; owed: one is."),
        ),
        "approve": Field(YesNo()),
        "restrict": Field(YesNo()),
        "fired": Field(Listed(Named(("rules",)), least=0), N_("These rules fire, and no others.")),
    },
    spanish={
        "etiquetas": "tags",
        "tag": "tags",
        "prioridad": "priority",
        "asignar": "assign",
        "plazo": "standard",
        "plantilla": "suggest",
        "sugerir": "suggest",
        "descartar": "dismiss",
        "respuesta": "reply",
        "reglas": "fired",
    },
    then=_expected,
    may_be_empty=False,
)
RULE_TESTS = Listed(
    Record(
        {**_INPUT, "expect": Field(_MatchOrNot(), N_("match or no_match."), required=True)},
        spanish=_SPANISH,
        then=_noted,
    ),
    least=0,
)
SET_TESTS = Listed(
    Record(
        {**_INPUT, "expect": Field(_VERDICT, N_("What the whole set says."), required=True)},
        spanish=_SPANISH,
        then=_noted,
    ),
    least=0,
)
