"""Where mentions go: routes, threads, late joins, what is ours, what comes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from social_console.model import Author, Revision, Status, Tombstone, Verdict
from social_console.store import Arrived, resolve

from .world import NOW, START, World, at, ours, said


def test_the_same_page_twice_changes_nothing(world: World) -> None:
    page = (said("1"), ours("2", 5, answers="1"), said("3", "luis", 6))
    assert world.put(*page) == Arrived(new=3, moments=(1, 2))
    before = world.query("SELECT * FROM moment")
    assert world.put(*page) == Arrived(duplicate=3)
    assert world.query("SELECT * FROM moment") == before
    world.sound()


def test_a_post_twice_in_one_page_is_stored_once(world: World) -> None:
    assert world.put(said("1"), said("1")) == Arrived(new=1, duplicate=1, moments=(1,))


def test_a_post_that_names_two_of_our_accounts_is_stored_once(world: World) -> None:
    assert world.put(said("1", account="alcaldia"), said("1", account="aseo")).new == 1


def test_two_citizens_under_one_announcement_are_two_moments(world: World) -> None:
    world.put(ours("a"), said("1", "ana", 1, answers="a"), said("2", "luis", 2, answers="a"))
    assert world.moments() == {1: ["1"], 2: ["2"]}
    assert world.query("SELECT moment FROM mention WHERE remote_id = 'a'") == [(None,)]


def test_the_same_citizen_again_continues_the_moment(world: World) -> None:
    world.put(ours("a"), said("1", "ana", 1, answers="a"))
    world.put(said("2", "luis", 2, answers="1"), said("3", "ana", 3, answers="2"))
    assert world.moments() == {1: ["1", "3"], 2: ["2"]}


def test_handles_are_folded_and_ids_count_more_than_handles(world: World) -> None:
    world.put(said("1", "Ana", conversation="c"), said("2", "@ANA", 1, conversation="c"))
    world.put(said("3", author=Author(id="7", handle="ana"), conversation="c"))
    assert world.threads() == {("1", "2"), ("3",)}


def test_our_answer_belongs_to_whom_it_answers(world: World) -> None:
    world.put(said("1"), said("2", "luis", 1, answers="1"), ours("3", 2, answers="2"), ours("4", 3, answers="3"))
    assert world.moments() == {1: ["1"], 2: ["2", "3", "4"]}
    assert world.detail(2).state.first_response_at == at(2)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_thread_may_come_in_any_order(world: World, order: tuple[int, ...]) -> None:
    thread = (said("1"), ours("2", 1, answers="1"), said("3", "ana", 2, answers="2"), ours("4", 3, answers="3"))
    for place in order:
        world.put(thread[place])
    assert world.threads() == {("1", "2", "3", "4")}
    assert world.query("SELECT DISTINCT root FROM mention") == [("1",)]
    world.sound()


def test_threads_that_join_late_keep_the_earliest_id(world: World) -> None:
    world.put(said("3", "ana", 3, answers="2"))
    world.put(said("1", "ana", 1))
    assert world.moments() == {1: ["3"], 2: ["1"]}
    world.act(2, "note", text="dos")
    world.put(said("2", "luis", 2, answers="1"))
    assert world.moments() == {1: ["1", "3"], 3: ["2"]}
    detail = world.detail(2)
    assert (detail.id, detail.aliases) == (1, (2,))
    assert [event.verb for event in detail.events] == ["received", "received", "note", "joined"]
    with world.inbox.reading() as tx:
        assert resolve(tx, "2") == resolve(tx, "2026-00002") == 1
    assert world.query("SELECT value FROM counter") == [(2,)]
    world.sound()


def test_ids_of_moments_are_never_used_again(world: World) -> None:
    world.put(said("3", "ana", 3, answers="2"))
    world.put(said("1", "ana", 1))
    world.put(said("2", "ana", 2, answers="1"))
    world.put(said("9", "eva", 9))
    assert world.moments() == {1: ["1", "2", "3"], 3: ["9"]}


def test_a_conversation_given_by_the_channel_is_the_route(world: World) -> None:
    world.put(said("1", conversation="c"), said("2", "ana", 1, conversation="c"), said("3", conversation="d"))
    assert world.threads() == {("1", "2"), ("3",)}


def test_an_answer_whose_chain_breaks_goes_to_its_addressee(world: World) -> None:
    world.put(said("1", "ana", conversation="c"), said("2", "luis", 1, conversation="c"))
    world.put(ours("3", 2, answers="unknown", conversation="c", to=("@luis",)))
    assert world.threads() == {("1",), ("2", "3")}


def test_an_answer_whose_chain_breaks_goes_to_the_only_citizen_by_then(world: World) -> None:
    world.put(said("1", "ana", conversation="c"), ours("2", 1, answers="unknown", conversation="c"))
    world.put(said("3", "luis", 2, conversation="c"), ours("4", 3, answers="unknown", conversation="c"))
    assert world.threads() == {("1", "2"), ("3",)}
    assert world.query("SELECT moment FROM mention WHERE remote_id = '4'") == [(None,)]


def test_a_guess_is_put_right_when_the_missing_link_comes(world: World) -> None:
    world.put(said("1", "ana", conversation="c"), ours("4", 9, answers="3", conversation="c"))
    assert world.threads() == {("1", "4")}
    world.put(said("3", "luis", 8, answers="1", conversation="c"))
    assert world.threads() == {("1",), ("3", "4")}
    assert world.detail(1).state.unanswered
    world.sound()


def test_mail_from_the_offices_own_client_finds_its_citizen(world: World) -> None:
    world.put(said("m1", author=Author(id="ana@x.do"), channel="email"))
    world.put(ours("m3", 5, answers="m2-unknown", channel="email", to=("ana@x.do",)))
    assert world.threads() == {("m1", "m3")}


def test_others_name_a_mention_by_its_ref(world: World) -> None:
    world.put(said("m1#a1b2", "ana", ref="m1"), ours("m2", 1, answers="m1"))
    assert world.threads() == {("m1#a1b2", "m2")}


def test_the_same_message_id_with_another_body_is_another_mention(world: World) -> None:
    world.put(said("m1", "ana", text="uno"), said("m1#2", "eva", 1, ref="m1", text="dos"))
    assert world.threads() == {("m1",), ("m1#2",)}


def test_a_circle_of_answers_ends(world: World) -> None:
    world.put(said("1", answers="2"), said("2", "luis", 1, answers="1"), said("3", "ana", 2, answers="3"))
    world.put(ours("4", 3, answers="5"))
    world.put(ours("5", 3, answers="4"))
    assert len(world.moments()) == 3
    world.sound()


def test_closed_for_long_a_citizen_begins_a_new_linked_moment(world: World) -> None:
    world.now = at(10)
    world.put(said("1"))
    world.act(1, "close", outcome="answered")
    world.now = NOW
    world.put(said("2", "ana", 60 * 24 * 10, answers="1"))
    assert world.moments() == {1: ["1", "2"]}
    world.act(1, "close", outcome="answered")
    world.now = NOW + timedelta(days=60)
    world.put(said("3", "ana", 60 * 24 * 75, answers="2"))
    assert world.moments() == {1: ["1", "2"], 2: ["3"]}
    assert (world.detail(2).previous, world.detail(1).next) == (1, 2)
    world.put(said("4", "ana", 60 * 24 * 76, answers="3"), said("5", "ana", 20, answers="1"))
    assert world.moments() == {1: ["1", "5", "2"], 2: ["3", "4"]}
    world.sound()


def test_an_edit_keeps_the_text_it_replaces_and_is_found_by_the_new_one(world: World) -> None:
    world.put(said("1", text="no hay agua"))
    edit = Revision(mention=said("1", text="no hay luz"), edited_at=at(30))
    assert world.put(edit) == Arrived(updated=1, moments=(1,))
    assert world.put(edit) == Arrived(duplicate=1)
    stored = world.detail(1).thread[0]
    assert (stored.mention.text, stored.revisions, stored.edited_at) == ("no hay luz", ("no hay agua",), at(30))
    found = [row[0] for row in world.query("SELECT rowid FROM mention_search WHERE mention_search MATCH 'luz'")]
    gone = world.query("SELECT rowid FROM mention_search WHERE mention_search MATCH 'agua'")
    assert (found, gone) == ([1], [])
    world.sound()


def test_an_edit_of_something_unknown_is_a_new_mention(world: World) -> None:
    assert world.put(Revision(mention=said("1"), edited_at=at(30))) == Arrived(new=1, moments=(1,))


def test_a_deletion_is_marked_and_told_once(world: World) -> None:
    world.put(said("1"))
    gone = Tombstone(id="1", channel="x", account="alcaldia", deleted_at=at(9))
    assert world.put(gone) == Arrived(updated=1, moments=(1,))
    assert world.put(gone, Tombstone(id="2", channel="x", account="alcaldia", deleted_at=at(9))).duplicate == 2
    assert world.detail(1).thread[0].deleted_at == at(9)


def test_a_date_before_there_were_networks_breaks_no_screen(world: World) -> None:
    world.put(replace(said("1"), created_at=datetime(1, 1, 1, tzinfo=UTC)))
    assert world.detail(1).thread[0].mention.created_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_half_characters_and_dates_from_the_future_do_no_harm(world: World) -> None:
    world.put(said("1", text="a\ud800b\x00c", author=Author(handle="x\udfff", name="\ud83d")), said("2", minutes=10**7))
    first = world.detail(1).thread[0].mention
    assert (first.text, first.author.handle) == ("a\ufffdb\x00c", "x\ufffd")
    assert world.detail(2).thread[0].mention.created_at == NOW


def test_institutions_and_channels_do_not_mix(world: World) -> None:
    world.put(said("1"), said("1", channel="mastodon"))
    assert world.put(said("2", answers="1", channel="bluesky")).new == 1
    assert len(world.moments()) == 3


def test_a_rules_dismissal_is_a_moments_when_all_its_mentions_are(world: World) -> None:
    world.put(said("1"), verdict=Verdict(rule_set="r", dismiss="spam"))
    assert world.detail(1).state.status is Status.DISMISSED
    world.put(said("2", "ana", 5, answers="1"))
    assert world.detail(1).state.status is Status.NEW
    world.sound()


def test_history_has_no_place_in_working_views(world: World) -> None:
    world.put(said("1", history=True))
    assert world.query("SELECT working, history FROM moment") == [(0, 1)]
    world.put(said("2", "ana", 5, answers="1"))
    assert world.query("SELECT working, history FROM moment") == [(1, 0)]


def test_the_folio_bears_the_year_of_the_opening(world: World) -> None:
    world.put(said("1"))
    assert world.detail(1).row.folio == "2026-00001"
    assert world.detail(1).row.created_at == START
