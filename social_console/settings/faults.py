"""Faults of the settings file: from tomllib and pydantic, with places, in the user's language."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from social_console.errors import Fault, Location
from social_console.i18n import gettext as _
from social_console.settings.places import Path, Places
from social_console.text import plain

_SYNTAX = re.compile(r"(?P<reason>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)


def syntax_fault(file: FilePath, text: str, error: Exception, *, excerpt: bool = True) -> Fault:
    """What tomllib says of a broken file, in words that help; it sees the first fault only."""
    found = _SYNTAX.fullmatch(str(error))
    lines = text.splitlines() or [""]
    line = int(found["line"]) if found and found["line"] else len(lines)
    column = int(found["column"]) if found and found["column"] else len(lines[-1]) + 1
    shown = lines[line - 1].strip() if excerpt and line <= len(lines) else ""
    reason = plain(found["reason"] if found else str(error), limit=300)
    return Fault(
        code="toml-syntax",
        message=_("This is not TOML: {reason}.").format(reason=_(reason)),
        location=Location(file=str(file), line=line, column=column),
        excerpt=plain(shown, limit=200, newlines=False),
        remedy=_hint(shown),
    )


def _hint(line: str) -> str:
    """The two slips that people make most."""
    if re.search("[“”‘’«»]", line):
        return _('Use straight quotes: "…".')
    if re.fullmatch(r"[\w.-]+\s*=\s*[^\"'\[{\d\s][^\"']*", line) and not line.rstrip().endswith(("true", "false")):
        return _('Text stands in quotes: key = "text".')
    return _("A line is: key = value. Text stands in quotes; [names] of tables in brackets.")


@dataclass(slots=True)
class Faults:
    """Gathers what is wrong with one file."""

    file: FilePath
    places: Places
    found: list[Fault] = field(default_factory=list)

    def add(self, code: str, path: Path, message: str, *, remedy: str = "", at_key: bool = False) -> None:
        """One more, at the value of `path` (or its key)."""
        line, column = self.places.key(path) if at_key else self.places.value(path)
        self.found.append(
            Fault(
                code=code,
                message=message,
                location=Location(file=str(self.file), line=line, column=column),
                excerpt=plain(self.places.line(line), limit=200, newlines=False),
                remedy=remedy,
            )
        )

    def unknown(self, path: Path, known: Iterable[str]) -> None:
        """A key that nobody reads."""
        name = plain(str(path[-1]), limit=60, newlines=False)
        self.add(
            "unknown-key", path, _("Unknown key “{name}”.").format(name=name), remedy=nearest(name, known), at_key=True
        )

    def invalid(self, error: ValidationError, base: Path, known: Iterable[str]) -> None:
        """Everything that pydantic found below `base`."""
        names = tuple(known)
        for one in error.errors(include_url=False, include_input=False):
            path = (*base, *(part for part in one["loc"] if not str(part).startswith(("function-", "union["))))
            if one["type"] == "extra_forbidden":
                self.unknown(path, names)
            elif one["type"] == "missing":
                message = _("“{name}” is missing.").format(name=path[-1])
                self.add("missing-key", path, message, at_key=True)
            else:
                self.add("wrong-value", path, _("“{name}”: {reason}.").format(name=_name(path), reason=_reason(one)))


def nearest(name: str, known: Iterable[str]) -> str:
    """“Did you mean …?”, or which there are."""
    names = sorted(set(known))
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return _("Did you mean “{name}”?").format(name=near[0])
    return _("There are: {names}.").format(names=", ".join(names)) if names else ""


def _name(path: Path) -> str:
    return str(next((part for part in reversed(path) if isinstance(part, str)), ""))


def _reason(error: Any) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return plain(str(context.get("error", "")), limit=300, newlines=False)
    if kind in {"literal_error", "enum"}:
        return _("must be one of {choices}").format(choices=str(context["expected"]).replace(" or ", ", "))
    words = {
        "string_type": _("must be text in quotes"),
        "int_type": _("must be a whole number"),
        "float_type": _("must be a number"),
        "bool_type": _("must be true or false, without quotes"),
        "list_type": _('must be a list in brackets, like ["a", "b"]'),
        "tuple_type": _('must be a list in brackets, like ["a", "b"]'),
        "dict_type": _("must be a table"),
        "too_short": _("must not be empty"),
        "string_too_short": _("must not be empty"),
    }
    if kind in words:
        return words[kind]
    bound = next((context[key] for key in ("ge", "le", "gt", "lt") if key in context), None)
    if bound is not None:
        return _("is out of range (limit {limit})").format(limit=bound)
    return plain(str(error["msg"]), limit=300, newlines=False)
