"""Texts of a long import understood in a process of their own, while this one stores what was understood before.

Understanding is pure: the other process is told texts and says annotations, in order, and knows nothing else. It ends
with its input, however this process ends, and hears no Ctrl-C. Where it fails, this process does the work itself.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from social_console.model import Annotation, Ask, Fact, Sentiment, Span

if TYPE_CHECKING:
    from social_console.model import Json

Text = tuple[str, str | None, tuple[str, ...]]
"""What `RuleSet.annotate` takes: a text, the language declared, those expected."""
READY = b"ready\n"
PATIENCE = 5.0
"""Seconds that the other process has to end by itself."""
COMMAND = (sys.executable, "-c", f"from {__name__} import main; main()")


def worth_it() -> bool:
    """Whether there is a second core to work on."""
    return len(os.sched_getaffinity(0)) > 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) > 1


class Aside:
    """The other process. Ask, do something else, then take the answer: one question at a time."""

    def __init__(self, meaning: Json, command: Sequence[str] = COMMAND) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (this very interpreter)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101 (for the type checker)
        self._in: BinaryIO = self._process.stdin  # type: ignore[assignment]
        self._out: BinaryIO = self._process.stdout  # type: ignore[assignment]
        self._listens = False
        self._failed = not self._tell(meaning)

    def is_ready(self, *, wait: bool = False) -> bool:
        """Whether it listens by now (`wait`: until it does or never will); before that, asking would mean waiting."""
        undecided = not self._listens and not self._failed
        if undecided and (wait or select.select([self._out], [], [], 0)[0]):
            self._listens = self._out.readline() == READY
            self._failed = not self._listens
        return self._listens and not self._failed

    def ask(self, texts: Sequence[Text]) -> None:
        """Let it understand these."""
        self._failed = self._failed or not self._tell(texts)

    def answer(self) -> list[Annotation] | None:
        """Of the texts asked last, in their order; None where it has failed, which is for good."""
        if self._failed:
            return None
        try:
            return list(map(_whole, pickle.load(self._out)))  # noqa: S301 (it is ours)
        except (OSError, EOFError, pickle.UnpicklingError):
            self._failed = True
            return None

    def _tell(self, what: object) -> bool:
        try:
            pickle.dump(what, self._in, pickle.HIGHEST_PROTOCOL)
            self._in.flush()
        except OSError:
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """It ends with its input; if it does not, it is ended."""
        self._out.close()
        with suppress(OSError):
            self._in.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _plain(said: Annotation) -> tuple[Any, ...]:
    """Of nothing but tuples, texts and numbers: pickling values of classes costs five times as much."""
    label, score, words, confidence = said.sentiment
    return (
        *(said.version, said.lang, (label, score, [tuple(span) for span in words], confidence)),
        [(ask.name, [tuple(span) for span in ask.words]) for ask in said.asks],
        [(fact.kind, fact.text, fact.start, fact.end) for fact in said.facts],
        *(said.fingerprint, said.ends),
    )


def _whole(plain: tuple[Any, ...]) -> Annotation:
    """The annotation that `_plain` took apart."""
    version, lang, (label, score, words, confidence), asks, facts, fingerprint, ends = plain
    return Annotation(
        version=version,
        lang=lang,
        sentiment=Sentiment(label, score, _spans(words), confidence),
        asks=tuple([Ask(name=name, words=_spans(words)) for name, words in asks]),
        facts=tuple([Fact(kind=kind, text=text, start=start, end=end) for kind, text, start, end in facts]),
        fingerprint=fingerprint,
        ends=ends,
    )


def _spans(words: Any) -> tuple[Span, ...]:
    return tuple([Span(*word) for word in words])


def main() -> None:
    """The other process: a rule set's meaning first, then texts, until there are no more."""
    from social_console.rules import from_meaning

    told, out = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, BrokenPipeError):
        rule_set = from_meaning(pickle.load(told))  # noqa: S301 (from our own parent)
        rule_set.annotate("Zzxq wprt")  # no language's words: everything that is loaded late is loaded
        out.write(READY)
        out.flush()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        while True:
            texts: Sequence[Text] = pickle.load(told)  # noqa: S301
            found = [_plain(rule_set.annotate(text, declared=declared, languages=at)) for text, declared, at in texts]
            pickle.dump(found, out, pickle.HIGHEST_PROTOCOL)
            out.flush()
