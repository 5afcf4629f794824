"""`import`: lines of a file into the inbox, some hundreds a transaction. Twice is the same as once."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO

from social_console import clock
from social_console.collect import aside
from social_console.collect.keeping import store_judged
from social_console.connectors import file as lines
from social_console.model import Mention

if TYPE_CHECKING:
    from social_console.collect.thinking import Thinker
    from social_console.connectors.file import Defaults, Refused
    from social_console.model import Annotation

BATCH = 500
STORED = 100
"""So many of a batch are one transaction: some milliseconds, as long as a person's own act may have to wait.

Between two of them the next are decided: who asks every millisecond gets in, and waits for no second one."""
ALONE = 3
"""So many batches are understood right here: another process would begin as they end."""
LONG = 1 << 20
"""So many bytes are more batches than that: the other process begins at once, and only it learns the languages."""
TOLD = 1_000
"""So many refused lines are told one by one; beyond that only counted."""


@dataclass(slots=True)
class Imported:
    """What an import brought. `refusals`: (file, line, reason) of the first `TOLD` refused lines."""

    mentions: int = 0
    new: int = 0
    updated: int = 0
    duplicate: int = 0
    refused: int = 0
    moments: set[int] = field(default_factory=set)
    refusals: list[tuple[str, int, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The summary of `import --json`."""
        return {
            "mentions": self.mentions,
            "new": self.new,
            "updated": self.updated,
            "duplicate": self.duplicate,
            "moments": len(self.moments),
            "refused": self.refused,
            "refusals": [{"file": file, "line": line, "reason": reason} for file, line, reason in self.refusals],
        }


@contextmanager
def seldom_tidied() -> Iterator[None]:
    """Python looks for garbage that refers to itself now and then, not at each page, and not in what has long stood."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _is_long(stream: BinaryIO) -> bool:
    """Whether it is a file, and so large; what comes through a pipe comes when it comes."""
    try:
        return os.fstat(stream.fileno()).st_size > LONG
    except OSError:
        return False


class Importer:
    """Takes files one after the other; what a batch brought is stored when the next begins."""

    def __init__(
        self,
        thinker: Thinker,
        *,
        told: Callable[[str, Refused], None],
        progress: Callable[[Imported], None] = lambda so_far: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.thinker = thinker
        self.imported = Imported()
        self._told = told
        self._progress = progress
        self._stopped = stopped

    def take(self, name: str, stream: BinaryIO, defaults: Defaults) -> None:
        """Every line of `stream`, which people call `name`."""
        found = lines.read(stream, defaults, csv_named=name.lower().endswith(".csv"))
        accepted = self._accepted(name, found)
        batches = iter(lambda: self._batch(accepted), [])
        long = _is_long(stream)
        for batch in islice(batches, 0 if long else ALONE):
            self._store(batch)
        with closing(self._understood(batches, wait=long)) as understood, seldom_tidied():
            for batch, annotations in understood:
                self._store(batch, annotations)

    def _batch(self, accepted: Iterator[Mention]) -> list[Mention]:
        """The next mentions, unless Ctrl-C was pressed while they were waited for: then they are not stored."""
        batch = list(islice(accepted, BATCH))
        if self._stopped():
            raise KeyboardInterrupt
        return batch

    def _understood(
        self, batches: Iterator[list[Mention]], *, wait: bool
    ) -> Generator[tuple[list[Mention], list[Annotation] | None]]:
        """Each batch in turn, with what its texts are where the other process could say: one batch ahead.

        `wait`: until it is ready. Otherwise what comes before that is understood here.
        """
        first = next(batches, None)
        if first is None or not aside.worth_it():
            yield from ((batch, None) for batch in chain([first] if first else [], batches))
            return
        with aside.Aside(self.thinker.rule_set.meaning) as other:
            asked: list[Mention] = []
            for batch in chain([first], batches):
                done = [(asked, other.answer())] if asked else []
                if other.is_ready(wait=wait):
                    asked = batch
                    other.ask(self.thinker.texts(batch))
                else:
                    asked = []
                    done.append((batch, None))
                yield from done
            if asked:
                yield asked, other.answer()

    def _accepted(self, name: str, found: Iterator[Mention | Refused]) -> Iterator[Mention]:
        for each in found:
            if isinstance(each, Mention):
                yield each
            else:
                self._refuse(name, each)

    def _refuse(self, name: str, refused: Refused) -> None:
        self.imported.refused += 1
        if self.imported.refused <= TOLD:
            self.imported.refusals.append((name, refused.line, refused.reason))
            self._told(name, refused)

    def _store(self, batch: list[Mention], annotations: list[Annotation] | None = None) -> None:
        thinker, done = self.thinker, self.imported
        arrivals = thinker.judging(batch, annotations=annotations)
        while part := list(islice(arrivals, STORED)):  # decided here, while others may write
            with thinker.inbox.writing() as tx:
                arrived = store_judged(tx, thinker, part, now=clock.now())
            done.new += arrived.new
            done.updated += arrived.updated
            done.duplicate += arrived.duplicate
            done.moments.update(arrived.moments)
        done.mentions += len(batch)
        self._progress(done)
