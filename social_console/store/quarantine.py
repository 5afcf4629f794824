"""Items that could not be read, raw, until a person drops them or a newer program reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from social_console.errors import UsageError
from social_console.i18n import gettext as _

from .codec import instant, micros
from .values import Quarantined


def quarantine_add(
    tx: Connection, stream: str, items: Iterable[tuple[str, str, bytes]], now: datetime, *, account_label: str = ""
) -> int:
    """Keep (ref, reason, raw) of a stream; how many are new. One that comes again counts an attempt."""
    before = tx.exec_driver_sql("SELECT count(*) FROM quarantine").scalar_one()
    rows = [(stream, account_label, ref, reason, raw, micros(now)) for ref, reason, raw in items]
    if rows:
        tx.exec_driver_sql(
            "INSERT INTO quarantine (stream, account_label, ref, reason, raw, added_at, attempts)"
            " VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (stream, ref)"
            " DO UPDATE SET reason = excluded.reason, raw = excluded.raw, attempts = attempts + 1",
            rows,
        )
    return int(tx.exec_driver_sql("SELECT count(*) FROM quarantine").scalar_one() - before)


def quarantine_list(tx: Connection) -> tuple[Quarantined, ...]:
    """All of it, oldest first."""
    return tuple(_item(row) for row in tx.exec_driver_sql("SELECT * FROM quarantine ORDER BY id"))


def quarantine_get(tx: Connection, id: int) -> Quarantined:  # noqa: A002
    """One item; UsageError where there is none."""
    row = tx.exec_driver_sql("SELECT * FROM quarantine WHERE id = ?", (id,)).first()
    if row is None:
        raise UsageError(
            _("There is no item {id} in quarantine.").format(id=id),
            title=_("No such item"),
            remedy=_("“social-console quarantine list” shows their numbers."),
        )
    return _item(row)


def quarantine_drop(tx: Connection, id: int) -> None:  # noqa: A002
    """A person throws it away."""
    quarantine_get(tx, id)
    quarantine_settle(tx, id)


def quarantine_settle(tx: Connection, id: int) -> None:  # noqa: A002
    """It could be read after all: its mention is stored in the same transaction."""
    tx.exec_driver_sql("DELETE FROM quarantine WHERE id = ?", (id,))


def quarantine_forget(tx: Connection, account_label: str, refs: Iterable[str]) -> int:
    """What its author has deleted is not kept raw either; how many items that were."""
    wanted = [(account_label, ref) for ref in refs]
    sql = "DELETE FROM quarantine WHERE account_label = ? AND ref = ?"
    return sum(tx.exec_driver_sql(sql, one).rowcount for one in wanted)


def _item(row: Any) -> Quarantined:
    return Quarantined(
        id=row.id,
        stream=row.stream,
        account_label=row.account_label,
        ref=row.ref,
        reason=row.reason,
        raw=bytes(row.raw),
        added_at=instant(row.added_at),
        attempts=row.attempts,
    )
