"""What reading costs this month, in millionths of a dollar, and whether there is enough left for one page more.

Each stream keeps its own count in its state; what all of them say together is what was spent. X counts a post only
once a day however often it is read. Here it is counted each time, but where a round reads the newest once more on
purpose: so this is the most that it can have cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.connectors.x import faults
from social_console.errors import QuotaExhausted
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.connectors.x.settings import XSettings

MICRO = 1_000_000
OUTBOX = "outbox"


class Meter:
    """Of one account, in one process."""

    def __init__(self, settings: XSettings) -> None:
        self._settings = settings
        self._month = this_month()
        self._spent: dict[str, int] = {}
        self.current = ""
        """The stream that is being read: what is read meanwhile counts to it."""
        self.known: frozenset[str] = frozenset()
        """Posts that were read, and counted, today already: X charges each once a day."""

    def recall(self, stream: str, state: Any) -> None:
        """What a stored state knows of this month."""
        self._turn()
        kept = state.get("meter") if isinstance(state, Mapping) else None
        if isinstance(kept, Mapping) and kept.get("month") == self._month and isinstance(kept.get("spent"), int):
            self._spent[stream] = max(self._spent.get(stream, 0), kept["spent"])

    def replied(self, dollars: float) -> None:
        """What this month's replies cost. The outbox keeps them: no stream's state does."""
        self._turn()
        self._spent[OUTBOX] = round(dollars * MICRO)

    def state(self, stream: str) -> dict[str, Any]:
        """For the stream's state. What was read outside of any stream goes with the first."""
        self._turn()
        self._spent[stream] = self._spent.get(stream, 0) + (self._spent.pop("", 0) if stream else 0)
        return {"month": self._month, "spent": self._spent.get(stream, 0)}

    @property
    def spent(self) -> float:
        """US dollars, this month, as far as is known here."""
        self._turn()
        return sum(self._spent.values()) / MICRO

    def charge(self, answer: Mapping[str, Any], *, own: bool = False) -> None:
        """Every post and every profile of an answer."""
        self._turn()
        includes = answer.get("includes")
        includes = includes if isinstance(includes, dict) else {}
        data = answer.get("data")
        listed = data if isinstance(data, list) else [] if data is None else [data]
        posts = sum(not (isinstance(one, dict) and str(one.get("id")) in self.known) for one in listed)
        beside = sum(len(includes[key]) for key in ("tweets", "posts") if isinstance(includes.get(key), list))
        users = len(includes["users"]) if isinstance(includes.get("users"), list) else 0
        self.add(posts * self._price(own) + beside * self._settings.price_per_read + users * self._user)

    def add(self, dollars: float) -> None:
        """Something that was paid for, to the stream that is being read."""
        self._spent[self.current] = self._spent.get(self.current, 0) + round(dollars * MICRO)

    def affords(self, size: int, *, own: bool = False) -> int:
        """How many of `size` posts may be read at once, each with what it answers and quotes and with all authors."""
        budget = self._settings.monthly_budget
        if not budget:
            return size
        each = self._price(own) + 2 * self._settings.price_per_read + 3 * self._user
        left = budget - self.spent
        return size if not each else max(0, min(size, int(left / each + 1e-9)))

    def exhausted(self) -> QuotaExhausted:
        """There is not enough left."""
        said = _("Of the month's ${budget:.2f} for X ${spent:.2f} are spent: too little is left for a page.")
        return QuotaExhausted(
            said.format(budget=self._settings.monthly_budget, spent=self.spent),
            until=faults.next_month(clock.now()),
            remedy=_("Raise monthly_budget in social-console.toml, or wait for the next month."),
        )

    @property
    def _user(self) -> float:
        return self._settings.price_per_user

    def _price(self, own: bool) -> float:
        return self._settings.price_per_own_read if own else self._settings.price_per_read

    def _turn(self) -> None:
        if self._month != this_month():
            self._month = this_month()
            self._spent.clear()


def this_month() -> str:
    """As X counts: by UTC."""
    return f"{clock.now():%Y-%m}"
