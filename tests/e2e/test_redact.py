"""`--redact` of `list`, `report` and `annotate`: nothing that belongs to one citizen leaves the house."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.e2e.console import Console

PRIVATE = ("809-555-0101", "001-1391820-5", "ana@correo.do", "rosa_perez", "wa.me", "c1")
TEXT = (
    "@alcaldia sin agua desde ayer en la calle Duarte con 5. Soy 001-1391820-5, llamen al 809-555-0101 o a "
    "ana@correo.do, lo sabe @rosa_perez https://wa.me/18095550101"
)


@pytest.fixture
def console(tmp_path: Path) -> Console:
    """One citizen who says everything of herself."""
    home = tmp_path / "home"
    home.mkdir()
    said = {"id": "1", "created_at": "2026-10-01T10:00:00Z", "channel": "x", "account": "alcaldia", "text": TEXT}
    history = tmp_path / "history.jsonl"
    history.write_text(json.dumps(said | {"author": {"handle": "c1"}, "url": "https://x.com/c1/1"}) + "\n", "utf-8")
    ready = Console(home)
    assert ready("import", str(history), "--live").code == 0
    return ready


def clean(out: str) -> bool:
    return not [each for each in PRIVATE if each in out]


@pytest.mark.parametrize("form", [("--json",), ("--format", "csv"), ()])
def test_a_list_says_neither_who_wrote_nor_how_to_reach_them(console: Console, form: tuple[str, ...]) -> None:
    ran = console("list", "--redact", *form)
    assert ran.code == 0, ran.err
    assert clean(ran.out)
    assert not clean(console("list", *form).out)


def test_what_is_no_secret_stays_readable(console: Console) -> None:
    (line,) = [json.loads(each) for each in console("list", "--redact", "--json").out.splitlines()]
    assert line["author"] is None
    assert line["url"] is None
    assert line["text"].startswith("@alcaldia sin agua desde ayer en la calle Duarte con 5. Soy [")


def test_a_report_with_rows_is_blanked_in_every_format(console: Console) -> None:
    for form in ("md", "csv", "json"):
        ran = console("report", "--rows", "--redact", "--since", "2026-09-01", "--format", form)
        assert ran.code == 0, ran.err
        assert clean(ran.out)
    rows = list(csv.DictReader(io.StringIO(console("report", "--rows", "--redact", "--format", "csv").out)))
    assert [row["url"] for row in rows] in ([""], [])


def test_annotate_blanks_the_text_and_its_facts(console: Console) -> None:
    shown = json.loads(console("annotate", "--redact", "--json", TEXT).out)
    assert clean(json.dumps(shown, ensure_ascii=False))
    assert [fact["kind"] for fact in shown["facts"]].count("id_number") == 1
    assert clean(console("annotate", "--redact", TEXT).out)
    assert "text" not in json.loads(console("annotate", "--json", TEXT).out)
