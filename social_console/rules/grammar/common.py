"""Values that stand in several places: priorities, lengths of time, tags, owners."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from social_console.clock import parse_duration
from social_console.clock.durations import UNITS
from social_console.i18n import N_
from social_console.rules.shapes import Choice, Listed, Named, Parsed

Json = Any

PRIORITIES = ("low", "normal", "high", "urgent")
PRIORITY_ES = {
    "baja": "low",
    "media": "normal",
    "alta": "high",
    "urgente": "urgent",
    "critica": "urgent",
    "medium": "normal",
}
PRIORITY = Choice(PRIORITIES, PRIORITY_ES)


def lengths(units: Iterable[str]) -> str:
    """How a length of time in these units is written, as a pattern for editors: in any case, with any accents."""
    letters = {
        letter: f"[{letter}{letter.upper()}{accent}{accent.upper()}]"
        for letter, accent in zip("aeiou", "áéíóú", strict=True)
    }
    each = (
        "".join(letters.get(char, f"[{char}{char.upper()}]" if char.isalpha() else r"\s+") for char in unit)
        for unit in units
    )
    return rf"^\s*0*[1-9]\d*\s*({'|'.join(each)})\s*$"


def _length(text: str) -> dict[str, Json]:
    found = parse_duration(text)
    return {"amount": found.amount, "unit": found.unit}


LENGTH = Parsed(
    _length,
    N_("“{value}” is not a length of time."),
    N_("Write `30m`, `4h`, `5 working days` or `10 days`; `d` alone does not say which days."),
    ("30m", "4h", "5 working days", "10 days"),
    "duration",
    pattern=lengths(UNITS),
    only_text=True,
)


def _tag(text: str) -> str:
    if re.fullmatch(r"[\w][\w .:/+-]{0,39}", text) is None:
        raise ValueError(text)
    return text


TAGS = Listed(
    Parsed(
        _tag,
        N_("“{value}” cannot be a tag."),
        N_("Letters, digits, spaces and - . : / +, at most 40."),
        ("agua",),
        pattern=r"^[^\s#,;!?\"'@$%&*()\[\]{}<>|=.:/+-][^#,;!?\"'@$%&*()\[\]{}<>|=\n\t]{0,39}$",
    )
)
OWNER = Named(("people", "areas"))


def refuse(text: str) -> str:
    """ValueError, from inside an expression."""
    raise ValueError(text)
