"""What the query language calls things: its fields, their values, and the Spanish words for both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import Enum, auto
from functools import cache

from social_console.text import fold_key

OR_WORDS = ("or", "OR", "o", "O")


class Kind(Enum):
    """How a field compares."""

    TEXT = auto()
    """Any words."""
    NAME = auto()
    """A whole name."""
    CHOICE = auto()
    """One of its values."""
    ORDERED = auto()
    """One of its values, which have an order."""
    NUMBER = auto()
    TIME = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its canonical name. `words`: other words for its values."""

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    words: Mapping[str, str] | None = None


_YES_NO = {"sí": "yes", "true": "yes", "false": "no", "1": "yes", "0": "no"}

FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("id", Kind.NUMBER),
        Field("folio", Kind.NAME),
        Field("channel", Kind.NAME, (), {"correo": "email", "noticias": "feed"}),
        Field("account", Kind.NAME),
        Field("institution", Kind.NAME),
        Field(
            "status",
            Kind.CHOICE,
            ("new", "open", "waiting", "closed", "dismissed"),
            {
                "nuevo": "new",
                "en-atención": "open",
                "abierto": "open",
                "esperando": "waiting",
                "esperando-al-ciudadano": "waiting",
                "cerrado": "closed",
                "descartado": "dismissed",
            },
        ),
        Field("unanswered", Kind.CHOICE, ("yes", "no"), _YES_NO),
        Field("overdue", Kind.CHOICE, ("yes", "no"), _YES_NO),
        Field(
            "priority",
            Kind.ORDERED,
            ("low", "normal", "high", "urgent"),
            {"baja": "low", "alta": "high", "urgente": "urgent"},
        ),
        Field("tag", Kind.NAME, (), {"ninguna": "none"}),
        Field("owner", Kind.NAME, (), {"yo": "me", "nadie": "none"}),
        Field(
            "lang",
            Kind.NAME,
            (),
            {
                "español": "es",
                "spanish": "es",
                "inglés": "en",
                "english": "en",
                "portugués": "pt",
                "portuguese": "pt",
            },
        ),
        Field(
            "sentiment",
            Kind.CHOICE,
            ("neg", "neu", "pos", "unsure"),
            {
                "negativo": "neg",
                "negative": "neg",
                "neutro": "neu",
                "neutral": "neu",
                "positivo": "pos",
                "positive": "pos",
                "sin-certeza": "unsure",
            },
        ),
        Field("author", Kind.TEXT),
        Field("text", Kind.TEXT),
        Field("subject", Kind.TEXT),
        Field("url", Kind.NAME),
        Field("similar", Kind.NUMBER),
        Field("like", Kind.NUMBER),
        Field("standard", Kind.NAME),
        Field("kind", Kind.NAME),
        Field("created_at", Kind.TIME),
        Field("due_at", Kind.TIME),
        Field("first_response_at", Kind.TIME),
        Field("since", Kind.TIME),
        Field("until", Kind.TIME),
        Field(
            "is",
            Kind.CHOICE,
            ("unanswered", "overdue", "snoozed", "unowned", "mine", "draft", "restricted"),
            {
                "sin-responder": "unanswered",
                "falta-responder": "unanswered",
                "vencido": "overdue",
                "pospuesto": "snoozed",
                "sin-responsable": "unowned",
                "mío": "mine",
                "míos": "mine",
                "borrador": "draft",
                "restringido": "restricted",
            },
        ),
    )
}

_OTHER_NAMES = {
    "número": "id",
    "núm": "id",
    "caso": "id",
    "moment": "id",
    "canal": "channel",
    "cuenta": "account",
    "institución": "institution",
    "estado": "status",
    "sin-responder": "unanswered",
    "vencido": "overdue",
    "prioridad": "priority",
    "tags": "tag",
    "etiqueta": "tag",
    "etiquetas": "tag",
    "responsable": "owner",
    "idioma": "lang",
    "language": "lang",
    "tono": "sentiment",
    "autor": "author",
    "texto": "text",
    "asunto": "subject",
    "enlace": "url",
    "parecidos": "similar",
    "similares": "similar",
    "como": "like",
    "plazo": "standard",
    "tipo": "kind",
    "creado": "created_at",
    "created": "created_at",
    "vence": "due_at",
    "due": "due_at",
    "primera-respuesta": "first_response_at",
    "first-response": "first_response_at",
    "desde": "since",
    "hasta": "until",
    "es": "is",
}

_DAYS = {"today": "today", "hoy": "today", "yesterday": "yesterday", "ayer": "yesterday"}
_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


@cache
def _names() -> dict[str, Field]:
    names = {key(name): field for name, field in FIELDS.items()}
    names.update({key(other): FIELDS[name] for other, name in _OTHER_NAMES.items()})
    return names


def key(word: str) -> str:
    """Case, accents, and which kind of gap stands between words do not matter."""
    return fold_key(word.replace("-", " ").replace("_", " "))


def field_named(name: str) -> Field | None:
    """The field that a person calls so, in English or Spanish."""
    return _names().get(key(name))


def read_value(field: Field, text: str) -> str | None:
    """The canonical value for a person's word; None where the field has no such value."""
    asked = key(text)
    for value in field.values:
        if key(value) == asked:
            return value
    for word, value in (field.words or {}).items():
        if asked in (key(word), key(word + "s")):
            return value
    if field.kind is Kind.NUMBER:
        return _number(text)
    return text if field.kind in (Kind.NAME, Kind.TEXT) else None


def _number(text: str) -> str | None:
    digits = text.removeprefix("#").rpartition("-")[2]
    return str(int(digits)) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def text_of_time(text: str, now: datetime, timezone: tzinfo) -> tuple[str, datetime, datetime] | None:
    """A day, a month or an instant: its canonical text and the half-open interval that it is; None for none."""
    try:
        if (day := _DAYS.get(key(text))) is not None:
            today = now.astimezone(timezone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
            return (day, *_span(today - timedelta(days=day == "yesterday"), timezone, days=1))
        if (match := _DAY.fullmatch(text)) is not None:
            year, month, date = int(match[1]), int(match[2]), match[3]
            if date is not None:
                return (text, *_span(datetime(year, month, int(date)), timezone, days=1))  # noqa: DTZ001
            return (text, *_span(datetime(year, month, 1), timezone, days=0))  # noqa: DTZ001
        at = datetime.fromisoformat(text.upper())
        at = at if at.tzinfo is not None else at.replace(tzinfo=timezone)
        return text.upper(), at, at + timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return None


def _span(start: datetime, timezone: tzinfo, *, days: int) -> tuple[datetime, datetime]:
    """From local midnight to local midnight; no days: the whole month."""
    end = start + timedelta(days=days) if days else (start + timedelta(days=32)).replace(day=1)
    return start.replace(tzinfo=timezone), end.replace(tzinfo=timezone)
