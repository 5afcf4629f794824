"""Yes or no, asked in the reader's language and answered in either."""

from __future__ import annotations

import click

from social_console.i18n import gettext as _
from social_console.text import plain

_YES, _NO = frozenset({"y", "yes", "s", "si", "sí"}), frozenset({"n", "no", ""})


def agreed(question: str, *, err: bool = False) -> bool:
    """Whether they say yes; Enter alone is no. Asked until it is one of them. Raises click.Abort at the end."""
    asked = f"{plain(question, newlines=False)} {_('[y/N]')}"
    return bool(click.prompt(asked, default="", show_default=False, err=err, value_proc=_read))


def _read(answer: str) -> bool:
    said = answer.strip().casefold()
    if said not in _YES | _NO:
        raise click.UsageError(_("Answer y (yes) or n (no)."))
    return said in _YES
