"""One IMAP connection: opened when first needed, dropped after any fault, with the few questions we ask it."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from social_console.connectors.email import faults
from social_console.connectors.email.settings import EmailSettings
from social_console.errors import ConfigError
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from imap_tools import BaseMailBox, FolderInfo

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
UID = re.compile(rb"\bUID (\d+)")
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
ARRIVED = re.compile(rb'INTERNALDATE "\s?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"')
HEADER_BYTES = 65_536
"""Of a message that is too large, so much of the header is read."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A message before its body is read. `size` in bytes."""

    uid: int
    size: int
    arrived: datetime | None


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as it stands when it is opened."""

    folder: str
    uidvalidity: int
    uidnext: int


class Imap:
    """The mailbox of one account, for one thread at a time. `token` gives an access token for XOAUTH2."""

    def __init__(self, settings: EmailSettings, user: str, token: Callable[[], str]) -> None:
        self.settings = settings
        self.user = user
        self.server = f"{settings.imap_host}:{settings.imap_port}"
        self._token = token
        self._box: BaseMailBox | None = None
        self._folders: list[FolderInfo] | None = None

    @contextmanager
    def session(self) -> Iterator[BaseMailBox]:
        """The logged-in connection. After any fault inside it is dropped, and the next session opens another."""
        try:
            with faults.mapped(self.server):
                if self._box is None:
                    self._box = self._connect()
                yield self._box
        except GeneratorExit:
            raise
        except BaseException:
            self.drop()
            raise

    def close(self) -> None:
        """Say good-bye, if anybody listens."""
        box, self._box = self._box, None
        if box is not None:
            with suppress(Exception):
                box.logout()
            _shut(box)

    def drop(self) -> None:
        """Hang up without a word."""
        box, self._box = self._box, None
        self._folders = None
        if box is not None:
            _shut(box)

    def select(self, folder: str) -> Selected:
        """Open `folder` afresh, for reading only: nothing is marked as seen."""
        with self.session() as box:
            box.folder.set(folder, readonly=True)
            uidnext = _number(box.client.response("UIDNEXT")[1])
            if uidnext is None:
                uidnext = box.folder.status(folder, ["UIDNEXT"]).get("UIDNEXT", 1)
            return Selected(folder, _number(box.client.response("UIDVALIDITY")[1]) or 0, uidnext)

    def search(self, criteria: str) -> list[int]:
        """The uids in the open folder that fit, in ascending order."""
        with self.session() as box:
            charset = () if criteria.isascii() else ("CHARSET", "UTF-8")
            status, data = box.client.uid("SEARCH", *charset, criteria.encode())  # type: ignore[arg-type]
            if status != "OK":
                raise faults.answer_fault(faults.told(data[0] if data else status), self.server)
            if not data or data[0] is None:  # an empty answer is an answer; none is not
                raise faults.nonsense(self.server)
            return sorted(int(uid) for line in data for uid in line.split())

    def search_message_id(self, message_id: str) -> list[int]:
        """The uids in the open folder of the messages with this Message-ID (and perhaps others: compare)."""
        quoted = message_id.replace("\\", "\\\\").replace('"', '\\"')
        return self.search(f'HEADER Message-ID "{quoted}"')

    def summaries(self, uids: Sequence[int]) -> list[Summary]:
        """Sizes and times, asked before any body."""
        found = {}
        for some in _chunks(uids, 500):
            for line in self._fetch(some, "(UID RFC822.SIZE INTERNALDATE)"):
                text = line if isinstance(line, bytes) else line[0]
                uid, size = UID.search(text), SIZE.search(text)
                if uid and size:
                    found[int(uid[1])] = Summary(int(uid[1]), int(size[1]), internal_date(text))
        return [found[uid] for uid in uids if uid in found]

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Whole messages, as they are, by uid; what was removed meanwhile is missing."""
        return self._literals(uids, "(UID BODY.PEEK[])")

    def heads(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The beginnings of messages' headers, by uid."""
        return self._literals(uids, f"(UID BODY.PEEK[HEADER]<0.{HEADER_BYTES}>)")

    def message_ids(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The Message-ID fields alone, by uid."""
        found: dict[int, bytes] = {}
        for some in _chunks(uids, 500):
            found |= self._literals(some, "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        return found

    def append(self, folder: str, raw: bytes, at: datetime) -> None:
        """File a message, as read."""
        with self.session() as box:
            box.append(raw, folder, dt=at, flag_set=[r"\Seen"])

    def folders(self) -> list[FolderInfo]:
        """Every folder that can be opened."""
        if self._folders is None:
            with self.session() as box:
                listed = box.folder.list()
            self._folders = [one for one in listed if not {"\\noselect", "\\nonexistent"} & _flags(one)]
        return self._folders

    def special(self, flag: str, named: str, guesses: Sequence[str]) -> str | None:
        """The folder that the settings name, else that the server marks with `flag`, else that is called so."""
        if named:
            return named
        for one in self.folders():
            if flag.lower() in _flags(one):
                return one.name
        called = {_leaf(one).casefold(): one.name for one in reversed(self.folders())}
        return next((called[guess.casefold()] for guess in guesses if guess.casefold() in called), None)

    def can(self, capability: str) -> bool:
        """Whether the server says that it can do this."""
        with self.session() as box:
            return capability.upper() in {str(one).upper() for one in box.client.capabilities}

    def _fetch(self, uids: Sequence[int], parts: str) -> list[bytes | tuple[bytes, bytes]]:
        if not uids:
            return []
        with self.session() as box:
            status, data = box.client.uid("FETCH", ",".join(map(str, uids)), parts)
            if status != "OK":
                raise faults.answer_fault(faults.told(data[0] if data else status), self.server)
            return [one for one in data if one]

    def _literals(self, uids: Sequence[int], parts: str) -> dict[int, bytes]:
        """Servers put the uid before the literal or after it, and other news between two answers."""
        found, waiting = {}, None
        for line in self._fetch(uids, parts):
            if isinstance(line, tuple):
                uid = UID.search(line[0])
                waiting = None if uid else line[1]
                if uid:
                    found[int(uid[1])] = line[1]
            elif waiting is not None and (uid := UID.search(line)):
                found[int(uid[1])] = waiting
                waiting = None
        return found

    def _connect(self) -> BaseMailBox:
        from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

        one = self.settings
        box: BaseMailBox
        if one.imap_tls == "none":
            box = MailBoxUnencrypted(one.imap_host, one.imap_port, timeout=one.timeout)
        elif one.imap_tls == "starttls":
            box = MailBoxStartTls(one.imap_host, one.imap_port, timeout=one.timeout, ssl_context=trust(one))
        else:
            box = MailBox(one.imap_host, one.imap_port, timeout=one.timeout, ssl_context=trust(one))
        try:
            self._login(box)
        except BaseException:
            _shut(box)
            raise
        return box

    def _login(self, box: BaseMailBox) -> None:
        import imaplib

        from imap_tools.errors import MailboxLoginError

        secret = self._secret()
        try:
            if self.settings.auth == "xoauth2":
                box.xoauth2(self.user, secret, initial_folder=None)
            elif (self.user + secret).isascii():
                box.login(self.user, secret, initial_folder=None)
            else:
                box.login_utf8(self.user, secret, initial_folder=None)
        except (MailboxLoginError, imaplib.IMAP4.error, OSError) as error:
            raise faults.login_fault(error, self.server, self.user, by_token=self.settings.auth == "xoauth2") from error
        _refresh_capabilities(box)

    def _secret(self) -> str:
        if self.settings.auth == "xoauth2":
            return self._token()
        return password(self.settings.password.get_secret_value() if self.settings.password else "", self.user)


def password(secret: str, user: str) -> str:
    """`secret`, if it can be one. Raises `ConfigError`."""
    if not secret:
        raise ConfigError(
            _("There is no password for {user}.").format(user=faults.told(user)),
            remedy=_("Put it into the environment, the keyring or the secrets file; `doctor` names the places."),
        )
    if any(ord(letter) < 32 for letter in user + secret):
        raise ConfigError(_("User or password hold a line break or another control character."))
    return secret


def trust(settings: EmailSettings) -> ssl.SSLContext:
    """Whose certificates are believed."""
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        try:
            context.load_verify_locations(settings.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(
                _("ca_file cannot be used: {error}").format(error=faults.told(error)),
                remedy=_("It must name a file with certificates in PEM form."),
            ) from error
    return context


def internal_date(text: bytes) -> datetime | None:
    """INTERNALDATE in UTC, whatever the locale."""
    match = ARRIVED.search(text)
    if match is None or match[2].decode().lower() not in MONTHS:
        return None
    offset = timedelta(hours=int(match[8]), minutes=int(match[9])) * (-1 if match[7] == b"-" else 1)
    day, year, hour, minute, second = (int(match[at]) for at in (1, 3, 4, 5, 6))
    month = MONTHS.index(match[2].decode().lower()) + 1
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone(offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def imap_day(at: datetime) -> str:
    """A day as SEARCH wants it, in English whatever the locale."""
    return f"{at.day:02d}-{MONTHS[at.month - 1].capitalize()}-{at.year:04d}"


def _refresh_capabilities(box: BaseMailBox) -> None:
    """Servers tell more after the login than before it."""
    _status, data = box.client.capability()
    if data and isinstance(data[-1], bytes):
        box.client.capabilities = tuple(data[-1].decode("ascii", "replace").upper().split())


def _flags(folder: FolderInfo) -> set[str]:
    return {flag.lower() for flag in folder.flags}


def _leaf(folder: FolderInfo) -> str:
    return folder.name.rsplit(folder.delim, 1)[-1] if folder.delim and folder.delim != "NIL" else folder.name


def _number(data: Sequence[bytes | None] | None) -> int | None:
    return int(data[-1]) if data and data[-1] else None


def _chunks(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), size):
        yield uids[start : start + size]


def _shut(box: BaseMailBox) -> None:
    with suppress(Exception):
        box.client.shutdown()
