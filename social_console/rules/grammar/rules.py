"""Rules, escalations and views."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from social_console import query
from social_console.errors import QueryError
from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.rules.grammar.common import LENGTH, OWNER, PRIORITY, TAGS, refuse
from social_console.rules.grammar.conditions import CONDITION
from social_console.rules.grammar.trials import RULE_TESTS
from social_console.rules.reading import Reading
from social_console.rules.records import Field, Record, stands
from social_console.rules.shapes import BAD, Changed, Choice, Either, Listed, Named, Parsed, Text, YesNo
from social_console.rules.tree import Mapping_, Node, Scalar

Json = Any

CLOCKS = ("first", "next", "resolution", "follow_up")
ORDERS = ("due", "newest", "oldest", "priority")


def _then(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if (
        value.get("dismiss")
        and value.get("reply") is None
        and "priority" in value
        and value["priority"] in ("high", "urgent")
    ):
        message = _("It dismisses what it calls {priority}.").format(priority=value["priority"])
        reading.fault("contradiction", node, message, _("Drop `dismiss` or the priority."))
    return {key: one for key, one in value.items() if one is not False}


THEN = Record(
    {
        "tag": Field(TAGS, N_("Tags; those of all rules add up.")),
        "priority": Field(PRIORITY, N_("The highest that any rule sets wins.")),
        "assign": Field(OWNER, N_("A person or an area; the first rule wins.")),
        "standard": Field(Named(("standards",)), N_("The promise; of several the one listed first wins.")),
        "suggest": Field(Named(("templates",)), N_("A template for the answer; the first rule wins.")),
        "notify": Field(Listed(OWNER), N_("People or areas to be told.")),
        "dismiss": Field(YesNo(), N_("Nothing to answer (spam). Never a text with a question, a risk or a place.")),
        "stop": Field(YesNo(), N_("No later rule is tried for this mention.")),
        "approve": Field(YesNo(), N_("A reply needs a lead's approval.")),
        "restrict": Field(YesNo(), N_("Only its owner, leads and auditors may read it.")),
        "reply": Field(
            Choice(("none",), {"ninguna": "none", "no": "none"}), N_("none: no reply is owed for this mention.")
        ),
    },
    spanish={
        "etiqueta": "tag",
        "etiquetas": "tag",
        "tags": "tag",
        "prioridad": "priority",
        "asignar": "assign",
        "plazo": "standard",
        "sugerir": "suggest",
        "plantilla": "suggest",
        "template": "suggest",
        "descartar": "dismiss",
        "parar": "stop",
        "avisar": "notify",
        "notificar": "notify",
        "aprobar": "approve",
        "restringir": "restrict",
        "responder": "reply",
    },
    elsewhere={"shadow": N_("the rule, beside `when`")},
    then=_then,
    short="{{tag: {}}}",
)


def _is_key(key: object, name: str) -> bool:
    return getattr(key, "value", None) == name


def _rule(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if "id" in value:
        place = next(child.place for key, child in node.pairs if getattr(key, "value", None) == "id")
        reading.declare("rules", value["id"], place)
    empty = "then" in value and not value["then"] and not value.get("shadow")
    if empty and not any(getattr(child, "pairs", ()) for key, child in node.pairs if _is_key(key, "then")):
        reading.fault("empty", node, _("The rule does nothing: `then` is empty."))
    reading.marks[id(value)] = node.place
    if id(value.get("when")) in reading.sound:
        reading.asked.append((str(value.get("id", "")), value["when"]))
    return value if {"id", "when", "then"} <= set(value) else BAD


class _When:
    """A rule's condition; remembers whether it was read without a fault."""

    def read(self, node: Node, reading: Reading) -> Json:
        before = len(reading.errors())
        value = CONDITION.read(node, reading)
        if value is not BAD and len(reading.errors()) == before:
            reading.sound.add(id(value))
        return value

    def schema(self) -> dict[str, Json]:
        return CONDITION.schema()


_ID = Parsed(
    lambda text: text if re.fullmatch(r"[\w][\w.-]{0,63}", text) else refuse(text),
    N_("“{value}” cannot be an id."),
    N_("Letters, digits, - _ and ., at most 64, no spaces."),
    ("sin-agua",),
    pattern=r"^[^\s!-,/:-@[-^`{-~]{1,64}$",
)
RULE = Record(
    {
        "id": Field(_ID, N_("Its name, in explanations and figures."), required=True),
        "about": Field(Text(500), N_("What it is for, in a sentence.")),
        "when": Field(_When(), N_("When it fires."), required=True),
        "then": Field(THEN, N_("What it gives."), required=True),
        "shadow": Field(YesNo(), N_("On trial: records what it would do, and does nothing.")),
        "tests": Field(RULE_TESTS, N_("Texts on which it must fire, or must not.")),
    },
    spanish={
        "cuando": "when",
        "si": "when",
        "if": "when",
        "entonces": "then",
        "acerca": "about",
        "descripcion": "about",
        "prueba": "tests",
        "pruebas": "tests",
        "sombra": "shadow",
        "nombre": "id",
        "name": "id",
        "test": "tests",
    },
    elsewhere={key: "then" for key in THEN.fields}
    | {key: "when" for key in ("all", "any", "none", "text", "lang", "sentiment", "channel", "author")},
    then=_rule,
)

# ── escalations, views ───────────────────────────────────────────────────────────────────────────


def _share(text: str) -> float:
    found = re.fullmatch(r"(\d{1,4})\s*%", text)
    if found is None or int(found[1]) == 0:
        raise ValueError(text)
    return int(found[1]) / 100


def _share_meant(text: str) -> str:
    found = re.fullmatch(r"(\d{1,3})\s*%?", text)
    return _("Did you mean “{name}”?").format(name=f"{{used: {found[1]}%}}") if found else ""


_BROKEN = Changed(
    Choice(("broken",), {"incumplido": "broken", "vencido": "broken"}, _share_meant), lambda _word: {"used": 1.0}
)
PROMISE = Either(
    scalar=_BROKEN,
    mapping=Record(
        {
            "used": Field(
                Parsed(
                    _share,
                    N_("“{value}” is not a share of the time."),
                    N_("Write `80%`; `100%` is broken."),
                    ("80%", "100%"),
                    pattern=r"^0*[1-9]\d*\s*%$",
                    only_text=True,
                ),
                N_("So much of the promise's time is used up."),
                required=True,
            ),
            "clock": Field(
                Choice(CLOCKS), N_("first, next, resolution or follow_up; whichever falls due first if not said.")
            ),
        },
        spanish={"usado": "used", "reloj": "clock"},
    ),
)


def _late(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if not stands(node, "promise") and not stands(node, "unanswered"):
        message = _("An escalation needs `promise` or `unanswered` under `when`: since when is it late?")
        reading.fault("missing", node, message)
    if value.get("unowned") and value.get("owner"):
        message = _("It asks for an owner, and that there is none: this never holds.")
        reading.fault("contradiction", node, message, _("Drop `owner` or `unowned`."))
    return value


def _escalation(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if "id" in value:
        reading.declare("escalations", value["id"], node.place)
    nothing = [child for key, child in node.pairs if _is_key(key, "then") and not getattr(child, "pairs", ())]
    if nothing and value.get("then") == {}:
        reading.fault("empty", nothing[0], _("The escalation does nothing: `then` is empty."))
    return value if {"id", "when", "then"} <= set(value) else BAD


ESCALATION = Record(
    {
        "id": Field(_ID, N_("Its name, in the log."), required=True),
        "about": Field(Text(500), N_("What it is for, in a sentence.")),
        "when": Field(
            Record(
                {
                    "promise": Field(PROMISE, N_("`{used: 80%}`, or `broken`.")),
                    "unanswered": Field(LENGTH, N_("The citizen has waited so long.")),
                    "priority": Field(
                        Record(
                            {"at_least": Field(PRIORITY, N_("This priority or a higher one."), required=True)},
                            short="{{at_least: {}}}",
                        ),
                        N_("`{at_least: high}`."),
                    ),
                    "tag": Field(TAGS, N_("It has one of these tags.")),
                    "standard": Field(Listed(Named(("standards",))), N_("It has one of these standards.")),
                    "owner": Field(Listed(OWNER), N_("It belongs to one of these.")),
                    "unowned": Field(YesNo(), N_("Whether nobody has taken it.")),
                },
                spanish={
                    "promesa": "promise",
                    "plazo": "promise",
                    "sin_responder": "unanswered",
                    "prioridad": "priority",
                    "etiqueta": "tag",
                    "responsable": "owner",
                    "sin_responsable": "unowned",
                },
                then=_late,
                needs=("promise", "unanswered"),
            ),
            N_("All of it must hold."),
            required=True,
        ),
        "then": Field(
            Record(
                {
                    "assign": Field(OWNER, N_("A person or an area.")),
                    "priority": Field(PRIORITY, N_("At least this one.")),
                    "tag": Field(TAGS, N_("Tags.")),
                    "notify": Field(Listed(OWNER), N_("People or areas to be told.")),
                },
                spanish={"asignar": "assign", "prioridad": "priority", "etiqueta": "tag", "avisar": "notify"},
                needs=("assign", "priority", "tag", "notify"),
            ),
            N_("What happens, once for each wait."),
            required=True,
        ),
    },
    spanish={"cuando": "when", "entonces": "then"},
    then=_escalation,
)
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""Whether a query can be read does not depend on the day."""
_WRITTEN = Text(500)


class _Query:
    """What `list --query` reads."""

    def read(self, node: Node, reading: Reading) -> Json:
        text = _WRITTEN.read(node, reading)
        if text is BAD or not isinstance(node, Scalar):
            return BAD
        try:
            query.parse(text, now=_ANY_DAY)
        except QueryError as error:
            for fault in error.faults:
                place = reading.inside(node, (fault.location.column or 1) - 1)
                reading.fault("query", place, fault.message, fault.remedy)
        return text

    def schema(self) -> dict[str, Json]:
        return _WRITTEN.schema()


VIEW = Record(
    {
        "query": Field(_Query(), N_("A query, as in `list --query`."), required=True),
        "order": Field(
            Choice(ORDERS, {"vence": "due", "nuevos": "newest", "prioridad": "priority"}),
            N_("due, newest, oldest or priority."),
        ),
        "title": Field(Text(60), N_("As screens show it.")),
    },
    spanish={"consulta": "query", "orden": "order", "titulo": "title"},
    short="{{query: {}}}",
)
