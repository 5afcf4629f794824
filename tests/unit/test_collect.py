"""Reading channels: pages and positions together, sick connectors alone, nothing lost and nothing doubled."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from social_console import store
from social_console.collect import patience, reading, retry_unreadable, running
from social_console.collect.lock import RunLock
from social_console.connectors.base import Gap, Unreadable
from social_console.errors import (
    AuthError,
    ConfigError,
    CursorExpired,
    Gone,
    InboxError,
    InboxLocked,
    QuotaExhausted,
    RateLimited,
    Transient,
    UsageError,
)
from social_console.model import Annotation, Author, Mention
from social_console.store import Stream
from tests.unit.flow import START, Office, Town


def stream(office: Office, label: str = "fake") -> Stream:
    with office.inbox.reading() as tx:
        return next(each for each in store.streams(tx) if each.account_label == label)


def texts(office: Office) -> list[str]:
    return [row["text"] for row in office.rows()]


def test_what_came_is_judged_and_stored(office: Office) -> None:
    office.town.says("Estamos sin agua desde el lunes")
    (read,) = office.collect().reads
    assert (read.new, read.updated, read.duplicate, read.error) == (1, 0, 0, None)
    with office.inbox.reading() as tx:
        state = store.state(tx, 1)
    assert set(state.tags) == {"agua"}
    assert state.priority.label == "high"
    assert state.due_at == START + timedelta(hours=4)


def test_a_second_round_brings_only_what_is_new(office: Office) -> None:
    for n in range(5):
        office.town.says(f"uno {n}", by=f"c{n}")
    office.collect()
    office.town.says("dos")
    (read,) = office.collect().reads
    assert (read.new, read.duplicate) == (1, 0)
    assert len(office.rows()) == 6


class Killed(BaseException):
    """What SIGKILL is to the code below it: nothing runs any more."""


@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_crash_between_two_pages_loses_nothing_and_doubles_nothing(office: Office, page: int) -> None:
    for n in range(6):
        office.town.says(f"mensaje {n}", by=f"c{n}")

    def die(n: int) -> None:
        if n == page:
            raise Killed

    office.town.before_page = die
    with pytest.raises(Killed):
        office.collect()
    assert len(office.rows()) == page * 2
    office.town.before_page = lambda n: None
    office.collect()
    assert texts(office) == [f"mensaje {n}" for n in range(6)]


def test_a_crash_while_a_page_is_stored_stores_none_of_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(4):
        office.town.says(f"mensaje {n}", by=f"c{n}")
    import social_console.store.stream as module

    real = module.save_stream
    calls = iter(range(10))

    def dying(*args: object, **kwargs: object) -> None:
        if next(calls) == 1:
            raise Killed
        real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "save_stream", dying)
    with pytest.raises(Killed):
        office.collect()
    assert len(office.rows()) == 2  # the first page, whole
    assert stream(office).state == {"v": 1, "read": 2}
    office.collect()
    assert texts(office) == [f"mensaje {n}" for n in range(4)]


@pytest.fixture
def two(office: Office) -> Office:
    """Two accounts."""
    office.towns["other"] = Town()
    return office


@pytest.mark.parametrize("call", ["connect", "fetch", "page"])
@pytest.mark.parametrize("error", [Transient("down"), AuthError("no"), ValueError("a plugin's own"), RecursionError()])
def test_one_sick_connector_never_stops_the_others(two: Office, call: str, error: BaseException) -> None:
    two.towns["fake"].faults[call] = [error]
    two.towns["other"].says("Hola", id="o1", account="other")
    sick, well = two.collect().reads
    assert sick.error is not None
    assert (well.new, well.error) == (1, None)


def test_a_foreign_errors_words_are_not_told(office: Office) -> None:
    office.town.faults["fetch"] = [ValueError("password=hunter2")]
    (read,) = office.collect().reads
    assert read.error is not None
    assert "hunter2" not in read.error.message


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (RateLimited("slow", retry_at=START + timedelta(hours=3)), timedelta(hours=2)),
        (QuotaExhausted("enough", until=START + timedelta(hours=5)), timedelta(hours=4)),
        (AuthError("no"), timedelta(hours=1)),
        (Gone("ended"), timedelta(days=1)),
    ],
)
def test_the_next_try_is_stored_and_waited_for(office: Office, error: Exception, wait: timedelta) -> None:
    office.town.says("Hola")
    office.town.faults["page"] = [error]
    (read,) = office.collect().reads
    assert read.next_try == office.now + wait
    assert stream(office).next_try_at == office.now + wait
    office.later(minutes=wait / timedelta(minutes=1) - 1)
    again = office.collect()
    assert again.reads[0].waited
    assert again.exit_code == 1
    assert office.rows() == []
    office.later(minutes=1)
    assert office.collect().reads[0].new == 1
    assert stream(office).next_try_at is None


def test_whoever_names_an_account_wants_it_tried_now(office: Office) -> None:
    office.town.says("Hola")
    office.town.faults["page"] = [AuthError("no")]
    office.collect()
    assert office.collect("fake").reads[0].new == 1


def test_back_off_doubles_up_to_an_hour(office: Office) -> None:
    waits = []
    for _n in range(9):
        office.town.faults["fetch"] = [Transient("down")]
        (read,) = office.collect().reads
        assert read.next_try is not None
        waits.append((read.next_try - office.now) / timedelta(minutes=1))
        office.now = read.next_try
        office.set_now(office.now)
    assert 0.8 <= waits[0] <= 1.2
    assert all(after > before * 1.3 for before, after in itertools.pairwise(waits[:5]))
    assert all(wait <= 72 for wait in waits)
    assert waits[-1] >= 48


def test_an_expired_position_is_read_anew_and_the_gap_recorded(office: Office) -> None:
    office.town.says("uno")
    office.collect()
    office.town.says("dos")
    office.town.faults["page"] = [CursorExpired("too old")]
    (read,) = office.collect().reads
    assert (read.new, read.duplicate, read.gaps, read.error) == (1, 1, 1, None)
    with office.inbox.reading() as tx:
        (blind,) = store.coverage(tx)
    assert (blind.kind, blind.reason, blind.since) == ("gap", "too old", office.now)


def test_a_gap_that_the_channel_tells_of_is_recorded(office: Office) -> None:
    office.town.gap = Gap(reason="only 800", since=START, until=START + timedelta(minutes=5))
    assert office.collect().reads[0].gaps == 1
    with office.inbox.reading() as tx:
        (blind,) = store.coverage(tx)
    assert blind.until == START + timedelta(minutes=5)


def test_an_outage_begins_with_the_last_good_read_and_ends_with_the_next(office: Office) -> None:
    office.collect()
    ok = office.now
    office.later(minutes=10)
    office.town.faults["fetch"] = [Transient("down")]
    office.collect()
    office.later(minutes=10)
    office.collect()
    with office.inbox.reading() as tx:
        (blind,) = store.coverage(tx)
    assert (blind.kind, blind.since, blind.until) == ("outage", ok, office.now)


def test_what_cannot_be_read_goes_to_quarantine_and_comes_back(office: Office) -> None:
    office.town.bad = [Unreadable(ref="m7", reason="too large", raw=b"\x00\xff raw")]
    assert office.collect().reads[0].quarantined == 1
    with office.inbox.reading() as tx:
        (item,) = store.quarantine_list(tx)
    assert (item.raw, item.account_label, item.reason) == (b"\x00\xff raw", "fake", "too large")
    (retried,) = retry_unreadable(office.thinker, [item], office.connect)
    assert retried.settled
    assert texts(office) == ["Ahora sí"]
    with office.inbox.reading() as tx:
        assert store.quarantine_list(tx) == ()


def test_an_item_that_breaks_our_own_code_stops_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from social_console.collect import Thinker

    real = Thinker.annotated

    def fragile(self: Thinker, mention: Mention, institution: str) -> Annotation:
        if "poison" in mention.text:
            raise IndexError
        return real(self, mention, institution)

    monkeypatch.setattr(Thinker, "annotated", fragile)
    office.town.says("antes", by="ana")
    office.town.says("poison", by="beto")
    office.town.says("después", by="carla")
    (read,) = office.collect().reads
    assert (read.new, read.quarantined, read.error) == (2, 1, None)
    assert texts(office) == ["antes", "después"]
    with office.inbox.reading() as tx:
        (item,) = store.quarantine_list(tx)
    assert b"poison" in item.raw


def test_what_still_cannot_be_read_stays(office: Office) -> None:
    office.town.bad = [Unreadable(ref="m7", reason="too large")]
    office.collect()
    office.town.faults["reread"] = [Transient("down")]
    with office.inbox.reading() as tx:
        (item,) = store.quarantine_list(tx)
    (retried,) = retry_unreadable(office.thinker, [item], office.connect)
    assert (retried.settled, retried.reason) == (False, "down")


def test_a_second_collect_is_told_that_one_is_running(office: Office) -> None:
    office.town.says("Hola")
    with RunLock(office.settings.database) as mine:
        assert mine
        second = office.collect()
    assert second.already_running
    assert second.exit_code == 0
    assert office.rows() == []
    assert office.collect().new == 1


def test_a_dead_runs_leases_do_not_hold_up_the_next(office: Office) -> None:
    office.town.says("Hola")
    office.town.before_page = lambda n: (_ for _ in ()).throw(Killed())
    with pytest.raises(Killed):
        office.collect()
    office.town.before_page = lambda n: None
    assert office.collect().new == 1


def test_another_machines_lease_is_respected(office: Office) -> None:
    office.town.says("Hola")
    with office.inbox.writing() as tx:
        store.take_stream(tx, "fake/mentions", "elsewhere", office.now + timedelta(minutes=5), office.now)
    (read,) = office.collect().reads
    assert read.waited
    office.later(minutes=6)
    assert office.collect().new == 1


def test_what_is_older_than_the_accounts_start_is_history(office: Office) -> None:
    from dataclasses import replace

    from social_console.collect import collect

    office.town.says("antes", at=START - timedelta(days=3))
    office.town.says("después", by="pedro")
    settings = replace(office.settings, accounts=(replace(office.settings.accounts[0], start=START),))
    collect(office.inbox, settings, office.rule_set, connect=office.connect)
    assert [row["history"] for row in office.rows()] == [1, 0]


def test_nothing_is_from_the_future(office: Office) -> None:
    office.town.says("mañana", at=office.now + timedelta(days=1))
    office.collect()
    with office.inbox.reading() as tx:
        assert store.state(tx, 1).opened_at == office.now


def test_a_rules_notice_is_told_once_and_never_of_a_machines_mail(office: Office) -> None:
    office.town.says("Estamos sin agua", by="ana")
    office.town.says("Respuesta automática: sin agua", by="bot", automatic=True)
    (notice,) = office.collect().notices
    assert (notice.to, notice.text) == (("luis",), "Estamos sin agua")
    assert office.collect().notices == ()


def test_a_channel_that_takes_no_replies_owes_none(office: Office) -> None:
    office.town.can_reply = False
    office.town.says("Noticia: sin agua")
    office.collect()
    with office.inbox.reading() as tx:
        assert not store.state(tx, 1).unanswered


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ({"fake": None, "other": None}, 0),
        ({"fake": Transient("down"), "other": None}, 1),
        ({"fake": Transient("down"), "other": Transient("down")}, 3),
        ({"fake": AuthError("no"), "other": AuthError("no")}, 1),
        ({"fake": ConfigError("no password"), "other": None}, 2),
    ],
)
def test_exit_codes(two: Office, errors: dict[str, Exception | None], code: int) -> None:
    for label, error in errors.items():
        if error is not None:
            two.towns[label].faults["fetch"] = [error]
    assert two.collect().exit_code == code


def test_a_name_that_fits_no_account_is_refused(office: Office) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        office.collect("nowhere")


def test_a_fault_of_the_inbox_is_no_connectors_fault(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.town.says("Hola")

    def full(*args: object, **kwargs: object) -> None:
        raise InboxError("disk full")

    monkeypatch.setattr(store, "store_arrivals", full)
    with pytest.raises(InboxError, match="disk full"):
        office.collect()


def test_following_reads_again_and_ends_when_asked(office: Office) -> None:
    import threading

    from social_console.collect import Collected, follow

    stop = threading.Event()
    seen: list[Collected] = []

    def collected(round_: Collected) -> None:
        seen.append(round_)
        if len(seen) == 1:
            office.town.says("segundo", by="pedro")
        if sum(each.new for each in seen) == 2:
            stop.set()

    office.town.says("primero")
    every = timedelta(milliseconds=20)
    assert follow(
        office.inbox,
        office.settings,
        lambda: office.rule_set,
        every=every,
        connect=office.connect,
        collected=collected,
        stop=stop,
    )
    assert texts(office) == ["primero", "segundo"]


def test_an_inbox_that_is_locked_for_a_while_ends_no_service(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from social_console.collect import Collected, follow

    stop = threading.Event()
    seen: list[Collected] = []
    real, locked = store.take_stream, [InboxLocked("busy"), InboxLocked("busy")]

    def taking(*args: Any, **kwargs: Any) -> Any:
        if locked:
            raise locked.pop()
        return real(*args, **kwargs)

    def collected(round_: Collected) -> None:
        seen.append(round_)
        if round_.new:
            stop.set()

    monkeypatch.setattr(store, "take_stream", taking)
    office.town.says("Hola")
    every = timedelta(milliseconds=20)
    rules_now = lambda: office.rule_set  # noqa: E731
    follow(
        office.inbox, office.settings, rules_now, every=every, connect=office.connect, collected=collected, stop=stop
    )
    assert texts(office) == ["Hola"]
    told = [read.error.code for round_ in seen for read in round_.reads if read.error]
    assert told == ["inbox-locked", "inbox-locked"]


def test_a_channel_that_costs_money_is_read_no_more_often_than_its_account_says(office: Office) -> None:
    office.town.paid = True
    office.collect()
    for _n in range(3):
        office.later(seconds=30)
        collected = office.collect()
        assert (collected.exit_code, collected.reads[0].next_try) == (0, None)
    assert office.town.calls.count("fetch") == 1
    office.later(seconds=30)  # two minutes since
    office.collect()
    assert office.town.calls.count("fetch") == 2
    office.collect("fake")  # named: now
    assert office.town.calls.count("fetch") == 3


@pytest.mark.parametrize(
    ("error", "tries"), [(AuthError("no"), 1), (RateLimited("slow"), 1), (Transient("down"), 2), (Gone("ended"), 2)]
)
def test_what_meets_every_stream_is_not_tried_on_the_next(office: Office, error: Exception, tries: int) -> None:
    office.town.streams = ("mentions", "own")
    office.town.faults["fetch"] = [error]
    office.collect()
    assert office.town.calls.count("fetch") == tries
    with office.inbox.reading() as tx:
        failing = [each.name for each in store.streams(tx) if each.error]
    assert failing == (["mentions", "own"] if tries == 1 else ["mentions"])


@pytest.mark.parametrize("failing", [1, 2])
def test_half_an_account_is_not_unreachable(office: Office, failing: int) -> None:
    office.town.streams = ("mentions", "own")
    office.town.says("Hola")
    real = office.town.called
    fetched: list[int] = []

    def called(name: str) -> None:
        real(name)
        if name == "fetch":
            fetched.append(1)
            if len(fetched) == failing:
                raise Transient("down")

    office.town.called = called  # type: ignore[method-assign]
    assert office.collect().exit_code == 1


def test_two_citizens_of_one_thread_are_two_moments(office: Office) -> None:
    office.town.says("¿Y el agua?", by="ana", conversation="c")
    office.town.says("Igual aquí", by="beto", conversation="c", author=Author(handle="beto"))
    read = office.collect().reads[0]
    assert len(read.moments) == 2


def test_the_lock_is_let_go_however_the_run_ends(tmp_path: Path, set_now: Callable[[datetime], None]) -> None:
    with RunLock(tmp_path / "inbox.db") as first, RunLock(tmp_path / "inbox.db") as second:
        assert (first, second) == (True, False)
    with RunLock(tmp_path / "inbox.db") as third:
        assert third


def test_what_is_blind_since_when_is_told_with_every_round(two: Office) -> None:
    two.collect()
    ok = two.now
    two.later(minutes=5)
    two.town.faults["page"] = [Transient("down")]
    sick, well = two.collect().reads
    assert [(one.stream, one.since, one.reason) for one in sick.blind_streams] == [("mentions", ok, "down")]
    assert sick.as_json()["blind"] == [{"stream": "mentions", "since": ok, "reason": "down"}]
    assert (well.blind_streams, well.as_json()["blind"]) == ((), [])


def test_a_gap_is_told_with_its_stretch(office: Office) -> None:
    office.town.gap = Gap(reason="seven days only", since=START, until=START + timedelta(hours=1))
    (read,) = office.collect().reads
    (lost,) = read.as_json()["lost"]
    assert lost == {
        "stream": "mentions",
        "reason": "seven days only",
        "since": START,
        "until": START + timedelta(hours=1),
    }


def test_a_connector_that_never_comes_back_holds_up_nobody(two: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()

    def hang(n: int) -> None:
        never.wait(30)

    two.towns["fake"].before_page = hang
    two.towns["other"].says("Hola", id="o1", account="other")
    monkeypatch.setattr(patience.Patience.__init__, "__defaults__", (timedelta(seconds=0.2),))
    monkeypatch.setattr(running, "_PATIENCE", 0.1)
    lost, well = two.collect().reads
    never.set()
    assert (well.new, well.error) == (1, None)
    assert isinstance(lost.error, Transient)
    assert [one.stream for one in lost.blind_streams] == ["mentions"]
    assert "close" in two.towns["fake"].calls


@pytest.mark.parametrize(("seconds", "tried"), [(30.0, 1), (1.0, 3)])
def test_a_server_that_hangs_is_waited_for_once_a_round(
    office: Office, monkeypatch: pytest.MonkeyPatch, seconds: float, tried: int
) -> None:
    """Not once for each of the account's streams: everybody's replies wait for the slowest reader."""
    office.town.streams = ("mentions", "own", "query:agua")
    office.town.faults["page"] = [Transient("no answer in time") for _stream in range(3)]
    now = itertools.count(0.0, seconds)
    monkeypatch.setattr(reading, "time", SimpleNamespace(monotonic=lambda: next(now)))
    (read,) = office.collect().reads
    assert office.town.calls.count("page") == tried
    assert {one.stream for one in read.blind_streams} == {"mentions", "own", "query:agua"}
    assert office.collect().reads[0].waited, "all of them are tried again later"
