"""Typed things in a text: links, numbers, money, dates, places, each at its place in the raw text.

What is written in digits is here; what is written in words (*desde hace tres semanas*, *en la calle Duarte*) is in
`spelled`, and which numbers are what they look like in `numbers`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from social_console.asks import numbers, spelled
from social_console.asks.places import Places
from social_console.model import Fact
from social_console.text import Folded, fold, whole, without_names


@dataclass(frozen=True, slots=True)
class _Form:
    """How one kind of fact is written, with so many digits at least."""

    kind: str
    digits: int
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] | None
    telling: tuple[str, ...] = ()


_MONTHS = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|setiembre|octubre|noviembre|diciembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro)"
)
_HOUR = r"(?:[01]?\d|2[0-3])"
_PART_OF_DAY = r"(?:\sde\sla\s(?:mañana|manana|tarde|noche|madrugada)|\sda\s(?:manhã|manha|tarde|noite))"
_TELLING: Final = {
    "": "",
    "folio": "folio|radicad|expedient|ticket|caso|reporte|reclamaci|solicitud|protocolo|chamado|case|reference|num|núm",
    "sign": "$|€|£|₡|s/|bs|mxn|cop|clp",
    "currency": "peso|lar|euro|€|usd|eur|mxn|cop|dop|clp|soles|reais|colones|bol|quetzal|lempira|guaran|bucks|pound"
    "|cuartos|varos|lucas|contos",
    "month": "ener|febr|marz|abri|mayo|juni|juli|agos|embre|octu|janu|march|april|may|june|july|augu|ember|octo|jane"
    "|feve|març|maio|junh|julh|outu|zembro|tembro|vembro",
    "hour": "las |la |às |at ",
}
"""What a text must hold, in small letters, for some of the forms to be worth a search: each scans it whole."""
_SOURCES: Final[tuple[tuple[str, int, str, Callable[[str], bool] | None, str], ...]] = (
    # kind, how many digits it has at least, pattern, what else must hold, what tells (`_TELLING`)
    ("link", 0, r"\bhttps?://[^\s<>\"“”]{2,2000}|\bwww\.[^\s<>\"“”]{3,2000}", None, ""),
    ("email", 0, r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}(?![\w@])", None, ""),
    ("card", 13, r"(?<![\w.-])\d{4}([ -]?)\d{4,6}\1\d{4,5}(?:\1\d{1,7})?(?![\w-])", numbers.is_card, ""),
    ("card", 12, r"(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)", numbers.is_iban, ""),
    ("id_number", 11, r"(?<![\w-])\d{3}([ .-])\d{7}\1\d(?![\w-])", None, ""),  # a Dominican cédula
    ("id_number", 7, r"(?<!\w)[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d(?!\w)", None, ""),  # a Mexican CURP
    ("id_number", 7, r"(?<!\w)[A-ZÑ&]{3,4}\d{6}(?=\w{0,2}\d)[A-Z0-9]{3}(?!\w)", None, ""),  # a Mexican RFC
    ("id_number", 7, r"(?<!\w)(?:[XYZ]-?\d{7}|\d{2}\.?\d{3}\.?\d{3})-?[A-Z](?!\w)", numbers.is_dni, ""),
    ("id_number", 11, r"(?<!\w)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)", None, ""),  # a Brazilian CPF
    ("id_number", 14, r"(?<!\w)\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}(?!\w)", None, ""),  # a Brazilian CNPJ
    ("id_number", 7, r"(?<![\w.])\d{1,2}\.?\d{3}\.?\d{3}-[\dkK](?![\w-])", numbers.is_rut, ""),
    (
        "id_number",
        6,
        r"\b(?:c\.?c\.?|c\.?e\.?|c\.?i\.?|c[ée]dula|dni|nie|ine|curp|rnc|rut|run|nit|rfc|cuil|cuit|nss|ssn|cpf|rg"
        r"|pasaporte|passport|documento|identidad)\b"
        r"(?:[\s:#.,º°]|de\s(?:ciudadan[ií]a|identidad|extranjer[ií]a)|y\selectoral|n[uú]m(?:ero)?|nro|no|es|la|el|n){0,12}"
        r"(\d{1,3}(?:\s\d{3}){2,3}|\d[\d.\-]{5,16}[\dkK]|[A-Z]{1,2}\d{6,8})(?!\w)",
        None,
        "",
    ),
    (
        "id_number",
        6,
        r"(?<![\w.-])(\d[\d.-]{6,14}\d)(?=,?\s(?:es|de)\s(?:mi|la|su)\s(?:c[ée]dula|dni|identificaci[oó]n))",
        None,
        "",
    ),
    ("id_number", 11, r"(?<![\w.,+/$€-])\d{11}(?![\w-]|[.,]\d)", numbers.is_bare_identity, ""),
    (
        "folio",
        2,
        r"\b(?:folio|radicado|expediente|ticket|caso|reporte|reclamaci[oó]n|solicitud|protocolo|chamado|case|reference"
        r"|n[uú]m(?:ero)?)\b(?:[\s:#.º°]|n[uú]m|no|es|el|la|de|n){0,8}([A-Z]{0,5}-?\d[\w\-/]{2,23})(?!\w)",
        numbers.is_folio,
        "folio",
    ),
    ("folio", 9, r"(?<![\w-])20\d\d-\d{5,6}(?![\w-])", None, ""),
    (
        "money",
        1,
        r"(?<!\w)(?:RD\s?\$|US\s?\$|MX\s?\$|MXN\s?\$?|COP\s?\$?|CLP\s?\$?|AR\s?\$|R\$|\$U?|€|£|₡|S/\.?|Bs\.?)\s?\d[\d.,]{0,18}\d?"
        r"(?:\s?(?:mil(?:lones|h[oõ]es|l[oó]n)?|millions?|k)\b)?",
        None,
        "sign",
    ),
    (
        "money",
        1,
        r"(?<![\w.,])\d[\d.,]{0,18}\s?(?:mil\s|millones\sde\s|mill[oó]n\sde\s)?"
        r"(?:pesos|d[oó]lares|euros?|€|usd|eur|mxn|cop|dop|clp|soles|reais|colones|bol[ií]vares|quetzales|lempiras|guaran[ií]es"
        r"|dollars|bucks|pounds|cuartos|varos|lucas|contos)(?!\w)",
        None,
        "currency",
    ),
    (
        "phone",
        7,
        r"\b(?:tel(?:[eé]fonos?|efone)?|telf?|cel(?:ular)?|m[oó]vil|whats?app|wsp|wasap|zap|fijo|phone|call|ll[aá]m\w+(?:\sal)?"
        r"|mi\sn[uú]mero|meu\sn[uú]mero)\b[\s:.#]*(?:es|el|al|me|o|é)?[\s:]*"
        r"(\+?\(?\d[\d\s().-]{5,18}\d)(?![\w-]|[.,]\d)",
        numbers.is_phone,
        "",
    ),
    ("phone", 8, r"(?<![\w.,/-])\+\d{1,3}(?:[\s.-]?\(?\d{1,5}\)?){2,6}(?![\w-]|[.,]\d)", numbers.is_phone, ""),
    ("phone", 8, r"(?<![\w.,/-])\(\d{2,4}\)[\s.-]?\d{3,5}[\s.-]?\d{3,4}(?![\w-])", numbers.is_phone, ""),
    (
        "phone",
        7,
        r"(?<![\w.,/$€-])(?:\d{2,4}[\s.-]\d{3,5}[\s.-]?\d{2,4}(?:[\s.-]?\d{2})?|\d{3}\s\d{2}\s\d{2}\s\d{2}"
        r"|9\s\d{4}\s\d{4}|[24-9]\d{3}-\d{4})(?![\w-]|[.,]\d)",
        numbers.is_phone,
        "",
    ),
    ("phone", 9, r"(?<![\w.,/$€-])(?:\+\d{1,3})?[2-9]\d{8,9}(?![\w-]|[.,]\d)", None, ""),
    ("phone", 9, r"(?<![\w.,/$€-])(?:1[2-9]\d\d[2-9]\d{6}|09\d{7}|0[24]1\d-?\d{7})(?![\w-]|[.,]\d)", None, ""),
    (
        "date",
        4,
        r"(?<![\w/.-])\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?![\w/-])|(?<![\w/-])\d{4}-\d{2}-\d{2}(?![\w-])",
        None,
        "",
    ),
    (
        "date",
        1,
        r"\b\d{1,2}\s(?:de\s)?" + _MONTHS + r"\b(?:\s(?:del?\s)?\d{4})?|\b" + _MONTHS + r"\s\d{1,2}(?:,\s\d{4})?\b",
        None,
        "month",
    ),
    (
        "time",
        1,
        rf"(?<![\w:.,]){_HOUR}:[0-5]\d(?:\s?[ap]\.?\s?m\b\.?|{_PART_OF_DAY}|\s?h(?:rs?|oras)?\b)?(?![\w:])"
        rf"|\b\d{{1,2}}\s?[ap]\.?m\b\.?|(?<![\w:.,]){_HOUR}(?:h[0-5]\d|h(?:rs?|oras)?\b|{_PART_OF_DAY})(?!\w)",
        None,
        "",
    ),
    (
        "time",
        1,
        rf"\b(?:(?:a|desde|hasta|sobre|de)\slas?|às|at)\s({_HOUR}(?:\sy\s(?:media|cuarto))?)"
        r"(?=[,.;!?)]|\s?$|\s(?:en\spunto|y\s|hasta|a\slas|el\s|del\s|en\s|por\s|que\s|no\s))",
        None,
        "hour",
    ),
)
_AT_MOST: Final = 100
_DIGIT = re.compile(r"\d")
_MAILBOX = re.compile(r"@(?<=[\w.+-]@)[\w-]")
"""What every address holds, quickly found."""


def facts(text: str, *, places: Places | None = None, folded: Folded | None = None) -> tuple[Fact, ...]:
    """Typed things in `text` at their places, from the left; of two that overlap, the kind tried first."""
    taken: list[tuple[int, int, str]] = []
    folded = folded or fold(without_names(text))
    if places is not None:
        for first, last, _name in places.find(folded):
            _take(taken, (*folded.span(first, last), "place"))
    numbered = list(written(text))
    for kind, start, end in (found for found in numbered if found[0] not in ("date", "time")):
        _take(taken, (start, end, kind))
    readable = whole(text)
    for start, end in spelled.streets(readable):
        _take(taken, (start, end, "address"))
    for kind, start, end in (*(found for found in numbered if found[0] in ("date", "time")), *spelled.find(folded)):
        _take(taken, (start, end, kind))
    for start, end in spelled.nearby(readable):
        _take(taken, (start, end, "address"))
    return tuple(Fact(kind=kind, text=text[start:end], start=start, end=end) for start, end, kind in taken[:_AT_MOST])


@cache
def _forms() -> dict[str, tuple[_Form, ...]]:
    """By kind, in order; compiled when a text is first read."""
    found: dict[str, tuple[_Form, ...]] = {}
    for kind, digits, source, holds, telling in _SOURCES:
        form = _Form(kind, digits, re.compile(source, re.I), holds, tuple(filter(None, _TELLING[telling].split("|"))))
        found[kind] = (*found.get(kind, ()), form)
    return found


def _take(taken: list[tuple[int, int, str]], found: tuple[int, int, str]) -> None:
    """Keep it, in order, unless something that was taken stands there."""
    at = bisect_left(taken, found)
    free_before = at == 0 or taken[at - 1][1] <= found[0]
    if free_before and (at == len(taken) or found[1] <= taken[at][0]):
        taken.insert(at, found)


def written(text: str) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of all that is written in digits, of links and addresses; they may overlap."""
    links = list(_found(_forms()["link"], text)) if "://" in text or "www." in text.lower() else []
    yield from links
    if _MAILBOX.search(text):
        yield from _found(_forms()["email"], text)
    bare = without_names(text)
    digits = len(_DIGIT.findall(bare))
    if digits:
        small = bare.lower()
        for kind, forms in _forms().items():
            if kind not in ("link", "email"):
                yield from _found([form for form in forms if form.digits <= digits and _may_hold(form, small)], bare)


def _may_hold(form: _Form, small: str) -> bool:
    return not form.telling or any([part in small for part in form.telling])


def _found(forms: Iterable[_Form], text: str) -> Iterator[tuple[str, int, int]]:
    for form in forms:
        for found in form.pattern.finditer(text):
            group = 1 if form.pattern.groups and (found[1] or " ")[0] not in " .-" else 0
            start, end = found.start(group), _trimmed(found.group(group)) + found.start(group)
            if form.holds is None or form.holds(text[start:end]):
                yield form.kind, start, end


def _trimmed(found: str) -> int:
    """Without the punctuation of the sentence around it."""
    return len(found.rstrip(".,;:!?…)»”'\"")) or len(found)
