"""Templates: texts with variables. `{folio}` must be known, `{name|vecino}` has a fallback, `{name:, {}}` is optional.

`{author.first_name:, {}}` reads: if there is a first name, write `, ` and the name, else nothing. `{{` is a brace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

VARIABLES = (
    "author.name",
    "author.first_name",
    "author.handle",
    "folio",
    "place",
    "institution.name",
    "account.handle",
    "channel",
    "operator.name",
    "owner.name",
    "area.name",
    "area.email",
    "standard.name",
    "standard.first_response",
    "standard.resolution",
    "due",
    "date",
    "time",
    "url",
)
"""What a template may name. Who renders gives those it knows."""

_VARIABLE = re.compile(
    r"\{\{|\}\}|\{\s*([\w.]+)\s*(?:\|(?P<fallback>[^{}]*)|:(?P<around>(?:[^{}]|\{\})*))?\}|\{[^{}]*\}|[{}]"
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text ready to be sent, once nothing is `unresolved`: names of variables that had no value, left as written."""

    text: str
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a template and where it stands; `name` is empty where a brace is out of place."""

    name: str
    start: int
    end: int
    optional: bool


def variables(template: str) -> Iterator[Variable]:
    """What a template names, in order."""
    for match in _VARIABLE.finditer(template):
        if match[0] not in ("{{", "}}"):
            optional = match["fallback"] is not None or match["around"] is not None
            yield Variable(match[1] or "", match.start(), match.end(), optional)


def shortest(template: str) -> str:
    """What is written whatever the variables hold: no filling is shorter than this."""
    return _VARIABLE.sub(lambda match: match[0][0] if match[0] in ("{{", "}}") else "", template)


def text_in(texts: Mapping[str, str], lang: str, default: str = "es") -> str:
    """The text in `lang`, else in the default language, else the first in alphabetical order."""
    for code in (lang, default):
        if code in texts:
            return texts[code]
    return texts[min(texts)] if texts else ""


def render(texts: Mapping[str, str], lang: str, values: Mapping[str, str | None], *, default: str = "es") -> Rendered:
    """The template's text in a language, with its variables filled in. Empty values count as unknown."""
    unresolved: list[str] = []

    def fill(match: re.Match[str]) -> str:
        if match[1] is None:
            return {"{{": "{", "}}": "}"}.get(match[0], match[0])
        value = values.get(match[1]) or ""
        if match["around"] is not None:
            return match["around"].replace("{}", value) if value else ""
        if value or match["fallback"] is not None:
            return value or match["fallback"]
        unresolved.append(match[1])
        return match[0]

    text = _VARIABLE.sub(fill, text_in(texts, lang, default))
    return Rendered(text, tuple(dict.fromkeys(unresolved)))
