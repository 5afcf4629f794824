"""What passes between the store's side and the screens: everything one look at a moment needs, read in one go."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Protocol

from social_console.tui.widgets.bars import Whose
from social_console.tui.widgets.views import View, views_of

if TYPE_CHECKING:
    from social_console.rules import RuleSet
    from social_console.settings import Settings
    from social_console.store import Detail, Inbox, Past


class SessionLike(Protocol):
    """One run of the program, as the command line opens it; each is made when it is first asked for."""

    demo: bool

    @property
    def settings(self) -> Settings: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def rules(self) -> RuleSet: ...
    @property
    def operator(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """A moment as it is shown: with its author's history and the promise's legal ground."""

    detail: Detail
    past: tuple[Past, ...] = ()
    legal: str = ""

    def without_reply(self, reply: int) -> Seen:
        """What is being written is not shown above itself."""
        others = tuple(each for each in self.detail.replies if each.id != reply)
        return replace(self, detail=replace(self.detail, replies=others))


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines of a view in its order, each the id of a moment; of those with the same text the first stands for all.

    `moments`: how many stand behind them.
    """

    ids: array[int]
    moments: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known once the inbox is open."""

    whose: Whose
    zone: tzinfo
    views: tuple[View, ...] = field(default_factory=lambda: views_of({}))
    role: str = "operator"
    counts: Mapping[str, int] = field(default_factory=dict)
    newest: int = 0
