"""The e-mail connector against Dovecot and Exim."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from social_console.connectors.base import Absent, Budget, Outgoing, Page, Prepared, Receipt
from social_console.connectors.email import EmailConnector, EmailSettings
from social_console.connectors.email.mailbox import Imap
from social_console.errors import (
    AuthError,
    BadItem,
    ConfigError,
    ConnectorError,
    CursorExpired,
    Gone,
    Rejected,
    Transient,
)
from social_console.model import AccountRef, Author, Direction, Mention
from tests.real.mail import Mail, running
from tests.real.needs import free_port
from tests.real.servers import Servers
from tests.real.wire import Break, Wire

pytestmark = pytest.mark.real


def connector(mail: Mail, handle: str, **others: object) -> EmailConnector:
    settings = EmailSettings.model_validate(mail.settings(**others))
    return EmailConnector(settings, AccountRef(institution="town", channel="email", handle=handle))


def read(one: EmailConnector, state: object = None, *, own: bool = False) -> tuple[list[Mention], object]:
    stream = one.streams()[1 if own else 0]
    pages: list[Page] = list(one.fetch(stream, state, Budget()))
    assert pages[-1].done
    return [item for page in pages for item in page.items if isinstance(item, Mention)], pages[-1].state


def outgoing(text: str) -> Outgoing:
    return Outgoing(text=text, now=datetime.now(UTC))


def test_a_citizens_message_is_read_once_and_stays_unseen(mail: Mail) -> None:
    office, citizen = mail.address("office"), mail.address()
    message_id = mail.citizen_sends(citizen, office, "No hay agua en Los Mina.", subject="Agua")
    one = connector(mail, office)
    [mention], state = read(one)
    assert (mention.author.key, mention.text, mention.subject) == (citizen, "No hay agua en Los Mina.", "Agua")
    assert mention.name == message_id.strip("<>")
    assert mention.id.startswith(mention.name + "~")
    assert mention.visibility == "private"
    assert not mention.automatic
    assert abs(mention.created_at - datetime.now(UTC)) < timedelta(minutes=1)
    again, state = read(one, state)
    assert again == []
    with mail.imap(office) as client:
        client.select("INBOX")
        assert client.search(None, "UNSEEN")[1] == [b"1"]
    mail.citizen_sends(citizen, office, "Sigue sin haber.")
    [second], state = read(one, state)
    assert second.text == "Sigue sin haber."
    one.close()


def test_a_reply_arrives_once_threaded_and_is_filed_once(mail: Mail) -> None:
    office, citizen = mail.address("office"), mail.address()
    mail.citizen_sends(citizen, office, "¿Cuándo pasa el camión?", subject="Basura en la calle Ñ")
    one = connector(mail, office, from_name="Ayuntamiento de Los Ríos")
    [mention], state = read(one)
    prepared = one.prepare(outgoing("Buenas. Pasa los martes.\n.\nSaludos"), mention)
    assert isinstance(one.find(prepared), Absent)
    receipt = one.send(prepared)
    assert receipt.ref == prepared.ref == receipt.mention.name
    [got] = mail.wait_for(citizen)
    assert got["In-Reply-To"] == f"<{mention.name}>"
    assert got["References"] == f"<{mention.name}>"
    assert got["Subject"] == "Re: Basura en la calle Ñ"
    assert got.get_content().replace("\r\n", "\n") == "Buenas. Pasa los martes.\n.\nSaludos\n"
    assert got["Auto-Submitted"] is None
    assert len(mail.mailbox(office, "Sent")) == 1
    mail.wait_for(office, f"<{prepared.ref}>")
    assert one.delivered(prepared) == "INBOX", "what we filed ourselves has not travelled"
    found = one.find(prepared)
    assert isinstance(found, Receipt)
    assert found.mention.id == receipt.mention.id
    assert len(mail.mailbox(office, "Sent")) == 1
    again, state = read(one, state)
    assert again == []
    [own], _state = read(one, own=True)
    assert own.direction is Direction.OUT
    assert own.id == receipt.mention.id
    assert own.to == (citizen,)
    assert own.in_reply_to == mention.name
    mail.citizen_sends(citizen, office, "Gracias", reply_to_message=got)
    [thanks], state = read(one, state)
    assert thanks.in_reply_to == prepared.ref
    assert thanks.conversation == mention.name
    one.close()


def test_a_copy_that_is_not_there_is_conclusively_absent(mail: Mail) -> None:
    one = connector(mail, mail.address("office"))
    absent = one.find(Prepared(ref="sc.never@example.org"))
    assert isinstance(absent, Absent)
    assert absent.conclusive
    one.close()


def send_and_read(mail: Mail, one: EmailConnector, citizen: str, office: str, text: str = "Hola") -> Mention:
    mail.citizen_sends(citizen, office, text, by_smtp=False)
    return read(one)[0][-1]


@pytest.fixture
def close() -> Iterator[list[EmailConnector]]:
    """Connectors to be closed when the test ends."""
    opened: list[EmailConnector] = []
    yield opened
    for one in opened:
        one.close()


def kept(close: list[EmailConnector], one: EmailConnector) -> EmailConnector:
    close.append(one)
    return one


def test_tls_and_starttls_need_a_certificate_that_is_trusted(mail: Mail, close: list[EmailConnector]) -> None:
    office = mail.address("office")
    ways: list[dict[str, object]] = [
        {"imap_tls": "tls", "imap_port": mail.imaps_port, "smtp_tls": "starttls"},
        {"imap_tls": "starttls", "smtp_tls": "starttls"},
    ]
    for way in ways:
        assert kept(close, connector(mail, office, ca_file=str(mail.ca_file), **way)).check().ok
        with pytest.raises(ConfigError) as caught:
            kept(close, connector(mail, office, **way)).check()
        assert "ca_file" in caught.value.remedy
    with pytest.raises(ConfigError):
        kept(close, connector(mail, office, imap_tls="tls", ca_file=str(mail.ca_file))).check()


def test_wrong_passwords_at_either_server_are_told_apart_from_silence(mail: Mail, close: list[EmailConnector]) -> None:
    office = mail.address("office")
    for wrong in ({"password": "wrong-secret"}, {"smtp_password": "wrong-secret"}, {"password": "contraseña"}):
        with pytest.raises(AuthError) as caught:
            kept(close, connector(mail, office, **wrong)).check()
        assert "wrong-secret" not in caught.value.message
        assert caught.value.remedy
    with pytest.raises(ConfigError):
        kept(close, connector(mail, office, password=None)).check()
    with pytest.raises(Transient):
        kept(close, connector(mail, office, imap_port=free_port())).check()
    with pytest.raises(Transient):
        kept(close, connector(mail, office, smtp_port=free_port())).check()


def test_check_tells_of_folders_and_of_mail_in_the_spam_folder(mail: Mail, close: list[EmailConnector]) -> None:
    office = mail.address("office")
    mail.put(office, b"From: ana@example.com\r\n\r\nHola\r\n", folder="Junk")
    found = kept(close, connector(mail, office)).check()
    assert found.ok
    assert found.scopes == ("read", "send")
    assert any("Junk" in note and "1" in note for note in found.notes)
    assert any("Sent" in note for note in found.notes)
    missing = kept(close, connector(mail, office, folders=["INBOX", "Nope"])).check()
    assert not missing.ok


def test_a_message_over_the_limit_is_quarantined_by_its_header_and_can_be_tried_again(
    mail: Mail, close: list[EmailConnector]
) -> None:
    office = mail.address("office")
    big = b"From: ana@example.com\r\nMessage-ID: <big@x>\r\nSubject: grande\r\n\r\n" + b"x" * 30_000
    mail.put(office, big)
    mail.citizen_sends(mail.address(), office, "chico", by_smtp=False)
    one = kept(close, connector(mail, office, max_size=20_000))
    pages = list(one.fetch(one.streams()[0], None, Budget()))
    [bad] = [bad for page in pages for bad in page.bad]
    assert bad.ref == "big@x"
    assert b"Subject: grande" in bad.raw
    assert len(bad.raw) < 1000
    assert [item.text for page in pages for item in page.items if isinstance(item, Mention)] == ["chico"]
    with pytest.raises(BadItem):
        one.reread(bad)
    assert kept(close, connector(mail, office)).reread(bad).subject == "grande"


def test_unreadable_messages_go_to_quarantine_and_the_rest_is_read(mail: Mail, close: list[EmailConnector]) -> None:
    office = mail.address("office")
    mail.put(office, b"\x01\x02 garbage\r\n\r\n\xff\xfe\r\n")
    mail.put(office, b"\r\n")
    mail.citizen_sends(mail.address(), office, "sano", by_smtp=False)
    one = kept(close, connector(mail, office))
    pages = list(one.fetch(one.streams()[0], None, Budget()))
    assert len([bad for page in pages for bad in page.bad]) == 2
    assert [item.text for page in pages for item in page.items if isinstance(item, Mention)] == ["sano"]


def test_the_first_read_goes_back_as_far_as_backfill_and_no_further(mail: Mail, close: list[EmailConnector]) -> None:
    office = mail.address("office")
    now = datetime.now(UTC)
    for days in (30, 8, 6, 1):
        raw = f"From: ana@example.com\r\nMessage-ID: <d{days}@x>\r\n\r\nhace {days}\r\n"
        mail.put(office, raw.encode(), at=now - timedelta(days=days))
    found, state = read(kept(close, connector(mail, office)))
    assert [one.text for one in found] == ["hace 6", "hace 1"]
    assert (now - found[0].created_at).days == 6
    mail.put(office, b"From: ana@example.com\r\nMessage-ID: <moved@x>\r\n\r\nmovido\r\n", at=now - timedelta(days=90))
    found, _state = read(kept(close, connector(mail, office)), state)
    assert [one.text for one in found] == ["movido"], "moved into the inbox now, however old"


def test_renumbered_mailboxes_are_read_anew_since_a_date(mail: Mail, close: list[EmailConnector]) -> None:
    office, citizen = mail.address("office"), mail.address()
    mail.citizen_sends(citizen, office, "uno", by_smtp=False)
    one = kept(close, connector(mail, office))
    first, state = read(one)
    with mail.imap(office) as client:
        client.create("Old")
        client.select("INBOX")
        client.copy("1", "Old")
        client.select("Old")
    office_files = mail.servers.home / "mail" / office.split("@")[0]
    (office_files / "dovecot-uidlist").unlink()
    for index in office_files.glob("dovecot.index*"):
        index.unlink()
    mail.citizen_sends(citizen, office, "dos", by_smtp=False)
    found, later = read(kept(close, connector(mail, office)), state)
    assert [item.text for item in found] == ["uno", "dos"]
    assert found[0].id == first[0].id, "the unique id drops what is known"
    assert later != state


def test_a_state_of_another_version_is_expired(mail: Mail, close: list[EmailConnector]) -> None:
    one = kept(close, connector(mail, mail.address("office")))
    states: tuple[object, ...] = ({"v": 2}, {"v": 1, "committed": {"INBOX": {}}}, [], "x")
    for state in states:
        with pytest.raises(CursorExpired):
            read(one, state)


def test_our_own_copies_are_no_mentions_but_a_forger_is_not_lost(
    mail: Mail, close: list[EmailConnector], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, citizen = mail.address("office"), mail.address()
    one = kept(close, connector(mail, office))
    mention = send_and_read(mail, one, citizen, office)
    _found, state = read(one)
    receipt = one.send(one.prepare(outgoing("Buenas"), mention))
    mail.wait_for(office, f"<{receipt.ref}>")
    mail.put(office, f"From: {office}\r\nMessage-ID: <forged@x>\r\n\r\nfalso\r\n".encode())
    found, state = read(one, state)
    assert found == []
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", (datetime.now(UTC) + timedelta(minutes=20)).isoformat())
    found, state = read(one, state)
    assert [(item.text, item.direction) for item in found] == [("falso", Direction.IN)]
    assert read(one, state)[0] == []


def test_an_answer_from_the_offices_own_mail_program_is_seen(mail: Mail, close: list[EmailConnector]) -> None:
    office, citizen = mail.address("office"), mail.address()
    one = kept(close, connector(mail, office))
    mention = send_and_read(mail, one, citizen, office)
    mail.put(
        office,
        f"From: {office}\r\nTo: {citizen}\r\nDate: Thu, 01 Oct 2026 12:00:00 +0000\r\nMessage-ID: <thunderbird@x>\r\n"
        f"In-Reply-To: <{mention.name}>\r\n\r\nYa fuimos.\r\n".encode(),
        folder="Sent",
    )
    [own], _state = read(one, own=True)
    assert (own.in_reply_to, own.to, own.text) == (mention.name, (citizen,), "Ya fuimos.")
    assert [above.name for above in one.ancestors("thunderbird@x")] == [mention.name]


def test_a_message_that_was_only_passed_on_is_not_answered(mail: Mail, close: list[EmailConnector]) -> None:
    office, citizen = mail.address("office"), mail.address()
    one = kept(close, connector(mail, office))
    mention = send_and_read(mail, one, citizen, office)
    for number, to in enumerate((f"obras@{mail.domain}", f"obras@{mail.domain}, {citizen}")):
        raw = (
            f"From: {office}\r\nTo: {to}\r\nMessage-ID: <f{number}@x>\r\nIn-Reply-To: <{mention.name}>\r\n\r\nVean.\r\n"
        )
        mail.put(office, raw.encode(), folder="Sent")
    passed_on, answered = read(one, own=True)[0]
    assert (passed_on.in_reply_to, passed_on.conversation) == (None, None)
    assert answered.in_reply_to == mention.name


def test_a_copy_in_the_spam_folder_proves_the_sending_and_is_filed(mail: Mail, close: list[EmailConnector]) -> None:
    office, citizen = mail.address("office"), mail.address()
    one = kept(close, connector(mail, office, save_sent="no"))
    prepared = one.prepare(outgoing("Buenas"), send_and_read(mail, one, citizen, office))
    one.send(prepared)
    mail.wait_for(office, f"<{prepared.ref}>")
    with mail.imap(office) as client:
        client.select("INBOX")
        client.copy("2", "Junk")
        client.store("2", "+FLAGS", "\\Deleted")
        client.expunge()
    other = kept(close, connector(mail, office))
    assert isinstance(other.find(prepared), Receipt)
    assert isinstance(other.find(prepared), Receipt)
    assert len(mail.mailbox(office, "Sent")) == 1


def test_a_copy_that_the_servers_index_does_not_know_is_read_back(
    mail: Mail, close: list[EmailConnector], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, citizen = mail.address("office"), mail.address()
    one = kept(close, connector(mail, office))
    prepared = one.prepare(outgoing("Buenas"), send_and_read(mail, one, citizen, office))
    one.send(prepared)
    monkeypatch.setattr(Imap, "search_message_id", lambda _imap, _name: [])
    assert isinstance(one.find(prepared), Receipt)


def test_a_refused_recipient_means_nobody_got_it(mail: Mail, close: list[EmailConnector]) -> None:
    office = mail.address("office")
    one = kept(close, connector(mail, office))
    for name, error in (("refused", Rejected), ("later", Transient)):
        mention = send_and_read(mail, one, f"{name}@{mail.domain}", office, f"de {name}")
        prepared = one.prepare(outgoing("Buenas"), mention)
        with pytest.raises(error):
            one.send(prepared)
        mail.flush()
        assert isinstance(one.find(prepared), Absent)
    mention = send_and_read(mail, one, mail.address(), office)
    with pytest.raises(Rejected) as caught:
        one.send(one.prepare(outgoing("PLEASE-REFUSE-THIS"), mention))
    assert caught.value.reason == "550"


def test_a_sending_that_takes_too_long_is_given_up_before_its_end(mail: Mail, close: list[EmailConnector]) -> None:
    office, citizen = mail.address("office"), mail.address()
    one = kept(close, connector(mail, office, send_deadline=0.000_001))
    prepared = one.prepare(outgoing("Buenas"), send_and_read(mail, one, citizen, office))
    with pytest.raises(Transient):
        one.send(prepared)
    mail.flush()
    assert mail.mailbox(citizen) == []


def test_unicode_addresses_go_out(mail: Mail, close: list[EmailConnector]) -> None:
    office = mail.address("office")
    one = kept(close, connector(mail, office))
    mention = send_and_read(mail, one, mail.address(), office)
    target = replace(mention, author=Author(id=f"josé@{mail.domain}"))
    receipt = one.send(one.prepare(outgoing("Buenas"), target))
    assert receipt.mention.to == (f"josé@{mail.domain}",)


def test_waiting_ends_with_new_mail_and_with_the_time(mail: Mail, close: list[EmailConnector]) -> None:
    office = mail.address("office")
    for options in ({"idle_renew": 0.4}, {}):
        one = kept(close, connector(mail, office, **options))
        read(one)
        assert not one.wait(one.streams()[0], datetime.now(UTC) + timedelta(seconds=1))
        sender = threading.Timer(0.3, mail.put, (office, b"From: a@x.example\r\n\r\nhola\r\n"))
        sender.start()
        assert one.wait(one.streams()[0], datetime.now(UTC) + timedelta(seconds=15))
        sender.join()
        read(one)
        mail.put(office, b"From: a@x.example\r\n\r\nentre lectura y espera\r\n")
        assert one.wait(one.streams()[0], datetime.now(UTC) + timedelta(seconds=15))


def test_closing_ends_a_wait_in_another_thread(mail: Mail) -> None:
    one = connector(mail, mail.address("office"))
    read(one)
    closing = threading.Timer(0.3, one.close)
    closing.start()
    assert not one.wait(one.streams()[0], datetime.now(UTC) + timedelta(seconds=60))
    closing.join()


def test_a_server_without_idle_is_looked_at_every_so_often() -> None:
    with running(Servers(capability="IMAP4rev1 LITERAL+ SASL-IR LOGIN-REFERRALS ENABLE UIDPLUS")) as town:
        office = town.address("office")
        one = connector(town, office, poll=0.2)
        read(one)
        assert any("0" in note for note in one.check().notes)
        assert not one.wait(one.streams()[0], datetime.now(UTC) + timedelta(seconds=0.5))
        town.put(office, b"From: a@x.example\r\n\r\nhola\r\n")
        assert one.wait(one.streams()[0], datetime.now(UTC) + timedelta(seconds=10))
        one.close()


def test_attachments_can_be_saved_under_harmless_names(mail: Mail, close: list[EmailConnector], tmp_path: Path) -> None:
    office = mail.address("office")
    body = (
        b"From: a@x.example\r\nMessage-ID: <att@x>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nfotos\r\n"
        b'--b\r\nContent-Disposition: attachment; filename="../../.bashrc"\r\n\r\nuno\r\n'
        b'--b\r\nContent-Disposition: attachment; filename="a\x1b]b.txt"\r\n\r\ndos\r\n'
        b'--b\r\nContent-Disposition: attachment; filename=".bashrc"\r\n\r\ntres\r\n--b--\r\n'
    )
    mail.put(office, body)
    one = kept(close, connector(mail, office))
    [mention], _state = read(one)
    saved = one.save_attachments(mention, tmp_path)
    assert [path.parent for path in saved] == [tmp_path] * 3
    assert [path.read_bytes() for path in saved] == [b"uno", b"dos", b"tres"]
    assert len({path.name for path in saved}) == 3
    assert not any(path.name.startswith(".") for path in saved)
    assert len(one.save_attachments(mention, tmp_path, only=1)) == 1
    with mail.imap(office) as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    with pytest.raises(Gone):
        one.save_attachments(mention, tmp_path)


def test_a_real_bounce_voids_the_reply(close: list[EmailConnector]) -> None:
    with running(Servers()) as town:
        office = town.address("office")
        one = kept(close, connector(town, office))
        mention = send_and_read(town, one, town.address(), office)
        _before, state = read(one)
        away = replace(mention, author=Author(id="somebody@unrouteable.example"))
        receipt = one.send(one.prepare(outgoing("Buenas"), away))
        town.wait_for(office, count=3)
        [bounce], _state = read(one, state)
        assert (bounce.kind, bounce.voids, bounce.automatic) == ("bounce", receipt.ref, True)
        one.close()


def test_deleting_a_mail_is_refused_honestly(mail: Mail) -> None:
    one = connector(mail, mail.address("office"))
    mention = Mention(id="a", channel="email", account="b", created_at=datetime.now(UTC), text="")
    with pytest.raises(Rejected):
        one.delete(Receipt(ref="a", at=datetime.now(UTC), mention=mention))


def test_a_server_that_goes_down_is_a_passing_fault_and_reading_goes_on_afterwards() -> None:
    with running(Servers()) as town:
        office = town.address("office")
        one = connector(town, office)
        _found, state = read(one)
        one.close()
        town.stop()
        with pytest.raises(Transient):
            read(one, state)
        town.start()
        town.citizen_sends(town.address(), office, "de vuelta", by_smtp=False)
        assert [item.text for item in read(one, state)[0]] == ["de vuelta"]
        one.close()


NOISE = (
    b"\xff\xfe\x00\r\n",
    b"* 1 FETCH (UID x RFC822.SIZE -1 {9}\r\n",
    b"* OK [UIDVALIDITY zero] [UIDNEXT]\r\n",
    b"* SEARCH one two\r\n",
)


@pytest.mark.parametrize("noise", NOISE)
def test_nonsense_at_any_line_of_the_server_is_a_fault_of_the_contract(mail: Mail, noise: bytes) -> None:
    office = mail.address("office")
    mail.citizen_sends(mail.address(), office, "Hola", by_smtp=False)
    with closing(Wire(mail.imap_port)) as wire:
        for line in range(60):
            one = connector(mail, office, imap_port=wire.port, timeout=0.25)
            wire.break_next(Break("server", b"", "replace", noise, skip=line))
            with suppress(ConnectorError):
                pages = list(one.fetch(one.streams()[0], None, Budget()))
                assert [len(page.items) + len(page.bad) for page in pages if page.items or page.bad] == [1]
            with suppress(ConnectorError):
                one.find(Prepared(ref="sc.x@example.org"))
            one.close()
            if wire.armed is not None:
                break
        assert line > 20, "the whole conversation was broken, line by line"


def test_one_sick_message_blocks_no_other(mail: Mail, close: list[EmailConnector]) -> None:
    office = mail.address("office")
    for text in ("uno", "enfermo", "tres"):
        mail.citizen_sends(mail.address(), office, text, by_smtp=False)
    with closing(Wire(mail.imap_port)) as wire:
        one = kept(close, connector(mail, office, imap_port=wire.port))
        refusing = Break(
            "client", rb"^(\w+) UID FETCH .*BODY.PEEK\[\]", "replace", rb"\1 UID FETCH 2 (NONSENSE)" + b"\r\n"
        )
        wire.break_next(replace(refusing, times=3))
        pages = list(one.fetch(one.streams()[0], None, Budget()))
    assert [item.text for page in pages for item in page.items if isinstance(item, Mention)] == ["tres"]
    assert [bad.ref for page in pages for bad in page.bad] == ["INBOX/1", "INBOX/2"]
