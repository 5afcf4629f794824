"""What a comment answers: whole pages of parents in one request, or one thread up to its post."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from social_console import clock
from social_console.connectors.reddit.things import MESSAGE, Reader, Thing, children
from social_console.errors import BadItem, ConnectorError, Gone
from social_console.i18n import gettext as _
from social_console.model import Direction, Item, Json, Mention, Revision, Tombstone

MOST = 100
"""Names that one request may ask for."""
HIGHEST = 30
"""So far up a thread is followed."""

Get = Callable[..., Json]


@dataclass(frozen=True, slots=True)
class Threads:
    """Looks things up by their fullnames. `fully_read`: subreddits whose comments come by their own streams."""

    get: Get
    info: str
    reader: Reader
    fully_read: frozenset[str] = frozenset()

    def things(self, names: Sequence[str]) -> Iterator[Thing]:
        """As they stand now; what Reddit does not show us is left out."""
        wanted = [name for name in dict.fromkeys(names) if name.startswith(("t1_", "t3_"))]
        for start in range(0, len(wanted), MOST):
            answer = self.get(self.info, id=",".join(wanted[start : start + MOST]), limit=MOST)
            yield from children(answer)[0]

    def with_parents(self, things: list[Thing], known: frozenset[str]) -> tuple[Item, ...]:
        """The page's items, after what they answer where that is not here. One request at most.

        Of the thread above only our own words and the citizen's own are kept; those are history, as they were not
        said to us. What strangers said in between is not ours to keep.
        """
        parents: dict[str, Thing] = {}
        with suppress(ConnectorError):  # the page is worth more than what stands above it
            parents = {one.name: one for one in self.things(self._missing(things, known))}
        writers = {(one.parent, one.author) for one in things}
        above = [self._context(one) for one in parents.values() if self._kept(one, writers)]
        return (*above, *(self._addressed(one, parents) for one in things))

    def ancestors(self, name: str) -> Iterator[Mention]:
        """What `name` answers, then what that answers."""
        here = next(self.things([name]), None)
        for _step in range(HIGHEST):
            if here is None or here.parent is None:
                return
            here = next(self.things([here.parent]), None)
            if here is not None and not here.gone:
                yield self.reader.mention(here)

    def changes(self, names: Sequence[str]) -> Iterator[Revision | Tombstone]:
        """Of each that was edited, removed, or whose author is no more. A private message tells nothing."""
        for one in self.things(names):
            item = self.reader.item(one)
            if isinstance(item, Mention) and one.author is None:
                item = Revision(mention=item, edited_at=clock.now())
            if isinstance(item, Revision):
                item = replace(item, author_gone=one.author is None)
            if not isinstance(item, Mention):
                yield item

    def reread(self, name: str) -> Mention:
        """One thing alone."""
        found = next(self.things([name]), None)
        if found is None:
            raise BadItem(_("Reddit knows nothing there."), ref=name)
        if found.gone:
            raise Gone(_("Reddit knows nothing there."))
        return self.reader.mention(found)

    def _missing(self, things: list[Thing], known: frozenset[str]) -> list[str]:
        here = {one.name for one in things} | known
        wanted = [
            one.parent
            for one in things
            if one.parent and one.kind != MESSAGE and one.name not in known and self._comes_alone(one)
        ]
        return [name for name in dict.fromkeys(wanted) if name not in here][:MOST]

    def _comes_alone(self, thing: Thing) -> bool:
        return str(thing.data.get("subreddit") or "").casefold() not in self.fully_read

    def _kept(self, parent: Thing, writers: set[tuple[str | None, str | None]]) -> bool:
        if parent.gone or parent.author is None:
            return False
        return self.reader.ours(parent.author) or (parent.name, parent.author) in writers

    def _context(self, thing: Thing) -> Mention:
        mention = self.reader.mention(thing)
        return mention if mention.direction is Direction.OUT else replace(mention, history=True)

    def _addressed(self, thing: Thing, parents: dict[str, Thing]) -> Item:
        """An answer of ours names the citizen whom it answers."""
        item = self.reader.item(thing)
        above = parents.get(thing.parent or "")
        if isinstance(item, Mention) and item.direction is Direction.OUT and not item.to and above is not None:
            name = above.author
            return replace(item, to=("@" + name.casefold(),)) if name and not self.reader.ours(name) else item
        return item
