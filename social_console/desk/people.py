"""Who may do what: the operator's role as rules.yaml gives it (DESIGN 1, 4)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from social_console.errors import Location, NotAllowed, UsageError
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.rules import RuleSet
    from social_console.store import Reader

ME = ("me", "yo")


def role_of(rule_set: RuleSet, operator: str) -> str:
    """operator, lead or auditor. Where rules.yaml names nobody, everybody leads; a stranger is an operator."""
    if not rule_set.people:
        return "lead"
    person = rule_set.people.get(operator)
    return person.role if person else "operator"


def must_write(role: str, operator: str) -> None:
    """Raise NotAllowed for an auditor."""
    if role == "auditor":
        raise NotAllowed(
            _("{operator} is an auditor and only reads.").format(operator=operator),
            remedy=_("A lead gives roles under “people:” in rules.yaml."),
        )


def must_lead(role: str, operator: str) -> None:
    """Raise NotAllowed for anybody but a lead."""
    if role != "lead":
        raise NotAllowed(
            _("Only a lead approves replies; {operator} is not one.").format(operator=operator),
            remedy=_("A lead gives roles under “people:” in rules.yaml."),
        )


def reader(rule_set: RuleSet | None, operator: str) -> Reader:
    """What of the restricted moments this operator may read: theirs and their areas'; leads and auditors, all."""
    from social_console.store import Reader

    if rule_set is None or role_of(rule_set, operator) in ("lead", "auditor"):
        return Reader(everything=True)
    person = rule_set.people.get(operator)
    areas = {key for key, area in rule_set.areas.items() if operator in area.members}
    return Reader(frozenset({operator, *areas, *(person.areas if person else ())}))


def must_read(tx: Any, ids: Iterable[int], who: Reader) -> None:
    """Raise NotAllowed where one of these moments is restricted and not this reader's."""
    from social_console import store

    closed = store.unreadable(tx, ids, who)
    if closed:
        raise restricted(min(closed))


def restricted(moment: int) -> NotAllowed:
    """Why somebody who may not read a moment can neither act on it nor have it explained."""
    return NotAllowed(
        _("Moment {id} is restricted: only its owner, their area and leads work on it.").format(id=moment),
        title=_("Restricted"),
        location=Location(moment=moment),
        remedy=_("A lead assigns it to whoever has to work on it."),
    )


def owners(rule_set: RuleSet, operator: str) -> tuple[str, ...]:
    """Who may be given a moment: people, then areas."""
    return tuple(dict.fromkeys([operator, *rule_set.people, *rule_set.areas]))


def owner_named(rule_set: RuleSet, operator: str, name: str) -> str:
    """The login or the area that `name` means (`me`, a login, an area, their full names); UsageError else."""
    wanted = name.strip().lstrip("@").casefold()
    if wanted in ME:
        return operator
    known = {login.casefold(): login for login in owners(rule_set, operator)}
    known |= {person.name.casefold(): person.login for person in rule_set.people.values() if person.name}
    known |= {area.name.casefold(): area.key for area in rule_set.areas.values() if area.name}
    if wanted in known:
        return known[wanted]
    message = _("There is no person or area “{name}” in rules.yaml.").format(name=name)
    raise UsageError(message, remedy=near(wanted, known.values()))


def near(wanted: str, known: Iterable[str]) -> str:
    """`Did you mean …?`, or which there are."""
    names = sorted(set(known))
    close = difflib.get_close_matches(wanted, names, n=1)
    if close:
        return _("Did you mean “{name}”?").format(name=close[0])
    return _("There are: {names}.").format(names=", ".join(names)) if names else ""
