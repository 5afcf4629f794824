"""Each account's servers: may we in, who are we there, is mail stuck among the spam (the connector tells)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial

from social_console.errors import ConsoleError, Transient
from social_console.i18n import gettext as _
from social_console.settings import Account, Settings
from social_console.text import plain
from social_console.upkeep.checks.finding import ERROR, NOTE, OK, WARNING, Finding, of_error
from social_console.upkeep.spending import counted

NOTHING_REACHED = 3


def look_at_channels(settings: Settings) -> Iterator[Finding]:
    """All accounts at once; in the order of the settings. None reached: exit code 3 (DESIGN 5)."""
    accounts = [account for account in settings.accounts if account.collect]
    if not accounts:
        return
    with ThreadPoolExecutor(max_workers=8, thread_name_prefix="doctor") as pool:
        answers = list(pool.map(partial(_ask, settings), accounts))
    none = all(reached is False for reached, _found in answers)
    for _reached, found in answers:
        yield from (_nothing_reached(finding) if none and finding.level == ERROR else finding for finding in found)


def _ask(settings: Settings, account: Account) -> tuple[bool, list[Finding]]:
    """Whether anything answered there, and what is to be said of it."""
    from social_console.connectors import connect

    try:
        with closing(connect(account)) as connector, counted(settings, account, connector):
            result = connector.check()
    except ConsoleError as error:
        return not isinstance(error, Transient), [of_error("channel", error, subject=account.label)]
    except Exception as error:
        message = _("The connector failed: {reason}.").format(
            reason=plain(f"{type(error).__name__}: {error}", limit=300)
        )
        return True, [Finding(check="channel", level=ERROR, message=message, code=1, subject=account.label)]
    who = plain(result.identity or account.handle, limit=200, newlines=False)
    level = OK if result.ok else WARNING
    first = Finding(check="channel", level=level, message=_("Reached as {who}.").format(who=who), subject=account.label)
    notes = (plain(note, limit=500, newlines=False) for note in result.notes)
    replies = _("Replies are {state}.").format(state=account.reply)
    told = [Finding(check="channel", level=NOTE, message=note, subject=account.label) for note in (*notes, replies)]
    return True, [first, *told]


def _nothing_reached(finding: Finding) -> Finding:
    return replace(finding, code=NOTHING_REACHED)
