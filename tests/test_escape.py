"""Nothing of a stranger's reaches a terminal, a log or a report but plain text (DESIGN 8.1).

A corpus of hostile strings goes in as text, author, subject, address, file name and remote error, and through
every command. The console's screens are in `tests/tui/test_escape.py`; this is everything else.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.hostile import CORPUS, harmful

Run = Callable[..., tuple[int, str, str]]


def lines() -> list[dict[str, object]]:
    """Every hostile string in every field that a stranger fills."""
    found: list[dict[str, object]] = []
    for number, (name, hostile) in enumerate(CORPUS.items()):
        text = hostile.replace("\x00", "")  # a line with NUL is refused, and so is a longer name
        short = text[:150]
        found.append({
            "id": f"m{number}",
            "channel": "x",
            "account": "alcaldia",
            "created_at": f"2026-11-0{number % 9 + 1}T12:00:00Z",
            "text": f"No hay agua {text} ¿cuándo llega?",
            "subject": f"{name} {text[:2000]}",
            "url": f"https://example.org/{short}",
            "author": {"id": f"c{number}", "handle": f"h{short}", "name": f"N {short}"},
        })  # fmt: skip
    return found


def command(home: Path, *args: str, stdin: str = "", cwd: Path | None = None) -> tuple[int, str, str]:
    environ = dict(os.environ, SOCIAL_CONSOLE_NOW="2026-11-20T15:00:00Z", SOCIAL_CONSOLE_OPERATOR="ana")
    environ.pop("SOCIAL_CONSOLE_HOME", None)
    done = subprocess.run(
        [sys.executable, "-m", "social_console", "--home", str(home), *args],
        input=stdin.encode("utf-8", "surrogatepass"),
        capture_output=True,
        env=environ,
        cwd=cwd,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostil")
    code, _, err = command(folder / "home", "init", "--yes", "--name", "Alcaldía")
    assert code == 0, err
    source = folder / "lines.jsonl"
    source.write_text("\n".join(json.dumps(line) for line in lines()), "utf-8")
    code, out, err = command(folder / "home", "import", "--live", str(source))
    assert code == 0, out + err
    return folder / "home"


def assert_plain(*outputs: str) -> None:
    for output in outputs:
        assert list(harmful(output)) == []


PEOPLE: Sequence[Sequence[str]] = [
    ["list"],
    ["list", "--limit", "3"],
    ["list", "--query", "agua"],
    ["list", "--query", "\x1b[31m"],
    ["list", "--query", "campo\u202e:x"],
    ["list", "--view", "\x9b2J"],
    *[["show", str(number)] for number in range(1, len(CORPUS) + 1)],
    ["show", "\x1b]0;x\x07"],
    ["outbox", "list"],
    ["quarantine", "list"],
    ["rules", "explain", "1"],
    ["rules", "explain", "--text", CORPUS["colour"] + " no hay agua"],
    ["annotate", *[text for text in CORPUS.values() if "\x00" not in text and len(text) < 10_000]],
    ["report", "--month", "2026-11", "--format", "md", "--rows"],
    ["report", "--month", "2026-11", "--format", "md", "--by", "account,tag,place"],
    ["report", "explain", "1"],
    ["doctor"],
    ["verify"],
    ["connectors", "list"],
    ["connectors", "check", "\x1b[2J"],
    ["import", "no-\x1b[31m-existe.jsonl"],
    ["note", "1", "--text", CORPUS["bidi"]],
    ["tag", "1", "et\x1bi\u202equeta"],
    ["assign", "1", "\x1b[31mnadie"],
    ["\x1b[31m"],
    ["list", "--\x9b31m"],
]


@pytest.mark.parametrize("args", PEOPLE, ids=lambda args: ascii(" ".join(args))[:60])
def test_what_a_command_says_to_a_person_is_plain_text(home: Path, args: list[str]) -> None:
    code, out, err = command(home, *args)
    assert code in (0, 1, 2), err
    assert_plain(out, err)


JSON: Sequence[Sequence[str]] = [
    ["list", "--json"],
    ["show", "1", "--json"],
    ["show", str(list(CORPUS).index("tags") + 1), "--json"],
    ["show", str(list(CORPUS).index("marks") + 1), "--json"],
    ["rules", "explain", "3", "--json"],
    ["report", "--month", "2026-11", "--format", "json", "--rows"],
    ["doctor", "--json"],
    ["show", "\x1b]0;x\x07", "--json"],
    ["import", "no-\x9b-existe.jsonl", "--json"],
]


@pytest.mark.parametrize("args", JSON, ids=lambda args: ascii(" ".join(args))[:60])
def test_json_is_whole_and_harms_no_terminal(home: Path, args: list[str]) -> None:
    code, out, err = command(home, *args)
    assert code in (0, 1, 2), err
    assert_plain(out, err)
    documents = [out] if "--format" in args else out.splitlines()
    assert all(json.loads(document) for document in documents)


def test_json_loses_nothing_of_the_text(home: Path) -> None:
    _, out, _ = command(home, "list", "--json", "--limit", "100")
    texts = {row["text"] for row in map(json.loads, out.splitlines())}
    sent = {str(line["text"]) for line in lines()}
    assert {text for text in sent if len(text) < 10_000} <= texts


def test_no_cell_of_a_csv_is_a_formula(home: Path) -> None:
    for args in (["list", "--format", "csv"], ["report", "--month", "2026-11", "--format", "csv", "--rows"]):
        code, out, err = command(home, *args)
        assert code == 0, err
        assert_plain(out)
        for row in csv.reader(io.StringIO(out)):
            for cell in row:
                number = cell.lstrip("-+").replace(".", "", 1).replace(",", "").isdigit()
                assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell[:80]


def test_a_bad_line_with_a_hostile_reason_is_told_plainly(home: Path, tmp_path: Path) -> None:
    source = tmp_path / "mal\x1b[31m\u202e.jsonl"
    bad = [f'{{"id": "{key}", "created_at": "\\u001b[31m{key}", "text": "x"}}' for key in ("a", "b")]
    source.write_text("\n".join([*bad, "\x1b[2J no es JSON", '{"id": 1}']), "utf-8")
    code, out, err = command(home, "import", str(source))
    assert code == 1
    assert_plain(out, err)


def test_faults_of_rules_and_settings_quote_plainly(tmp_path: Path) -> None:
    home = tmp_path / "c\x1b[31ma"
    assert command(home, "init", "--yes")[0] == 0
    (home / "rules.yaml").write_text(
        'version: 1\nru\u202eles: ["\\u009b"]\n"\\e[31m": 1\nlists: {a: "\\e]0;x"}\n', "utf-8"
    )
    code, out, err = command(home, "rules", "check")
    assert code == 2
    assert_plain(out, err)
    (home / "social-console.toml").write_text('language = "\\u001b[31m"\n"\\u202e" = 1\n[cuentas]\n', "utf-8")
    code, out, err = command(home, "list")
    assert code == 2
    assert_plain(out, err)
