"""Macros: several verbs under one name, and one key. Verbs that write to the citizen or ask a lead stand in none."""

from __future__ import annotations

import re
from typing import Any

from social_console.clock import timedelta_of
from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.rules.grammar.common import OWNER, PRIORITY, TAGS, refuse
from social_console.rules.reading import Reading
from social_console.rules.records import Field, Record
from social_console.rules.shapes import BAD, Changed, Choice, Either, Listed, Parsed, Shape, Text, YesNo
from social_console.rules.tree import Mapping_

Json = Any
OUTCOMES = ("resolved", "answered", "referred", "no_reply", "duplicate", "other")
REASONS = ("spam", "duplicate", "not_ours", "nothing_asked", "other")
HOWS = ("phone", "whatsapp", "in-person", "other")
BARE = ("claim", "release", "reopen")
"""Verbs that take no value."""
NEVER = ("reply", "send", "approve", "retry", "enviar", "responder", "aprobar", "contestar")
"""What a macro never does."""
KEYS = tuple(f"f{number}" for number in range(2, 13))
"""What the inbox leaves free."""
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow"
    "|lunes|martes|miércoles|jueves|viernes|sábado|domingo|mañana"
)


def _key(text: str) -> str:
    return text.lower() if text.lower() in KEYS else refuse(text)


def _hint(verb: str) -> str:
    """Of verbs that stand elsewhere, or otherwise."""
    if verb in BARE:
        return _("This verb takes no value: write `- {verb}`.").format(verb=verb)
    if verb in STEPS:
        return _("This verb needs a value: write `- {verb}: …`.").format(verb=verb)
    if verb in NEVER:
        return _("What writes to the citizen or lets an answer go stands in no macro.")
    return ""


def _later(text: str) -> str:
    if not re.fullmatch(
        rf"(?:{_DAYS})(?: \d{{1,2}}:\d\d)?|\d{{1,3}} (?:working days?|días? (?:laborables?|hábil(?:es)?))", text
    ):
        timedelta_of(text)
    return text


def _under(name: str, shape: Shape) -> Changed:
    return Changed(shape, lambda value: {name: value})


def _joined(shape: Shape) -> Changed:
    return Changed(shape, lambda tags: {"tags": " ".join(tags)})


def _referred(value: dict[str, Json]) -> dict[str, Json]:
    return {key: ("1" if one is True else one) for key, one in value.items() if one is not False}


_REMARK = Text(2_000)
_REFER = Record(
    {
        "to": Field(Text(200), N_("An area, or anybody."), required=True),
        "text": Field(_REMARK, N_("What they should know.")),
        "close": Field(YesNo(), N_("Whether it is closed as referred.")),
    },
    spanish={"a": "to", "texto": "text", "cerrar": "close"},
)
STEPS: dict[str, Field] = {
    "note": Field(_under("text", _REMARK), N_("An internal note.")),
    "assign": Field(_under("owner", OWNER), N_("A person or an area.")),
    "refer": Field(
        Either(scalar=_under("to", Text(200)), mapping=Changed(_REFER, _referred)), N_("To whom it belongs.")
    ),
    "tag": Field(_joined(TAGS), N_("Tags.")),
    "untag": Field(_joined(TAGS), N_("Tags that are taken away.")),
    "priority": Field(_under("priority", PRIORITY), N_("low, normal, high or urgent.")),
    "snooze": Field(
        _under(
            "until",
            Parsed(
                _later,
                N_("“{value}” is not a time to come."),
                N_("Write `2h`, `3 days`, `2 working days`, `tomorrow 9:00` or `monday`."),
                ("2h", "3 days", "monday", "tomorrow 9:00"),
                "when",
            ),
        ),
        N_("Put off until then."),
    ),
    "close": Field(_under("outcome", Choice(OUTCOMES, {"resuelto": "resolved"})), N_("Closed, with this outcome.")),
    "dismiss": Field(_under("reason", Choice(REASONS, {"duplicado": "duplicate"})), N_("Dismissed, for this reason.")),
    "answered": Field(
        _under("how", Choice(HOWS, {"telefono": "phone", "en-persona": "in-person"})), N_("Answered by another way.")
    ),
    "no-reply": Field(_under("reason", _REMARK), N_("No reply is owed, and why.")),
}
"""Verb → its value, as the verb's own parameters."""


def _one(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if len(node.pairs) != 1:
        reading.fault("step", node, _("One verb for each step: write each behind a hyphen of its own."))
        return BAD
    return next(({"verb": verb, "values": values} for verb, values in value.items()), BAD)


_STEP = Either(
    scalar=Changed(
        Choice(BARE, {"tomar": "claim", "soltar": "release", "reabrir": "reopen"}, _hint), lambda verb: {"verb": verb}
    ),
    mapping=Record(
        STEPS,
        spanish={
            "nota": "note",
            "asignar": "assign",
            "remitir": "refer",
            "etiqueta": "tag",
            "etiquetar": "tag",
            "desetiquetar": "untag",
            "prioridad": "priority",
            "posponer": "snooze",
            "cerrar": "close",
            "descartar": "dismiss",
            "respondido": "answered",
            "sin-respuesta": "no-reply",
        },
        then=_one,
        may_be_empty=False,
        most=1,
        hint=_hint,
    ),
)
MACRO = Record(
    {
        "key": Field(
            Parsed(
                _key,
                N_("“{value}” is no key that the console leaves free."),
                N_("F2 to F12 are free."),
                code="choice",
                only=(*KEYS, *map(str.upper, KEYS)),
            ),
            N_("The key in the console: F2 to F12."),
        ),
        "title": Field(Text(60), N_("As screens show it.")),
        "do": Field(Listed(_STEP), N_("Verbs, done in this order; one undo takes all of it back."), required=True),
    },
    spanish={"tecla": "key", "titulo": "title", "hacer": "do", "pasos": "do"},
    short="{{do: {}}}",
)
