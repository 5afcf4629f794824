"""One budget for everything that X charges: reading, looking for replies, checks; and it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from social_console import store
from social_console.clock import now
from social_console.collect import Thinker, metering, retry_unreadable
from social_console.connectors.base import Outgoing
from social_console.connectors.contract import mentions, read
from social_console.connectors.x import XConnector
from social_console.errors import QuotaExhausted
from social_console.settings import Account, Institution, Settings
from social_console.store import Inbox
from social_console.verbs.words import spending_words
from tests.unit.flow import a_rule_set
from tests.x.server import Site, running
from tests.x.world import connect


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        site.network.institution("town")
        yield site


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with Inbox.create(tmp_path / "inbox.db") as made:
        yield made


def known(inbox: Inbox, connector: XConnector) -> float:
    """What a connector that has just been made is told was spent."""
    with inbox.reading() as tx:
        connector.recall(store.spent_states(tx, "town"))
    return connector.spent()


def test_what_a_check_and_a_search_for_a_reply_cost_counts_in_the_budget(site: Site, inbox: Inbox) -> None:
    site.network.post("ana", "@town hola")
    first = connect(site)
    with store.counted(inbox, "town", first):
        first.check()
    checked = first.spent()
    assert checked > 0
    second = connect(site)
    assert known(inbox, second) == pytest.approx(checked)
    (question,) = mentions(read(connect(site), connect(site).streams()[0])).values()
    prepared = second.prepare(Outgoing(text="Buenas", now=datetime.now(UTC)), question)
    site.network.post("town", "Buenas", in_reply_to=question.id)
    with store.counted(inbox, "town", second):
        second.find(prepared)
    assert known(inbox, connect(site)) == pytest.approx(second.spent())
    assert second.spent() > checked


def test_an_item_of_the_quarantine_that_is_read_again_counts(site: Site, inbox: Inbox, tmp_path: Path) -> None:
    question = site.network.post("ana", "@town hola")
    town = Account(label="town", institution="town", channel="x", handle="town", connector="x")
    institutions = {"town": Institution(key="town", name="Town")}
    settings = Settings(home=tmp_path, database=tmp_path / "inbox.db", institutions=institutions, accounts=(town,))
    with inbox.writing() as tx:
        store.quarantine_add(tx, "town/mentions", [(question, "too new", b"{}")], now(), account_label="town")
        items = store.quarantine_list(tx)
    thinker = Thinker(inbox, settings, a_rule_set(tmp_path))
    (retried,) = retry_unreadable(thinker, items, lambda account: connect(site))
    assert retried.settled
    assert known(inbox, connect(site)) > 0


def test_a_check_does_not_count_twice(site: Site, inbox: Inbox) -> None:
    connector = connect(site)
    with store.counted(inbox, "town", connector):
        connector.check()
    once = known(inbox, connect(site))
    with store.counted(inbox, "town", connector):
        pass
    assert known(inbox, connect(site)) == pytest.approx(once)


def test_reading_stops_where_checks_have_used_the_budget_up(site: Site, inbox: Inbox) -> None:
    site.network.post("ana", "@town hola")
    options: dict[str, Any] = {"monthly_budget": 0.3}
    for _day in range(30):
        connector = connect(site, **options)
        with store.counted(inbox, "town", connector):
            if connector.spent() < 0.3:
                connector.check()
    connector = connect(site, **options)
    known(inbox, connector)
    with pytest.raises(QuotaExhausted):
        read(connector, connector.streams()[0])


def test_a_connector_that_counts_nothing_is_left_alone(inbox: Inbox) -> None:
    with store.counted(inbox, "town", object()):
        pass
    with inbox.reading() as tx:
        assert store.spent_states(tx, "town") == {"elsewhere": {"meter": None}}
    assert metering.told(object(), None, None) is None  # type: ignore[arg-type]


def test_it_is_said_in_words() -> None:
    assert "1.50" in spending_words({"month": "2026-11", "spent": 1.5, "left": None})
    said = spending_words({"month": "2026-11", "spent": 1.5, "left": 3.5})
    assert "1.50" in said
    assert "3.50" in said
