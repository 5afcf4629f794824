"""The contract suite has teeth: every clause can fail, and says what to do; sound connectors pass."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from social_console.connectors import contract
from social_console.connectors.base import Connector
from social_console.connectors.contract import CLAUSES, Broken, ConnectorContract
from tests.contract.broken import BROKEN, HONEST, BrokenWorld, Sound

TESTS = [name for name, _method in inspect.getmembers(ConnectorContract) if name.startswith("test_")]
PAIRS = [(clause, kind) for clause, kinds in BROKEN.items() for kind in kinds]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three posts a page, and a short wait for what never ends."""
    monkeypatch.setattr("social_console.connectors.demo.connector.PAGE", 3)
    monkeypatch.setattr("social_console.connectors.contract.saying.PATIENCE", 1)


@contextmanager
def connecting(world: BrokenWorld) -> Iterator[contract.Connect]:
    opened: list[Connector] = []

    def connect() -> Connector:
        opened.append(world.connector())
        return opened[-1]

    try:
        yield connect
    finally:
        for one in opened:
            if not vars(one)["_closing"].is_set():
                one.close()


def verdicts(folder: Path, kind: type[Sound]) -> dict[str, Broken]:
    """Each test that fails, and the clause that it names."""
    found = {}
    for name in TESTS:
        place = folder / name
        place.mkdir()
        world = BrokenWorld(place, kind)
        with connecting(world) as connect:
            try:
                getattr(ConnectorContract(), name)(world, connect)
            except Broken as error:
                found[name] = error
    return found


@pytest.mark.parametrize(("clause", "kind"), PAIRS, ids=lambda value: getattr(value, "__name__", value))
def test_whoever_breaks_a_clause_is_told_so(clause: str, kind: type[Sound], tmp_path: Path) -> None:
    found = verdicts(tmp_path, kind)
    assert clause in {error.key for error in found.values()}, found
    said = str(next(error for error in found.values() if error.key == clause))
    assert CLAUSES[clause].promise in said
    assert CLAUSES[clause].remedy in said


def test_every_clause_has_somebody_who_breaks_it() -> None:
    assert set(BROKEN) == set(CLAUSES)


def test_the_documents_name_every_clause() -> None:
    documents = Path(__file__).parents[2] / "docs"
    english, spanish = ((documents / name).read_text("utf-8") for name in ("connectors.md", "connectors.es.md"))
    for name, clause in CLAUSES.items():
        assert f"| `{name}` | {clause.promise} |" in english
        assert f"| `{name}` | " in spanish


@pytest.mark.parametrize("kind", HONEST)
def test_sound_connectors_are_blamed_for_nothing(kind: type[Sound], tmp_path: Path) -> None:
    assert verdicts(tmp_path, kind) == {}
