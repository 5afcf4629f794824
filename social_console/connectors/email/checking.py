"""Who am I, which folders are there, is mail stuck in the spam folder, may I send."""

from __future__ import annotations

from collections.abc import Iterator

from social_console.connectors.base import CheckResult
from social_console.connectors.email.faults import told
from social_console.connectors.email.finding import Shelves
from social_console.connectors.email.mailbox import Imap
from social_console.connectors.email.smtp import Smtp
from social_console.errors import ConnectorError
from social_console.i18n import gettext as _
from social_console.i18n import ngettext


def check(shelves: Shelves, smtp: Smtp | None, handle: str) -> CheckResult:
    """Raises what a refused login or an unreachable server raises; what is merely wanting is a note."""
    imap = shelves.imap
    wanted = list(_missing_folders(imap))
    notes = [*wanted, *_sent(shelves), *_junk(shelves), *_idle(imap)]
    scopes = ["read"]
    if smtp is None:
        notes.append(_("No outgoing server is set: replies cannot be sent."))
    else:
        smtp.check()
        scopes.append("send")
        notes.append(_("The outgoing server {server} takes our login.").format(server=smtp.server))
    return CheckResult(ok=not wanted, identity=handle, scopes=tuple(scopes), notes=tuple(notes))


def _missing_folders(imap: Imap) -> Iterator[str]:
    for folder in imap.settings.folders:
        try:
            imap.select(folder)
        except ConnectorError as error:
            if error.code not in ("config", "permission-denied"):
                raise
            yield error.message


def _sent(shelves: Shelves) -> Iterator[str]:
    sent = shelves.sent()
    if sent is None:
        yield _("No folder of sent mail was found: answers sent from elsewhere are not seen. Name it: sent_folder.")
    else:
        yield _("Sent mail lies in “{folder}”.").format(folder=told(sent))


def _junk(shelves: Shelves) -> Iterator[str]:
    """Citizens' mail in the spam folder is the commonest reason for silence."""
    junk = shelves.junk()
    if junk is None:
        yield _("No spam folder was found.")
        return
    with shelves.imap.session() as box:
        status = box.folder.status(junk, ["MESSAGES", "UNSEEN"])
    total, unseen = status.get("MESSAGES", 0), status.get("UNSEEN", 0)
    if not total:
        yield _("The spam folder “{folder}” is empty.").format(folder=told(junk))
    else:
        yield ngettext(
            "The spam folder “{folder}” holds {n} message, {unseen} unread: look whether a citizen's is among them.",
            "The spam folder “{folder}” holds {n} messages, {unseen} unread: look whether citizens' are among them.",
            total,
        ).format(folder=told(junk), n=total, unseen=unseen)


def _idle(imap: Imap) -> Iterator[str]:
    if not imap.can("IDLE"):
        yield _("The server does not announce new mail; it is looked at every {n} seconds.").format(
            n=round(imap.settings.poll)
        )
