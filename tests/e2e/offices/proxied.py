"""An office whose channel speaks HTTP: everything passes a proxy that breaks once, at a chosen request."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import Any

from tests.e2e.faults import BROKEN, CUT, KILL_AFTER, KILL_BEFORE, LIMITED, SILENCE
from tests.e2e.offices.office import Moment, Office, Step
from tests.real.proxy import Fault, Proxy

KINDS = {
    KILL_BEFORE: "hang-before",
    KILL_AFTER: "hang-after",
    SILENCE: "hang-after",
    BROKEN: "status",
    LIMITED: "status-before",
    CUT: "cut-in-answer",
}


class Proxied(Office):
    """`lists` and `posts` are patterns of `METHOD path`: a page of mentions, and the post of a reply."""

    lists: str
    posts: str

    def __init__(self, folder: Path, proxy: Proxy, *args: Any) -> None:
        super().__init__(folder, *args)
        self.proxy = proxy

    def arm(self, fault: str, step: Step) -> Event:
        """At the second page, or at the post."""
        status, fields = (429, self.refusal()) if fault == LIMITED else (500, {})
        where, skip = (self.lists, 1) if step == "reading" else (self.posts, 0)
        self.proxy.break_next(Fault(KINDS[fault], where, status, fields, skip=skip))
        return self.proxy.holding

    def hold(self, page: int, moment: Moment) -> Event:
        kinds = {"asked": "hang-before", "answered": "hang-after", "passed": "tell", "anywhere": "hang-after"}
        where = "" if moment == "anywhere" else self.lists
        self.proxy.break_next(Fault(kinds[moment], where, skip=page))
        return self.proxy.holding

    def unharmed(self, step: Step) -> bool:
        return self.proxy.armed

    def refusal(self) -> Mapping[str, str]:
        """What the channel says with a 429: not before ten minutes."""
        return {"Retry-After": "600"}
