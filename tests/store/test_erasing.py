"""What its author deleted is gone from every corner of the inbox; times, ids, labels and the log's chain stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from social_console.model import Author, Media, Revision, Tombstone, Visibility
from social_console.store import drop_revisions, erase_withdrawn, search_hits, tidy_search
from social_console.store.erasing import quotes
from social_console.store.search import terms
from tests.store.world import NOW, World, at, said

TEXT = "Llevamos dos días sin agua en Los Mina, esto es el colmo"
WHO = Author(handle="ana_peña", name="Ana Peña", followers=12, verified=True)


def gone(id: str = "1") -> Tombstone:  # noqa: A002
    return Tombstone(id=id, channel="x", account="alcaldia", deleted_at=at(60))


def a_complaint(world: World) -> None:
    whole: dict[str, Any] = {"raw": f"<p>{TEXT}</p>", "subject": "Queja de Ana", "url": "https://x.example/ana_peña/1"}
    media = (Media(name="grifo seco", url="https://x.example/grifo.jpg"),)
    world.put(said("1", author=WHO, text=TEXT, media=media, extra={"flair": "vecina"}, **whole))


def words_left(world: World) -> str:
    """Everything that any table of the inbox holds, as one text."""
    tables = [row.name for row in world.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [name for name in tables if not name.startswith(("sqlite", "mention_search"))]
    return " ".join(str(tuple(row)) for name in kept for row in world.query(f"SELECT * FROM {name}"))  # noqa: S608


def found(world: World, word: str) -> int:
    with world.inbox.reading() as tx:
        return len(search_hits(tx, terms(word)))


def test_nothing_of_what_was_written_is_left_and_verify_is_content(world: World) -> None:
    a_complaint(world)
    world.put(Revision(mention=said("1", author=WHO, text=TEXT + " ya"), edited_at=at(5)))
    assert found(world, "colmo") == found(world, "peña") == 1
    world.put(gone(), forget=True)
    left = words_left(world)
    assert not [word for word in ("agua", "colmo", "Ana", "ana_pe", "Queja", "grifo", "flair") if word in left]
    assert found(world, "colmo") == found(world, "peña") == 0
    assert world.sound()


def test_the_file_itself_holds_none_of_it_once_the_index_is_tidied(world: World) -> None:
    a_complaint(world)
    world.put(said("2", "luis", 1, text="otra cosa"))
    world.put(gone(), forget=True)
    with world.inbox.writing() as tx:
        assert tidy_search(tx)
        assert not tidy_search(tx)
    world.inbox.empty_log()
    bytes_ = world.inbox.path.read_bytes()
    assert b"luis" in bytes_
    assert b"colmo" not in bytes_
    assert b"grifo" not in bytes_


def test_labels_times_and_states_stay(world: World) -> None:
    a_complaint(world)
    before, row = world.detail(1).state, world.query("SELECT * FROM mention")[0]
    world.put(gone(), forget=True)
    after = world.query("SELECT * FROM mention")[0]
    assert world.detail(1).state == before
    kept = ("created_at", "seen_at", "remote_id", "conversation", "root", "asks", "lang", "sentiment", "moment")
    assert [getattr(after, name) for name in kept] == [getattr(row, name) for name in kept]
    assert after.deleted_at is not None


def test_what_is_not_obliged_is_only_marked(world: World) -> None:
    a_complaint(world)
    world.put(gone())
    assert world.detail(1).thread[0].mention.text == TEXT
    with world.inbox.writing() as tx:
        assert erase_withdrawn(tx, "x", "alcaldia") == 1
        assert erase_withdrawn(tx, "x", "alcaldia") == 0
    assert world.detail(1).thread[0].mention.text == ""
    assert world.sound()


def test_our_own_words_are_ours(world: World) -> None:
    from tests.store.world import ours

    world.put(said("1"), ours("2", 1, answers="1", text="Ya vamos"))
    world.put(gone("2"), forget=True)
    assert world.detail(1).thread[1].mention.text == "Ya vamos"


def test_a_note_that_quotes_it_loses_its_text_and_no_other(world: World) -> None:
    a_complaint(world)
    world.act(1, "note", text="Dice: «llevamos dos dias SIN AGUA en los mina». Llamar a la CAASD.")
    world.act(1, "note", text="Sin agua desde ayer, llamé a la brigada")
    world.put(gone(), forget=True)
    texts = [event.text for event in world.detail(1).events if event.verb == "note"]
    assert texts == [None, "Sin agua desde ayer, llamé a la brigada"]
    assert world.sound()


@pytest.mark.parametrize(
    ("said_", "quoted"),
    [
        (TEXT, True),
        ("dos días sin agua en", True),
        ("dos días sin agua", False),  # four words are anybody's
        ("nada de eso", False),
        ("", False),
    ],
)
def test_five_words_in_a_row_are_a_quotation(said_: str, quoted: bool) -> None:
    assert quotes(said_, TEXT) is quoted


def test_the_whole_of_a_short_text_is_a_quotation() -> None:
    assert quotes("Ella dice «¡Sin agua!» y nada más", "sin agua")
    assert not quotes("agua", "agua")


def test_a_citizen_known_by_name_only_loses_it_with_the_last_mention(world: World) -> None:
    first = said("1", author=Author(handle="vecina_7"), conversation="c")
    second = said("2", author=Author(handle="vecina_7"), minutes=2, conversation="c")
    world.put(first, second)
    world.put(gone("1"), forget=True)
    assert world.query("SELECT citizen FROM moment")[0].citizen == "@vecina_7"
    world.put(gone("2"), forget=True)
    assert "vecina" not in words_left(world)
    assert {row.citizen for row in world.query("SELECT citizen FROM mention UNION SELECT citizen FROM route")} == {
        "deleted:1"
    }
    assert world.sound()


def test_whom_our_posts_address_is_not_named_there_either(world: World) -> None:
    from tests.store.world import ours

    world.put(said("1", author=Author(handle="vecina_7")), ours("2", 1, answers="1", to=("@vecina_7", "@otra")))
    world.put(ours("3", 2, answers="lost", to=("@vecina_7",)))
    world.put(gone("1"), forget=True)
    assert "vecina" not in words_left(world)
    assert "@otra" in words_left(world)
    assert world.sound()


def test_an_account_that_is_no_more_loses_its_name_and_keeps_its_words(world: World) -> None:
    world.put(said("1", author=Author(handle="vecina_7"), text="No hay luz"))
    world.act(1, "note", text="Llamé a vecina_7")
    world.act(1, "note", text="Llamé a la brigada")
    nobody = said("1", author=Author(id="deleted:1", name="[deleted]"), text="No hay luz")
    change = Revision(mention=nobody, edited_at=at(9), author_gone=True)
    assert world.put(change).updated == 1
    assert world.put(change).updated == 0
    assert "vecina" not in words_left(world)
    detail = world.detail(1)
    assert detail.thread[0].mention.text == "No hay luz"
    assert [event.text for event in detail.events if event.verb == "note"] == [None, "Llamé a la brigada"]
    assert (found(world, "vecina_7"), found(world, "luz")) == (0, 1)
    assert world.sound()


def test_a_name_is_taken_without_a_word_and_another_door_is_told(world: World) -> None:
    world.put(said("1", author=Author(id="7", handle="ana", name="Ana"), text="hola"))
    renamed = said("1", author=Author(id="7", handle="ana2"), text="hola")
    assert world.put(Revision(mention=renamed, edited_at=at(5))).updated == 1
    one = world.detail(1).thread[0]
    assert (one.mention.author.handle, one.mention.author.name) == ("ana2", "Ana")
    assert one.edited_at is None
    assert one.revisions == ()
    assert found(world, "ana2") == 1
    private = said("1", author=Author(id="7"), text="hola", visibility=Visibility.PRIVATE)
    world.put(Revision(mention=private, edited_at=at(6)))
    assert world.detail(1).thread[0].mention.visibility is Visibility.PRIVATE
    assert [event.verb for event in world.detail(1).events] == ["received", "revised"]
    assert world.sound()


def test_what_was_withdrawn_does_not_come_back_with_an_edit(world: World) -> None:
    a_complaint(world)
    world.put(gone(), forget=True)
    assert world.put(Revision(mention=said("1", author=WHO, text="de nuevo"), edited_at=at(90))).updated == 0
    a_complaint(world)
    assert world.detail(1).thread[0].mention.text == ""


def test_replaced_texts_stay_as_long_as_the_settings_say(world: World) -> None:
    a_complaint(world)
    world.put(Revision(mention=said("1", author=WHO, text="otra"), edited_at=at(5)))
    with world.inbox.writing() as tx:
        assert drop_revisions(tx, NOW) == 0
        assert drop_revisions(tx, NOW + timedelta(seconds=1)) == 1
    assert world.detail(1).thread[0].revisions == ()
    assert world.sound()
