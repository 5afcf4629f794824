"""The patterns of what is asked: `patterns/LANG.txt`, sections with macros, compiled by this package.

A section is `[ask]` or `[ask, unless]` (what it matches says that the ask is not meant); a line is a pattern in
RE2 over folded text, `{name}` stands for a macro (`name = …`), and a space for any white space.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "patterns"
LANGUAGES = ("es", "en", "pt")

_MACRO = re.compile(r"(\w+) = (.+)$")
_USE = re.compile(r"\{([a-z_]+)\}")


class Pattern(NamedTuple):
    """What says that a text asks for `ask`, or denies it, and its source for RE2."""

    ask: str
    source: str
    denies: bool


@cache
def patterns(lang: str) -> tuple[Pattern, ...]:
    """Those of `lang` and of all languages; of a language without its own, those of all."""
    names = ("any", lang) if lang in LANGUAGES else ("any",)
    return tuple(pattern for name in names for pattern in read(FOLDER / f"{name}.txt"))


def read(path: Path) -> tuple[Pattern, ...]:
    """The patterns of one file; KeyError for a macro it does not define."""
    macros: dict[str, str] = {}
    found: list[Pattern] = []
    ask, denies = "", False
    for line in path.read_text("utf-8").splitlines():
        content = line.strip()
        macro = _MACRO.match(content)
        if not content or content.startswith("#"):
            continue
        if content.startswith("[") and content.endswith("]"):
            ask, _, unless = content[1:-1].partition(", ")
            denies = unless == "unless"
        elif macro:
            macros[macro[1]] = _expand(macro[2], macros)
        else:
            found.append(Pattern(ask, _expand(content, macros).replace(" ", r"\s+"), denies))
    return tuple(found)


def _expand(source: str, macros: dict[str, str]) -> str:
    return _USE.sub(lambda use: f"(?:{macros[use[1]]})", source)
