"""Deleted on Reddit: the words go, and the name of an account that is no more; the moment and its clocks stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from social_console.collect import collect
from social_console.connectors.reddit import RedditConnector, RedditSettings
from social_console.rules import RuleSet
from social_console.settings import Account, Institution, Settings
from social_console.store import Inbox, verify
from tests.real.reddit import Reddit, running
from tests.unit.flow import a_rule_set

pytestmark = pytest.mark.real


@pytest.fixture
def reddit() -> Iterator[Reddit]:
    with running(Reddit()) as site:
        yield site


class Home:
    """An inbox with one account on Reddit."""

    def __init__(self, folder: Path, reddit: Reddit, set_now: Callable[[datetime], None]) -> None:
        self.folder, self.set_now, self.now = folder, set_now, datetime.now(UTC)
        self.options = RedditSettings.model_validate(reddit.settings())
        self.account = Account(
            label="reddit", institution="town", channel="reddit", handle=reddit.user, connector="reddit"
        )
        self.inbox = Inbox.create(folder / "inbox.db")
        self.rule_set: RuleSet = a_rule_set(folder)

    def collect(self, **later: float) -> None:
        self.now += timedelta(**later)
        self.set_now(self.now)
        settings = Settings(
            home=self.folder,
            database=self.folder / "inbox.db",
            institutions={"town": Institution(key="town", name="Town")},
            accounts=(self.account,),
        )
        connect: Any = lambda account: RedditConnector(self.options, account.ref)  # noqa: E731
        (read,) = collect(self.inbox, settings, self.rule_set, connect=connect).reads
        assert read.error is None

    def stored(self) -> str:
        """Every table but the index, as text."""
        with self.inbox.reading() as tx:
            names = [row[0] for row in tx.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
            kept = [name for name in names if not name.startswith(("sqlite", "mention_search"))]
            return " ".join(str(tuple(row)) for name in kept for row in tx.exec_driver_sql(f"SELECT * FROM {name}"))  # noqa: S608


@pytest.fixture
def home(tmp_path: Path, reddit: Reddit, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    made = Home(tmp_path, reddit, lambda at: monkeypatch.setenv("SOCIAL_CONSOLE_NOW", at.isoformat()))
    yield made
    made.inbox.close()


def test_a_deleted_comment_and_a_deleted_account(home: Home, reddit: Reddit) -> None:
    deleted = reddit.comments("vecina_77", "u/alcaldia Zorrilla sigue sin agua")
    orphaned = reddit.comments("vecino_88", "u/alcaldia La farola parpadea")
    reddit.comments("alcaldia", "Ya vamos.", orphaned.name)
    home.collect()
    assert "Zorrilla" in home.stored()
    reddit.remove(deleted.name)
    reddit.things[orphaned.name].author = "[deleted]"
    home.collect(minutes=20)
    home.collect(minutes=20)
    left = home.stored()
    assert "parpadea" in left
    assert not [word for word in ("Zorrilla", "vecina_77", "vecino_88", "aviso/" + deleted.id) if word in left]
    with home.inbox.reading() as tx:
        answered = tx.exec_driver_sql("SELECT count(*) FROM moment WHERE first_response_at IS NOT NULL").scalar()
    assert answered == 1
    assert verify(home.inbox, promises=home.rule_set.promises) == ()
