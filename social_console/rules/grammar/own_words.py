"""`lexicon:`: words of this institution and what they weigh."""

from __future__ import annotations

from typing import Any

from social_console.annotate import KINDS
from social_console.i18n import N_
from social_console.rules.grammar.common import refuse
from social_console.rules.records import Field, Record
from social_console.rules.shapes import Changed, Choice, Either, Number, Parsed, Shape, Table

Json = Any

HEAVIEST = 4
LONGEST = 80
_WEIGHT = Number(-HEAVIEST, HEAVIEST, whole=False)


def _written(text: str) -> str:
    if not 1 <= len(text) <= LONGEST or "*" in text or "\n" in text or not text.strip():
        refuse(text)
    return " ".join(text.split())


_KEY: Shape = Parsed(
    _written,
    N_("“{value}” cannot be a word of the lexicon."),
    N_("A word, a phrase or an emoji, at most 80 characters, without *; `as: noun` and its like make the other forms."),
    ("guagua", "se fue la luz"),
    pattern=r"^[^*\n]*[^*\s][^*\n]*$",
)
_ENTRY = Record(
    {
        "weight": Field(_WEIGHT, N_("From -4, very bad, to 4, very good; 0: it says no mood here."), required=True),
        "as": Field(
            Choice(KINDS, {"palabra": "word", "sustantivo": "noun", "adjetivo": "adjective", "verbo": "verb"}),
            N_("word: exactly this form; noun, adjective, verb: the dictionary form, and all its forms count."),
        ),
        "lang": Field(Choice(("es", "en", "pt")), N_("The language whose texts it counts in; the default one's.")),
    },
    spanish={"peso": "weight", "como": "as", "tipo": "as", "kind": "as", "idioma": "lang", "language": "lang"},
)
_JUST_WEIGHT = Changed(_WEIGHT, lambda weight: {"weight": weight})
OWN_WORDS = Table(Either(scalar=_JUST_WEIGHT, mapping=_ENTRY), "lexicon", names=_KEY)
