"""What a report is made of, read from the inbox: moments, promises by rule set, areas, gaps in reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from social_console import store
from social_console.clock import Promises
from social_console.moments import Timeline
from social_console.reports.gather import Source
from social_console.reports.period import Period
from social_console.reports.report import Facts

if TYPE_CHECKING:
    from social_console.rules import RuleSet

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
    for n, (opened, timeline) in enumerate(chain(before, store.opened_between(tx, period.since, period.until))):
        if n % 256 == 0:
            told(n)
        yield facts_of(opened), timeline


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
