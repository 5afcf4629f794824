"""Timelines and searches: nothing lost, nothing doubled, what cannot be had is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from social_console import clock
from social_console.connectors.base import Budget, Connector, Page
from social_console.connectors.contract import items, mentions, read
from social_console.errors import CursorExpired, QuotaExhausted
from social_console.model import Direction, Mention, Revision, Tombstone
from tests.x.server import Site, running
from tests.x.world import connect

Stream = Any


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        site.network.institution("town")
        yield site


def stream(connector: Connector, name: str) -> Stream:
    return next(one for one in connector.streams() if one.name == name)


def texts(pages: list[Page]) -> list[str]:
    return sorted(one.text for one in mentions(pages).values())


def test_a_post_comes_whole(site: Site) -> None:
    town = site.network
    town.user("ana").followers = 1234
    town.user("ana").verified = True
    text = "@town mira https://example.org/aviso?a=1&b=2 <ya> &amp;"
    id_ = town.post("ana", text, media=("3_77",), lang="es")
    connector = connect(site)
    (found,) = mentions(read(connector, stream(connector, "mentions"))).values()
    assert found.id == id_
    assert found.text == text
    assert found.raw is not None and "t.co" in found.raw
    assert (found.author.handle, found.author.followers, found.author.verified) == ("ana", 1234, True)
    assert found.url == f"https://x.com/ana/status/{id_}"
    assert found.lang == "es"
    assert found.media[0].url == "https://pbs.twimg.com/media/3_77.jpg"
    assert found.extra["counts"]["like_count"] == 3
    assert found.extra["summoned"] is True
    assert found.conversation == id_


@pytest.mark.parametrize("dialect", ["old", "new"])
def test_long_posts_are_read_to_their_end(site: Site, dialect: str) -> None:
    site.network.dialect = dialect
    text = "@town " + "palabra " * 100 + "fin"
    site.network.post("ana", text, long=True)
    connector = connect(site)
    assert texts(read(connector, stream(connector, "mentions"))) == [text]


def test_a_short_page_is_not_the_end(site: Site) -> None:
    for number in range(20):
        site.network.post("ana", f"@town {number}", withheld=4 <= number < 16)
    connector = connect(site)
    pages = read(connector, stream(connector, "mentions"))
    assert any(not page.items for page in pages)
    assert len(mentions(pages)) == 8


def test_the_cursor_moves_only_when_the_last_page_is_stored_and_to_page_ones_newest(site: Site) -> None:
    for number in range(12):
        newest = site.network.post("ana", f"@town {number}")
    connector = connect(site, late=0)
    pages = read(connector, stream(connector, "mentions"))
    assert [page.done for page in pages] == [False, False, True]
    assert all(page.state["committed"].get("newest") is None for page in pages[:-1])
    assert pages[0].state["pending"]["candidate"] == newest
    site.network.post("ana", "@town mientras tanto")
    rest = read(connect(site, late=0), stream(connector, "mentions"), pages[0].state)
    assert rest[-1].state["committed"]["newest"] == newest, "what came meanwhile is for the next walk"
    news = read(connect(site, late=0), stream(connector, "mentions"), rest[-1].state)
    assert texts(news) == ["@town mientras tanto"]


@pytest.mark.parametrize("name", ["mentions", "query:agua"])
def test_what_becomes_visible_after_newer_posts_is_read_all_the_same(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """X's lists lag. What was old enough to be visible the last time is not read, and paid for, again."""
    now = datetime.now(UTC)
    at(monkeypatch, now)
    site.network.clock = clock.now
    connector = connect(site, queries=("agua",))
    site.network.post("ana", "@town agua antes", at=now - timedelta(hours=1))
    late = site.network.post("eva", "@town agua escondida", at=now - timedelta(minutes=2))
    site.network.posts[late].withheld = True
    site.network.post("luis", "@town agua luego", at=now - timedelta(minutes=1))
    before = read(connector, stream(connector, name))
    assert texts(before) == ["@town agua antes", "@town agua luego"]
    site.network.posts[late].withheld = False
    at(monkeypatch, now + timedelta(minutes=15))
    pages = read(connector, stream(connector, name), before[-1].state)
    assert texts(pages) == ["@town agua escondida", "@town agua luego"]
    at(monkeypatch, now + timedelta(minutes=30))
    assert texts(read(connector, stream(connector, name), pages[-1].state)) == []


def test_what_is_read_once_more_the_same_day_is_not_counted_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    day = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    at(monkeypatch, day)
    site.network.clock = clock.now
    for number in range(12):
        site.network.post("ana", f"@town {number}")
    connector = connect(site, late=600)
    first = read(connector, stream(connector, "mentions"))[-1].state
    again = read(connector, stream(connector, "mentions"), first)
    assert len(mentions(again)) == 12
    profiles = 3 * 10_000
    assert again[-1].state["meter"]["spent"] - first["meter"]["spent"] == profiles
    at(monkeypatch, day + timedelta(hours=13))
    fresh = connect(site, late=86_400)
    tomorrow = read(fresh, stream(fresh, "mentions"), again[-1].state)
    assert tomorrow[-1].state["meter"]["spent"] > again[-1].state["meter"]["spent"] + profiles


def test_a_walk_whose_page_token_died_is_begun_again_and_loses_nothing(site: Site) -> None:
    for number in range(12):
        site.network.post("ana", f"@town {number}")
    connector = connect(site)
    first = next(iter(connector.fetch(stream(connector, "mentions"), None, Budget())))
    state = json.loads(json.dumps(first.state))
    state["pending"]["token"] = "!!"
    assert len(mentions(read(connect(site), stream(connector, "mentions"), state))) == 12


def test_more_than_the_timeline_reaches_is_a_gap(site: Site) -> None:
    site.network.reach = 800
    site.network.post("ana", "@town primero")
    connector = connect(site, page_size=100)
    before = read(connector, stream(connector, "mentions"))
    for number in range(850):
        site.network.post("ana", f"@town {number}")
    pages = read(connector, stream(connector, "mentions"), before[-1].state)
    assert len(mentions(pages)) == 800
    gap = pages[-1].gap
    assert gap is not None and gap.since is not None and gap.until is not None
    assert [page.gap for page in pages[:-1]] == [None] * (len(pages) - 1)
    again = read(connector, stream(connector, "mentions"), pages[-1].state)
    assert again[-1].gap is None


def test_a_search_that_rested_for_more_than_a_week_is_a_gap(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    at(monkeypatch, now - timedelta(days=12))
    site.network.clock = clock.now
    connector = connect(site, queries=("agua",))
    query = stream(connector, "query:agua")
    site.network.post("ana", "no hay agua en mi calle")
    before = read(connector, query)
    assert texts(before) == ["no hay agua en mi calle"]
    at(monkeypatch, now)
    site.network.post("luis", "sigue sin agua")
    pages = read(connector, query, before[-1].state)
    assert texts(pages) == ["sigue sin agua"]
    gap = pages[-1].gap
    assert gap is not None and gap.since == now - timedelta(days=12)
    assert read(connector, query, pages[-1].state)[-1].gap is None


def test_a_quiet_search_is_no_gap_while_it_is_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    state: Any = None
    site.network.clock = clock.now
    for days in (20, 16, 12, 8, 4, 0):
        at(monkeypatch, now - timedelta(days=days))
        connector = connect(site, queries=("agua",))
        if days == 20:
            site.network.post("ana", "agua")
        pages = read(connector, stream(connector, "query:agua"), state)
        state = pages[-1].state
        assert all(page.gap is None for page in pages), days


def test_who_did_not_summon_us_is_known(site: Site) -> None:
    ours = site.network.post("town", "Aviso: corte de agua mañana")
    site.network.post("ana", "en mi calle no hay agua")
    site.network.post("luis", "¿y el agua?", quotes=ours)
    connector = connect(site, queries=("agua",))
    found = mentions(read(connector, stream(connector, "query:agua"))).values()
    said = {one.author.handle: one.extra.get("summoned") for one in found}
    assert said == {"ana": False, "luis": True, "town": None}
    enterprise = connect(site, queries=("agua",), needs_summon=False)
    found = mentions(read(enterprise, stream(enterprise, "query:agua"))).values()
    assert {one.extra.get("summoned") for one in found} == {None}


def test_own_posts_say_whom_they_answer(site: Site) -> None:
    question = site.network.post("ana", "@town ¿horario?")
    site.network.post("town", "De 8 a 3", in_reply_to=question)
    connector = connect(site)
    (found,) = mentions(read(connector, stream(connector, "own"))).values()
    assert found.direction is Direction.OUT
    assert (found.in_reply_to, found.to) == (question, (site.network.user("ana").id,))
    assert found.conversation == question


def test_threads_are_completed_upwards_between_us_and_the_citizen(site: Site) -> None:
    town = site.network
    first = town.post("ana", "Llevo tres días sin agua 1/3")
    second = town.post("ana", "y nadie responde 2/3", in_reply_to=first)
    third = town.post("ana", "@town ¿qué pasa? 3/3", in_reply_to=second)
    other = town.post("luis", "a mí también", in_reply_to=first)
    town.post("eva", "@town y a mí", in_reply_to=other)
    connector = connect(site)
    found = mentions(read(connector, stream(connector, "mentions")))
    assert {one.text for one in found.values() if one.author.handle == "ana"} == {
        "Llevo tres días sin agua 1/3", "y nadie responde 2/3", "@town ¿qué pasa? 3/3",
    }  # fmt: skip
    assert found[first].history and found[second].history and not found[third].history
    assert "luis" not in {one.author.handle for one in found.values()}, "what others say to others is not ours"
    assert [one.id for one in connector.ancestors(third)] == [second, first]


def test_reposts_say_nothing(site: Site) -> None:
    ours = site.network.post("town", "Aviso")
    site.network.post("ana", "RT @town: Aviso", reposts=ours)
    connector = connect(site)
    assert texts(read(connector, stream(connector, "mentions"))) == []


def test_an_edited_post_keeps_its_first_name(site: Site) -> None:
    first = site.network.post("ana", "@town me falta augua")
    connector = connect(site)
    mentions_ = stream(connector, "mentions")
    before = read(connector, mentions_)
    newest = site.network.edit(first, "@town me falta agua")
    child = site.network.post("ana", "@town ¿hola?", in_reply_to=newest)
    news = items(read(connector, mentions_, before[-1].state))
    (revision,) = [one for one in news if isinstance(one, Revision)]
    assert (revision.mention.id, revision.mention.text) == (first, "@town me falta agua")
    assert revision.mention.extra["latest"] == newest
    (answer,) = [one for one in news if isinstance(one, Mention)]
    assert (answer.id, answer.in_reply_to) == (child, first)
    (again,) = connector.refresh([first])
    assert isinstance(again, Revision) and again.mention.text == "@town me falta agua"


def test_partial_errors_in_a_200_are_tombstones_of_what_was_asked_for(site: Site) -> None:
    town = site.network
    gone, closed, there = (town.post("ana", f"@town {n}") for n in range(3))
    town.delete(gone)
    town.posts[closed].protected = True
    found = list(connect(site).refresh([gone, closed, there]))
    assert {(one.id, one.reason) for one in found if isinstance(one, Tombstone)} == {
        (gone, "deleted"), (closed, "withheld"),
    }  # fmt: skip
    assert len(found) == 2
    town.delete(there)
    assert [one.id for one in connect(site).refresh([there]) if isinstance(one, Tombstone)] == [there]


def test_what_cannot_be_read_is_set_apart_and_the_rest_goes_on(site: Site) -> None:
    good = {"id": "20", "text": "@town hola", "author_id": "7", "created_at": "2026-01-01T00:00:00.000Z"}
    odd: list[Any] = [
        None, 17, "x", [], {}, {"id": "1"}, {**good, "created_at": "ayer"}, {**good, "text": None},
        {**good, "text": {"a": 1}}, {**good, "author_id": None}, {**good, "id": None}, good,
        {**good, "id": "21", "entities": "no", "attachments": [], "referenced_tweets": {"a": 1}, "public_metrics": 3},
    ]  # fmt: skip
    site.canned["/2/users/1000/mentions"] = {
        "status": 200,
        "body": {"data": odd, "includes": ["no"], "errors": "no", "meta": {"newest_id": "21"}},
    }
    connector = connect(site)
    pages = read(connector, stream(connector, "mentions"))
    assert set(mentions(pages)) == {"20", "21"}
    assert len(pages[0].bad) == 11
    assert all(one.reason and one.raw for one in pages[0].bad)


def test_a_stored_state_of_another_version_is_read_anew(site: Site) -> None:
    connector = connect(site)
    states: list[Any] = [{"v": 2}, {}, [], {"v": 1, "committed": {}, "pending": {"who": "knows"}}]
    for state in states:
        with pytest.raises(CursorExpired):
            list(connector.fetch(stream(connector, "mentions"), state, Budget()))


def test_several_accounts_stand_side_by_side(site: Site) -> None:
    site.network.post("ana", "@town uno")
    site.network.post("ana", "@water dos")
    for handle, said in (("town", ["@town uno"]), ("water", ["@water dos"])):
        connector = connect(site, handle)
        assert texts(read(connector, stream(connector, "mentions"))) == said


def test_reading_stops_before_the_budget_is_overrun_and_goes_on_next_month(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, datetime(2026, 11, 21, 12, tzinfo=UTC))
    site.network.clock = clock.now
    for number in range(40):
        site.network.post(f"vecino{number}", f"@town {number}")
    connector = connect(site, monthly_budget=0.45)
    pages: list[Page] = []
    with pytest.raises(QuotaExhausted) as stopped:
        for page in connector.fetch(stream(connector, "mentions"), None, Budget()):
            pages.append(page)
    assert stopped.value.until == datetime(2026, 12, 1, tzinfo=UTC)
    assert 0 < pages[-1].state["meter"]["spent"] <= 450_000
    assert len(mentions(pages)) < 40
    before = len(site.log)
    with pytest.raises(QuotaExhausted):
        list(connect(site, monthly_budget=0.45).fetch(stream(connector, "mentions"), pages[-1].state, Budget()))
    assert len(site.log) == before, "nothing is asked any more"
    at(monkeypatch, datetime(2026, 12, 1, 0, 1, tzinfo=UTC))
    rich = connect(site, monthly_budget=50)
    rest = read(rich, stream(rich, "mentions"), pages[-1].state)
    assert len(mentions([*pages, *rest])) == 40


def test_all_streams_share_one_budget(site: Site) -> None:
    for number in range(20):
        site.network.post(f"vecino{number}", f"@town agua {number}")
    connector = connect(site, queries=("agua",), monthly_budget=1.0)
    spent = read(connector, stream(connector, "query:agua"))[-1].state
    assert spent["meter"]["spent"] == 20 * 15_000
    fresh = connect(site, queries=("agua",), monthly_budget=0.5)
    fresh.recall({"query:agua": spent, "own": None})
    with pytest.raises(QuotaExhausted):
        list(fresh.fetch(stream(fresh, "mentions"), None, Budget()))


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The clock stands still there."""
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", now.isoformat())
