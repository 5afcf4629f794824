"""What a report is made of, read from the inbox: moments, promises by rule set, areas, gaps in reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from social_console import store
from social_console.clock import NEVER, Promises
from social_console.moments import Timeline
from social_console.reports.columns import Columns
from social_console.reports.gather import Source
from social_console.reports.period import Period
from social_console.reports.report import Facts

if TYPE_CHECKING:
    from social_console.rules import RuleSet

T = TypeVar("T")
Transaction = Any
"""What `Inbox.reading()` gives; only the store knows its type."""


def read(
    tx: Transaction, period: Period, rules: RuleSet, *, name: str = "", told: Callable[[int], None] = lambda n: None
) -> Source:
    """The moments opened in the period, and those opened before that may belong to its backlog.

    `name` is the institution's; `told` hears now and then how many have been read.
    """
    blind = store.coverage(tx, period.since, period.backlog_at)
    return Source(
        entries=_entries(tx, period, told),
        promises_of=promises_of(tx, rules),
        areas_of=lambda owner: areas_of(rules, owner),
        columns=_columns(tx, period, rules, told),
        entries_of=lambda ids: _told(store.told(tx, ids), told),
        coverage=tuple(_gap(one) for one in blind),
        name=name,
    )


def read_one(tx: Transaction, wanted: str) -> tuple[Facts, Timeline]:
    """One moment by id, folio or alias; NoSuchMoment."""
    id_ = store.resolve(tx, wanted)
    row = store.rows(tx, [id_])[0]
    facts = Facts(
        id=id_,
        folio=row.folio,
        institution=row.institution,
        channel=row.channel,
        account=row.account,
        text=row.text,
        url=row.url,
        deleted=row.deleted,
    )
    return facts, store.timelines(tx, [id_])[id_]


def promises_of(tx: Transaction, rules: RuleSet) -> Callable[[str | None], Promises]:
    """The promises of a rule set that once decided, by its hash; those of `rules` where it is not kept."""
    meanings = {one.hash: one.meaning for one in store.rule_sets(tx)}
    known: dict[str | None, Promises] = {None: rules.promises, rules.hash: rules.promises}

    def find(hash_: str | None) -> Promises:
        if hash_ not in known:
            known[hash_] = _compiled(meanings.get(hash_ or ""), hash_ or "", rules)
        return known[hash_]

    return find


def areas_of(rules: RuleSet, owner: str) -> tuple[str, ...]:
    """An area is itself; a person stands in their areas."""
    person = rules.people.get(owner)
    if person is not None:
        return tuple(person.areas)
    return (owner,) if owner in rules.areas else ()


def _compiled(meaning: Mapping[str, Any] | None, hash_: str, rules: RuleSet) -> Promises:
    if meaning is None:
        return rules.promises
    from social_console.rules import from_meaning

    return from_meaning(dict(meaning), hash_).promises


def _entries(tx: Transaction, period: Period, told: Callable[[int], None]) -> Iterator[tuple[Facts, Timeline]]:
    before = store.left_open(tx, period.since, period.backlog_at) if period.since is not None else ()
    return _told(chain(before, store.opened_between(tx, period.since, period.until)), told)


def _told(
    found: Iterable[tuple[store.Opened, Timeline]], told: Callable[[int], None]
) -> Iterator[tuple[Facts, Timeline]]:
    return ((facts_of(opened), timeline) for opened, timeline in _counted(found, told))


def _counted(found: Iterable[T], told: Callable[[int], None]) -> Iterator[T]:
    """The same, while somebody hears how many there are so far."""
    for n, one in enumerate(found):
        if n % 256 == 0:
            told(n)
        yield one


# ── the stored columns, and how far they may be relied on ────────────────────────────────────────────────

_REVISED = ("no_reply", "undo")
_RESTLESS = ("reopen", "dismiss", "snooze", "redecided")
_MARGIN = timedelta(hours=1)
"""For so long another process may go on by the rule set before."""


def _columns(tx: Transaction, period: Period, rules: RuleSet, told: Callable[[int], None]) -> Columns | None:
    """None where promises have clocks that pause, which columns do not tell."""
    if rules.promises.pausing:
        return None
    left = store.standings_left(tx, period.since, period.backlog_at) if period.since is not None else ()
    earlier = period.backlog_at < period.as_of
    return Columns(
        opened=_counted(store.standings(tx, period.since, period.until), told),
        before=left,
        hold=_hold(tx, rules),
        revised=frozenset(store.touched_by(tx, _REVISED)),
        restless=frozenset(store.touched_by(tx, _RESTLESS)) if earlier else frozenset(),
    )


def _hold(tx: Transaction, rules: RuleSet) -> Callable[[str | None, int], bool]:
    """Columns hold where their moment's rule set promises what `rules` does, and did when they were written."""
    terms, now = store.rule_sets(tx), _promised(rules.meaning)
    if not terms:
        nothing = rules.promises == Promises.none()
        return lambda hash_, at: nothing
    other = {term.hash for term in terms if _promised(term.meaning) != now}
    begun = max([terms[0].since, *(term.until or NEVER for term in terms if term.hash in other)])
    since = begun.timestamp() * 1_000_000 + (_MARGIN.total_seconds() * 1_000_000 if other else 0)
    return lambda hash_, at: hash_ not in other and at >= since


def _promised(meaning: Mapping[str, Any]) -> list[Any]:
    """All of a rule set's meaning that its promises are made of."""
    calendars = meaning.get("expanded", {}).get("calendars")
    return [calendars, *(meaning.get(name) for name in ("standards", "defaults", "areas"))]


def facts_of(opened: store.Opened) -> Facts:
    """What a report needs to know of a moment, beside its timeline."""
    return Facts(
        id=opened.id,
        folio=opened.folio,
        institution=opened.institution,
        channel=opened.channel,
        account=opened.account,
        places=opened.places,
        text=opened.text,
        url=opened.url,
        deleted=opened.deleted,
    )


def _gap(blind: store.Blind) -> dict[str, Any]:
    return {
        "stream": blind.stream,
        "account": blind.account_label,
        "kind": blind.kind,
        "reason": blind.reason,
        "since": blind.since,
        "until": blind.until,
    }
