"""What may stand under `text:`: words, phrases, stems, `near`, patterns."""

from __future__ import annotations

import re
from typing import Any

from social_console import asks
from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.rules import silent
from social_console.rules.patterns import LONGEST, PatternError, compile_pattern, fold_pattern
from social_console.rules.place import Place
from social_console.rules.reading import Reading, cut
from social_console.rules.records import Field, Record
from social_console.rules.shapes import (
    BAD,
    Choice,
    Listed,
    Number,
    YesNo,
    text_of,
)
from social_console.rules.tree import Mapping_, Node, Scalar

Json = Any

FACTS = ("link", "phone", "email", "money", "id_number", "card", "place", "address", "date", "time", "since", "folio")

_FACTS_ES = {
    "enlace": "link", "telefono": "phone", "correo": "email", "dinero": "money", "monto": "money",
    "cedula": "id_number",
    "documento": "id_number", "tarjeta": "card", "lugar": "place", "direccion": "address", "fecha": "date",
    "hora": "time", "desde": "since", "radicado": "folio",
}  # fmt: skip
_ASKS_ES = {
    "pregunta": "question", "solicitud": "request", "pedido": "request", "queja": "complaint", "falla": "fault",
    "averia": "fault", "peticion": "petition", "gracias": "thanks", "riesgo": "risk", "prensa": "press",
}  # fmt: skip


_ENTRY = r"^(?!(.*\s)?\S?\*\s*$)[^*]*[^*\s][^*]*\*?\s*$"
"""For editors: something to look for, `*` at its end alone, behind two letters at least."""


class Entry:
    """A word, a phrase, a stem (`averia*`) or `$list`."""

    def __init__(self, *, lists: bool = True) -> None:
        self.lists = lists

    def read(self, node: Node, reading: Reading) -> Json:
        text = text_of(node, reading, _("a word or a phrase"))
        if text is None:
            return BAD
        if isinstance(node, Scalar) and silent.glued_hyphen(node):
            message = _("“{text}” begins with a hyphen: YAML takes it for part of the word.")
            remedy = _("In a list a space stands behind each hyphen: `- agua`.")
            reading.fault("glued", node, message.format(text=cut(text)), remedy, severity="warning")
        if isinstance(node, Scalar) and node.plain and re.search(r"\w[,;] ", text):
            entries = "[" + ", ".join(re.split(r"\s*[,;]\s+", text)) + "]"
            remedy = _("Did you mean “{name}”?").format(name=cut(entries))
            message = _("“{text}” is one phrase, commas and all.").format(text=cut(text))
            reading.fault("entry", node, message, remedy, severity="warning")
        if text.startswith("$"):
            reading.use(("lists",), text[1:], node.place)
            return text
        fault = _entry_fault(text)
        if fault:
            reading.fault("entry", node, fault)
            return BAD
        return " ".join(text.split())

    def schema(self) -> dict[str, Json]:
        return {"type": ["string", "number", "boolean"], "maxLength": 200, "pattern": _ENTRY}


def _entry_fault(text: str) -> str:
    if len(text) > 200:
        return _("Longer than {n} characters.").format(n=200)
    if "*" in text.rstrip()[:-1]:
        return _("“{text}”: `*` may only end an entry: it cuts off the last word.").format(text=cut(text))
    if text.strip() == "*" or not any(char.isprintable() and not char.isspace() and char != "*" for char in text):
        return _("“{text}” holds nothing to look for.").format(text=cut(text))
    stem = text.strip()[:-1].split()[-1:] if text.strip().endswith("*") else []
    if stem and len(stem[0]) < 2:
        return _("“{text}”: a stem needs two letters at least.").format(text=cut(text))
    return ""


class NearGroup(Entry):
    """One member of `near`: an entry, or several of which one is enough."""

    def read(self, node: Node, reading: Reading) -> Json:
        group = WORDS.read(node, reading)
        if group is BAD:
            return BAD
        for entry in group:
            bare = entry.rstrip("*")
            if not entry.startswith("$") and not (bare[:1].isalnum() and bare[-1:].isalnum()):
                message = _("“{text}”: in `near` an entry begins and ends with a letter or a digit.")
                reading.fault("entry", node, message.format(text=cut(entry)))
                return BAD
        return group

    def schema(self) -> dict[str, Json]:
        return WORDS.schema()


class Pattern:
    """A regular expression that RE2 takes."""

    def read(self, node: Node, reading: Reading) -> Json:
        text = text_of(node, reading, _("a pattern"))
        if text is None:
            return BAD
        if not text:
            reading.fault("pattern", node, _("The pattern is empty: it matches nothing."))
            return BAD
        try:
            compile_pattern(text, exact=True, atom=lambda _literal: 0)
            compile_pattern(text, exact=False, atom=lambda _literal: 0)
        except PatternError as error:
            message = _("The pattern cannot be used: {reason}").format(reason=_in_our_words(error.reason))
            reading.fault("pattern", _at_fault(error.reason, text, node, reading), message, _pattern_remedy(text))
            return BAD
        return text

    def schema(self) -> dict[str, Json]:
        return {"type": ["string", "number", "boolean"], "format": "regex", "maxLength": 2_000}


def _at_fault(reason: str, text: str, node: Node, reading: Reading) -> Place:
    """Where that stands which RE2 names, if it stands there once."""
    _kind, _colon, part = reason.partition(": ")
    if isinstance(node, Scalar) and part and text.count(part) == 1:
        return reading.inside(node, text.index(part))
    return node.place


def _in_our_words(reason: str) -> str:
    """What RE2 says in English, where it is among the usual."""
    usual = {
        "missing )": _("a parenthesis is never closed"),
        "unexpected )": _("a parenthesis is closed that was never opened"),
        "missing ]": _("a square bracket is never closed"),
        "no argument for repetition operator": _("* + ? or {{}} has nothing before it to repeat").format(),
        "bad repetition operator": _("two repetitions follow each other"),
        "invalid escape sequence": _("RE2 does not know this escape"),
        "trailing \\": _("it ends with a backslash"),
        "invalid character class range": _("a range in square brackets runs backwards"),
        "pattern too large": _("it is too large"),
        "invalid character class": _("the square brackets hold what is no letter or class"),
        "invalid repetition size": _("it repeats more than 1,000 times, or backwards"),
        "invalid perl operator": _("RE2 does not know this kind of group"),
        "invalid named capture group": _("a group's name is wrong"),
        "invalid UTF-8": _("it holds what is no text"),
        "too long": _("it is longer than {n} characters").format(n=LONGEST),
    }
    kind, _colon, rest = reason.partition(": ")
    return f"{usual[kind]}: {rest}" if kind in usual and rest else usual.get(kind, reason)


def _pattern_remedy(text: str) -> str:
    if any(mark in text for mark in ("(?=", "(?!", "(?<=", "(?<!")):
        return _("RE2 has no look-around: write the exception as a second condition under `none:`.")
    if any(f"\\{n}" in text for n in range(1, 10)):
        return _("RE2 has no back-references.")
    if any(mark in text for mark in ("*+", "++", "?+", "(?>")):
        return _("RE2 has no possessive quantifiers and needs none: it never backtracks.")
    return ""


WORDS = Listed(Entry())


def _near(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if "words" not in value:
        return BAD
    if len(value["words"]) < 2:
        reading.fault("near", node, _("`near` needs two words at least."))
        return BAD
    return {"words": value["words"], "within": value.get("within", 3)}


NEAR = Record(
    {
        "words": Field(
            Listed(NearGroup()),
            N_("Words that must stand near each other; a member may be a list of alternatives."),
            True,
        ),
        "within": Field(Number(0, 50), N_("How many other words may stand among them, at most; 3 if not said.")),
    },
    spanish={"palabras": "words", "hasta": "within", "distancia": "within", "dentro": "within"},
    then=_near,
    short="{{words: {}}}",
)


_STRETCHED = re.compile(r"(?<!\\)(?<!\\[pP])[a-zN]\{(?:[3-9]|\d\d)[^}]*\}")


def _text(value: dict[str, Json], node: Mapping_, reading: Reading) -> Json:
    if not set(value) - {"exact", "in_places"}:
        if not reading.errors() or not node.pairs:
            reading.fault("empty", node, _("`text` says nothing to look for."))
        return BAD
    for pattern in () if value.get("exact") else value.get("regex", ()):
        if found := _STRETCHED.search(fold_pattern(pattern)):
            message = _("“{text}” in the pattern finds nothing: a letter written three times or more is read as one.")
            remedy = _("Write it once, or twice for l and r; with `exact: true` texts are compared as they are.")
            reading.fault("pattern", node, message.format(text=cut(found[0])), remedy, severity="warning")
    if value.get("exact") and "near" in value:
        reading.fault("exact", node, _("`exact` goes with `words` and `regex`, not with `near`."))
        return BAD
    return value


TEXT = Record(
    {
        "words": Field(WORDS, N_("One of these words or phrases; `*` at the end makes a stem, `$name` is a list.")),
        "near": Field(NEAR, N_("One of each of these words, close together, in one sentence, in any order.")),
        "regex": Field(
            Listed(Pattern()),
            N_("A pattern (RE2), or several of which one is enough; letters are compared without case and accents."),
        ),
        "question": Field(YesNo(), N_("Whether it asks a question.")),
        "asks": Field(Listed(Choice(asks.NAMES, _ASKS_ES)), N_("It asks for one of these.")),
        "has": Field(Listed(Choice(FACTS, _FACTS_ES)), N_("It holds one of these.")),
        "in_places": Field(
            YesNo(), N_("Whether words count that are only part of a place's name; they do not if not said.")
        ),
        "exact": Field(YesNo(), N_("Compare `words` and `regex` letter by letter: case, accents and spelling count.")),
    },
    spanish={
        "palabras": "words",
        "palabra": "words",
        "word": "words",
        "cerca": "near",
        "patron": "regex",
        "pregunta": "question",
        "pide": "asks",
        "tiene": "has",
        "contiene": "words",
        "contains": "words",
        "pattern": "regex",
        "exacto": "exact",
    },
    then=_text,
    needs=("words", "near", "regex", "question", "asks", "has"),
    short="{{words: {}}}",
)
