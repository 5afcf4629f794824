"""What is particular to Hacker News."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from social_console.connectors.base import Budget, Connector, Page, StreamSpec
from social_console.connectors.contract import incoming, mentions, read
from social_console.errors import CursorExpired
from social_console.model import AccountRef, Direction, Mention, Revision, Tombstone

from social_console_hackernews import HackerNewsConnector, HackerNewsSettings
from tests.world import HackerNews


@pytest.fixture
def connector(world: HackerNews) -> Iterator[Connector]:
    one = world.connector("alcaldía")
    yield one
    one.close()


def stream(connector: Connector, name: str) -> StreamSpec:
    return next(one for one in connector.streams() if one.name == name)


def one_page(connector: Connector, name: str, state: object = None) -> Page:
    return next(iter(connector.fetch(stream(connector, name), state, Budget())))


def test_a_query_finds_stories_and_comments_of_anybody(world: HackerNews, connector: Connector) -> None:
    story = world.site.say("luis", "", title="The alcaldía's new app", url="https://example.org/app")
    world.site.say("rosa", "La alcaldía no contesta", story)
    world.site.say("rosa", "something else", story)
    found = mentions(read(connector, stream(connector, "query:alcaldía")))
    told = {one.author.key: one for one in found.values()}
    assert set(told) == {"luis", "rosa"}
    assert told["luis"].text == "The alcaldía's new app\n\nhttps://example.org/app"
    assert told["luis"].url == f"https://news.ycombinator.com/item?id={story}"
    assert (told["rosa"].in_reply_to, told["rosa"].conversation) == (str(story), str(story))


def test_only_answers_to_us_are_replies(world: HackerNews, connector: Connector) -> None:
    first = world.site.say("ana", "hola", world.story)
    ours = world.site.say("town", "Diga.", first)
    world.site.say("luis", "entre nosotros", first)
    second = world.site.say("ana", "el bache", ours)
    assert set(mentions(read(connector, stream(connector, "replies")))) == {str(first), str(second)}


def test_what_we_say_there_is_our_own(world: HackerNews, connector: Connector) -> None:
    first = world.site.say("ana", "hola", world.story)
    ours = world.site.say("town", "Diga.", first)
    found = mentions(read(connector, stream(connector, "own")))
    assert {one.direction for one in found.values()} == {Direction.OUT}
    assert found[str(ours)].in_reply_to == str(first)


def test_html_is_read_as_text(world: HackerNews, connector: Connector) -> None:
    text = 'It\'s <b>not</b> & "that"\n\nhttps://example.org/a/b?c=d&e=f'
    ref = world.citizen_posts(text)
    assert mentions(read(connector, stream(connector, "replies")))[ref].text == text


def test_more_than_a_page_within_one_second_loses_nothing(world: HackerNews, connector: Connector) -> None:
    refs = {str(world.site.say("ana", "a la vez", world.story, at=world.site.started + 50)) for _number in range(10)}
    later = world.citizen_posts("después")
    assert set(mentions(read(connector, stream(connector, "replies")))) == {*refs, later}


def test_what_the_search_learns_late_is_found_by_the_overlap(world: HackerNews, connector: Connector) -> None:
    late = int(world.citizen_posts("llegué antes"))
    world.site.late = {late}
    world.citizen_posts("y yo después")
    replies = stream(connector, "replies")
    pages = read(connector, replies)
    assert str(late) not in mentions(pages)
    world.site.late = set()
    assert str(late) in mentions(read(connector, replies, pages[-1].state))


def test_somebody_who_writes_and_somebody_who_deletes_between_two_pages_hide_nothing(
    world: HackerNews, connector: Connector
) -> None:
    refs = [world.citizen_posts(f"mensaje {number}") for number in range(9)]
    pages = connector.fetch(stream(connector, "replies"), None, Budget())
    found = mentions([next(pages)])
    world.delete(refs[-1])
    fresh = world.citizen_posts("nuevo")
    last = list(pages)
    found |= mentions(last)
    assert set(refs) <= set(found)
    assert fresh in mentions(read(connector, stream(connector, "replies"), last[-1].state))


def test_a_crash_between_two_pages_goes_on_where_it_was(world: HackerNews, connector: Connector) -> None:
    refs = {world.citizen_posts(f"mensaje {number}") for number in range(20)}
    state: object = None
    found: dict[str, Mention] = {}
    for _restart in range(40):
        page = one_page(connector, "replies", state)
        found |= mentions([page])
        state = json.loads(json.dumps(page.state))
        if page.done:
            break
    assert set(found) == refs
    assert isinstance(state, dict)
    assert state["pending"] is None


def test_thousands_of_answers_come_through_although_a_search_gives_a_thousand(world: HackerNews) -> None:
    for number in range(2_500):
        world.site.say("ana", str(number), world.story, at=world.site.started + number)
    settings = HackerNewsSettings(
        search_url=f"{world.base_url}/api/v1", items_url=f"{world.base_url}/v0", page_size=1000
    )
    connector = HackerNewsConnector(settings, AccountRef(institution="town", channel="hackernews", handle="town"))
    assert len(mentions(read(connector, incoming(connector)))) == 2_500
    connector.close()


def test_what_was_deleted_or_flagged_becomes_a_tombstone_and_an_edit_a_revision(
    world: HackerNews, connector: Connector
) -> None:
    deleted, flagged, edited = (world.citizen_posts(text) for text in ("uno", "dos", "tres"))
    world.delete(deleted)
    world.site.items[int(flagged)].dead = True
    world.edit(edited, "cuatro")
    found = {
        one.mention.id if isinstance(one, Revision) else one.id: one
        for one in connector.refresh([deleted, flagged, edited, "1"])
    }
    assert [type(found[ref]) for ref in (deleted, flagged, edited, "1")] == [Tombstone, Tombstone, Revision, Tombstone]
    assert found[flagged].reason == "flagged"  # type: ignore[union-attr]
    assert found[edited].mention.text == "cuatro"  # type: ignore[union-attr]


def test_a_revision_of_what_nobody_changed_says_the_same(world: HackerNews, connector: Connector) -> None:
    ref = world.citizen_posts("It's <i>the same</i>\n\nand a link https://example.org/")
    [read_before] = mentions(read(connector, stream(connector, "replies"))).values()
    [again] = connector.refresh([ref])
    assert isinstance(again, Revision)
    assert again.mention.text == read_before.text


def test_a_thread_is_completed_upwards(world: HackerNews, connector: Connector) -> None:
    story = world.site.say("luis", "", title="A story")
    first = world.site.say("ana", "uno", story)
    second = world.site.say("rosa", "dos", first)
    above = list(connector.ancestors(str(second)))
    assert [one.id for one in above] == [str(first), str(story)]
    assert {one.conversation for one in above} == {str(story)}


def test_a_hit_that_makes_no_sense_goes_to_quarantine(world: HackerNews, connector: Connector) -> None:
    ref = world.citizen_posts("¿quién soy?", author="")
    good = world.citizen_posts("yo")
    [page] = read(connector, stream(connector, "replies"))
    assert [one.ref for one in page.bad] == [ref]
    assert set(mentions([page])) == {good}


def test_check_says_whether_there_is_such_a_user(world: HackerNews, connector: Connector) -> None:
    assert connector.check().identity == "town"
    world.site.users.remove("town")
    found = connector.check()
    assert found.ok
    assert "no user “town”" in " ".join(found.notes)
    without_queries = world.connector()
    assert not without_queries.check().ok
    without_queries.close()


def test_a_position_of_another_version_is_told(connector: Connector) -> None:
    with pytest.raises(CursorExpired):
        one_page(connector, "own", {"v": 9})
