"""`list`: the moments of a view or a query."""

from __future__ import annotations

import csv
import functools
import shutil
import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit_lines, hint, iso, json_option, say, table
from social_console.cli.redaction import Redactor, own_handles, redact_option, redacted_row
from social_console.i18n import gettext as _
from social_console.query import asks_for
from social_console.text import plain, truncate
from social_console.verbs.words import priority_word, said_words, status_word

if TYPE_CHECKING:
    from social_console.store import Row

KEYS = (
    *("id", "folio", "channel", "account", "institution", "status", "unanswered", "overdue", "priority", "tags"),
    *("owner", "lang", "sentiment", "author", "text", "created_at", "due_at", "first_response_at", "url"),
    *("similar", "restricted", "deleted"),
)
"""Of `--json` and `--format csv`, in this order: a promise (DESIGN 5)."""

_SHOWN = 50
_CHUNK = 500


@click.command("list", help=_("The moments of a view or a query."))
@click.option("--view", default=None, metavar="VIEW", help=_("to_reply, overdue, mine … or a view of rules.yaml."))
@click.option("--query", default="", metavar="QUERY", help=_("For example: priority:>=high is:unanswered"))
@click.option("--order", default=None, metavar="ORDER", help=_("rank, due, newest, oldest; else the view's own."))
@click.option("--limit", type=click.IntRange(min=0), default=None, metavar="N", help=_("At most so many."))
@click.option("--format", "kind", type=click.Choice(("text", "csv", "json")), default="text", help=_("How to print."))
@redact_option
@json_option
@pass_session
def list_(
    session: Session,
    *,
    view: str | None,
    query: str,
    order: str | None,
    limit: int | None,
    kind: str,
    redacted: bool,
    as_json: bool,
) -> int:
    """A line a moment. Without a view: all of them, newest first."""
    kind = "json" if as_json else kind
    most = _SHOWN if limit is None and kind == "text" else limit
    found: Iterator[Row] = islice(
        _rows(session, view or "all", query, order), None if most is None else most + (kind == "text")
    )
    if redacted:
        blanked = Redactor(own_handles(session))
        found = (redacted_row(row, blanked) for row in found)
    if kind == "json":
        emit_lines(as_json_line(row) for row in found)
    elif kind == "csv":
        _write_csv(found)
    else:
        rows, grouped = list(found), not asks_for(query, "like")  # whoever asks for those of one text wants each
        _write_table(session, rows[:most], more=len(rows) > (most or 0), grouped=grouped)
    return 0


def _rows(session: Session, view: str, query: str, order: str | None) -> Iterator[Row]:
    """Page by page, from one unchanging view of the inbox."""
    from social_console import clock, store

    now, after = clock.now(), None
    reader = session.reader
    with session.inbox.reading() as tx:
        asked = functools.partial(store.page, tx, view, query, me=session.operator, now=now, order=order, reader=reader)
        while True:
            page = asked(after=after, limit=_CHUNK)
            yield from page.rows
            after = page.after
            if after is None:
                return


def as_json_line(row: Row) -> dict[str, Any]:
    """A row with exactly the promised keys; who may not read it gets null for what somebody wrote."""
    values = {name: getattr(row, name, None) for name in KEYS} | {"restricted": row.restrict}
    if row.covered:
        values |= {"text": None, "author": None}
    if not row.author:
        values["author"] = None
    return {**values, "status": row.status.value, "priority": row.priority.label, "tags": list(row.tags)}


def _write_csv(rows: Iterator[Row]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(KEYS)
    for row in rows:
        out.writerow([_cell(value) for value in as_json_line(row).values()])


def _cell(value: Any) -> str:
    """No spreadsheet takes it for a formula (DESIGN 8.1)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ",".join(value) if isinstance(value, list) else iso(value) if hasattr(value, "isoformat") else str(value)
    text = plain(text)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _width() -> int:
    """The terminal's; a file or a pipe gets whole lines."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def _write_table(session: Session, rows: list[Row], *, more: bool, grouped: bool) -> None:
    """`grouped`: of moments with the same text only the first, with their number."""
    shown = _first_of_each(rows) if grouped else rows
    if not rows:
        say(_("No moments."))
        return
    heads = [_("moment"), _("status"), _("priority"), _("due"), _("owner"), _("author"), _("tags"), _("text")]
    table(heads, (_columns(session, row) for row in shown), width=_width())
    if grouped and (first := next((row for row in shown if row.similar > 1), None)) is not None:
        hint(_("×N: so many moments hold the same text; --query like:{id} shows each.").format(id=first.id))
    if more:
        hint(_("There are more: --limit N shows more of them."))


def _times(row: Row) -> str:
    return f"×{row.similar} " if row.similar > 1 else ""


def _first_of_each(rows: list[Row]) -> list[Row]:
    """One row for each text that was posted again and again, in the order of the list."""
    kept: dict[tuple[str, int], Row] = {}
    for row in rows:
        alone = row.fingerprint is None or row.similar == 1
        kept.setdefault(("", row.id) if alone else (row.institution, row.fingerprint or 0), row)
    return list(kept.values())


def _columns(session: Session, row: Row) -> list[str]:
    due = "" if row.due_at is None else f"{row.due_at.astimezone(session.settings.timezone):%Y-%m-%d %H:%M}"
    return [
        row.folio,
        status_word(row.status.value) + (" !" if row.overdue else ""),
        priority_word(row.priority.label),
        due,
        row.owner or "",
        truncate(plain(row.author, newlines=False), 20),
        truncate(plain(" ".join(row.tags), newlines=False), 24),
        _("[restricted]") if row.covered else _times(row) + truncate(_said(row), 60),
    ]


def _said(row: Row) -> str:
    return plain(said_words(row.text, row.deleted), limit=400, newlines=False)
