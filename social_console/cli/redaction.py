"""`--redact`: what belongs to one citizen is blanked before it leaves the house."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from social_console.i18n import gettext as _
from social_console.verbs.words import fact_word

if TYPE_CHECKING:
    from social_console.cli.context import Session
    from social_console.model import Annotation, Span
    from social_console.reports import Report
    from social_console.store import Row

F = TypeVar("F", bound=Callable[..., Any])


def redact_option(command: F) -> F:
    """Adds `--redact`."""
    told = _("Blank telephones, identity numbers, cards, e-mail addresses, links and users; say no author.")
    return click.option("--redact", "redacted", is_flag=True, help=told)(command)


class Redactor:
    """What blanks a text; `handles` are the institutions' own and stay."""

    def __init__(self, handles: Iterable[str] = ()) -> None:
        self._keep = frozenset(map(_bare, handles))

    def __call__(self, text: str, *, account: str = "") -> str:
        """`account`: the handle that this text was written to, which may be in no settings."""
        from social_console.annotate import redact

        keep = self._keep | {_bare(account)} if account else self._keep
        return redact(text, keep=keep, blank=blank)


def _bare(handle: str) -> str:
    return handle.removeprefix("@").lower()


def blank(kind: str) -> str:
    """What stands in the place of a private thing."""
    return f"[{fact_word(kind)}]"


def own_handles(session: Session) -> tuple[str, ...]:
    """Of the accounts that the settings name."""
    return tuple(account.handle for account in session.settings.accounts)


def redacted_annotation(found: Annotation, blanked: Redactor) -> Annotation:
    """What was found in a text, without the private things; places in the text stay those of the whole one."""
    from social_console.asks.redaction import PRIVATE

    facts = [
        replace(fact, text=blank(fact.kind) if fact.kind in PRIVATE else blanked(fact.text)) for fact in found.facts
    ]
    asks = [replace(ask, words=tuple([_blank(span, blanked) for span in ask.words])) for ask in found.asks]
    return replace(found, facts=tuple(facts), asks=tuple(asks), fingerprint=None)


def _blank(span: Span, blanked: Redactor) -> Span:
    return span._replace(word=blanked(span.word))


def redacted_row(row: Row, blanked: Redactor) -> Row:
    """A row of a list whose text is blanked, without author and address."""
    return replace(row, text=blanked(row.text or "", account=row.account), author="", url=None)


def redacted_report(made: Report, blanked: Redactor) -> Report:
    """The report with its rows so."""
    rows = []
    for row in made.rows:
        facts = replace(row.facts, text=blanked(row.facts.text, account=row.facts.account), url=None)
        rows.append(replace(row, facts=facts))
    return replace(made, rows=tuple(rows))
