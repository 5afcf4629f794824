"""The whole of rules.yaml as shapes, and as the JSON Schema that editors complete and check by."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from social_console.clock import parse_duration
from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.rules.conditions_schema import CONDITION, Entry
from social_console.rules.reading import Reading
from social_console.rules.records import Field, Record
from social_console.rules.ruleset import ROLES
from social_console.rules.shapes import BAD, Changed, Choice, Either, Listed, Named, Number, Parsed, Table, Text, YesNo
from social_console.rules.testing_schema import RULE_TESTS, SET_TESTS
from social_console.rules.tree import Mapping_

Json = Any

PRIORITIES = ("low", "normal", "high", "urgent")
_PRIORITY_ES = {
    "baja": "low",
    "media": "normal",
    "alta": "high",
    "urgente": "urgent",
    "critica": "urgent",
    "medium": "normal",
}
PRIORITY = Choice(PRIORITIES, _PRIORITY_ES)
CLOCKS = ("first", "next", "resolution", "follow_up")
ORDERS = ("due", "newest", "oldest", "priority")


def _length(text: str) -> dict[str, Json]:
    found = parse_duration(text)
    return {"amount": found.amount, "unit": found.unit}


LENGTH = Parsed(
    _length,
    N_("“{value}” is not a length of time."),
    N_("Write `30m`, `4h`, `5 working days` or `10 days`; `d` alone does not say which days."),
    ("30m", "4h", "5 working days", "10 days"),
    "duration",
)


def _one_line(text: str) -> str:
    if "\n" in text.strip():
        raise ValueError(text)
    return text.strip()


def _tag(text: str) -> str:
    if re.fullmatch(r"[\w][\w .:/+-]{0,39}", text) is None:
        raise ValueError(text)
    return text


def _email(text: str) -> str:
    if re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", text) is None or len(text) > 254:
        raise ValueError(text)
    return text


TAGS = Listed(
    Parsed(_tag, N_("“{value}” cannot be a tag."), N_("Letters, digits, spaces and - . : / +, at most 40."), ("agua",))
)
OWNER = Named(("people", "areas"))

# ── calendars and standards ──────────────────────────────────────────────────────────────────────────────


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError(text) from None
    return text


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat() if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else _refuse(text)


def _refuse(text: str) -> str:
    raise ValueError(text)


def _hours(text: str) -> str:
    from social_console.clock.hours import parse_interval, write_interval

    return write_interval(parse_interval(text))


def _weekdays(text: str) -> str:
    from social_console.clock.hours import parse_week

    parse_week({text: ["08:00-09:00"]})
    return "".join(text.lower().split())


def _closure(text: str) -> str:
    from social_console.clock.hours import parse_closures

    parse_closures([text])
    return " ".join(text.split())


_DATE = Parsed(_day, N_("“{value}” is not a date."), N_("Write `2026-12-24`."), ("2026-12-24",), "date")
_HOURS = Parsed(
    _hours,
    N_("“{value}” is not an interval of hours."),
    N_('Write "08:00-15:00"; a night is two intervals: "22:00-24:00", "00:00-06:00".'),
    ("08:00-15:00",),
    "hours",
)
_WEEKDAYS = Parsed(
    _weekdays, N_("“{value}” is not a weekday."), N_("Write `mon`, `mon-fri` or `sat,sun`."), ("mon-fri",), "weekday"
)
_COUNTRY = Text(20, N_("a country's code such as DO"))
_HOLIDAYS = Either(
    scalar=Changed(_COUNTRY, lambda code: {"country": code}),
    mapping=Record(
        {
            "country": Field(_COUNTRY, N_("Public holidays of this country (ISO 3166): DO, CO, MX, ES …")),
            "subdivision": Field(Text(20), N_("And those of this part of it.")),
            "add": Field(Table(Text(100), names=_DATE), N_("More holidays: date and name.")),
            "except": Field(Listed(_DATE, least=0), N_("Public holidays on which work goes on.")),
        },
        spanish={
            "pais": "country",
            "provincia": "subdivision",
            "anadir": "add",
            "menos": "except",
            "excepto": "except",
        },
    ),
)
CALENDAR = Record(
    {
        "timezone": Field(
            Parsed(
                _zone,
                N_("“{value}” is not a time zone."),
                N_("Write one such as `America/Santo_Domingo`."),
                ("America/Santo_Domingo",),
            ),
            N_("The zone of the clocks on the wall."),
            required=True,
        ),
        "hours": Field(
            Table(Listed(_HOURS), names=_WEEKDAYS),
            N_("Weekdays and hours; several intervals a day make a lunch break."),
            required=True,
        ),
        "holidays": Field(_HOLIDAYS, N_("A country's code, or country, subdivision, add and except.")),
        "closures": Field(
            Listed(
                Parsed(
                    _closure,
                    N_("“{value}” is not a day."),
                    N_('Write `2026-12-24`, `2026-12-24..2027-01-02` or "2026-12-24 12:00-15:00".'),
                    ("2026-12-24", "2026-12-24..2027-01-02"),
                ),
                least=0,
            ),
            N_("Days, or parts of days, on which the office is closed."),
        ),
    },
    spanish={
        "zona": "timezone",
        "zona_horaria": "timezone",
        "horario": "hours",
        "horas": "hours",
        "feriados": "holidays",
        "festivos": "holidays",
        "cierres": "closures",
    },
)


def _some_length(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if not any(key in value for key in ("first_response", "next_response", "resolution")):
        if not any(fault.location.line == node.place.line for fault in reading.faults):
            reading.fault("empty", node, _("The standard promises nothing: give it first_response or resolution."))
        return BAD
    return value


STANDARD = Record(
    {
        "first_response": Field(LENGTH, N_("How soon the first answer comes.")),
        "next_response": Field(LENGTH, N_("How soon each later answer comes; as first_response if not said.")),
        "resolution": Field(LENGTH, N_("How soon it is settled.")),
        "calendar": Field(Named(("calendars",)), N_("Counted on this calendar; the default one if not said.")),
        "legal": Field(Text(200), N_("The law and article that set the term; printed beside the clock.")),
    },
    spanish={
        "primera_respuesta": "first_response",
        "respuesta": "first_response",
        "solucion": "resolution",
        "resolucion": "resolution",
        "calendario": "calendar",
        "ley": "legal",
    },
    then=_some_length,
)
DEFAULTS = Record(
    {
        "standard": Field(Named(("standards",)), N_("The standard where no rule sets one.")),
        "calendar": Field(Named(("calendars",)), N_("The calendar on which promises are counted.")),
        "priority": Field(PRIORITY, N_("The priority where no rule sets one; normal if not said.")),
        "lang": Field(Choice(("es", "en", "pt")), N_("How texts of unknown language are read; es if not said.")),
    },
    spanish={"plazo": "standard", "calendario": "calendar", "prioridad": "priority", "idioma": "lang"},
)

# ── people, areas, texts ─────────────────────────────────────────────────────────────────────────────────

_ROLE_ES = {
    "operador": "operator",
    "operadora": "operator",
    "encargado": "lead",
    "encargada": "lead",
    "auditora": "auditor",
    "admin": "lead",
}
PERSON = Record(
    {
        "name": Field(Text(100), N_("As screens show it.")),
        "role": Field(
            Choice(ROLES, _ROLE_ES), N_("operator answers, lead also approves and edits rules, auditor only reads.")
        ),
        "areas": Field(Listed(Named(("areas",)), least=0), N_("The areas the person belongs to.")),
    },
    spanish={"nombre": "name", "rol": "role", "papel": "role"},
)
AREA = Record(
    {
        "name": Field(Text(100), N_("As screens and templates show it.")),
        "email": Field(
            Parsed(_email, N_("“{value}” is not an e-mail address."), "", ("aseo@example.org",)),
            N_("Where referrals go."),
        ),
        "follow_up": Field(LENGTH, N_("How long the area may take before we ask again.")),
        "members": Field(Listed(Named(("people",)), least=0), N_("Logins, beside those whose `areas` name it.")),
    },
    spanish={"nombre": "name", "correo": "email", "seguimiento": "follow_up", "miembros": "members"},
)
_LANG = Parsed(
    lambda text: text if re.fullmatch(r"[a-z]{2}", text) else _refuse(text),
    N_("“{value}” is not a language."),
    N_("es, en, pt …"),
    ("es", "en"),
)
TEMPLATE = Either(scalar=Changed(Text(5_000), lambda text: {"": text}), mapping=Table(Text(5_000), names=_LANG))

# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────


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
)


def _rule(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if "id" in value:
        place = next(child.place for key, child in node.pairs if getattr(key, "value", None) == "id")
        reading.declare("rules", value["id"], place)
    if not value.get("then") and not value.get("shadow") and "then" in value:
        reading.fault("empty", node, _("The rule does nothing: `then` is empty."))
    reading.marks[id(value)] = node.place
    return value if {"id", "when", "then"} <= set(value) else BAD


_ID = Parsed(
    lambda text: text if re.fullmatch(r"[\w][\w.-]{0,63}", text) else _refuse(text),
    N_("“{value}” cannot be an id."),
    N_("Letters, digits, - _ and ., at most 64, no spaces."),
    ("sin-agua",),
)
RULE = Record(
    {
        "id": Field(_ID, N_("Its name, in explanations and figures."), required=True),
        "about": Field(Text(500), N_("What it is for, in a sentence.")),
        "when": Field(CONDITION, N_("When it fires."), required=True),
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


_BROKEN = Changed(Choice(("broken",), {"incumplido": "broken", "vencido": "broken"}), lambda _word: {"used": 1.0})
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


def _escalation(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if "id" in value:
        reading.declare("escalations", value["id"], node.place)
    when = value.get("when")
    if isinstance(when, dict) and "promise" not in when and "unanswered" not in when:
        reading.fault(
            "missing", node, _("An escalation needs `promise` or `unanswered` under `when`: since when is it late?")
        )
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
                        Record({"at_least": Field(PRIORITY, N_("This priority or a higher one."), required=True)}),
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
                },
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
            ),
            N_("What happens, once for each wait."),
            required=True,
        ),
    },
    spanish={"cuando": "when", "entonces": "then"},
    then=_escalation,
)
VIEW = Record(
    {
        "query": Field(Text(500), N_("A query, as in `list --query`."), required=True),
        "order": Field(
            Choice(ORDERS, {"vence": "due", "nuevos": "newest", "prioridad": "priority"}),
            N_("due, newest, oldest or priority."),
        ),
        "title": Field(Text(60), N_("As screens show it.")),
    },
    spanish={"consulta": "query", "orden": "order", "titulo": "title"},
)

# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────

_PLACE_NAMES = Listed(Entry(lists=False), least=0)
FILE = Record(
    {
        "version": Field(Number(1, 1), N_("Always 1.")),
        "include": Field(
            Listed(Text(200), least=0), N_("Files, relative to this one, whose content comes before its own.")
        ),
        "calendars": Field(Table(CALENDAR, "calendars"), N_("When the institution works.")),
        "standards": Field(Table(STANDARD, "standards", "name"), N_("Promises; earlier in the list is stricter.")),
        "defaults": Field(DEFAULTS, N_("What holds where no rule says anything.")),
        "people": Field(Table(PERSON, "people"), N_("Who works here, by login.")),
        "areas": Field(Table(AREA, "areas"), N_("Groups, or addresses to refer to.")),
        "places": Field(Table(_PLACE_NAMES, "places"), N_("Places and their other names.")),
        "lists": Field(Table(Listed(Entry()), "lists"), N_("Words, used as `$name`.")),
        "templates": Field(Table(TEMPLATE, "templates"), N_("Texts for answers, one a language, with variables.")),
        "rules": Field(Listed(RULE, least=0), N_("All are tried, in order.")),
        "tests": Field(SET_TESTS, N_("Texts and what the whole set must say of them.")),
        "escalations": Field(Listed(ESCALATION, least=0), N_("What happens when a promise is about to break.")),
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
        "plantillas": "templates",
        "reglas": "rules",
        "vistas": "views",
        "pruebas": "tests",
        "escalamientos": "escalations",
        "compromisos": "standards",
    },
    elsewhere={"id": "rules"},
)


def json_schema() -> dict[str, Json]:
    """The JSON Schema, with descriptions in the user's language."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rules.yaml",
        "$defs": {"condition": CONDITION.definition()},
        **FILE.definition(),
    }
