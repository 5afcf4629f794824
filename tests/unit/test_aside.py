"""A long import's texts understood in another process: the same annotations, whatever becomes of that process."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from social_console import rules
from social_console.collect import Importer, Thinker, aside
from social_console.collect.aside import Aside
from social_console.connectors import file
from social_console.model import Annotation, Mention, Verdict
from social_console.rules import RuleSet
from social_console.settings import Settings
from social_console.store import Inbox

TEXTS: list[aside.Text] = [
    ("Llevamos dos días sin agua en Los Mina", None, ("es",)),
    ("Thank you, great work!", "en", ("es", "en")),
    ("¿A qué hora abren?", "es", ("es",)),
    ("Escriban a ana@example.com: desde hace tres días, en la calle 5 no pasa el camión", None, ("es",)),
    ("", None, ()),
]


@pytest.fixture(scope="module")
def starter() -> RuleSet:
    return rules.load(rules.starter())


def ready(other: Aside) -> Aside:
    assert other.is_ready(wait=True)
    return other


def test_who_does_not_wait_hears_when_it_is_ready(starter: RuleSet) -> None:
    with Aside(starter.meaning) as other:
        until = time.monotonic() + 60
        while not other.is_ready() and time.monotonic() < until:
            pass
        assert other.is_ready()


def test_it_says_what_this_process_would(starter: RuleSet) -> None:
    here = [starter.annotate(text, declared=declared, languages=at) for text, declared, at in TEXTS]
    with Aside(starter.meaning) as other:
        ready(other).ask(TEXTS)
        assert repr(other.answer()) == repr(here)  # `==` leaves out what is kept apart
        other.ask(TEXTS[::-1])
        assert other.answer() == here[::-1]


def test_a_process_that_dies_says_nothing_any_more(starter: RuleSet) -> None:
    with Aside(starter.meaning) as other:
        os.kill(ready(other)._process.pid, signal.SIGKILL)
        other.ask(TEXTS)
        assert other.answer() is None
        other.ask(TEXTS * 3_000)
        assert other.answer() is None
        assert not other.is_ready()


def test_one_that_cannot_begin_is_never_ready(starter: RuleSet) -> None:
    with Aside(starter.meaning, (sys.executable, "-c", "raise SystemExit(1)")) as other:
        assert not other.is_ready(wait=True)
        assert not other.is_ready()


def test_it_ends_with_its_input_in_the_midst_of_work(starter: RuleSet) -> None:
    with Aside(starter.meaning) as other:
        ready(other).ask(TEXTS * 500)
    assert other._process.returncode is not None


def test_it_hears_no_interrupt_of_the_terminal(starter: RuleSet) -> None:
    with Aside(starter.meaning) as other:
        assert os.getpgid(other._process.pid) != os.getpgid(0)


# ── the import ───────────────────────────────────────────────────────────────────────────────────────────


def lines(count: int) -> bytes:
    def each() -> Iterator[str]:
        for number in range(count):
            said = {"text": f"{TEXTS[number % 3][0]} {number}", "author": {"handle": f"u{number % 700}"}}
            ours = number % 5 == 4
            parent = str(number - 4) if ours else None
            named = {"id": str(number), "in_reply_to": parent, "direction": "out" if ours else "in"}
            yield json.dumps(named | said | {"created_at": "2026-01-05T10:00:00Z"})

    return "\n".join(each()).encode()


def imported(folder: Path, starter: RuleSet, content: BinaryIO) -> list[Any]:
    settings = Settings(home=folder, database=folder / "inbox.db")
    with Inbox.create(settings.database) as inbox:
        importer = Importer(Thinker(inbox, settings, starter), told=lambda name, refused: None)
        importer.take("a.jsonl", content, file.Defaults(history=False))
        with inbox.reading() as tx:
            asked = "SELECT id, remote_id, moment, lang, asks, sentiment, annotation, verdict FROM mention ORDER BY id"
            return [tuple(row) for row in tx.exec_driver_sql(asked)]


@pytest.fixture
def content(monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr("social_console.collect.importing.BATCH", 20)
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", "2026-02-01T00:00:00Z")
    return lines(400)


def test_an_import_is_the_same_with_and_without(
    starter: RuleSet, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    ask = Aside.ask

    def counted(self: Aside, texts: Any) -> None:
        asked.append(len(texts))
        ask(self, texts)

    monkeypatch.setattr(Aside, "is_ready", _is_waited_for)
    monkeypatch.setattr(Aside, "ask", counted)
    (tmp_path / "two").mkdir()
    monkeypatch.setattr(aside, "worth_it", lambda: True)
    two = imported(tmp_path / "two", starter, io.BytesIO(content))
    assert sum(asked) == 17 * 16
    (tmp_path / "one").mkdir()
    monkeypatch.setattr(aside, "worth_it", lambda: False)
    assert imported(tmp_path / "one", starter, io.BytesIO(content)) == two
    assert len(two) == 400


_is_ready = Aside.is_ready


def _is_waited_for(self: Aside, *, wait: bool) -> bool:
    return _is_ready(self, wait=True)


def test_a_long_file_is_understood_there_from_its_first_line(
    starter: RuleSet, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "worth_it", lambda: True)
    monkeypatch.setattr(Thinker, "annotated", _not_here)
    monkeypatch.setattr("social_console.collect.importing.LONG", len(content) - 1)
    (tmp_path / "a.jsonl").write_bytes(content)
    with (tmp_path / "a.jsonl").open("rb") as stream:
        assert len(imported(tmp_path, starter, stream)) == 400


def test_others_may_write_while_the_next_are_decided(
    starter: RuleSet, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "worth_it", lambda: False)
    monkeypatch.setattr("social_console.collect.importing.STORED", 5)
    stored: set[int] = set()
    decide = rules.decide

    def decided(*given: Any) -> Verdict:
        with closing(sqlite3.connect(tmp_path / "inbox.db", timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            stored.add(other.execute("SELECT count(*) FROM mention").fetchone()[0])
        return decide(*given)

    monkeypatch.setattr(rules, "decide", decided)
    imported(tmp_path, starter, io.BytesIO(content))
    assert stored == set(range(0, 400, 5))


def _not_here(self: Thinker, mention: Mention, institution: str) -> Annotation:
    raise AssertionError(mention.text)


def test_an_import_outlives_the_other_process(
    starter: RuleSet, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "worth_it", lambda: True)
    monkeypatch.setattr(Aside, "is_ready", _killed_when_ready)
    rows = imported(tmp_path, starter, io.BytesIO(content))
    assert len(rows) == 400
    assert all(row[6] is not None for row in rows if int(row[1]) % 5 != 4)


def _killed_when_ready(self: Aside, *, wait: bool) -> bool:
    if _is_ready(self, wait=True):
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        return True
    return False
