"""Each account's servers: may we in, who are we there, is mail stuck among the spam (the connector tells)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from social_console.errors import ConsoleError
from social_console.i18n import gettext as _
from social_console.settings import Account, Settings
from social_console.text import plain
from social_console.upkeep.checks.finding import ERROR, NOTE, OK, WARNING, Finding, of_error

NOTHING_REACHED = 3


def look_at_channels(settings: Settings) -> Iterator[Finding]:
    """All accounts at once; in the order of the settings. None reached: exit code 3 (DESIGN 5)."""
    accounts = [account for account in settings.accounts if account.collect]
    if not accounts:
        return
    with ThreadPoolExecutor(max_workers=8, thread_name_prefix="doctor") as pool:
        answers = list(pool.map(_ask, accounts))
    none = all(any(finding.level == ERROR for finding in found) for found in answers)
    for found in answers:
        for finding in found:
            if none and finding.level == ERROR and finding.code == 1:
                yield _with_code(finding, NOTHING_REACHED)
            else:
                yield finding


def _ask(account: Account) -> list[Finding]:
    from social_console.connectors import connect

    try:
        with closing(connect(account)) as connector:
            result = connector.check()
    except ConsoleError as error:
        return [of_error("channel", error, subject=account.label)]
    except Exception as error:
        message = _("The connector failed: {reason}.").format(
            reason=plain(f"{type(error).__name__}: {error}", limit=300)
        )
        return [Finding(check="channel", level=ERROR, message=message, code=1, subject=account.label)]
    who = plain(result.identity or account.handle, limit=200, newlines=False)
    level = OK if result.ok else WARNING
    first = Finding(check="channel", level=level, message=_("Reached as {who}.").format(who=who), subject=account.label)
    notes = (plain(note, limit=500, newlines=False) for note in result.notes)
    replies = _("Replies are {state}.").format(state=account.reply)
    told = [Finding(check="channel", level=NOTE, message=note, subject=account.label) for note in (*notes, replies)]
    return [first, *told]


def _with_code(finding: Finding, code: int) -> Finding:
    from dataclasses import replace

    return replace(finding, code=code)
