"""The e-mail connector: the contract's calls, each handed to the file that knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from social_console import clock
from social_console.connectors.base import (
    API,
    Absent,
    Budget,
    Capabilities,
    CheckResult,
    Outgoing,
    Page,
    Prepared,
    Receipt,
    StreamSpec,
    Unreadable,
)
from social_console.connectors.email.people import Ours
from social_console.connectors.email.settings import EmailSettings
from social_console.errors import ConfigError, Gone, Rejected
from social_console.i18n import gettext as _
from social_console.model import AccountRef, Json, Mention, Revision, Tombstone

if TYPE_CHECKING:
    from pydantic import BaseModel

    from social_console.connectors.email.finding import Shelves
    from social_console.connectors.email.mailbox import Imap
    from social_console.connectors.email.smtp import Smtp
    from social_console.connectors.email.tokens import TokenStore
    from social_console.connectors.email.waiting import Watch

MENTIONS = StreamSpec(name="mentions")
OWN = StreamSpec(name="own", own=True)


class Length:
    """A reply by e-mail has no limit worth the name; it is counted in characters."""

    maximum: int | None = None

    def measure(self, text: str) -> int:
        """Characters."""
        return len(text)


class EmailConnector:
    """One mailbox. `tokens` is where XOAUTH2 tokens are kept; by default the file that the settings name."""

    api = API
    name = "email"
    capabilities: ClassVar[Capabilities] = Capabilities(
        can_reply=True, attachments=True, streaming=True, private_items=True, idempotency="readback"
    )

    def __init__(self, settings: BaseModel, account: AccountRef, tokens: TokenStore | None = None) -> None:
        if not isinstance(settings, EmailSettings) or "@" not in account.handle:
            raise ConfigError(
                _("An e-mail account needs an address as its handle."), remedy=_('Write handle = "office@example.org".')
            )
        self._settings = settings
        self._account = account
        self._tokens = tokens
        self._ours = Ours.of(settings, account.handle)
        self._imap_kept: Imap | None = None
        self._watch_kept: Watch | None = None

    @classmethod
    def settings(cls) -> type[BaseModel]:
        """`EmailSettings`."""
        return EmailSettings

    def check(self) -> CheckResult:
        """Log in at both servers, look at the folders, and tell what is worth knowing."""
        from social_console.connectors.email.checking import check

        return check(self._shelves(), self._smtp() if self._settings.smtp_host else None, self._account.handle)

    def streams(self) -> list[StreamSpec]:
        """What citizens write, and what we have answered from wherever."""
        return [MENTIONS, OWN]

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        """New mail since `state`, oldest first. Nothing is marked as seen."""
        from social_console.connectors.email.reading import Reader

        shelves, known = self._shelves(), self._watch().known
        sent = shelves.sent()
        reader = Reader(
            imap=self._imap(),
            ours=self._ours,
            folders=self._folders(stream, sent),
            sent=sent,
            backfill=self._account.backfill,
            own=stream.own,
            partners_of=shelves.partners_of,
            known=known,
        )
        yield from reader.pages(state, budget)

    def limits(self) -> Length:
        """None."""
        return Length()

    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        """Name the message. Nothing is read or sent; no secret is needed."""
        from social_console.connectors.email import outgoing

        return outgoing.prepare(reply, target, self._settings, self._ours)

    def send(self, prepared: Prepared) -> Receipt:
        """One transaction to the citizen and to ourselves; then a copy among the sent ones."""
        from social_console.connectors.email import outgoing
        from social_console.connectors.email.parsing import Letter, parse

        at = clock.now()
        raw = outgoing.message(prepared, self._settings, at)
        mention = parse(Letter(raw, own=True), self._ours).mention
        self._smtp().submit(outgoing.envelope(prepared.data), raw)
        self._shelves().file(mention.name, raw, at)
        return Receipt(ref=mention.name, at=mention.created_at, mention=mention)

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """Look for the copy in every folder, spam included."""
        return self._shelves().find(prepared)

    def delete(self, receipt: Receipt) -> None:
        """Never possible."""
        raise Rejected(_("An e-mail that has been sent cannot be taken back."), reason="unsupported")

    def ancestors(self, ref: str) -> Iterator[Mention]:
        """The thread above `ref`, as far as the mailbox holds it."""
        return self._shelves().ancestors(ref)

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        """Mail is never edited, and what a colleague moves or removes was said all the same."""
        return iter(())

    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        """IDLE on the stream's first folder."""
        folders = self._folders(stream, self._shelves().sent() if stream.own else None)
        return self._watch().wait(folders[0], until)

    def close(self) -> None:
        """End a `wait` in another thread, then the connection."""
        if self._watch_kept is not None:
            self._watch_kept.close()
        elif self._imap_kept is not None:
            self._imap_kept.close()

    def delivered(self, prepared: Prepared) -> str | None:
        """Whether a copy really went over the wire: the folder where it lies. What `send` filed does not count."""
        return self._shelves().delivered(prepared)

    def save_attachments(self, mention: Mention, into: Path, only: int | None = None) -> list[Path]:
        """Fetch what hangs on `mention` and write it into a folder; `only` counts from 0 as `mention.media` does."""
        from social_console.connectors.email.attachments import save

        letter = self._shelves().letter(mention)
        if letter is None:
            raise Gone(_("The message is not in the mailbox any more."))
        return save(letter, into, only)

    def reread(self, bad: Unreadable) -> Mention:
        """Try a quarantined message again: fetched anew where the mailbox still has it, else from what was kept."""
        return self._shelves().reread(bad)

    def _folders(self, stream: StreamSpec, sent: str | None) -> tuple[str, ...]:
        if not stream.own:
            return self._settings.folders
        if sent is None:
            raise ConfigError(
                _("No folder of sent mail was found."), remedy=_("Name it: sent_folder in social-console.toml.")
            )
        return (sent,)

    def _user(self) -> str:
        return self._settings.user or self._account.handle

    def _access_token(self) -> str:
        from social_console.connectors.email.tokens import access_token, store_for

        if self._tokens is None:
            self._tokens = store_for(self._settings)
        return access_token(self._settings, self._tokens)

    def _imap(self) -> Imap:
        from social_console.connectors.email.mailbox import Imap

        if self._imap_kept is None:
            self._imap_kept = Imap(self._settings, self._user(), self._access_token)
        return self._imap_kept

    def _smtp(self) -> Smtp:
        from social_console.connectors.email.smtp import Smtp

        return Smtp(self._settings, self._account.handle, self._user(), self._access_token)

    def _shelves(self) -> Shelves:
        from social_console.connectors.email.finding import Shelves

        return Shelves(self._imap(), self._ours)

    def _watch(self) -> Watch:
        from social_console.connectors.email.waiting import Watch

        if self._watch_kept is None:
            self._watch_kept = Watch(self._imap())
        return self._watch_kept
