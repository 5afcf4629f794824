"""What goes wrong with a mail server, as the contract's errors, each with what to do."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from social_console.errors import (
    AuthError,
    ConfigError,
    ConnectorError,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
    Transient,
)
from social_console.i18n import gettext as _
from social_console.text import plain

BUSY = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)\]|temporar|try again|internal error", re.I)
TOO_MANY = re.compile(r"too many|rate limit|throttl|bandwidth", re.I)
NEEDS_TLS = re.compile(r"PRIVACYREQUIRED|LOGINDISABLED|plaintext authentication|requires? (?:TLS|SSL|encryption)", re.I)
NO_ROOM = re.compile(r"OVERQUOTA|quota", re.I)
NO_LEAVE = re.compile(r"NOPERM|permission denied|not permitted", re.I)


class SaidNo(Transient):
    """The server is there, and refuses this one command."""


def told(error: object) -> str:
    """A server's own words, fit to be shown: one short line."""
    if isinstance(error, bytes):
        error = error.decode("utf-8", "replace")
    return plain(str(error), limit=300, newlines=False).strip()


@contextmanager
def mapped(server: str) -> Iterator[None]:
    """Whatever the network or the IMAP server does inside, as a `ConnectorError`. `server` is host:port."""
    try:
        yield
    except ConnectorError:
        raise
    except Exception as error:
        fault = imap_fault(error, server)
        if fault is None:
            raise
        raise fault from error


def imap_fault(error: Exception, server: str) -> ConnectorError | None:
    """The contract's word for `error`, or None where it is a fault of our own."""
    from imap_tools.errors import MailboxFolderSelectError, UnexpectedCommandStatusError

    if isinstance(error, OSError):
        return network_fault(error, server)
    if isinstance(error, MailboxFolderSelectError):
        return _folder_fault(told(_answer(error)))
    if isinstance(error, UnexpectedCommandStatusError):
        return answer_fault(told(_answer(error)), server)
    if isinstance(error, imaplib.IMAP4.error):
        ended = isinstance(error, imaplib.IMAP4.abort)
        return (broken_off if ended else answer_fault)(told(error), server)
    if isinstance(error, ValueError | LookupError | TypeError | AttributeError | AssertionError):
        return nonsense(server)
    return None


def broken_off(answer: str, server: str) -> ConnectorError:
    """The connection ended in the middle, perhaps with a word of the server's."""
    if TOO_MANY.search(answer):
        return answer_fault(answer, server)
    return Transient(
        _("{server} broke off: {error}").format(server=server, error=answer),
        remedy=_("It is tried again by itself; if it lasts, ask who runs the server."),
    )


def nonsense(server: str) -> Transient:
    """An answer that neither the library nor we can make anything of."""
    return Transient(
        _("{server} gave an answer that makes no sense.").format(server=server),
        remedy=_("It is tried again by itself; if it lasts, ask who runs the server."),
    )


def network_fault(error: OSError, server: str) -> ConnectorError:
    """No connection, or none any more."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConfigError(
            _("The certificate of {server} is not valid: {error}").format(
                server=server, error=told(error.verify_message)
            ),
            remedy=_("Check the server's name; for a server with a certificate of its own, name it in ca_file."),
        )
    if isinstance(error, ssl.SSLError) and error.reason in ("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL"):
        return ConfigError(
            _("{server} does not speak TLS from the first byte.").format(server=server),
            remedy=_("Set the tls mode to starttls, or the port to the one for TLS."),
        )
    if isinstance(error, socket.gaierror):
        return Transient(
            _("The name of {server} cannot be found.").format(server=server),
            remedy=_("Check the host in social-console.toml and this machine's network."),
        )
    reason = _("no answer in time") if isinstance(error, TimeoutError) else told(error.strerror or error)
    return Transient(
        _("{server} cannot be reached: {error}").format(server=server, error=reason),
        remedy=_("It is tried again by itself; if it lasts, ask who runs the server."),
    )


def login_fault(error: Exception, server: str, user: str, *, by_token: bool = False) -> ConnectorError:
    """Why a login did not succeed."""
    answer = told(_answer(error))
    if isinstance(error, OSError):
        return network_fault(error, server)
    if isinstance(error, imaplib.IMAP4.abort):
        return broken_off(answer, server)
    if NEEDS_TLS.search(answer):
        return ConfigError(
            _("{server} takes no password over an open line.").format(server=server),
            remedy=_("Set the tls mode to tls or starttls."),
        )
    if TOO_MANY.search(answer) or BUSY.search(answer):
        return answer_fault(answer, server)
    return refused_login(server, user, answer, by_token=by_token)


def refused_login(server: str, user: str, answer: str, *, by_token: bool = False) -> AuthError:
    """The server knows no such user with this password, or with this token."""
    if by_token:
        remedy = _("Run: social-console connectors login ACCOUNT")
    else:
        remedy = _(
            "Check user and password (many providers want an app password), then run: social-console connectors check"
        )
    return AuthError(
        _("{server} refuses the login of {user}: {answer}").format(server=server, user=told(user), answer=answer),
        remedy=remedy,
    )


def answer_fault(answer: str, server: str) -> ConnectorError:
    """What the server's refusal of a command means."""
    if TOO_MANY.search(answer):
        return RateLimited(_("{server} asks for patience: {answer}").format(server=server, answer=answer))
    if NO_ROOM.search(answer):
        return QuotaExhausted(
            _("The mailbox on {server} is full: {answer}").format(server=server, answer=answer),
            remedy=_("Make room in the mailbox."),
        )
    if NO_LEAVE.search(answer):
        return PermissionDenied(_("{server} does not permit this: {answer}").format(server=server, answer=answer))
    return SaidNo(
        _("{server} answered: {answer}").format(server=server, answer=answer),
        remedy=_("It is tried again by itself; if it lasts, ask who runs the server."),
    )


def _folder_fault(answer: str) -> ConnectorError:
    if NO_LEAVE.search(answer):
        return PermissionDenied(_("A folder may not be read: {answer}").format(answer=answer))
    if BUSY.search(answer):
        return Transient(_("A folder cannot be opened now: {answer}").format(answer=answer))
    return ConfigError(
        _("A folder cannot be opened: {answer}").format(answer=answer),
        remedy=_("Check folders, sent_folder and junk_folder; `social-console connectors check` lists what there is."),
    )


def _answer(error: Exception) -> object:
    result = getattr(error, "command_result", None)
    if not result:
        return error
    data = result[1]
    return data[0] if isinstance(data, list) and data else data
