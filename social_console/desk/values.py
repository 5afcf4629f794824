"""What the desk hands back: what was done and how to undo it; a reply being written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from social_console.desk.limits import Limits
from social_console.desk.published import published_data
from social_console.model import Visibility

if TYPE_CHECKING:
    from social_console.store import News


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A verb that was carried out, on one moment or several. `message` is for the person who did it."""

    moments: tuple[int, ...]
    events: tuple[int, ...]
    message: str
    undo: tuple[int, ...] = ()
    """The events that `Desk.undo` takes back; empty: this cannot be undone."""
    reply: int | None = None
    """The outbox row, where the verb was about one."""
    until: datetime | None = None
    """Of a reply: when it goes out, and undoing ends."""

    @property
    def moment(self) -> int:
        """The only moment, or the first."""
        return self.moments[0]

    @property
    def event(self) -> int | None:
        """The only event, or the first."""
        return self.events[0] if self.events else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueDraft:
    """What a colleague is writing to the same citizen."""

    author: str
    text: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The same post by the same citizen on another of our accounts, where it was answered already (DESIGN 8.8)."""

    moment: int
    account: str
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Composing:
    """A reply being written: what the composer shows around the text."""

    reply_id: int
    moment: int
    text: str
    subject: str | None
    target: int
    """The stored mention that is answered."""
    to: str
    """Whom it reaches, as the button names them: a handle, an address. Untrusted."""
    account: str
    """The label of the account that speaks."""
    channel: str
    visibility: Visibility
    seen: int
    """The newest mention of the thread as shown; `Desk.send` wants it back."""
    seen_event: int = 0
    """The newest event likewise: edits and deletions after it have not been shown."""
    news: tuple[News, ...] = ()
    """What has come, changed or gone since this draft was begun: shown first, then `Desk.acknowledge`."""
    limit: int | None = None
    measure: Callable[[str], int] = field(default=len, compare=False)
    threads: bool = False
    """Whether what is too long can go in numbered parts."""
    no_files: str = ""
    """Why no file can go with it; empty where files can."""
    warnings: tuple[str, ...] = ()
    """Whatever the text says; `warned` adds what it says."""
    unresolved: tuple[str, ...] = ()
    """Variables of the template that nothing is known for; the text still names them, and blocks."""
    colleague_draft: ColleagueDraft | None = None
    linked: tuple[Linked, ...] = ()
    """Whoever replies here is asked first."""
    needs_approval: bool = False
    blocked: str = ""
    """Why this cannot be sent at all (`reply = off`, no such account, not summoned); empty where it can."""
    by_hand: str = ""
    """Where to answer by hand, on a channel that takes no reply to this mention by program. Untrusted."""
    cost: Callable[[str], float] | None = field(default=None, compare=False)
    """US dollars that the channel takes for a reply with this text; None where it takes none."""
    left: float | None = None
    """US dollars left of the account's budget for the month; None where it has none."""
    template: str | None = None

    def too_long(self, text: str) -> bool:
        """Whether the channel does not take this text in one post."""
        return self._limits.too_long(text)

    def parts(self, text: str) -> tuple[str, ...]:
        """What would go out: the text, or its numbered parts where it is too long for one post and the channel takes
        parts. UsageError where it cannot be cut so."""
        return tuple(part.text for part in self._limits.parts(text))

    @property
    def _limits(self) -> Limits:
        return Limits(self.limit, self.measure, self.cost, self.threads)

    def price(self, posts: Sequence[str]) -> float:
        """US dollars for these posts; 0 where the channel takes none."""
        return sum(self.cost(post) for post in posts) if self.cost else 0.0

    def warned(self, text: str) -> tuple[str, ...]:
        """What to think about before this text goes out: private numbers in public included."""
        said = published_data(text) if self.visibility is Visibility.PUBLIC and text else []
        return (*self.warnings, *said)
