"""An answer is posted once: one request, and every doubt settled by reading our own comments back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from social_console import clock
from social_console.connectors.base import Absent, Prepared, Receipt
from social_console.connectors.reddit import faults
from social_console.connectors.reddit.client import PATHS, Client
from social_console.connectors.reddit.things import COMMENT, MESSAGE, Reader, Thing, children
from social_console.errors import ConnectorError, UnknownOutcome
from social_console.i18n import gettext as _
from social_console.model import Direction, Json

LAG = timedelta(days=1)
"""So far may Reddit's clock and ours be apart before absence would be concluded wrongly."""
WINDOW = 900
"""A listing of our own that ends with so many items or more is not complete."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Posts and reads back as the account of `reader`."""

    client: Client
    reader: Reader
    page_size: int = 100

    def send(self, prepared: Prepared) -> Receipt:
        """One request. An answer without the comment means that it was made where we may not see it: read back."""
        answer = self.client.post_once(
            PATHS["comment"], thing_id=_said(prepared, "thing"), text=_said(prepared, "text")
        )
        with faults.posting():
            errors = answer["json"]["errors"]
            if errors:
                raise faults.said_no(errors)
            things = [Thing(one["kind"], one["data"]) for one in answer["json"]["data"]["things"]]
            if things:
                return self._receipt(things[0], prepared)
        return self._read_back(prepared)

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """Our own posts, newest first, to before the answer was prepared."""
        return self._look(prepared, pages=WINDOW)

    def _look(self, prepared: Prepared, pages: int) -> Receipt | Absent:
        since = datetime.fromisoformat(_said(prepared, "at")) - LAG
        other = False
        read = 0
        for thing in self._own(_said(prepared, "thing"), pages):
            read += 1
            if thing.created < since:
                return _absent(other)
            if thing.parent != _said(prepared, "thing") or not self._ours(thing):
                continue
            if _alike(thing.text, _said(prepared, "text")):
                return self._receipt(thing, prepared)
            other = True
        if read >= WINDOW:
            return Absent(conclusive=False, reason=_("Reddit no longer lists what we posted then."))
        return _absent(other)

    def _ours(self, thing: Thing) -> bool:
        return thing.author is None or self.reader.ours(thing.author)

    def _read_back(self, prepared: Prepared) -> Receipt:
        try:
            found = self._look(prepared, pages=1)  # it was made a moment ago, and a lease is short
        except ConnectorError as error:
            raise _doubt() from error
        if isinstance(found, Absent):
            raise _doubt()
        return found

    def _own(self, thing: str, pages: int) -> Iterator[Thing]:
        """Everything that we wrote of the kind that answers `thing`, the newest first."""
        message = thing.startswith(MESSAGE)
        path = PATHS["sent"] if message else f"user/{self.reader.handle}/comments"
        after: str | None = None
        for _page in range(pages):
            answer = self.client.get(path, sort="new", limit=self.page_size, **({"after": after} if after else {}))
            with faults.reading():
                things, bad, more = children(answer)
            if bad or (after and not things):  # what is missing here may be what is looked for
                raise faults.nonsense()
            after = more
            yield from things
            if after is None:
                return

    def _receipt(self, thing: Thing, prepared: Prepared) -> Receipt:
        data: Mapping[str, Json] = {"author": self.reader.handle, **thing.data, "parent_id": _said(prepared, "thing")}
        mention = self.reader.mention(Thing(thing.kind or COMMENT, data))
        mention = replace(
            mention,
            direction=Direction.OUT,
            to=tuple(prepared.data["to"]),
            conversation=prepared.data["conversation"] or mention.conversation,
        )
        return Receipt(ref=mention.name, at=min(mention.created_at, clock.now()), mention=mention, url=mention.url)


def _said(prepared: Prepared, name: str) -> str:
    return str(prepared.data[name])


def _alike(there: str, ours: str) -> bool:
    """Reddit trims, and drops what cannot be seen; the words are the same."""
    return _bare(there) == _bare(ours)


def _bare(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter for letter in composed if unicodedata.category(letter)[0] not in "CZ")


def _absent(other: bool) -> Absent:
    if other:
        said = _("There is an answer of ours with another text: look whether it is this one.")
        return Absent(conclusive=False, reason=said)
    return Absent(conclusive=True, reason=_("Our own posts do not hold it."))


def _doubt() -> UnknownOutcome:
    return UnknownOutcome(
        _("Reddit took the answer and does not show it."),
        remedy=_("It is looked up there before anything is sent again."),
    )
