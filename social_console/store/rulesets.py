"""Every rule set that ever decided, and which one is in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from social_console.model import Json

from .codec import canonical, instant, micros
from .values import StoredRuleSet

if TYPE_CHECKING:
    from social_console.rules import RuleSet

    from .inbox import Inbox

_SELECT = (
    "SELECT s.hash, s.meaning, s.sources, t.since, t.until, t.actor FROM rule_term t JOIN rule_set s ON s.hash = t.hash"
)
_loaded: dict[str, RuleSet] = {}


def put_in_force(
    tx: Connection,
    hash: str,  # noqa: A002
    meaning: Mapping[str, Json],
    sources: Mapping[str, str],
    *,
    by: str,
    now: datetime,
) -> StoredRuleSet:
    """From now on this set decides. Putting the one in force there again changes nothing."""
    tx.exec_driver_sql(
        "INSERT INTO rule_set (hash, meaning, sources, added_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (hash) DO UPDATE SET sources = excluded.sources",
        (hash, canonical(dict(meaning)), canonical(dict(sources)), micros(now)),
    )
    running = rule_set_in_force(tx)
    if running is not None and running.hash == hash:
        return running
    tx.exec_driver_sql("UPDATE rule_term SET until = ? WHERE until IS NULL", (micros(now),))
    tx.exec_driver_sql("INSERT INTO rule_term (hash, since, actor) VALUES (?, ?, ?)", (hash, micros(now), by))
    return StoredRuleSet(hash=hash, meaning=dict(meaning), sources=dict(sources), since=now, until=None, by=by)


def rule_set_in_force(tx: Connection) -> StoredRuleSet | None:
    """The one that decides now; None before the first was published."""
    row = tx.exec_driver_sql(f"{_SELECT} WHERE t.until IS NULL").first()
    return None if row is None else _rule_set(row)


def rule_sets(tx: Connection) -> tuple[StoredRuleSet, ...]:
    """Every term in order; a set that came back has several."""
    return tuple(_rule_set(row) for row in tx.exec_driver_sql(f"{_SELECT} ORDER BY t.since, t.id"))


def replaced_since(tx: Connection, hash: str) -> datetime | None:  # noqa: A002
    """Since when another set stands in the place of this one; None where this one never was in force, or is."""
    row = tx.exec_driver_sql(
        "SELECT since FROM rule_term WHERE until IS NULL AND hash != :it"
        " AND EXISTS (SELECT 1 FROM rule_term WHERE hash = :it)",
        {"it": hash},
    ).first()
    return None if row is None else instant(row.since)


def _rule_set(row: Any) -> StoredRuleSet:
    return StoredRuleSet(
        hash=row.hash,
        meaning=json.loads(row.meaning),
        sources=json.loads(row.sources),
        since=instant(row.since),
        until=instant(row.until),
        by=row.actor,
    )


def load_rules(inbox: Inbox) -> RuleSet | None:
    """The rule set in force, compiled once for each hash; None before the first was published."""
    with inbox.reading() as tx:
        return rules_in_force(tx)


def rules_in_force(tx: Connection) -> RuleSet | None:
    """The same, in the caller's transaction."""
    hash_ = tx.exec_driver_sql("SELECT hash FROM rule_term WHERE until IS NULL").scalar()
    if hash_ is None:
        return None
    if hash_ in _loaded:
        return _loaded[hash_]
    stored = rule_set_in_force(tx)
    return None if stored is None else compiled(stored)


def compiled(stored: StoredRuleSet) -> RuleSet:
    """A stored rule set, ready to decide."""
    from social_console.rules import from_meaning

    if stored.hash not in _loaded:
        _loaded[stored.hash] = from_meaning(dict(stored.meaning), stored.hash)
    return _loaded[stored.hash]
