"""A rule file made into a `RuleSet`, or into all its faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from social_console.errors import Fault, RulesError
from social_console.i18n import gettext as _
from social_console.rules import checks
from social_console.rules.calendars import expand
from social_console.rules.compile import EXPANDED, FORMAT, from_meaning
from social_console.rules.files import read_files
from social_console.rules.lint import lint
from social_console.rules.reading import Reading
from social_console.rules.ruleset import RuleSet

Json = Any


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a text may be, in the channel's own unit."""

    most: int
    measure: Callable[[str], int] = len


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rule file is checked against, where it is known: the institution's languages, how long a reply may be."""

    languages: tuple[str, ...] = ()
    limits: Mapping[str, Limit] | None = None
    """By channel."""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What there is of each of `channel`, `account`, `institution`."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The outcome of reading: the rule set, unless a fault forbids it, and what was found on the way."""

    rule_set: RuleSet | None
    faults: tuple[Fault, ...]
    reading: Reading


def load(path: Path, *, surroundings: Surroundings | None = None) -> RuleSet:
    """The rule set in a file. Raises RulesError with every fault."""
    loaded = read(path, surroundings=surroundings)
    if loaded.rule_set is None:
        raise refusal(loaded)
    return loaded.rule_set


def refusal(loaded: Loaded) -> RulesError:
    """The error that a file with faults is."""
    errors = [fault for fault in loaded.faults if fault.severity == "error"]
    return RulesError(errors, title=_("rules.yaml has faults"), remedy=_("Correct them; `rules check` shows them all."))


def check(path: Path, *, surroundings: Surroundings | None = None) -> tuple[Fault, ...]:
    """Every fault, every warning and every remark, in the order of their places."""
    return examine(path, surroundings=surroundings).faults


def examine(path: Path, *, surroundings: Surroundings | None = None) -> Loaded:
    """Read, with what `lint` remarks of a sound file."""
    loaded = read(path, surroundings=surroundings)
    if loaded.rule_set is None:
        return loaded
    lint(loaded.rule_set, loaded.reading)
    return again(loaded)


def again(loaded: Loaded) -> Loaded:
    """With what its reading has been told since."""
    return Loaded(loaded.rule_set, _sorted(loaded.reading), loaded.reading)


def read(path: Path, *, surroundings: Surroundings | None = None, texts: Mapping[str, str] | None = None) -> Loaded:
    """Read, check, and compile what is sound."""
    reading = Reading()
    content = read_files(Path(path), reading, texts)
    if not reading.unread:  # a name that seems missing may stand there
        checks.names(reading)
    checks.whole(content, reading, surroundings or Surroundings())
    meaning = {"format": FORMAT, **{key: one for key, one in content.items() if key != "version"}}
    meaning[EXPANDED] = {"calendars": expand(content, reading), "tests": checks.test_places(content, reading)}
    faults = _sorted(reading)
    sound = not any(fault.severity == "error" for fault in faults)
    rule_set = from_meaning(meaning, sources=reading.sources) if sound else None
    return Loaded(rule_set, faults, reading)


def _sorted(reading: Reading) -> tuple[Fault, ...]:
    files = list(reading.sources)
    return tuple(sorted(reading.faults, key=lambda fault: _order(fault, files)))


def _order(fault: Fault, files: list[str]) -> tuple[int, int, int]:
    where = fault.location
    file = files.index(where.file) if where.file in files else len(files)
    return file, where.line or 0, where.column or 0
