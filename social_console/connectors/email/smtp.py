"""One SMTP transaction, and exactly what is known when it breaks off.

Up to the end of DATA nothing is posted: every failure is `Transient`, `Rejected` or `AuthError`. From the final
dot on, only the server's yes (2xx) or no (5xx) tells; without one, or with a 4xx, it is `UnknownOutcome`: a relay or a
filter in between that says 451 may have passed the message on.
"""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from social_console.connectors.email import faults, mailbox
from social_console.connectors.email.outgoing import Envelope, ascii_domain
from social_console.connectors.email.settings import EmailSettings
from social_console.errors import (
    AuthError,
    ConfigError,
    ConnectorError,
    RateLimited,
    Rejected,
    Transient,
    UnknownOutcome,
)
from social_console.i18n import gettext as _

SLOW_DOWN = re.compile(r"rate|too many|throttl|limit exceeded|4\.7\.\d|try again later", re.I)
LOGIN_ANSWERS = frozenset({530, 534, 535, 538})


class Smtp:
    """The outgoing server of one account; a connection a message. `token` gives an access token for XOAUTH2."""

    def __init__(self, settings: EmailSettings, handle: str, user: str, token: Callable[[], str]) -> None:
        self.settings = settings
        self.server = f"{settings.smtp_host}:{settings.smtp_port}"
        self._greeting = ascii_domain(handle)
        self._user = settings.smtp_user or user
        self._token = token

    def submit(self, envelope: Envelope, raw: bytes) -> str:
        """The server's word that it has taken `raw` for every recipient."""
        begun = time.monotonic()
        with self._mapped(), self._session() as client:
            self._address(client, envelope, len(raw))
            self._announce(client)
            self._transmit(client, raw)
            if time.monotonic() - begun > self.settings.send_deadline:
                raise self._broken(_("it took too long"))
            return self._last_word(client)

    def check(self) -> None:
        """Connect, log in, say good-bye."""
        with self._mapped(), self._session() as client:
            client.noop()

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        """Everything here happens before the message is out, but for `_last_word`, which maps by itself."""
        try:
            yield
        except ConnectorError:
            raise
        except smtplib.SMTPResponseException as error:
            raise self._refused(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, EOFError) as error:
            raise self._broken(faults.told(error)) from error
        except OSError as error:
            raise faults.network_fault(error, self.server) from error

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        client = self._connect()
        try:
            client.ehlo_or_helo_if_needed()
            if self.settings.smtp_tls == "starttls":
                self._starttls(client)
            if self.settings.smtp_auth:
                self._login(client)
            yield client
        except BaseException:
            client.close()  # in the middle of DATA a QUIT would be read as text
            raise
        _hang_up(client)

    def _connect(self) -> smtplib.SMTP:
        """The greeting names our domain: this machine's name is nobody's business."""
        one = self.settings
        if one.smtp_tls == "tls":
            return smtplib.SMTP_SSL(
                one.smtp_host, one.smtp_port, self._greeting, timeout=one.timeout, context=mailbox.trust(one)
            )
        return smtplib.SMTP(one.smtp_host, one.smtp_port, self._greeting, timeout=one.timeout)

    def _starttls(self, client: smtplib.SMTP) -> None:
        if not client.has_extn("starttls"):
            raise ConfigError(
                _("{server} offers no STARTTLS.").format(server=self.server),
                remedy=_("Set smtp_tls to tls, or ask who runs the server for the right port."),
            )
        client.starttls(context=mailbox.trust(self.settings))
        client.ehlo()

    def _login(self, client: smtplib.SMTP) -> None:
        try:
            if self.settings.auth == "xoauth2":
                answer = f"user={self._user}\x01auth=Bearer {self._token()}\x01\x01"
                client.auth("XOAUTH2", lambda challenge=None: answer if challenge is None else "")
            else:
                client.login(self._user, self._password())
        except smtplib.SMTPNotSupportedError as error:
            raise ConfigError(
                _("{server} takes no login in this way.").format(server=self.server),
                remedy=_("Check smtp_port, smtp_tls and smtp_auth."),
            ) from error
        except smtplib.SMTPResponseException as error:
            raise self._login_refused(error) from error

    def _password(self) -> str:
        secret = self.settings.smtp_password or self.settings.password
        return mailbox.password(secret.get_secret_value() if secret else "", self._user)

    def _login_refused(self, error: smtplib.SMTPResponseException) -> ConnectorError:
        answer = faults.told(error.smtp_error)
        if error.smtp_code < 500:
            return self._refused(error.smtp_code, error.smtp_error)
        return faults.refused_login(
            self.server, self._user, f"{error.smtp_code} {answer}", by_token=self.settings.auth == "xoauth2"
        )

    def _address(self, client: smtplib.SMTP, envelope: Envelope, size: int) -> None:
        """Sender and recipients; if one is refused, all is taken back."""
        options = self._options(client, envelope, size)
        self._expect(client, 250, *client.mail(envelope.sender, options))
        for one in envelope.recipients:
            code, answer = client.rcpt(one)
            if code not in (250, 251):
                with suppress(smtplib.SMTPException, OSError):
                    client.rset()
                raise self._refused(code, answer, recipient=one)

    def _options(self, client: smtplib.SMTP, envelope: Envelope, size: int) -> list[str]:
        options = [f"SIZE={size}"] if client.has_extn("size") else []
        if not envelope.unicode:
            return options
        if not client.has_extn("smtputf8"):
            raise Rejected(
                _("{server} does not take addresses with letters outside ASCII.").format(server=self.server),
                reason="no-smtputf8",
            )
        client.command_encoding = "utf-8"
        return [*options, "SMTPUTF8", "BODY=8BITMIME"]

    def _announce(self, client: smtplib.SMTP) -> None:
        client.putcmd("data")
        self._expect(client, 354, *client.getreply())

    def _transmit(self, client: smtplib.SMTP, raw: bytes) -> None:
        """Without the final dot: a server that has not seen it must forget the message."""
        if client.sock is None:
            raise smtplib.SMTPServerDisconnected(_("the connection is gone"))
        client.sock.settimeout(self.settings.data_timeout)
        client.send(_dotted(raw))

    def _last_word(self, client: smtplib.SMTP) -> str:
        try:
            client.send(b".\r\n")
            code, answer = client.getreply()
            if code // 100 not in (2, 5):
                raise ValueError(f"{code} {faults.told(answer)}")
        except (smtplib.SMTPException, OSError, EOFError, ValueError) as error:
            raise UnknownOutcome(
                _("{server} did not say whether it took the message: {error}").format(
                    server=self.server, error=faults.told(error)
                ),
                remedy=_("It is looked up in the mailbox; nothing is sent a second time before that."),
            ) from error
        if code >= 500:
            raise self._refused(code, answer)
        return faults.told(answer)

    def _expect(self, client: smtplib.SMTP, wanted: int, code: int, answer: bytes) -> None:
        if code == wanted:
            return
        if code == -1:
            client.close()
        raise self._refused(code, answer)

    def _refused(self, code: int, answer: bytes | str, recipient: str = "") -> ConnectorError:
        """4xx passes, 5xx does not (RFC 5321, 4.2.1); anything else is no SMTP, and nothing was posted yet."""
        words = f"{code} {faults.told(answer)}"
        if code in LOGIN_ANSWERS:
            return AuthError(
                _("{server} wants a login: {answer}").format(server=self.server, answer=words),
                remedy=_("Check user and password, then run: social-console connectors check"),
            )
        if code >= 500:
            return self._rejected(code, words, recipient)
        if 400 <= code < 500 and SLOW_DOWN.search(words):
            return RateLimited(_("{server} asks for patience: {answer}").format(server=self.server, answer=words))
        return self._broken(words)

    def _rejected(self, code: int, words: str, recipient: str) -> Rejected:
        if recipient:
            message = _("{server} refuses the recipient {recipient}: {answer}").format(
                server=self.server, recipient=faults.told(recipient), answer=words
            )
            return Rejected(message, reason=str(code), remedy=_("Check the address; nobody got the message."))
        message = _("{server} refuses the message: {answer}").format(server=self.server, answer=words)
        return Rejected(message, reason=str(code), remedy=_("Change the reply, or ask who runs the server."))

    def _broken(self, words: str) -> Transient:
        return Transient(
            _("{server} broke off before it took the message: {answer}").format(server=self.server, answer=words),
            remedy=_("Nothing was sent; it is tried again by itself."),
        )


def _dotted(raw: bytes) -> bytes:
    """Line ends CRLF, a dot before lines that begin with one (RFC 5321, 4.5.2), the last line ended."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    lines = re.sub(rb"(?m)^\.", b"..", lines)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _hang_up(client: smtplib.SMTP) -> None:
    """QUIT where somebody still listens; never waits long, never raises."""
    with suppress(Exception):
        if client.sock is not None:
            client.sock.settimeout(5)
            client.quit()
    client.close()
