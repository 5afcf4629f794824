"""Calendars, standards, and what holds where no rule says anything."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.rules.grammar.common import LENGTH, PRIORITY, refuse
from social_console.rules.grammar.versions import Versions
from social_console.rules.reading import Reading
from social_console.rules.records import Field, Record, stands
from social_console.rules.shapes import BAD, Changed, Choice, Either, Listed, Named, Parsed, Table, Text
from social_console.rules.tree import Mapping_

Json = Any


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError(text) from None
    return text


def _cities() -> list[str]:
    """Zones by their cities: what somebody on the spot writes."""
    return [name for name in available_timezones() if "/" in name and not name.startswith("Etc/")]


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat() if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else refuse(text)


def _hours(text: str) -> str:
    from social_console.clock.hours import parse_interval, write_interval

    return write_interval(parse_interval(text))


_HOUR = r"(\d{1,2})(?:[:.hH](\d\d))?\s*([aApP]\.?\s?[mM]\.?)?"
_BETWEEN = r"\s*(?:-|–|—|a|to|hasta)\s*"


def _hours_meant(text: str) -> str:
    """`8-15`, `8am-3pm`, `8.00 a 15.00` as an interval; nothing where it does not end after it begins."""
    found = re.fullmatch(rf"(?:de\s+)?{_HOUR}{_BETWEEN}{_HOUR}", text.strip())
    if found is None:
        return ""
    start, end = (_clock(*found.groups()[at : at + 3]) for at in (0, 3))
    return f"{start}-{end}" if start < end <= "24:00" else ""


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    noon = half is not None and half[0] in "pP"
    return f"{int(hour) % 12 + 12 if noon else int(hour):02}:{minute or '00'}"


def _days_meant(text: str) -> str:
    """`lunes a viernes` with a hyphen."""
    written = re.sub(r"\s+(?:a|to|hasta|al)\s+", "-", text.strip())
    try:
        return _weekdays(written) if written != text.strip() else ""
    except ValueError:
        return ""


def _weekdays(text: str) -> str:
    from social_console.clock.hours import parse_week

    parse_week({text: ["08:00-09:00"]})
    return "".join(text.lower().split())


def _closure(text: str) -> str:
    from social_console.clock.hours import parse_closures

    parse_closures([text])
    return " ".join(text.split())


_DATE = Parsed(
    _day,
    N_("“{value}” is not a date."),
    N_("Write `2026-12-24`."),
    ("2026-12-24",),
    "date",
    pattern=r"^\d{4}-\d\d-\d\d$",
    only_text=True,
)
_HOURS = Parsed(
    _hours,
    N_("“{value}” is not an interval of hours."),
    N_('Write "08:00-15:00"; a night is two intervals: "22:00-24:00", "00:00-06:00".'),
    ("08:00-15:00",),
    "hours",
    meant=_hours_meant,
    only_text=True,
    pattern=r"^\s*([01]?\d|2[0-4]):[0-5]\d\s*[-–]\s*([01]?\d|2[0-4]):[0-5]\d\s*$",
)
_WEEKDAYS = Parsed(
    _weekdays,
    N_("“{value}” is not a weekday."),
    N_("Write `mon`, `mon-fri` or `sat,sun`."),
    ("mon-fri",),
    "weekday",
    meant=_days_meant,
)


def _of_a_country(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    for key in ("subdivision", "except"):
        if key in value and not stands(node, "country"):
            reading.fault(
                "holidays", node, _("`{key}` says nothing without the `country` it belongs to.").format(key=key)
            )
    return value


_COUNTRY = Text(20, N_("a country's code such as DO"))
_HOLIDAYS = Either(
    scalar=Changed(_COUNTRY, lambda code: {"country": code}),
    mapping=Record(
        {
            "country": Field(_COUNTRY, N_("Public holidays of this country (ISO 3166): DO, CO, MX, ES …")),
            "subdivision": Field(Text(20), N_("And those of this part of it.")),
            "add": Field(
                Table(Text(100), names=_DATE, example="2026-12-24: Nochebuena"), N_("More holidays: date and name.")
            ),
            "except": Field(Listed(_DATE, least=0), N_("Public holidays on which work goes on.")),
        },
        spanish={
            "pais": "country",
            "provincia": "subdivision",
            "anadir": "add",
            "menos": "except",
            "excepto": "except",
        },
        then=_of_a_country,
    ),
)
_FROM = Field(
    _DATE, N_("In force from this local date on; until then, what is listed before it."), examples=("2027-01-01",)
)
_DATED = {"desde": "from", "vigencia": "from", "a_partir_de": "from"}
CALENDAR = Versions(
    Record(
        {
            "from": _FROM,
            "timezone": Field(
                Parsed(
                    _zone,
                    N_("“{value}” is not a time zone."),
                    N_("Write one such as `America/Santo_Domingo`."),
                    ("America/Santo_Domingo",),
                    known=_cities,
                    pattern=r"^[A-Za-z][\w+/-]*$",
                    only_text=True,
                ),
                N_("The zone of the clocks on the wall."),
                required=True,
            ),
            "hours": Field(
                Table(Listed(_HOURS), names=_WEEKDAYS, example='mon-fri: "08:00-15:00"'),
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
                        pattern=r"^\s*\d{4}-\d\d-\d\d",
                        only_text=True,
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
            **_DATED,
        },
    ),
    same="timezone",
)


def _some_length(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if not any(key in value for key in ("first_response", "next_response", "resolution")):
        if not any(fault.location.line == node.place.line for fault in reading.faults):
            reading.fault("empty", node, _("The standard promises nothing: give it first_response or resolution."))
        return BAD
    first, last = value.get("first_response"), value.get("resolution")
    if first and last and last["unit"] == first["unit"] and last["amount"] < first["amount"]:
        message = _("It is to be resolved before the first answer is due.")
        reading.fault("contradiction", node, message, severity="warning")
    if "pauses" in value and "resolution" not in value:
        reading.fault("pauses", node, _("`pauses` stops the clock of `resolution`, which is not promised here."))
    return value


STANDARD = Versions(
    Record(
        {
            "from": _FROM,
            "first_response": Field(LENGTH, N_("How soon the first answer comes.")),
            "next_response": Field(LENGTH, N_("How soon each later answer comes; as first_response if not said.")),
            "resolution": Field(LENGTH, N_("How soon it is settled.")),
            "calendar": Field(Named(("calendars",)), N_("Counted on this calendar; the default one if not said.")),
            "legal": Field(Text(200), N_("The law and article that set the term; printed beside the clock.")),
            "pauses": Field(
                Listed(Choice(("waiting",), {"en_espera": "waiting", "espera": "waiting"})),
                N_("While a moment stands as waiting, its resolution clock stands still. None does if not said."),
            ),
        },
        spanish={
            "primera_respuesta": "first_response",
            "respuesta": "first_response",
            "solucion": "resolution",
            "resolucion": "resolution",
            "calendario": "calendar",
            "ley": "legal",
            "pausas": "pauses",
            "pausa": "pauses",
            **_DATED,
        },
        then=_some_length,
        short="{{first_response: {}}}",
        needs=("first_response", "next_response", "resolution"),
    ),
    may_begin=True,
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
