"""A query as a condition of SQL on `m`, a moment. What was typed travels as parameters, or quoted, never as SQL."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any as Anything

from social_console.model import Priority
from social_console.query import All, Any, Compare, Node, Not, Text, Value
from social_console.query.words import key

from .codec import micros
from .search import terms
from .similar import GROUPS, LIKE

_ORDER = {priority.label: int(priority) for priority in Priority}
_COLUMNS = {"channel", "account", "institution", "standard", "status"}
_OF_NEWEST = {"lang": "t.lang", "sentiment": "t.sentiment", "kind": "t.kind", "url": "t.url"}
_TIMES = {"created_at": "m.opened_at", "due_at": "m.due_at", "first_response_at": "m.first_response_at"}
_SEARCHED = {"text", "subject", "author"}
_TAGS = (
    "WITH RECURSIVE every(tag) AS (SELECT min(tag) FROM moment_tag UNION ALL"
    " SELECT (SELECT min(n.tag) FROM moment_tag n WHERE n.tag > every.tag) FROM every WHERE every.tag IS NOT NULL)"
    " SELECT every.tag FROM every WHERE plain(every.tag) = ?"
)
"""The tags that are called so but for case and accents; steps from tag to tag, whatever the number of moments."""
_HITS = (
    "m.id IN (SELECT h.moment FROM mention_search s CROSS JOIN mention h INDEXED BY mention_hit ON h.id = s.rowid"
    " WHERE s.mention_search MATCH ? AND h.moment IS NOT NULL)"
)


@dataclass(slots=True)
class Condition:
    """A piece of SQL and what its question marks stand for."""

    sql: str
    values: list[Anything] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and when."""

    me: str
    now: datetime


def condition(node: Node | None, asker: Asker) -> Condition:
    """What holds of exactly the moments that a query means."""
    match node:
        case None:
            return Condition("1")
        case Text():
            return Condition(_HITS, [_term(node)])
        case Not():
            inner = condition(node.part, asker)
            return Condition(f"NOT ({inner.sql})", inner.values)
        case All():
            return _all(node, asker)
        case Any():
            return _joined(" OR ", [condition(part, asker) for part in node.parts])
        case Compare():
            return _compare(node, asker)


def _all(node: All, asker: Asker) -> Condition:
    """Words that stand together are looked for in one mention."""
    words = [part for part in node.parts if isinstance(part, Text)]
    others = [condition(part, asker) for part in node.parts if not isinstance(part, Text)]
    if words:
        others.insert(0, Condition(_HITS, [" ".join(_term(word) for word in words)]))
    return _joined(" AND ", others)


def _joined(word: str, conditions: list[Condition]) -> Condition:
    sql = word.join(f"({one.sql})" for one in conditions)
    return Condition(sql, [value for one in conditions for value in one.values])


def _term(text: Text) -> str:
    return terms(text.text, prefix=text.prefix)


def source(node: Node | None, index: str) -> str:
    """What a list of *all* is read from: `index`, or where the query says so, what holds far fewer moments."""
    parts = node.parts if isinstance(node, All) else (node,)
    asked = {part.values[0].text for part in parts if isinstance(part, Compare) and _is_one(part, "is")}
    for what, narrow in _NARROW.items():
        if what in asked:
            return f"moment m INDEXED BY {narrow}"
    found = any(isinstance(part, Text) or (isinstance(part, Compare) and part.field in _FOUND) for part in parts)
    return "moment m" if found else f"moment m INDEXED BY {index}"


_NARROW = {"overdue": "moment_due", "snoozed": "moment_snoozed", "unanswered": "moment_unanswered"}
_FOUND = frozenset({"id", "like", "similar", "tag", "text", "subject", "author"})


def _is_one(part: Compare, field: str) -> bool:
    return part.field == field and len(part.values) == 1


def _compare(node: Compare, asker: Asker) -> Condition:
    name = node.field
    if name in _TIMES or name in ("since", "until"):
        return _joined(" OR ", [_time(name, node.op, value) for value in node.values])
    if name in _SEARCHED:
        return _joined(" OR ", [_search(name, value.text) for value in node.values])
    if name == "is":
        return _joined(" OR ", [_is(value.text, asker) for value in node.values])
    if name in ("like", "similar"):
        return _joined(" OR ", [_repeated(name, node.op, int(value.text)) for value in node.values])
    if name in ("id", "priority"):
        return _number(node)
    return _joined(" OR ", [_equals(name, value.text, asker) for value in node.values])


def _time(name: str, op: str, value: Value) -> Condition:
    column = _TIMES.get(name, "m.opened_at")
    op = {"since": ">=", "until": "<="}.get(name, op)
    since, until = micros(value.since), micros(value.until)
    match op:
        case ">=":
            return Condition(f"{column} >= ?", [since])
        case ">":
            return Condition(f"{column} >= ?", [until])
        case "<":
            return Condition(f"{column} < ?", [since])
        case "<=":
            return Condition(f"{column} < ?", [until])
        case _:
            return Condition(f"{column} >= ? AND {column} < ?", [since, until])


def _search(column: str, text: str) -> Condition:
    stem = text.rstrip("*")
    return Condition(_HITS, [f"{column} : {terms(stem or text, prefix=stem != text and bool(stem))}"])


def _number(node: Compare) -> Condition:
    column = f"m.{node.field}"
    numbers = [int(value.text) if node.field == "id" else _ORDER[value.text] for value in node.values]
    if node.field == "id":
        numbers = [number for number in numbers if number < 1 << 63]
    if node.op != "=":
        return Condition(f"{column} {node.op} ?", list(numbers))
    return Condition(f"{column} IN ({', '.join('?' * len(numbers))})", list(numbers))


def _repeated(name: str, op: str, number: int) -> Condition:
    """`like`: the text of that moment. `similar`: so many moments hold the text; 1 for whatever stands alone."""
    if name == "like":
        return Condition(LIKE, [number, number])
    there = "m.newest_in IN (SELECT t.id FROM mention t WHERE (t.fingerprint, t.institution) IN ({}))"
    counted = Condition(there.format(f"{GROUPS} AND count(DISTINCT moment) {_OPERATORS[op]} ?"), [number])
    if not _COMPARED[op](1, number):
        return counted
    alone = f"m.newest_in IS NULL OR NOT ({there.format(GROUPS)})"
    return _joined(" OR ", [counted, Condition(alone)])


_OPERATORS = {"=": "=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
_COMPARED = {"=": operator.eq, ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


def _is(what: str, asker: Asker) -> Condition:
    now = micros(asker.now)
    match what:
        case "unanswered":
            return Condition("m.unanswered = 1")
        case "overdue":
            return Condition("m.due_at IS NOT NULL AND m.due_at <= ?", [now])
        case "snoozed":
            return Condition("m.snoozed_until IS NOT NULL AND m.snoozed_until > ?", [now])
        case "draft":
            return Condition(_DRAFTS, [asker.me])
        case "unowned" | "restricted":
            return Condition("m.owner IS NULL" if what == "unowned" else "m.restrict = 1")
        case _:
            return Condition("m.owner IS NOT NULL AND m.owner = ?", [asker.me])


_DRAFTS = "m.id IN (SELECT r.moment FROM reply r WHERE r.state = 'draft' AND r.author = ? AND r.text <> '')"
"""What whoever asks has begun to write."""


def _equals(name: str, text: str, asker: Asker) -> Condition:
    if name in ("unanswered", "overdue"):
        asked = _is(name, asker)
        return asked if text == "yes" else Condition(f"NOT ({asked.sql})", asked.values)
    if name == "tag":
        return _tag(text)
    if name == "owner":
        return _owner(text, asker)
    if name == "folio":
        return Condition("printf('%d-%05d', m.year, m.id) = ?", [text.strip("#")])
    if name in _OF_NEWEST:
        return _of_newest(name, text)
    if name not in _COLUMNS:
        raise KeyError(name)
    return Condition(f"m.{name} = ? COLLATE NOCASE", [text])


def _tag(text: str) -> Condition:
    if text == "none":
        return Condition("NOT EXISTS (SELECT 1 FROM moment_tag g WHERE g.moment = m.id)")
    return Condition(f"m.id IN (SELECT g.moment FROM moment_tag g WHERE g.tag IN ({_TAGS}))", [key(text)])  # noqa: S608


def _owner(text: str, asker: Asker) -> Condition:
    if text == "none":
        return Condition("m.owner IS NULL")
    owner = asker.me if text == "me" else text
    return Condition("m.owner IS NOT NULL AND m.owner = ? COLLATE NOCASE", [owner])


def _of_newest(name: str, text: str) -> Condition:
    column = _OF_NEWEST[name]
    newest = "EXISTS (SELECT 1 FROM mention t WHERE t.id = m.newest_in AND {})"
    if name == "url":
        return Condition(newest.format(f"instr(lower({column}), lower(?)) > 0"), [text])
    return Condition(newest.format(f"{column} = ? COLLATE NOCASE"), [text])
