"""Facts that are written in words: since when, which day, how much, and where, by a preposition or a kind of street.

*Since when* and *where* are what a fault needs to be seen to; neither is as certain as a number, so both have kinds of
their own: `since` and `address`. A `place` is a name that a rule set lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from social_console.text import Folded, whole

_AMOUNT = (
    "(?:[0-9]+|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|treinta|cuarenta|cien|"
    "medio|media|varios|varias|muchos|muchas|unos|unas|algunos|algunas|um|uma|duas|oito|sete|nove|dez|"
    "two|three|four|five|six|seven|eight|nine|ten|several|many|a)"
)
_UNIT = (
    "(?:minutos?|horas?|dias?|semanas?|mes|meses|aNos?|noches?|quincenas?|anos?|"
    "minutes?|hours?|days?|weeks?|months?|years?)"
)
_WEEKDAY = (
    "(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|segunda(?:-feira)?|terca(?:-feira)?|quarta(?:-feira)?|"
    "quinta-feira|sexta(?:-feira)?|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_MONTH = (
    "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|"
    "january|february|march|april|june|july|august|september|october|november|december)"
)
_ABOUT = "(?:(?:ya|mas de|mais de|como|casi|unos|unas|cerca de|over|more than|about|the last|the past) )*"
_NUMBER = (
    "(?:un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|veinticinco|treinta|cuarenta|"
    "cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|doscientos|trescientos|cuatrocientos|quinientos|seiscientos|"
    "setecientos|ochocientos|novecientos|mil|millon|millones|de|y|medio|um|dois|cem|duzentos|quinhentos|milhao|milhoes)"
)
_CURRENCY = "(?:pesos|dolares|euros|soles|reais|cuartos|lucas|colones|bolivares|guaranies|quetzales|lempiras|palos)"
_WORDS: Final = {
    "since": (
        f"desde (?:hace |faz |ha )?{_ABOUT}{_AMOUNT} {_UNIT}",
        f"(?:hace|faz|ha|llev(?:o|a|an|amos)|van|for) {_ABOUT}{_AMOUNT} {_UNIT}(?: y (?:medio|media))?(?: atras)?",
        f"(?:tenemos|tengo|tiene|tienen) {_ABOUT}{_AMOUNT} (?:minutos?|horas?|dias?|semanas?|mes|meses) "
        "(?:sin|que|con|esperando|asi|en|de)",
        f"desde (?:el |este |la |as |o |a )?(?:{_WEEKDAY}|ayer|anoche|antier|anteayer|antes de ayer|ontem|{_MONTH})"
        "(?: pasad[oa]| en la (?:noche|tarde|maNana)| por la (?:noche|tarde|maNana))?",
        "desde (?:la|esta|las?|el) (?:semana pasada|maNana|madrugada|noche|tarde|navidad|semana|mes pasado|aNo pasado|"
        "fin de semana|[0-9]{1,2}(?::[0-9]{2})?(?: ?[ap]\\.? ?m)?(?: de la (?:maNana|tarde|noche|madrugada))?)",
        f"since (?:{_WEEKDAY}|yesterday|last (?:night|week|month|year)|{_MONTH}|this morning)",
        f"{_AMOUNT} {_UNIT} ago",
    ),
    "date": (
        f"(?:el|este|la|na|no|on|next|proximo|pasado) (?:proximo |pasado )?{_WEEKDAY}",
        "(?:pasado maNana|antes de ayer|anteayer|antier|ayer|anoche|ontem|amanha|yesterday|tomorrow|esta noche)",
    ),
    "money": (f"{_NUMBER}(?: {_NUMBER}){{0,5}} {_CURRENCY}",),
}
_NAME = r"(?:\p{Lu}[\p{L}\p{M}.'’-]*|\d{1,5}[A-Z]?(?:ta|ra|na|ma|er|a|º|ª|°)?|#|n[°º]\.?|No\.|km)"
_JOINED = r"(?: ?,)? (?:(?:de|del|la|las|los|el|y|con|esq\.?|esquina|casi|entre|número|do|da|dos|das|e) ){0,3}"
_STREET = (
    r"(?i:calle|c/|av(?:enida|da|e)?\.?|carrera|cra\.?|kra\.?|cll?\.|diagonal|transversal|calzada|bulevar|bulevard|boulevard"
    r"|blvd\.?|autopista|aut\.|carretera|callejón|callejon|pasaje|jirón|jiron|jr\.|prolongación|plaza|parque|puente|elevado"
    r"|paseo|ronda|glorieta|rotonda|malecón|esquina|barrio|bo\.|sector|colonia|col\.|urbanización|urbanizacion|urb\.|residencial"
    r"|ensanche|ens\.|vereda|comuna|localidad|distrito|municipio|paraje|reparto|edificio|manzana|kilómetro|kilometro|km|estación"
    r"|estacion|parada|escuela|liceo|colegio|instituto|hospital|clínica|clinica|mercado|cementerio|biblioteca|iglesia|rua|praça"
    r"|praca|bairro|travessa|rodovia|alameda|jardim|street|road|avenue|bridge|cruce|intersección|callejuela|costanera|rambla)"
)
_BEFORE_PLACES = (
    r"(?i:en|frente al?|cerca del?|detr[aá]s del?|al lado del?|atrás del?|próximo al?|em|no|na|perto d[eoa]"
    r"|near|in|at|behind)"
)
_ON_STREET: Final = (
    rf"\b{_STREET} (?:(?:de|del|la|las|los|el|do|da|dos|das) ){{0,2}}{_NAME}"
    rf"(?:(?:{_JOINED}| ?)(?:{_STREET} )?{_NAME}){{0,6}}"
)
_SMALL_STREET: Final = (
    r"(?i:\b(?:calle|avenida|av\.?|barrio|sector|colonia|rua|bairro|jirón)) "
    r"((?:(?:de|del|la|las|los|el) ){0,2}\p{Ll}[\p{L}\p{M}]{2,}"
    r"(?:(?: con| esquina| esq\.?) (?:la |calle |la calle )?[\p{L}\d]+)?)"
)
_NEAR: Final = (
    rf"\b{_BEFORE_PLACES} (?:(?:el|la|los|las|the) )?"
    r"(\p{Lu}[\p{L}\p{M}]+(?: (?:(?:de|del|la|las|los|do|da) ){0,2}\p{Lu}[\p{L}\p{M}]+){0,3})"
)
_CAPITAL = re.compile("[A-ZÁÉÍÓÚÑ0-9]")
_STREETS = re.compile(r"\b(?:calle|av|barrio|sector|colonia|rua|bairro|jir)", re.IGNORECASE)
_NOWHERE_WORDS: Final = (
    "twitter x facebook instagram whatsapp internet youtube tiktok netflix google dios navidad semana enero "
    "febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre que no esa ese esta "
    "este eso esto cada todo todos toda serio fin vez cuenta general caso twiter telegram zoom linkedin "
    "spotify january february march april june july august september october november december vivo directo "
    "español ingles tv cristo jesus deus mi su tu sus and the is to del de la el los las con y en o por para "
    "sin un una se lo me te nos "
)
_NOWHERE: Final = frozenset(_NOWHERE_WORDS.split())
_NO_STREET_WORDS: Final = (
    "que hecha levantada abierta vacía está esta estan están no es oscura oscuro sin llena lleno con donde se "
    "principal entera completa tiene hay por para más mas muy igual hace llevan lleva sigue parece cerrada "
    "cortada rota nuestra mía abajo arriba una uno como cuando y o ni pero también tambien todo toda ya desde "
    "hasta ser fue era son solo del de la el los las en al privada pública "
)
_NO_STREET: Final = frozenset(_NO_STREET_WORDS.split())


@cache
def _said() -> Any:
    """RE2 over folded text, one group for each kind: one pass for all."""
    return _compiled("|".join("(" + "|".join(rf"\b(?:{one})\b" for one in forms) + ")" for forms in _WORDS.values()))


@cache
def _where() -> tuple[Any, Any, Any]:
    """RE2 over raw text, where a capital begins a name."""
    return _compiled(_ON_STREET), _compiled(_SMALL_STREET), _compiled(_NEAR)


def _compiled(source: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    return re2.compile(source.replace(" ", r"\s+"), options)


def find(folded: Folded) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) in the raw text, for since when, days and sums in words."""
    for found in _said().finditer(whole(folded.text)):
        kind = next(kind for number, kind in enumerate(_WORDS, 1) if found[number] is not None)
        yield kind, *folded.span(*found.span())


def streets(text: str) -> Iterator[tuple[int, int]]:
    """Where a kind of street or building bears a name or a number; `text` is `whole`."""
    if _CAPITAL.search(text) and not text.isupper():
        for found in _where()[0].finditer(text):
            yield found.start(), _end(text, *found.span())
    if _STREETS.search(text):
        for found in _where()[1].finditer(text):
            if found[1].split()[-1 if len(found[1].split()) < 3 else 0] not in _NO_STREET:
                yield found.start(), _end(text, *found.span())


def nearby(text: str) -> Iterator[tuple[int, int]]:
    """What a preposition of place makes a place: *en Villa Mella*, *frente al Conde*; `text` is `whole`."""
    if _CAPITAL.search(text) and not text.isupper():
        for found in _where()[2].finditer(text):
            words = [word for word in found[1].lower().split() if word not in ("el", "la", "los", "las")]
            if words and words[0] not in _NOWHERE:
                yield found.start(1), _end(text, *found.span())


def _end(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" ,.#"))
