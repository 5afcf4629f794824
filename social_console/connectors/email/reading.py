"""The streams `mentions` and `own`: what is new in the folders, page by page, from where the last page ended.

State: `{"v": 1, "committed": {folder: cursor}, "pending": {folder: {uid: since}}}`. A cursor is the folder's
UIDVALIDITY, the last uid read, when the newest message read arrived, and, while a folder is being read for the
first time or anew, from when and up to which uid. Pending are messages that claim to be from us and that the
Sent folder does not hold (yet).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from social_console import clock
from social_console.connectors.base import Budget, Page, Unreadable
from social_console.connectors.email import headers
from social_console.connectors.email.faults import SaidNo
from social_console.connectors.email.mailbox import Imap, Selected, Summary, imap_day
from social_console.connectors.email.opening import opened
from social_console.connectors.email.parsing import Letter, Parsed, parse
from social_console.connectors.email.people import Ours
from social_console.errors import BadItem, ConfigError, CursorExpired, Transient
from social_console.i18n import gettext as _
from social_console.model import Json, Mention

VERSION = 1
PAGE_BYTES = 30 * 1024 * 1024
RESCAN_MARGIN = timedelta(days=1)
"""A renumbered folder is read anew from so long before its newest message: the unique id drops what is known."""
CLAIM_WAITS = timedelta(minutes=15)
"""So long a message that claims to be from us may take to appear among the sent ones."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one folder has been read."""

    uidvalidity: int
    uid: int = 0
    seen: datetime | None = None
    scan_since: datetime | None = None
    scan_to: int = 0

    def as_json(self) -> dict[str, Json]:
        """For the stream's state."""
        return {
            "uidvalidity": self.uidvalidity,
            "uid": self.uid,
            "seen": self.seen.isoformat() if self.seen else None,
            "scan": {"since": self.scan_since.isoformat(), "to": self.scan_to} if self.scan_since else None,
        }

    @classmethod
    def from_json(cls, data: Json) -> Cursor:
        """The inverse."""
        scan = data.get("scan") or {}
        return cls(
            uidvalidity=int(data["uidvalidity"]),
            uid=int(data["uid"]),
            seen=_time(data.get("seen")),
            scan_since=_time(scan.get("since")),
            scan_to=int(scan.get("to", 0)),
        )

    def past(self, summary: Summary) -> Cursor:
        """Once `summary`'s message has been read."""
        newest = max((at for at in (self.seen, summary.arrived) if at), default=None)
        moved = replace(self, uid=max(self.uid, summary.uid), seen=newest)
        return replace(moved, scan_since=None, scan_to=0) if moved.uid >= moved.scan_to else moved


@dataclass(slots=True)
class State:
    """The cursors by folder and the claims that wait, by folder and uid."""

    cursors: dict[str, Cursor] = field(default_factory=dict)
    claims: dict[str, dict[int, datetime]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Json]:
        """Complete and independent of what comes after."""
        return {
            "v": VERSION,
            "committed": {folder: cursor.as_json() for folder, cursor in self.cursors.items()},
            "pending": {
                folder: {str(uid): since.isoformat() for uid, since in claims.items()}
                for folder, claims in self.claims.items()
                if claims
            },
        }

    @classmethod
    def from_json(cls, data: Json) -> State:
        """Raises `CursorExpired` for what another version wrote."""
        if data is None:
            return cls()
        try:
            if data["v"] != VERSION:
                raise ValueError(data["v"])
            cursors = {folder: Cursor.from_json(one) for folder, one in data["committed"].items()}
            claims = {
                folder: {int(uid): _needed(since) for uid, since in some.items()}
                for folder, some in (data.get("pending") or {}).items()
            }
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CursorExpired(_("The mailbox's stored position cannot be read; it is read anew.")) from error
        return cls(cursors, claims)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads `folders`; with `own`, the sent ones. `sent`: the folder that confirms a claim."""

    imap: Imap
    ours: Ours
    folders: tuple[str, ...]
    sent: str | None
    backfill: timedelta
    own: bool = False
    partners_of: Callable[[str], frozenset[str]] = lambda _ref: frozenset()
    """With whom the message of a name was exchanged; nobody, where the mailbox does not know it."""
    known: dict[str, int] = field(default_factory=dict)
    """Each folder's next uid as it was when it was opened, for whoever waits."""

    def pages(self, stored: Json, budget: Budget) -> Iterator[Page]:
        """What is new, at least one page. Nothing on the server changes."""
        state, read = State.from_json(stored), 0
        for folder in self.folders:
            for page in self._folder(folder, state):
                read += len(page.items) + len(page.bad)
                yield page
                if _spent(budget, read):
                    return
        yield Page(state=state.as_json(), done=True)

    def _folder(self, folder: str, state: State) -> Iterator[Page]:
        selected = self.imap.select(folder)
        self.known[folder] = selected.uidnext
        cursor = state.cursors[folder] = self._cursor(selected, state)
        todo = self._todo(cursor, selected)
        claims = self._claims(folder, state)
        if claims is not None:
            yield claims
        for some in _in_pages(todo, self.imap.settings.page_size):
            yield self._page(selected, some, state)
        state.cursors[folder] = _caught_up(state.cursors[folder], selected)

    def _cursor(self, selected: Selected, state: State) -> Cursor:
        """Where to go on; from a date, where the folder is new or its messages have been renumbered."""
        cursor = state.cursors.get(selected.folder)
        fresh = Cursor(selected.uidvalidity, scan_to=max(selected.uidnext - 1, 0))
        if cursor is None:
            return replace(fresh, scan_since=clock.now() - self.backfill)
        if cursor.uidvalidity == selected.uidvalidity and cursor.uid < selected.uidnext:
            return cursor
        state.claims.pop(selected.folder, None)
        since = cursor.seen or cursor.scan_since
        return replace(
            fresh, seen=cursor.seen, scan_since=since - RESCAN_MARGIN if since else clock.now() - self.backfill
        )

    def _todo(self, cursor: Cursor, selected: Selected) -> list[Summary]:
        """`n:*` always names the last message, known or not: hence the comparison."""
        since = cursor.scan_since
        criteria = f"UID {cursor.uid + 1}:*"
        if since is not None and selected.uidnext - 1 <= cursor.scan_to:
            criteria += f" SINCE {imap_day(since - RESCAN_MARGIN)}"
        uids = [uid for uid in self.imap.search(criteria) if uid > cursor.uid]
        found = self._summaries(uids)
        if since is None:
            return found
        return [one for one in found if one.uid > cursor.scan_to or one.arrived is None or one.arrived >= since]

    def _summaries(self, uids: list[int]) -> list[Summary]:
        """One for each message that is there, also where the server does not tell its size."""
        found = self.imap.summaries(uids)
        missing = {*uids} - {one.uid for one in found}
        if missing:
            found += [Summary(uid, 0, None) for uid in self._still_there(missing)]
        return sorted(found, key=lambda one: one.uid)

    def _still_there(self, uids: set[int]) -> list[int]:
        """The rest was removed between two questions."""
        return [uid for uid in self.imap.search(f"UID {','.join(map(str, sorted(uids)))}") if uid in uids]

    def _page(self, selected: Selected, summaries: list[Summary], state: State) -> Page:
        folder = selected.folder
        letters, bad = self._letters(selected, summaries)
        items: list[Mention] = []
        for letter in letters:
            try:
                self._sort(parse(letter, self.ours), letter, items, state)
            except BadItem as error:
                bad.append(Unreadable(ref=error.ref, reason=error.message, raw=error.raw))
        cursor = state.cursors[folder]
        for summary in summaries:
            cursor = cursor.past(summary)
        state.cursors[folder] = cursor
        return Page(items=tuple(items), state=state.as_json(), done=False, bad=tuple(bad))

    def _letters(self, selected: Selected, summaries: list[Summary]) -> tuple[list[Letter], list[Unreadable]]:
        self._reopen(selected)
        limit = self.imap.settings.max_size
        small = [one for one in summaries if one.size <= limit]
        large = [one for one in summaries if one.size > limit]
        bodies, refused = self._bodies(selected, [one.uid for one in small])
        letters = [
            Letter(bodies[one.uid], one.arrived, selected.folder, one.uid, self.own)
            for one in small
            if one.uid in bodies
        ]
        heads = self.imap.heads([one.uid for one in large])
        return letters, [*refused, *(_too_large(selected.folder, one, heads.get(one.uid, b""), limit) for one in large)]

    def _bodies(self, selected: Selected, uids: list[int]) -> tuple[dict[int, bytes], list[Unreadable]]:
        """Many at once; where one of them is sick, one by one, so that it blocks no other."""
        bad: list[Unreadable] = []
        try:
            found = self.imap.bodies(uids)
        except SaidNo:
            found = {}
        for uid in [uid for uid in uids if uid not in found]:
            self._reopen(selected)
            reason = _("The server does not give it out.")
            try:
                found |= self.imap.bodies([uid])
            except SaidNo as error:
                reason = error.message
                self._reopen(selected)
            if uid not in found and self._still_there({uid}):
                bad.append(Unreadable(ref=f"{selected.folder}/{uid}", reason=reason))
        return found, bad

    def _reopen(self, selected: Selected) -> None:
        """Whoever took the last page may have used this connection for something else."""
        with self.imap.session() as box:
            if box.folder.get() == selected.folder:
                return
        if self.imap.select(selected.folder).uidvalidity != selected.uidvalidity:
            raise Transient(_("The mailbox was renumbered while it was being read."))

    def _sort(self, parsed: Parsed, letter: Letter, items: list[Mention], state: State) -> None:
        """Most go to `items`; a copy of our own is known from the Sent folder, and its claim may wait for it."""
        if not parsed.claims_us:
            items.append(_not_after_now(self._to_its_citizen(parsed.mention)))
        elif not self._is_sent(parsed.mention.name):
            state.claims.setdefault(letter.folder, {})[letter.uid] = clock.now()

    def _to_its_citizen(self, mention: Mention) -> Mention:
        """A citizen's message that we only passed on to others was not answered: then it names no parent."""
        if not self.own or not mention.in_reply_to or not mention.to:
            return mention
        partners = self.partners_of(mention.in_reply_to)
        if not partners or partners & {*mention.to, *self.ours.addresses}:
            return mention
        return replace(mention, in_reply_to=None, conversation=None)

    def _is_sent(self, message_id: str) -> bool:
        if self.sent is None:
            return False
        try:
            self.imap.select(self.sent)
        except ConfigError:  # there is no such folder; the stream `own` says so
            return False
        wanted = message_id.encode("utf-8", "replace")
        found = self.imap.message_ids(self.imap.search_message_id(message_id))
        return any(wanted in value for value in found.values())

    def _claims(self, folder: str, state: State) -> Page | None:
        """What waited: gone where the Sent folder has it by now; a mention like any other once it waited enough."""
        waiting = state.claims.get(folder, {})
        if not waiting:
            return None
        self.imap.select(folder)
        bodies = self.imap.bodies(list(waiting))
        arrived = {one.uid: one.arrived for one in self.imap.summaries(list(waiting))}
        items: list[Mention] = []
        for uid, since in list(waiting.items()):
            settled = uid not in bodies
            if not settled:
                mention = parse(Letter(bodies[uid], arrived.get(uid), folder, uid), self.ours).mention
                sent, settled = self._is_sent(mention.name), clock.now() >= since + CLAIM_WAITS
                items += [_not_after_now(mention)] if settled and not sent else []
                settled = settled or sent
            if settled:
                del waiting[uid]
        return Page(items=tuple(items), state=state.as_json(), done=False)


def _in_pages(summaries: list[Summary], most: int) -> Iterator[list[Summary]]:
    """At most so many messages and so many bytes at once."""
    page: list[Summary] = []
    size = 0
    for one in summaries:
        if page and (len(page) >= most or size + one.size > PAGE_BYTES):
            yield page
            page, size = [], 0
        page.append(one)
        size += one.size
    if page:
        yield page


def _caught_up(cursor: Cursor, selected: Selected) -> Cursor:
    """Everything that was there when the folder was opened has been read or passed over."""
    return replace(cursor, uid=max(cursor.uid, selected.uidnext - 1), scan_since=None, scan_to=0)


def _spent(budget: Budget, read: int) -> bool:
    if budget.items is not None and read >= budget.items:
        return True
    return budget.until is not None and clock.now() >= budget.until


def _too_large(folder: str, summary: Summary, head: bytes, limit: int) -> Unreadable:
    ref = headers.message_id(opened(head)) or f"{folder}/{summary.uid}"
    reason = _("The message has {size} MB; more than {limit} MB are not read. It stays in the mailbox.").format(
        size=-(-summary.size // 1_048_576), limit=limit // 1_048_576
    )
    return Unreadable(ref=ref, reason=reason, raw=head)


def _not_after_now(mention: Mention) -> Mention:
    """A server's clock may be ahead; nothing is published after it was seen."""
    now = clock.now()
    return mention if mention.created_at <= now else replace(mention, created_at=now)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _needed(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
