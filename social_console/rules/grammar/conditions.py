"""What may stand under `when:`."""

from __future__ import annotations

import re
from typing import Any

from social_console.clock import parse_duration
from social_console.clock.durations import CALENDAR_DAYS
from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.rules.grammar.common import lengths, refuse
from social_console.rules.grammar.texts import TEXT, WORDS
from social_console.rules.reading import Reading
from social_console.rules.records import Field, Record, stands
from social_console.rules.shapes import (
    BAD,
    Changed,
    Choice,
    Either,
    Listed,
    Named,
    Number,
    Parsed,
    Text,
    YesNo,
)
from social_console.rules.tree import Mapping_, Node
from social_console.text import fold_key

Json = Any

LABELS = ("neg", "neu", "pos", "unsure")
THREADS = ("first", "reply", "unanswered")
THREAD_ES = {"primero": "first", "primera": "first", "respuesta": "reply", "sin_responder": "unanswered"}
MOST = 1_000_000_000


def _bounds(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    low, high = value.get("at_least"), value.get("at_most")
    if low is None and high is None:
        if stands(node, "at_least") or stands(node, "at_most"):
            return BAD  # what is wrong with it has been said
        reading.fault("missing", node, _("Say `at_least` or `at_most`."))
        return BAD
    if low is not None and high is not None and low > high:
        reading.fault("contradiction", node, _("`at_least` is more than `at_most`: this never holds."))
        return BAD
    return value


def bounds(least: float, most: float, *, whole: bool = True, **more: Field) -> Record:
    """`{at_least: …, at_most: …}`."""
    number = Number(least, most, whole)
    fields = {
        "at_least": Field(number, N_("This much or more.")),
        "at_most": Field(number, N_("This much or less.")),
        **more,
    }
    spanish = {
        "min": "at_least",
        "max": "at_most",
        "minimum": "at_least",
        "maximum": "at_most",
        "minimo": "at_least",
        "maximo": "at_most",
        "al_menos": "at_least",
        "como_mucho": "at_most",
        "desde": "at_least",
    }
    return Record(fields, spanish=spanish, then=_bounds, short="{{at_least: {}}}", needs=("at_least", "at_most"))


def _days(text: str) -> int:
    length = parse_duration(text)
    if length.unit != "days" or length.amount > 3_660:
        raise ValueError(text)
    return length.amount


def _contacts(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if _bounds(value, node, reading) is BAD:
        return BAD
    return {"within": 30, **value}


_CONTACTS = Record(
    {
        "at_least": Field(Number(0, 50), N_("So many messages before this one, or more.")),
        "at_most": Field(Number(0, 50), N_("So many messages before this one, or fewer.")),
        "within": Field(
            Parsed(
                _days,
                N_("“{value}” is not a number of calendar days."),
                N_("Write `7 days`."),
                ("7 days",),
                pattern=lengths(CALENDAR_DAYS),
                only_text=True,
            ),
            N_("Counted so far back; 30 days if not said."),
        ),
    },
    spanish={"min": "at_least", "max": "at_most", "minimo": "at_least", "maximo": "at_most", "dias": "within"},
    then=_contacts,
    needs=("at_least", "at_most"),
    short="{{at_least: {}}}",
)


def _author(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if not node.pairs:
        reading.fault("empty", node, _("`author` asks nothing."))
    return value or BAD


AUTHOR = Record(
    {
        "handle": Field(WORDS, N_("One of these user names or e-mail addresses, with or without @; `*` ends a stem.")),
        "name": Field(WORDS, N_("One of these words stands in the author's name.")),
        "followers": Field(bounds(0, MOST), N_("How many followers the author has.")),
        "verified": Field(YesNo(), N_("Whether the channel has verified the author.")),
        "contacts": Field(_CONTACTS, N_("How often the author has written to the institution before.")),
    },
    spanish={
        "usuario": "handle",
        "cuenta": "handle",
        "nombre": "name",
        "seguidores": "followers",
        "verificado": "verified",
        "contactos": "contacts",
    },
    then=_author,
    may_be_empty=False,
    short="{{handle: {}}}",
)


def _sentiment(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if "label" not in value and not stands(node, "label") and _bounds(value, node, reading) is BAD:
        return BAD
    return value


_TONES = {
    "negativo": "neg",
    "negative": "neg",
    "positivo": "pos",
    "positive": "pos",
    "neutro": "neu",
    "neutral": "neu",
    "incierto": "unsure",
}


def _a_score(text: str) -> str:
    if not re.fullmatch(r"-?[01](\.\d+)?", text):
        return ""
    name = f"{{{'at_most' if text.startswith('-') else 'at_least'}: {text}}}"
    return _("Did you mean “{name}”?").format(name=name)


_LABELS = Listed(Choice(LABELS, _TONES, _a_score))
SENTIMENT_RANGE = Record(
    {
        "label": Field(_LABELS, N_("neg, neu, pos or unsure.")),
        "at_least": Field(Number(-1, 1, whole=False), N_("Score from -1 to 1; unsure counts as 0.")),
        "at_most": Field(Number(-1, 1, whole=False), N_("Score from -1 to 1; unsure counts as 0.")),
    },
    then=_sentiment,
    needs=("label", "at_least", "at_most"),
)
_JUST_LABELS = Changed(_LABELS, lambda labels: {"label": labels})
SENTIMENT = Either(scalar=_JUST_LABELS, listing=_JUST_LABELS, mapping=SENTIMENT_RANGE)


def _time(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if len(value) != 1:
        reading.fault("missing", node, _("Say either `inside` or `outside`, with a calendar's name."))
        return BAD
    return value


TIME = Record(
    {
        "inside": Field(Named(("calendars",)), N_("Published during this calendar's hours.")),
        "outside": Field(Named(("calendars",)), N_("Published outside this calendar's hours.")),
    },
    spanish={"dentro": "inside", "fuera": "outside"},
    then=_time,
    needs=("inside", "outside"),
    most=1,
    short="{{inside: {}}}",
)


class _Conditions:
    """A list of conditions; refers to the record that holds it."""

    def read(self, node: Node, reading: Reading) -> Json:
        return Listed(CONDITION).read(node, reading)

    def schema(self) -> dict[str, Json]:
        return Listed(CONDITION).schema()


def _condition(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if not node.pairs:
        reading.fault("empty", node, _("The condition is empty."))
    reading.marks[id(value)] = node.place
    return value if value else BAD


class _Called:
    """The name of something outside the file, which may or may not be there."""

    name = Text(200)

    def __init__(self, what: str) -> None:
        self.what = what

    def read(self, node: Node, reading: Reading) -> Json:
        text = self.name.read(node, reading)
        if text is not BAD:
            reading.called.append((self.what, text, node.place))
        return text

    def schema(self) -> dict[str, Json]:
        return self.name.schema()


def _called(what: str) -> Listed:
    return Listed(_Called(what))


_LANGUAGES = {
    "espanol": "es", "castellano": "es", "spanish": "es", "ingles": "en", "english": "en", "portugues": "pt",
    "portuguese": "pt", "desconocido": "und", "frances": "fr", "french": "fr", "criollo": "ht", "creole": "ht",
}  # fmt: skip


def language_meant(text: str) -> str:
    """The code of a language's name, or of one with a country behind it."""
    key = fold_key(text).strip()
    found = re.match(r"([a-z]{2})[-_]", key)
    return _LANGUAGES.get(key.replace("N", "n"), "") or (found[1] if found else key if len(key) == 2 else "")


def _lang(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z]{2,3}", text) else refuse(text)


_LANGS = Listed(
    Parsed(
        _lang,
        N_("“{value}” is not a language."),
        N_("es, en, pt … or und."),
        ("es", "en", "pt", "und"),
        pattern=r"^\s*[A-Za-z]{2,3}\s*$",
        meant=language_meant,
    )
)
CONDITION = Record(
    {
        "text": Field(TEXT, N_("What the text, or an e-mail's subject, says.")),
        "lang": Field(_LANGS, N_("The text's language: es, en, pt … or und."), examples=("es", ["es", "pt"])),
        "sentiment": Field(SENTIMENT, N_("The tone of the text.")),
        "channel": Field(_called("channel"), N_("The channel it came by: x, email, mastodon …")),
        "account": Field(_called("account"), N_("The institution's account that was addressed.")),
        "institution": Field(_called("institution"), N_("The institution's key in the settings.")),
        "kind": Field(_called("kind"), N_("post, message, article, form, call, visit …")),
        "visibility": Field(
            Listed(Choice(("public", "private"), {"publico": "public", "privado": "private"})), N_("Who can read it.")
        ),
        "author": Field(AUTHOR, N_("Who wrote it.")),
        "reach": Field(
            bounds(0, MOST),
            N_("How many people it may have reached: as the channel says, else the author's followers."),
        ),
        "thread": Field(
            Listed(Choice(THREADS, THREAD_ES)),
            N_("first: opens a conversation; reply: continues one; unanswered: the citizen is already waiting."),
        ),
        "time": Field(TIME, N_("When it was published.")),
        "all": Field(_Conditions(), N_("All of these hold.")),
        "any": Field(_Conditions(), N_("At least one of these holds.")),
        "none": Field(_Conditions(), N_("None of these holds.")),
    },
    spanish={
        "todo": "all",
        "todos": "all",
        "todas": "all",
        "and": "all",
        "y": "all",
        "alguno": "any",
        "alguna": "any",
        "or": "any",
        "o": "any",
        "ninguno": "none",
        "ninguna": "none",
        "not": "none",
        "no": "none",
        "texto": "text",
        "idioma": "lang",
        "language": "lang",
        "tono": "sentiment",
        "sentimiento": "sentiment",
        "canal": "channel",
        "cuenta": "account",
        "autor": "author",
        "alcance": "reach",
        "hilo": "thread",
        "conversacion": "thread",
        "hora": "time",
        "horario": "time",
        "tipo": "kind",
        "institucion": "institution",
    },
    elsewhere={key: "text" for key in ("words", "near", "regex", "question", "asks", "has", "exact")}
    | {key: "author" for key in ("handle", "followers", "verified", "contacts")}
    | {
        key: "then"
        for key in (
            "tag",
            "priority",
            "assign",
            "standard",
            "suggest",
            "dismiss",
            "stop",
            "notify",
            "approve",
            "restrict",
        )
    },
    then=_condition,
    name="condition",
    may_be_empty=False,
    short="{{text: {{words: {}}}}}",
    of_list=N_("Leave the hyphens out, or put `all:` above them."),
)
