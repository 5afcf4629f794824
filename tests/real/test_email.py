"""The e-mail connector against Dovecot and Exim."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from social_console.connectors.base import Absent, Budget, Outgoing, Page, Prepared, Receipt
from social_console.connectors.email import EmailConnector, EmailSettings
from social_console.model import AccountRef, Direction, Mention
from tests.real.mail import Mail

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
