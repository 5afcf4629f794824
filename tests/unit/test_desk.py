"""The operators' verbs: what each does, who may, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from social_console import store
from social_console.desk import Desk, Done
from social_console.errors import IllegalAct, NoSuchMoment, NotAllowed, StaleThread, UsageError
from social_console.model import Direction, Mention, ReplyState, Visibility
from social_console.moments import State
from tests.unit.flow import Office, Town


@pytest.fixture
def asked(office: Office) -> Office:
    """Three citizens have asked."""
    for n, who in enumerate(("maria", "pedro", "rosa"), 1):
        office.town.says(f"¿Cuándo llega el camión? {n}", by=who)
    office.collect()
    return office


def state(office: Office, moment: int = 1) -> State:
    with office.inbox.reading() as tx:
        return store.state(tx, moment)


def reply_state(office: Office, reply: int) -> ReplyState:
    with office.inbox.reading() as tx:
        return store.get_reply(tx, reply).state


VERBS: dict[str, Callable[[Desk], Done]] = {
    "claim": lambda desk: desk.claim(1),
    "assign": lambda desk: desk.assign(1, "guardia"),
    "tag": lambda desk: desk.tag(1, "agua, luz"),
    "priority": lambda desk: desk.priority(1, "urgente"),
    "snooze": lambda desk: desk.snooze(1, desk.when("2h")),
    "close": lambda desk: desk.close(1, "resolved"),
    "dismiss": lambda desk: desk.dismiss(1, "spam"),
    "answered": lambda desk: desk.answered(1, "in-person"),
    "no_reply": lambda desk: desk.no_reply(1, "era un saludo"),
    "refer": lambda desk: desk.refer(1, "Obras Públicas", close=True),
    "note": lambda desk: desk.note(1, "llamé y no contestan"),
}


def meaningful(state: State) -> dict[str, Any]:
    """All of it: undoing must leave no trace in a moment."""
    return {name: getattr(state, name) for name in state.__slots__}


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_returns_its_undo(asked: Office, verb: str) -> None:
    before = meaningful(state(asked))
    desk = asked.desk()
    done = VERBS[verb](desk)
    assert done.moment == 1
    assert done.message
    if verb != "note":
        assert meaningful(state(asked)) != before
    desk.undo(done.undo)
    assert meaningful(state(asked)) == before


@pytest.mark.parametrize("verb", list(VERBS))
def test_an_auditor_only_reads(asked: Office, verb: str) -> None:
    before = meaningful(state(asked))
    with pytest.raises(NotAllowed):
        VERBS[verb](asked.desk("eva"))
    assert meaningful(state(asked)) == before


@pytest.mark.parametrize("act", [lambda desk: desk.compose(1), lambda desk: desk.cancel(1), lambda desk: desk.undo(1)])
def test_an_auditor_writes_no_reply_either(asked: Office, act: Callable[[Desk], Any]) -> None:
    with pytest.raises(NotAllowed):
        act(asked.desk("eva"))


def test_several_moments_at_once_and_one_undo(asked: Office) -> None:
    desk = asked.desk()
    done = desk.tag([1, 2, 3], ["camión"])
    assert done.moments == (1, 2, 3)
    assert "3" in done.message
    assert all("camión" in state(asked, n).tags for n in (1, 2, 3))
    desk.undo(done.undo)
    assert not any(state(asked, n).tags for n in (1, 2, 3))


def test_several_moments_are_done_all_or_none(asked: Office) -> None:
    desk = asked.desk()
    desk.close(2)
    with pytest.raises(IllegalAct):
        desk.close([1, 2, 3])
    assert [state(asked, n).status.value for n in (1, 2, 3)] == ["new", "closed", "new"]


def test_the_last_thing_i_did_is_undone(asked: Office) -> None:
    desk, other = asked.desk(), asked.desk("beto")
    desk.tag(1, "agua")
    other.priority(1, "high")
    desk.undo_last(1)
    assert not state(asked).tags
    assert state(asked).priority.label == "high"
    with pytest.raises(UsageError):
        desk.undo_last(1)
    other.undo_last(1)
    assert state(asked).priority.label == "normal"


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: desk.assign(1, "nadie"),
        lambda desk: desk.priority(1, "altísima"),
        lambda desk: desk.close(1, "ganado"),
        lambda desk: desk.dismiss(1, "porque sí"),
        lambda desk: desk.answered(1, "telepathy"),
        lambda desk: desk.note(1, "   "),
        lambda desk: desk.tag(1, " , "),
        lambda desk: desk.snooze(1, desk.past("1h")),
        lambda desk: desk.answered(1, "phone", at=desk.when("1h")),
        lambda desk: desk.claim([]),
    ],
)
def test_a_value_that_cannot_be_is_refused(asked: Office, act: Callable[[Desk], Done]) -> None:
    with pytest.raises(UsageError):
        act(asked.desk())
    assert state(asked).status.value == "new"


def test_no_such_moment(office: Office) -> None:
    with pytest.raises(NoSuchMoment):
        office.desk().claim(99)


@pytest.mark.parametrize(
    ("name", "owner"), [("me", "ana"), ("beto", "beto"), ("Luis Gil", "luis"), ("GUARDIA", "guardia")]
)
def test_owners_are_found_by_any_of_their_names(asked: Office, name: str, owner: str) -> None:
    asked.desk().assign(1, name)
    assert state(asked).owner == owner


def test_a_referral_to_an_area_is_asked_about_on_its_date(asked: Office) -> None:
    asked.desk().refer(1, "guardia")
    assert state(asked).follow_up_at is not None
    assert state(asked).unanswered  # the citizen's clock goes on


# ── replies ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_survives_whatever_happens(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    desk.save(composing.reply_id, "A medio escr")
    asked.desk("beto").assign(1, "beto")
    again = asked.desk().compose(1)
    assert (again.reply_id, again.text) == (composing.reply_id, "A medio escr")


def test_the_composer_knows_its_door_and_its_face(asked: Office) -> None:
    composing = asked.desk().compose(1)
    assert (composing.account, composing.to, composing.visibility) == ("fake", "@maria", Visibility.PUBLIC)
    assert (composing.limit, composing.measure("hola")) == (280, 4)
    assert composing.blocked == ""


def test_replying_claims(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    desk.send(composing.reply_id, "Mañana.", seen=composing.seen)
    assert state(asked).owner == "ana"
    assert state(asked).pending_reply == "queued"


def test_a_queued_reply_can_be_called_back_for_ten_seconds(asked: Office) -> None:
    desk = asked.desk()
    before = meaningful(state(asked))
    composing = desk.compose(1)
    done = desk.send(composing.reply_id, "Mañana.", seen=composing.seen)
    assert done.until == asked.now + timedelta(seconds=10)
    desk.undo(done.undo)
    assert reply_state(asked, composing.reply_id) is ReplyState.DRAFT
    assert asked.desk().compose(1).text == "Mañana."
    after = meaningful(state(asked))
    assert {k: v for k, v in after.items() if k != "pending_reply"} == {
        k: v for k, v in before.items() if k != "pending_reply"
    }


def test_what_has_gone_out_cannot_be_called_back(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    done = desk.send(composing.reply_id, "Mañana.", seen=composing.seen, later=asked.now)
    asked.send()
    with pytest.raises(IllegalAct, match="sent already"):
        desk.undo(done.undo)
    assert reply_state(asked, composing.reply_id) is ReplyState.SENT


def test_a_reply_is_sent_once_though_send_is_pressed_twice(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    desk.send(composing.reply_id, "Mañana.", seen=composing.seen, later=asked.now)
    with pytest.raises(IllegalAct):
        desk.send(composing.reply_id, "Mañana.", seen=composing.seen, later=asked.now)
    asked.send()
    assert len(asked.town.sent) == 1


@pytest.mark.parametrize("text", ["", "  \n", "x" * 281, "Buenas, {author.name}.", "Vence {due}."])
def test_what_must_not_go_out_is_stopped(asked: Office, text: str) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    with pytest.raises(UsageError):
        desk.send(composing.reply_id, text, seen=composing.seen)
    assert reply_state(asked, composing.reply_id) is ReplyState.DRAFT


def test_braces_that_name_no_variable_are_text(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    desk.send(composing.reply_id, "El formulario {A-12} y {esto}.", seen=composing.seen)


def test_a_template_greets_by_name(asked: Office) -> None:
    assert asked.desk().compose(1, "saludo").text == "Buenas, María. ¿En qué sector?"


def test_what_a_template_lacks_is_named_and_blocks(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1, "hueco")
    assert composing.unresolved == ("{area.email}",)
    assert "María Peña" in composing.text
    with pytest.raises(UsageError, match=r"area\.email"):
        desk.send(composing.reply_id, composing.text, seen=composing.seen)


def test_an_unknown_template_is_refused_with_what_there_is(asked: Office) -> None:
    with pytest.raises(UsageError) as refused:
        asked.desk().compose(1, "salud")
    assert "saludo" in refused.value.remedy


def test_a_thread_that_has_moved_on_is_shown_first(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    asked.town.says("Ya pasó, gracias", by="maria", at=asked.now)
    asked.collect()
    with pytest.raises(StaleThread, match="Ya pasó"):
        desk.send(composing.reply_id, "Mañana.", seen=composing.seen)
    again = desk.compose(1)
    desk.send(again.reply_id, "De nada.", seen=again.seen)


def test_an_answer_from_elsewhere_is_news_too(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    asked.town.posts.append(
        Mention(
            id="app1",
            channel="fake",
            account="alcaldia",
            created_at=asked.now,
            text="Pasa hoy.",
            direction=Direction.OUT,
            in_reply_to="p1",
        )
    )
    asked.collect()
    with pytest.raises(StaleThread, match="Pasa hoy"):
        desk.send(composing.reply_id, "Mañana.", seen=composing.seen)


def test_a_machines_mail_is_no_news(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    asked.town.says("Estoy de vacaciones", by="maria", at=asked.now, automatic=True)
    asked.collect()
    desk.send(composing.reply_id, "Mañana.", seen=composing.seen)


def test_a_colleagues_draft_is_shown(asked: Office) -> None:
    colleague = asked.desk("beto")
    colleague.save(colleague.compose(1).reply_id, "Ya le escribo yo")
    draft = asked.desk().compose(1).colleague_draft
    assert draft is not None
    assert (draft.author, draft.text) == ("beto", "Ya le escribo yo")


def test_an_empty_draft_is_nobodys_business(asked: Office) -> None:
    asked.desk("beto").compose(1)
    assert asked.desk().compose(1).colleague_draft is None
    assert state(asked).pending_reply is None


def test_an_account_that_is_off_is_said_before_writing_and_stops_sending(asked: Office) -> None:
    asked.reply = "off"
    desk = asked.desk()
    composing = desk.compose(1)
    assert "switched off" in composing.blocked
    with pytest.raises(NotAllowed):
        desk.send(composing.reply_id, "Mañana.", seen=composing.seen)


def test_where_a_lead_approves(asked: Office) -> None:
    asked.reply = "approve"
    desk = asked.desk()
    composing = desk.compose(1)
    assert composing.needs_approval
    done = desk.send(composing.reply_id, "Mañana.", seen=composing.seen, later=asked.now)
    assert reply_state(asked, composing.reply_id) is ReplyState.TO_APPROVE
    assert state(asked).pending_reply == "to_approve"
    assert state(asked).owner == "ana"
    assert asked.send().outcomes == ()
    with pytest.raises(NotAllowed):
        asked.desk("beto").approve(composing.reply_id)
    asked.desk("luis").approve_of(1)
    assert asked.send().outcomes[0].state is ReplyState.SENT
    assert state(asked).status == "waiting"
    assert done.undo


def test_what_waits_for_approval_can_be_called_back(asked: Office) -> None:
    asked.reply = "approve"
    desk = asked.desk()
    composing = desk.compose(1)
    done = desk.send(composing.reply_id, "Mañana.", seen=composing.seen)
    desk.undo(done.undo)
    assert reply_state(asked, composing.reply_id) is ReplyState.DRAFT
    assert state(asked).pending_reply in (None, "draft")


def test_a_rule_may_want_approval_and_a_lead_needs_none(asked: Office) -> None:
    asked.town.says("Soy periodista, ¿qué pasó?", by="prensa")
    asked.collect()
    composing = asked.desk().compose(4)
    assert composing.needs_approval
    assert not asked.desk("luis").compose(4).needs_approval


def test_a_cancelled_reply_is_over(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    desk.send(composing.reply_id, "Mañana.", seen=composing.seen, later=asked.now)
    desk.cancel(composing.reply_id)
    assert asked.send().outcomes == ()
    assert state(asked).pending_reply is None
    assert state(asked).unanswered


def test_a_reply_that_has_not_gone_out_can_be_edited(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    desk.send(composing.reply_id, "Mñana.", seen=composing.seen, later=asked.now)
    again = desk.edit(composing.reply_id)
    assert (again.reply_id, again.text) == (composing.reply_id, "Mñana.")
    desk.send(again.reply_id, "Mañana.", seen=again.seen, later=asked.now)
    asked.send()
    assert [made.text for made in asked.town.sent.values()] == ["Mañana."]


def test_a_public_reply_with_private_numbers_is_warned_of(asked: Office) -> None:
    desk = asked.desk()
    desk.save(desk.compose(1).reply_id, "Llámenos al 809-555-1234")
    again = desk.compose(1)
    assert any("telephone" in warning for warning in again.warned(again.text))
    assert again.warned("Llámenos.") == (), "it was taken out"


def test_the_suggested_template_comes_first(asked: Office) -> None:
    assert set(asked.desk().templates(1)) == {"saludo", "hueco"}


def test_a_post_that_reached_two_of_our_accounts_is_asked_about(office: Office) -> None:
    office.separate = True
    office.towns["obras"] = Town()
    office.town.says("@alcaldia @obras, ¿y el puente?", id="same")
    office.towns["obras"].says("@alcaldia @obras, ¿y el puente?", id="same", account="obras")
    office.collect()
    desk = office.desk()
    assert desk.compose(2).linked == ()
    first = desk.compose(1)
    desk.send(first.reply_id, "Esta semana.", seen=first.seen, later=office.now)
    office.send()
    (other,) = desk.compose(2).linked
    assert (other.moment, other.answered_at) == (1, office.now)


def test_files_go_with_the_reply(asked: Office, tmp_path: Path) -> None:
    file = tmp_path / "ruta.pdf"
    file.write_bytes(b"%PDF")
    desk = asked.desk()
    composing = desk.compose(1)
    desk.send(composing.reply_id, "Vea la ruta.", seen=composing.seen, attachments=[file])
    with asked.inbox.reading() as tx:
        (stored,) = store.get_reply(tx, composing.reply_id).attachments
    assert stored == {"path": str(file), "name": "ruta.pdf", "type": "application/pdf"}


def test_a_contact_by_hand_is_answered_by_hand(office: Office) -> None:
    from social_console.collect import Contact, add

    added = add(
        office.thinker, Contact(way="phone", text="No hay agua en mi casa", name="Rosa", contact="809-555-0001")
    )
    assert added.new
    desk = office.desk()
    assert desk.compose(added.moment).blocked
    desk.answered(added.moment, "phone", "le expliqué")
    assert not state(office, added.moment).unanswered
    assert state(office, added.moment).first_response_how == "phone"


def test_the_same_citizen_calling_again_goes_on_with_the_same_moment(office: Office) -> None:
    from social_console.collect import Contact, add

    first = add(office.thinker, Contact(way="phone", text="No hay agua", contact="809-555-0001"))
    office.later(hours=1)
    second = add(office.thinker, Contact(way="phone", text="Sigue sin llegar", contact="(809) 555 0001"))
    other = add(office.thinker, Contact(way="phone", text="¿Horario?"))
    assert first.moment == second.moment != other.moment


def test_a_pasted_link_is_one_mention_however_often_it_is_pasted(office: Office) -> None:
    from social_console.collect import Contact, add

    link = Contact(way="link", text="Qué calle más mala", url="https://x.com/a/status/1", contact="@vecino")
    first = add(office.thinker, link)
    with office.inbox.reading() as tx:
        assert store.rows(tx, [first.moment])[0].channel == "x"
    with pytest.raises(UsageError):
        add(office.thinker, link)
