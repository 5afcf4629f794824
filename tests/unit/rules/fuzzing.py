"""Rule files that nobody would write, made at random: pieces of sound ones, mutated, and bytes that are no text.

    python -m tests.unit.rules.fuzzing --seconds 2400 --seed 1      by hand; prints what it tried and every failure

The test of the same name tries a few hundred. Whoever has atheris lets it choose the bytes: `--atheris CORPUS`.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from social_console.rules import examine, read, starter
from social_console.rules.load import Loaded

ROOT = Path(__file__).parents[3]
LONGEST_SECONDS = 10
"""Of CPU, for one file of a few kilobytes; of megabytes three times as long."""
MOST_MEMORY = 3 << 30
"""Bytes of address space of the whole process."""
PIECES = [
    "rules:", "- id: a", "when: {text: {words: [agua]}}", "then: {tag: [x]}", "*a", "&a", "@x", "“x”", "\t", " #x",
    ": ", "[", "]", "{", "}", "'", '"', "|", ">", "!!python/object:os.system", "<<: *a", "---", "...", "%YAML 1.2",
    "? ", "- ", "regex: '(a*)*b'", "include: rules.yaml", "include: pack:colombia", "calendars:", "lists: {a: [$a]}",
    "\n", "\n  ", "\n    ", "\n      ", "\ufeff", "\x00", "\x85", "\u2028", "\r", "🔥", "ñ", "\ud800", "e\u0301",
    "macros: {m: {key: f4, do: [claim, {tag: [a]}, {snooze: 2h}]}}", "do: [", "key: F13", "from: 2026-02-30",
    "standards: {a: [{resolution: 1h, pauses: [waiting]}, {from: 2026-01-01, resolution: 2h}]}", "null", "~", "true",
    "calendars: {c: [{timezone: UTC, hours: {mon: ['08:00-09:00']}}, {from: 2026-01-01}]}", "lexicon: {a: -2}", "yes",
    "regex: ['(?i)a{1000}', '[[:alpha:]]', '\\p{L}', '(?=a)', 'a**', '((((((a))))))']", "0x1F", ".inf", "1e999",
    "holidays: {country: DO, add: {2026-02-29: x}}", "timezone: ../../etc/passwd", "hours: {mon-fri: ['24:00-25:00']}",
    "within: -1", "within: 99999999999999999999", "first_response: 1e9h", "used: 1000%", "query: '((((('", "{}", "[]",
    "templates: {a: {es: '{{{author.name|{x}'}}", "people: {a: {role: root}}", "views: {v: {query: 'is:is:is'}}",
]  # fmt: skip
_FENCED = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


class TooLong(BaseException):
    """One file took more than its share."""


def seeds() -> list[str]:
    """Sound texts: the examples of the documentation, the starter cut at its paragraphs."""
    documented = (ROOT / "docs/rules.md").read_text("utf-8")
    paragraphs = re.split(r"\n(?=\n|[a-z]+:|  - id:)", starter().read_text("utf-8"))
    return [*_FENCED.findall(documented), *(part for part in paragraphs if part.strip())]


def mutated(draw: random.Random, known: list[str]) -> str:
    """One or two sound pieces with some of their characters lost, doubled, moved and broken."""
    text = "\n".join(draw.choice(known) for _ in range(draw.choice((0, 1, 1, 1, 2))))[:2_000]
    for _ in range(draw.choice((0, 1, 1, 2, 3, 6, 12))):
        at = draw.randrange(len(text) + 1)
        end = min(len(text), at + draw.choice((0, 0, 1, 1, 3, 10, 40)))
        text = text[:at] + _piece(draw, text, known) + text[end:]
    return text


def _piece(draw: random.Random, text: str, known: list[str]) -> str:
    match draw.randrange(8):
        case 0 | 1 | 2:
            return draw.choice(PIECES)
        case 3:
            return chr(draw.choice((draw.randrange(128), draw.randrange(0xD7FF), draw.randrange(0xE000, 0x110000))))
        case 4 if text:
            at = draw.randrange(len(text))
            return text[at : at + draw.randrange(60)]
        case 5:
            return draw.choice(PIECES) * draw.choice((2, 5, 50))
        case 6:
            return draw.choice(draw.choice(known).split("\n"))
        case _:
            return ""


def as_bytes(draw: random.Random, text: str) -> bytes:
    """The text as a file may hold it: sometimes in another encoding, sometimes with bytes of none."""
    coding = draw.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1", "utf-32-be", "cp1252"))
    raw = text.encode(coding, errors="replace")
    for _ in range(draw.randrange(4)):
        at = draw.randrange(len(raw) + 1)
        raw = raw[:at] + draw.randbytes(draw.randrange(3)) + raw[at + draw.randrange(2) :]
    return raw


def of_text(text: str) -> Loaded:
    """Read a text as a rule file and hold it to what a reader promises."""
    loaded = read(Path("rules.yaml"), texts={"rules.yaml": text})
    held(loaded)
    return loaded


def of_bytes(raw: bytes, folder: Path) -> Loaded:
    """The same of a file, with what lint says of it."""
    path = folder / "rules.yaml"
    path.write_bytes(raw)
    loaded = examine(path)
    held(loaded)
    return loaded


def held(loaded: Loaded) -> None:
    """A set or faults; every fault has a place that exists, can be printed, and holds nothing a terminal obeys."""
    errors = any(fault.severity == "error" for fault in loaded.faults)
    assert (loaded.rule_set is None) == errors
    for fault in loaded.faults:
        assert fault.message and fault.code and fault.location.file
        assert (fault.location.line or 1) >= 1 and (fault.location.column or 1) >= 1
        shown = str(fault) + fault.excerpt + fault.remedy
        assert "\x1b" not in shown and len(shown) < 20_000, shown[:300]
        shown.encode()


def limited(memory: int = MOST_MEMORY) -> None:
    """From now on the process may use so much memory, and whoever overruns `LONGEST_SECONDS` is told where it was."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    signal.signal(signal.SIGVTALRM, _overrun)


def _overrun(_number: int, _frame: FrameType | None) -> None:
    raise TooLong


def tries(seed: int, seconds: float) -> Iterator[tuple[int, str]]:
    """Number of files tried, and of what failed its trace; an empty one now and then."""
    draw, known, count = random.Random(seed), seeds(), 0  # noqa: S311 (so that a failure can be had again)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        while time.monotonic() - begun < seconds:
            count += 1
            text = mutated(draw, known)
            raw = as_bytes(draw, text) if count % 8 == 0 else None
            failure = tried(text if raw is None else raw, Path(folder))
            if failure or count % 20_000 == 0:
                yield count, failure
    yield count, ""


def tried(what: str | bytes, folder: Path) -> str:
    """The trace of what went wrong with one file; empty where all is well."""
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_SECONDS)
    try:
        of_text(what) if isinstance(what, str) else of_bytes(what, folder)
    except (Exception, TooLong):
        return f"{what!r}\n{traceback.format_exc()}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return ""


def by_atheris(corpus: str) -> None:
    """Bytes chosen by what code they reach. Does not return."""
    import importlib

    atheris: Any = importlib.import_module("atheris")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        Path(corpus).mkdir(exist_ok=True)
        for number, text in enumerate(seeds()):
            (Path(corpus) / f"seed-{number}").write_text(text, encoding="utf-8")
        for module in [one for name, one in sys.modules.items() if name.startswith("social_console.rules")]:
            for function in [one for one in vars(module).values() if hasattr(one, "__code__")]:
                atheris.instrument_func(function)
        atheris.Setup([sys.argv[0], corpus, "-max_len=2000", "-timeout=20"], lambda raw: of_bytes(raw, Path(folder)))
        atheris.Fuzz()


def main() -> int:
    """1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.unit.rules.fuzzing")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--atheris", metavar="CORPUS")
    asked = parser.parse_args()
    if asked.atheris:
        by_atheris(asked.atheris)
    limited()
    failures = 0
    for count, failure in tries(asked.seed, asked.seconds):
        failures += bool(failure)
        print(f"{count} files, {failures} failures", failure, flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
