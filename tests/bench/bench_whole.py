"""The whole way of an import, from lines on the disk to stored and searchable, and what the commands take to start."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlmodel import Session, create_engine, select

from social_console.clock import Promises
from social_console.collect import Importer, Thinker
from social_console.connectors import file
from social_console.model import Act
from social_console.rules import RuleSet, from_meaning, load, starter
from social_console.settings import Institution, Settings
from social_console.store import Inbox, act
from social_console.store.tables import MentionRow, metadata
from tests.bench import Result, Sizes, bench, late, middle, seconds
from tests.bench.bench_rules import made_up, one_by_one
from tests.bench.made_up import NOW, PAGE, pages, store_page
from tests.bench.whole_lines import sentences, written

RULES, NAIVE, STARTS = 100, 300, 7


@bench
def whole(sizes: Sizes) -> Iterator[Result]:
    """Read, annotated, decided by 100 rules with promises, stored with threads, moments, log and full text."""
    lines = sizes.folder / "lines.jsonl"
    lines.write_text("\n".join(written(sizes.mentions)) + "\n", "utf-8")
    given, rule_set = _rules()
    with Inbox.create(sizes.folder / "whole.db") as inbox:
        importer = Importer(_thinker(sizes.folder, inbox, rule_set), told=lambda name, refused: None)
        with lines.open("rb") as stream:
            taken = seconds(lambda: importer.take("lines", stream, file.Defaults(history=False)))[0]
        assert importer.imported.new == sizes.mentions
    naive = _Naive(sizes.folder / "naive.db", given)
    slow = seconds(lambda: naive.take(list(islice(lines.open(encoding="utf-8"), NAIVE))))[0]
    yield Result(
        name="import, the whole way",
        value=sizes.mentions / taken,
        unit="mentions/s",
        n=sizes.mentions,
        reference=("a session a row, re, stock parts", NAIVE / slow),
    )


def _rules() -> tuple[list[dict[str, Any]], RuleSet]:
    words = sorted({word for text in sentences()["es"] for word in re.findall("[a-z]{4,}", text.lower())})
    given = made_up(RULES, words, random.Random(7))  # noqa: S311
    meaning = json.loads(json.dumps(load(starter()).meaning))
    return given, from_meaning({**meaning, "rules": given, "escalations": []})


def _thinker(home: Path, inbox: Inbox, rule_set: RuleSet) -> Thinker:
    settings = Settings(home=home, database=inbox.path, institutions={"muni": Institution(key="muni", name="A")})
    return Thinker(inbox, settings, rule_set)


class _Naive:
    """As a first program would: a session for each row, `re` rule by rule, the packages as they come."""

    def __init__(self, path: Path, given: Sequence[dict[str, Any]]) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        self._engine = create_engine(f"sqlite:///{path}")
        metadata.create_all(self._engine)
        self._patterns, self._mood = one_by_one(given), SentimentIntensityAnalyzer()
        self._language = LanguageIdentifier.from_model_file(MODEL_FILE)

    def take(self, lines: Sequence[str]) -> None:
        """These lines."""
        for line in lines:
            said = json.loads(line)
            text = said["text"]
            mood = self._mood.polarity_scores(text)["compound"]
            tags = [number for number, pattern in enumerate(self._patterns) if pattern.search(text)]
            self._store(said, self._language.classify(text)[0], mood, tags)

    def _store(self, said: dict[str, Any], lang: str, mood: float, tags: list[int]) -> None:
        with Session(self._engine) as session:
            if session.exec(select(MentionRow).where(MentionRow.remote_id == said["id"])).first() is None:
                row = MentionRow(
                    **{"institution": "muni", "channel": "x", "account": "a", "remote_id": said["id"]},
                    **{"direction": said["direction"], "created_at": NOW, "seen_at": NOW, "citizen": "c", "root": "r"},
                    **{"text": said["text"], "lang": lang, "sentiment": str(mood), "verdict": json.dumps(tags)},
                )
                session.add(row)
                session.commit()
                session.refresh(row)


@bench
def triage(sizes: Sizes) -> Iterator[Result]:
    """One act (event, fold, columns; durable) now and then while `import` runs, beside the same on a quiet inbox."""
    lines = sizes.folder / "lines.jsonl"
    lines.write_text("\n".join(written(sizes.mentions)) + "\n", "utf-8")
    (sizes.folder / "social-console.toml").write_text('[institutions.muni]\nname = "A"\n', "utf-8")
    with Inbox.create(sizes.folder / "inbox.db") as inbox:
        store_page(inbox, next(iter(pages(PAGE))))
        quiet = sorted(_note(inbox) for _turn in range(100))
        command = [sys.executable, "-m", "social_console", "--home", str(sizes.folder), "import", "--live", str(lines)]
        importing = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        busy = []
        while importing.poll() is None:
            busy.append(_note(inbox))
        assert importing.returncode == 0
    busy.sort()
    yield Result(name="an act, quiet, p95", value=late(quiet) * 1e3, unit="ms", n=len(quiet))
    reference = ("the same, quiet", late(quiet) * 1e3)
    yield Result(
        name="an act during an import, p95", value=late(busy) * 1e3, unit="ms", n=len(busy), reference=reference
    )
    yield Result(name="an act during an import, median", value=middle(busy) * 1e3, unit="ms", n=len(busy))


_REST = random.Random(3)  # noqa: S311


def _note(inbox: Inbox) -> float:
    """Seconds of one act. The rest before it is part of what is measured: a person acts now and then, at any place of
    the import's own rhythm; there is nothing to wait for."""
    time.sleep(_REST.uniform(0.005, 0.03))
    start = time.perf_counter()
    with inbox.writing(durable=True) as tx:
        act(tx, 3, Act(verb="note", actor="ana", text="visto"), promises=Promises.none(), now=NOW)
    return time.perf_counter() - start


@bench
def start(sizes: Sizes) -> Iterator[Result]:
    """`--help` and `list` of an inbox of some hundred moments: the best of some processes of their own."""
    with Inbox.create(sizes.folder / "inbox.db") as inbox:
        store_page(inbox, next(iter(pages(PAGE))))
    (sizes.folder / "social-console.toml").write_text('[institutions.muni]\nname = "A"\n', "utf-8")
    program = [sys.executable, "-m", "social_console", "--home", str(sizes.folder)]
    bare, click = _run([sys.executable, "-c", "pass"]), _run([sys.executable, "-c", "import click"])
    asked, listed = _run([*program, "--help"]), _run([*program, "list", "--limit", "20"])
    yield Result(name="start, --help", value=asked, unit="s", n=STARTS, reference=("bare Python", bare))
    yield Result(name="start, --help beside click", value=asked, unit="s", n=STARTS, reference=("import click", click))
    eager = _run([sys.executable, "-c", "import " + ", ".join(EAGER)])
    reference = ("everything imported eagerly", eager)
    yield Result(name="start, list", value=listed, unit="s", n=STARTS, reference=reference)


EAGER = ("sqlmodel", "textual.app", "tweepy", "praw", "atproto", "mastodon", "httpx", "py3langid", "click")


def _run(command: Sequence[str]) -> float:
    environ = os.environ | {"SOCIAL_CONSOLE_LANGUAGE": "es"}
    return min(seconds(lambda: subprocess.run(command, check=True, capture_output=True, env=environ), times=STARTS))
