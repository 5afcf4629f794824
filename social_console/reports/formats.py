"""A report as the bytes of a file: JSON for programs, CSV for sheets, Markdown for people."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.reports.markdown import markdown
from social_console.reports.report import Report
from social_console.reports.tables import flat_lines
from social_console.text import plain, plain_json

FORMATS = ("md", "html", "csv", "json", "xlsx")
"""What `--format` may name; not all of them can be written yet."""

_FORMULA = re.compile(r"[=+\-@\t\r\n\x00-\x1f\x7f＝＋－＠]")


def check_format(name: str) -> None:
    """Raise UsageError for a format that we cannot write."""
    if name in _WRITERS:
        return
    text = _("A report cannot be written as {name} yet.") if name in FORMATS else _("There is no format {name}.")
    raise UsageError(text.format(name=name), remedy=_("Use --format md, csv or json."))


def write(report: Report, name: str, *, rows: bool = False) -> str:
    """The whole text of the report in the format of that name. Raises UsageError for one we cannot write."""
    check_format(name)
    return _WRITERS[name](report, rows)


def json_text(report: Report, rows: bool) -> str:
    """The report as one JSON document."""
    return as_document(report.as_json(rows=rows))


def as_document(value: object) -> str:
    """JSON to be read by people as well. What a terminal may obey is escaped; nothing is lost."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_default)
    return plain_json(text) + "\n"


def csv_text(report: Report, rows: bool) -> str:
    """With `rows` a line for each moment, else one for the totals and one for each group."""
    lines = [row.as_json() for row in report.rows] if rows else list(flat_lines(report))
    heads = list(lines[0]) if lines else ["id"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(_cells(line.values()) for line in lines)
    return out.getvalue()


def neutral(text: str) -> str:
    """Untrusted text as a sheet's cell: plain, on one line, and never a formula."""
    safe = plain(text, newlines=False)
    return f"'{safe}" if _FORMULA.match(text) or _FORMULA.match(safe) else safe


def _cells(values: Iterable[Any]) -> list[Any]:
    return [_cell(value) for value in values]


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    if isinstance(value, datetime):
        return _iso(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return neutral(" ".join(str(one) for one in value))
    return neutral(str(value))


def _default(value: object) -> object:
    if isinstance(value, datetime):
        return _iso(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


_WRITERS: dict[str, Callable[[Report, bool], str]] = {
    "json": json_text,
    "csv": csv_text,
    "md": lambda report, rows: markdown(report, rows=rows),
}
