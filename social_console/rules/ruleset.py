"""A rule set as values: what the rest of the program asks of `rules.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from social_console import annotate as understanding
from social_console.annotate import OwnWords, Places
from social_console.clock import Calendar, Promises
from social_console.model import Annotation, Duration, Priority

if TYPE_CHECKING:
    from social_console.rules.conditions import Condition
    from social_console.rules.lexicon import Lexicon

ROLES = ("operator", "lead", "auditor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who works here. `role`: operator, lead or auditor."""

    login: str
    name: str = ""
    role: str = "operator"
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A group that may own moments, or only an address that they are referred to."""

    key: str
    name: str = ""
    email: str | None = None
    follow_up: Duration | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A saved query. `order`: `due`, `newest`, `oldest` or `priority`."""

    key: str
    query: str
    order: str = "due"
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """What happens by itself once a moment has waited so long. All that is not None must hold."""

    id: str
    about: str = ""
    used: float | None = None
    """Share of a promise's time that is used up: 0.8 approaching, 1.0 broken."""
    clock: str | None = None
    """`first`, `next`, `resolution` or `follow_up`; None: whichever falls due first."""
    unanswered: Duration | None = None
    """So long without an answer, counted as promises are."""
    at_least: Priority | None = None
    tags: frozenset[str] = frozenset()
    """At least one of these."""
    standards: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    unowned: bool | None = None
    assign: str | None = None
    priority: Priority | None = None
    tag: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One verb of a macro with its values, by the names of the verb's parameters."""

    verb: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Macro:
    """Several verbs under one name. `key`: a function key such as `f4`, or none."""

    name: str
    steps: tuple[Step, ...]
    key: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """What a rule gives to a mention that it matches."""

    tags: tuple[str, ...] = ()
    priority: Priority | None = None
    assign: str | None = None
    standard: str | None = None
    suggest: str | None = None
    notify: tuple[str, ...] = ()
    dismiss: bool = False
    stop: bool = False
    approve: bool = False
    restrict: bool = False
    no_reply: bool = False
    as_written: Mapping[str, Any] = field(default_factory=dict)
    """The same in the words of rules.yaml, for `Fired.gave`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One entry of `rules:`."""

    id: str
    when: Condition
    then: Then
    about: str = ""
    shadow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds where no rule says anything. `lang`: how texts of unknown language are read."""

    standard: str | None = None
    calendar: str = ""
    priority: Priority = Priority.NORMAL
    lang: str = "es"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleSet:
    """`rules.yaml` with its includes, ready to decide. Equal when their meaning is."""

    hash: str
    meaning: Mapping[str, Any]
    """All of it as JSON, holidays expanded: what the inbox keeps and `from_meaning` takes."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """File name → text, the first being the file that was loaded. Empty when it came from an inbox."""
    promises: Promises
    people: Mapping[str, Person]
    areas: Mapping[str, Area]
    lists: Mapping[str, tuple[str, ...]]
    templates: Mapping[str, Mapping[str, str]]
    """Name → language → text."""
    places: Places
    own_words: OwnWords
    """`lexicon:`: what words weigh here (`lexicon` below is what the rules look for)."""
    views: Mapping[str, View]
    macros: Mapping[str, Macro] = field(default_factory=dict)
    escalations: tuple[Escalation, ...]
    defaults: Defaults
    calendars: Mapping[str, Calendar]
    rules: tuple[Rule, ...]
    lexicon: Lexicon
    triggers: Mapping[int, tuple[int, ...]]
    """Atom of the lexicon → places in `rules` of the rules that may fire only where such an atom was seen."""
    always: tuple[int, ...]
    """Places in `rules` of the rules that have to be looked at for every mention."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuleSet) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def annotate(self, text: str, *, declared: str | None = None, languages: Sequence[str] = ("es",)) -> Annotation:
        """What a text is, with the places and the own words of this rule set."""
        return understanding.annotate(
            text, declared=declared, languages=languages, places=self.places, words=self.own_words
        )

    def read_again(self, text: str, annotation: Annotation) -> Annotation:
        """The same annotation if this rule set's own words made it, else with its mood as they make it."""
        return understanding.with_words(annotation, text, self.own_words, otherwise=self.defaults.lang)

    def owner_name(self, owner: str) -> str:
        """A person's or an area's name as screens show it; the key itself where it is not known any more."""
        known = self.people.get(owner) or self.areas.get(owner)
        return (known.name if known else "") or owner
