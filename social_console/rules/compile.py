"""The meaning of a rule file (JSON) made into a `RuleSet`. The only way in: loading a file goes through it too."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from social_console.annotate import OwnWords, Places
from social_console.clock import Calendar, Promises
from social_console.model import Duration, Priority, Standard
from social_console.rules.build import Builder
from social_console.rules.conditions import Condition
from social_console.rules.ruleset import Area, Defaults, Escalation, Macro, Person, Rule, RuleSet, Step, Then, View

FORMAT = 1
"""Of the meaning. A later program reads earlier formats."""
EXPANDED = "expanded"
"""The key that holds what is worked out from the rest (holidays); it is no part of the hash."""
_LENGTHS = ("first_response", "next_response", "resolution")

Json = Mapping[str, Any]


def hash_of(meaning: Json) -> str:
    """What identifies a rule set: layout, comments and splitting into files apart."""
    essential = {key: value for key, value in meaning.items() if key != EXPANDED and value not in ({}, [], None)}
    text = json.dumps(essential, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def from_meaning(meaning: Json, hash: str = "", *, sources: Mapping[str, str] | None = None) -> RuleSet:  # noqa: A002
    """The rule set of a meaning that `check` found sound, such as one that an inbox kept."""
    calendars = {name: Calendar.from_json(one) for name, one in meaning.get(EXPANDED, {}).get("calendars", {}).items()}
    defaults = _defaults(meaning.get("defaults", {}), calendars)
    lists = {name: tuple(entries) for name, entries in meaning.get("lists", {}).items()}
    builder = Builder(lists, calendars, defaults.calendar)
    rules = tuple(_rule(builder, rule) for rule in meaning.get("rules", ()))
    triggers, always = index(rule.when for rule in rules)
    people = {login: _person(login, one) for login, one in meaning.get("people", {}).items()}
    areas = {key: _area(key, one, people) for key, one in meaning.get("areas", {}).items()}
    return RuleSet(
        hash=hash or hash_of(meaning),
        meaning=meaning,
        sources=sources or {},
        promises=_promises(meaning, defaults, calendars, areas),
        people=people,
        areas=areas,
        lists=lists,
        templates=meaning.get("templates", {}),
        places=Places(meaning.get("places", {})),
        own_words=OwnWords.of(meaning.get("lexicon", {}), defaults.lang),
        views={one["name"]: _view(one) for one in meaning.get("views", ())},
        macros={name: _macro(name, one) for name, one in meaning.get("macros", {}).items()},
        escalations=tuple(map(_escalation, meaning.get("escalations", ()))),
        defaults=defaults,
        calendars=calendars,
        rules=rules,
        lexicon=builder.lexicon,
        triggers=triggers,
        always=always,
    )


def empty() -> RuleSet:
    """No rules, no promises: what holds before there is a rules.yaml."""
    return from_meaning({"format": FORMAT})


def _rule(builder: Builder, rule: Json) -> Rule:
    return Rule(
        id=rule["id"],
        when=builder.condition(rule["when"]),
        then=_then(rule.get("then", {})),
        about=rule.get("about", ""),
        shadow=rule.get("shadow", False),
    )


def _then(then: Json) -> Then:
    return Then(
        tags=tuple(then.get("tag", ())),
        priority=_priority(then.get("priority")),
        assign=then.get("assign"),
        standard=then.get("standard"),
        suggest=then.get("suggest"),
        notify=tuple(then.get("notify", ())),
        dismiss=then.get("dismiss", False),
        stop=then.get("stop", False),
        approve=then.get("approve", False),
        restrict=then.get("restrict", False),
        no_reply=then.get("reply") == "none",
        as_written=dict(then),
    )


def index(conditions: Iterable[Condition]) -> tuple[dict[int, tuple[int, ...]], tuple[int, ...]]:
    """Which conditions, by their places, an atom may set off, and which may hold without any."""
    triggers: dict[int, list[int]] = {}
    always: list[int] = []
    for place, condition in enumerate(conditions):
        if condition.trigger is None:
            always.append(place)
        for atom in condition.trigger or ():
            triggers.setdefault(atom, []).append(place)
    return {atom: tuple(places) for atom, places in triggers.items()}, tuple(always)


def _promises(
    meaning: Json, defaults: Defaults, calendars: Mapping[str, Calendar], areas: Mapping[str, Area]
) -> Promises:
    return Promises(
        standards=tuple(map(_standard, meaning.get("standards", ()))),
        default_standard=defaults.standard,
        default_priority=defaults.priority,
        calendars=calendars,
        default_calendar=defaults.calendar,
        follow_ups={key: area.follow_up for key, area in areas.items() if area.follow_up is not None},
    )


def _standard(standard: Json) -> Standard:
    lengths = {name: _duration(standard.get(name)) for name in _LENGTHS}
    return Standard(
        name=standard["name"],
        calendar=standard.get("calendar"),
        legal=standard.get("legal"),
        pauses=tuple(standard.get("pauses", ())),
        since=date.fromisoformat(standard["from"]) if "from" in standard else None,
        later=tuple(_standard({"name": standard["name"], **one}) for one in standard.get("later", ())),
        **lengths,
    )


def _defaults(defaults: Json, calendars: Mapping[str, Calendar]) -> Defaults:
    only = next(iter(calendars)) if len(calendars) == 1 else ""
    return Defaults(
        standard=defaults.get("standard"),
        calendar=defaults.get("calendar", only),
        priority=_priority(defaults.get("priority")) or Priority.NORMAL,
        lang=defaults.get("lang", "es"),
    )


def _person(login: str, person: Json) -> Person:
    return Person(
        login=login,
        name=person.get("name", ""),
        role=person.get("role", "operator"),
        areas=tuple(person.get("areas", ())),
    )


def _area(key: str, area: Json, people: Mapping[str, Person]) -> Area:
    """Members are those it names and those who name it."""
    named = [*area.get("members", ()), *(login for login, person in people.items() if key in person.areas)]
    return Area(
        key=key,
        name=area.get("name", ""),
        email=area.get("email"),
        follow_up=_duration(area.get("follow_up")),
        members=tuple(sorted(set(named))),
    )


def _view(view: Json) -> View:
    return View(key=view["name"], query=view["query"], order=view.get("order", "due"), title=view.get("title", ""))


def _macro(name: str, macro: Json) -> Macro:
    steps = tuple(Step(step["verb"], step.get("values", {})) for step in macro["do"])
    return Macro(name, steps, macro.get("key", ""), macro.get("title", ""))


def _escalation(escalation: Json) -> Escalation:
    when, then = escalation["when"], escalation.get("then", {})
    promise = when.get("promise", {})
    return Escalation(
        id=escalation["id"],
        about=escalation.get("about", ""),
        used=promise.get("used"),
        clock=promise.get("clock"),
        unanswered=_duration(when.get("unanswered")),
        at_least=_priority(when.get("priority", {}).get("at_least")),
        tags=frozenset(when.get("tag", ())),
        standards=frozenset(when.get("standard", ())),
        owners=frozenset(when.get("owner", ())),
        unowned=when.get("unowned"),
        assign=then.get("assign"),
        priority=_priority(then.get("priority")),
        tag=tuple(then.get("tag", ())),
        notify=tuple(then.get("notify", ())),
    )


def _priority(label: str | None) -> Priority | None:
    return None if label is None else Priority[label.upper()]


def _duration(length: Json | None) -> Duration | None:
    return None if length is None else Duration(amount=length["amount"], unit=length["unit"])
