"""Typed things in a text: links, numbers, money, dates, places, each at its place in the raw text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from social_console.asks.places import Places
from social_console.model import Fact
from social_console.text import Folded, fold


@dataclass(frozen=True, slots=True)
class _Form:
    """How one kind of fact is written, with so many digits at least."""

    kind: str
    digits: int
    pattern: re.Pattern[str]


_MONTHS = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|setiembre|octubre|noviembre|diciembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro)"
)
_SOURCES: Final = (
    # kind, how many digits it has at least, pattern
    ("link", 0, r"\bhttps?://[^\s<>\"“”]{2,2000}|\bwww\.[^\s<>\"“”]{3,2000}"),
    ("email", 0, r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}(?![\w@])"),
    ("id_number", 11, r"(?<![\w-])\d{3}([ .-])\d{7}\1\d(?![\w-])"),  # a Dominican cédula
    ("id_number", 7, r"(?<!\w)[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d(?!\w)"),  # a Mexican CURP
    ("id_number", 7, r"(?<!\w)[A-ZÑ&]{3,4}\d{6}(?=\w{0,2}\d)[A-Z0-9]{3}(?!\w)"),  # a Mexican RFC
    ("id_number", 7, r"(?<!\w)(?:[XYZ]\d{7}|\d{8})-?[A-Z](?!\w)"),
    ("id_number", 11, r"(?<!\w)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)"),
    (
        "id_number",
        2,
        r"\b(?:c\.?c\.?|c\.?e\.?|c[ée]dula|dni|ine|curp|rnc|rut|nit|rfc|documento|identidad|cpf)\b"
        r"(?:[\s:#.,º°]|de\s(?:ciudadan[ií]a|identidad|extranjer[ií]a)|y\selectoral|n[uú]m(?:ero)?|nro|no|es|la|el|n){0,12}"
        r"(\d{1,3}(?:\s\d{3}){2,3}|\d[\d.\-]{5,16}\d)(?!\w)",
    ),
    (
        "id_number",
        2,
        r"(?<![\w.-])(\d[\d.-]{6,14}\d)(?=,?\s(?:es|de)\s(?:mi|la|su)\s(?:c[ée]dula|dni|identificaci[oó]n))",
    ),
    (
        "folio",
        1,
        r"\b(?:folio|radicado|expediente|ticket|caso|reporte|reclamaci[oó]n|solicitud|protocolo|case|n[uú]m(?:ero)?)"
        r"\b(?:[\s:#.º°]|n[uú]m|no|es|el|la|de|n){0,8}([A-Z]{0,5}-?\d[\w\-/]{2,23})(?!\w)",
    ),
    ("folio", 9, r"(?<![\w-])20\d\d-\d{5,6}(?![\w-])"),
    (
        "money",
        1,
        r"(?<!\w)(?:RD\s?\$|US\s?\$|MX\s?\$|COP\s?\$?|R\$|\$|€|S/\.?)\s?\d[\d.,]{0,18}\d?"
        r"(?:\s?(?:mil(?:lones|l[oó]n)?|millions?|k)\b)?",
    ),
    (
        "money",
        1,
        r"(?<![\w.,])\d[\d.,]{0,18}\s?(?:mil\s|millones\sde\s|mill[oó]n\sde\s)?"
        r"(?:pesos|d[oó]lares|euros?|€|usd|eur|mxn|cop|dop|soles|reais|dollars|bucks|cuartos|varos|lucas)(?!\w)",
    ),
    ("phone", 8, r"(?<![\w.,/-])(?:\+\d{1,3}[\s.-]?)?\(\d{2,4}\)[\s.-]?\d{3,4}[\s.-]?\d{3,4}(?![\w-])"),
    (
        "phone",
        7,
        r"(?<![\w.,/-])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{2,4}\)[\s.-]?)?\d{2,4}[\s.-]\d{3,4}[\s.-]?\d{2,4}(?:[\s.-]?\d{2})?(?![\w-]|[.,]\d)",
    ),
    ("phone", 9, r"(?<![\w.,/$€-])(?:\+\d{1,3})?[2-9]\d{8,9}(?![\w-]|[.,]\d)"),
    (
        "date",
        4,
        r"(?<![\w/.-])\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?![\w/-])|(?<![\w/-])\d{4}-\d{2}-\d{2}(?![\w-])",
    ),
    (
        "date",
        1,
        r"\b\d{1,2}\s(?:de\s)?" + _MONTHS + r"\b(?:\s(?:del?\s)?\d{4})?|\b" + _MONTHS + r"\s\d{1,2}(?:,\s\d{4})?\b",
    ),
    ("time", 1, r"(?<![\w:.,])(?:[01]?\d|2[0-3]):[0-5]\d(?:\s?[ap]\.?\s?m\b\.?)?(?![\w:])|\b\d{1,2}\s?[ap]\.?m\b\.?"),
)
_AT_MOST: Final = 100
_DIGIT = re.compile(r"\d")
_MAILBOX = re.compile(r"@(?<=[\w.+-]@)[\w-]")
"""What every address holds, quickly found."""


def facts(text: str, *, places: Places | None = None, folded: Folded | None = None) -> tuple[Fact, ...]:
    """Typed things in `text` at their places, from the left; of two that overlap, the kind tried first."""
    taken: list[tuple[int, int, str]] = []
    for kind, start, end in _written(text):
        _take(taken, (start, end, kind))
    if places is not None:
        folded = folded or fold(text)
        for first, last, _name in places.find(folded):
            _take(taken, (*folded.span(first, last), "place"))
    return tuple(Fact(kind=kind, text=text[start:end], start=start, end=end) for start, end, kind in taken[:_AT_MOST])


@cache
def _forms() -> dict[str, tuple[_Form, ...]]:
    """By kind, in order; compiled when a text is first read."""
    found: dict[str, tuple[_Form, ...]] = {}
    for kind, digits, source in _SOURCES:
        found[kind] = (*found.get(kind, ()), _Form(kind, digits, re.compile(source, re.I)))
    return found


def _take(taken: list[tuple[int, int, str]], found: tuple[int, int, str]) -> None:
    """Keep it, in order, unless something that was taken stands there."""
    at = bisect_left(taken, found)
    free_before = at == 0 or taken[at - 1][1] <= found[0]
    if free_before and (at == len(taken) or found[1] <= taken[at][0]):
        taken.insert(at, found)


def _written(text: str) -> Iterator[tuple[str, int, int]]:
    links = list(_found(_forms()["link"], text)) if "://" in text or "www." in text.lower() else []
    yield from links
    if _MAILBOX.search(text):
        yield from _found(_forms()["email"], text)
    digits = len(_DIGIT.findall(text))
    if digits and links:  # what only touches a link is part of it
        digits -= sum(len(_DIGIT.findall(text[start:end])) for _kind, start, end in links)
    if digits:
        for kind, forms in _forms().items():
            if kind not in ("link", "email"):
                yield from _found([form for form in forms if form.digits <= digits], text)


def _found(forms: Iterable[_Form], text: str) -> Iterator[tuple[str, int, int]]:
    for form in forms:
        for found in form.pattern.finditer(text):
            group = 1 if form.pattern.groups and len(found[1] or "") > 1 else 0
            yield form.kind, found.start(group), _trimmed(found.group(group)) + found.start(group)


def _trimmed(found: str) -> int:
    """Without the punctuation of the sentence around it."""
    return len(found.rstrip(".,;:!?…)»”'\"")) or len(found)
