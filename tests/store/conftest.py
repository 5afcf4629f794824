"""Inboxes for the store's tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from social_console.store import Inbox

from .world import World


@pytest.fixture(scope="session")
def empty_inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "inbox.db"
    Inbox.create(path).close()
    return path


@pytest.fixture
def inbox(empty_inbox: Path, tmp_path: Path) -> Iterator[Inbox]:
    """An empty inbox of the test's own."""
    path = tmp_path / "inbox.db"
    shutil.copy(empty_inbox, path)
    with Inbox.open(path) as opened:
        yield opened


@pytest.fixture
def world(inbox: Inbox) -> World:
    """The same, with hands."""
    return World(inbox)
