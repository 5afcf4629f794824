"""Looking a message up by its Message-ID in every folder, and filing what was sent, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from social_console import clock
from social_console.connectors.base import Absent, Prepared, Receipt, Unreadable
from social_console.connectors.email import headers
from social_console.connectors.email.mailbox import Imap, imap_day
from social_console.connectors.email.opening import opened
from social_console.connectors.email.parsing import Letter, Parsed, parse
from social_console.connectors.email.people import Ours
from social_console.errors import BadItem, ConfigError, ConnectorError, PermissionDenied
from social_console.i18n import gettext as _
from social_console.model import Direction, Mention

SENT = (r"\Sent", ("Sent", "Sent Items", "Sent Messages", "Enviados", "Elementos enviados", "Itens enviados"))
JUNK = (r"\Junk", ("Junk", "Spam", "Junk E-mail", "Bulk Mail", "Correo no deseado", "Lixo eletrônico"))
FILES_BY_ITSELF = re.compile(r"(?:^|\.)(?:gmail|googlemail|office365|outlook|hotmail)\.com$", re.I)
MOST_READ_BACK = 50_000
HIGHEST = 50
"""So far up a thread is followed."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """The folders of one account, and what is found in them."""

    imap: Imap
    ours: Ours

    def sent(self) -> str | None:
        """The folder of sent mail."""
        return self.imap.special(SENT[0], self.imap.settings.sent_folder, SENT[1])

    def junk(self) -> str | None:
        """The folder of spam."""
        return self.imap.special(JUNK[0], self.imap.settings.junk_folder, JUNK[1])

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """The copy of a reply. Its absence is conclusive if every folder was searched, and those where it must
        be were read back message by message, to before the reply was prepared."""
        if not prepared.ref:
            return Absent(conclusive=False, reason=_("The reply has no Message-ID."))
        unread = False
        for folder in self._ordered():
            try:
                found = self._in_folder(folder, prepared.ref)
            except (PermissionDenied, ConfigError):  # somebody else's folder, or one that is none
                unread = True
                continue
            if found is not None:
                return self._receipt(found)
        found, doubt = self._read_back(prepared)
        if found is not None:
            return self._receipt(found)
        doubt = doubt or (_("Not every folder could be searched.") if unread else "")
        return Absent(conclusive=not doubt, reason=doubt or _("No folder holds a copy of it."))

    def delivered(self, prepared: Prepared) -> str | None:
        """The folder of a copy that has travelled (which one that we filed ourselves has not)."""
        for folder in self._ordered():
            try:
                found = self._in_folder(folder, prepared.ref or "", travelled=True)
            except (PermissionDenied, ConfigError):
                continue
            if found is not None:
                return folder
        return None

    def file(self, ref: str, raw: bytes, at: datetime) -> None:
        """Put a sent message among the sent ones, unless it lies there. Failure is no failure of the reply."""
        with suppress(ConnectorError):
            sent = self.sent()
            if sent is None or not self._files():
                return
            if self._in_folder(sent, ref) is None:
                self.imap.append(sent, raw, at)

    def ancestors(self, ref: str) -> Iterator[Mention]:
        """What `ref` answers, then what that answers, as far as the mailbox knows."""
        seen = {ref}
        here = self._anywhere(ref)
        while here is not None and here.in_reply_to and here.in_reply_to not in seen and len(seen) <= HIGHEST:
            seen.add(here.in_reply_to)
            here = self._anywhere(here.in_reply_to)
            if here is not None:
                yield here

    def partners_of(self, ref: str) -> frozenset[str]:
        """With whom the message of this name was exchanged: its citizen, or those whom we wrote to."""
        found = self._anywhere(ref)
        if found is None:
            return frozenset()
        return frozenset(found.to) if found.direction is Direction.OUT else frozenset((found.author.key,))

    def letter(self, mention: Mention) -> Letter | None:
        """The message behind a mention: where it was, else wherever it is now."""
        for folder in self._ordered(str(mention.extra.get("folder") or "")):
            found = self._in_folder(folder, mention.name, mention.id)
            if found is not None:
                return found
        return None

    def reread(self, bad: Unreadable) -> Mention:
        """A message that could not be read before; from the kept bytes only if they are more than a header."""
        letter = self._by_place(bad.ref) or self._by_name(bad.ref)
        if letter is None:
            if not bad.raw or bad.raw.rstrip(b" ").endswith(b"\r\n\r\n"):
                raise BadItem(_("The message is not in the mailbox any more."), ref=bad.ref, raw=bad.raw)
            letter = Letter(bad.raw)
        return parse(letter, self.ours).mention

    def _by_place(self, ref: str) -> Letter | None:
        """A ref `folder/uid`, as messages without a Message-ID have it."""
        folder, _slash, uid = ref.rpartition("/")
        if not uid.isdecimal() or folder not in self.imap.settings.folders:
            return None
        self.imap.select(folder)
        return self._within_limit(folder, [int(uid)])

    def _by_name(self, ref: str) -> Letter | None:
        for folder in self._ordered():
            self.imap.select(folder)
            found = self._within_limit(folder, self.imap.search_message_id(ref))
            if found is not None:
                return found
        return None

    def _within_limit(self, folder: str, uids: list[int]) -> Letter | None:
        for one in self.imap.summaries(uids[:20]):
            if one.size > self.imap.settings.max_size:
                raise BadItem(_("The message is still larger than max_size."), ref=f"{folder}/{one.uid}")
            for uid, raw in self.imap.bodies([one.uid]).items():
                return Letter(raw, one.arrived, folder, uid, folder == self.sent())
        return None

    def _ordered(self, before: str = "") -> list[str]:
        """Likely places first, then every other folder."""
        likely = [before, self.sent() or "", *self.imap.settings.folders, self.junk() or ""]
        there = [one.name for one in self.imap.folders()]
        return list(dict.fromkeys([one for one in likely if one in there] + there))

    def _in_folder(self, folder: str, ref: str, ident: str | None = None, *, travelled: bool = False) -> Letter | None:
        self.imap.select(folder)
        for letter in self._letters(folder, self.imap.search_message_id(ref)[:20]):
            mention = _parsed(letter, self.ours)
            if mention is None or mention.name != ref or ident not in (None, mention.id):
                continue
            if not travelled or headers.first(opened(letter.raw), "Received"):
                return letter
        return None

    def _letters(self, folder: str, uids: list[int]) -> Iterator[Letter]:
        arrived = {one.uid: one.arrived for one in self.imap.summaries(uids)} if uids else {}
        for uid, raw in (self.imap.bodies(uids) if uids else {}).items():
            yield Letter(raw, arrived.get(uid), folder, uid, folder == self.sent())

    def _receipt(self, found: Letter) -> Receipt:
        """Of our own message, wherever its copy lies; filed among the sent ones if it is not there yet."""
        own = Letter(found.raw, found.arrived, found.folder, found.uid, own=True)
        mention = parse(own, self.ours).mention
        if found.folder != self.sent():
            self.file(mention.name, found.raw, mention.created_at)
        return Receipt(ref=mention.name, at=mention.created_at, mention=mention)

    def _read_back(self, prepared: Prepared) -> tuple[Letter | None, str]:
        """The copy, or why its absence proves nothing. No search index is believed: the Message-IDs themselves
        are read where the copy would lie."""
        since = _prepared_at(prepared) - timedelta(days=2)
        wanted = str(prepared.ref).encode()
        there = {one.name for one in self.imap.folders()}
        for folder in dict.fromkeys([*self.imap.settings.folders, self.sent() or "", self.junk() or ""]):
            if folder not in there:
                continue
            self.imap.select(folder)
            uids = self.imap.search(f"SINCE {imap_day(since)}")
            if len(uids) > MOST_READ_BACK:
                return None, _("The mailbox holds too much recent mail to be read back.")
            named = self.imap.message_ids(uids)
            for letter in self._letters(folder, [uid for uid in uids if wanted in named.get(uid, b"")][:20]):
                return letter, ""
        return None, ""

    def _anywhere(self, ref: str) -> Mention | None:
        for folder in self._ordered():
            found = self._in_folder(folder, ref)
            if found is not None:
                return _parsed(found, self.ours)
        return None

    def _files(self) -> bool:
        settings = self.imap.settings
        if settings.save_sent == "auto":
            return not FILES_BY_ITSELF.search(settings.smtp_host) and not self.imap.can("X-GM-EXT-1")
        return settings.save_sent == "yes"


def _parsed(letter: Letter, ours: Ours) -> Mention | None:
    try:
        parsed: Parsed = parse(letter, ours)
    except BadItem:
        return None
    return parsed.mention


def _prepared_at(prepared: Prepared) -> datetime:
    try:
        return datetime.fromisoformat(str(prepared.data["prepared_at"])).astimezone(UTC)
    except (KeyError, ValueError):
        return clock.now() - timedelta(days=7)
