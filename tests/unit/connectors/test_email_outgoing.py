"""What is sent: nothing but what was meant, to whom it was meant."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from social_console.connectors.base import Attachment, Outgoing, Prepared
from social_console.connectors.email import EmailConnector, EmailSettings
from social_console.connectors.email.outgoing import envelope, message
from social_console.connectors.email.smtp import _dotted
from social_console.errors import ConfigError, Rejected
from social_console.model import AccountRef, Author, Mention

AT = datetime(2026, 10, 1, 12, tzinfo=UTC)
OFFICE = "office@example.org"


def target(address: str = "ana@example.com", **more: Any) -> Mention:
    told: dict[str, Any] = {"id": "m1@example.com~x", "ref": "m1@example.com", "subject": "Agua", "text": "Hola"}
    return Mention(channel="email", account=OFFICE, created_at=AT, author=Author(id=address), **told | more)


def settings(**more: object) -> EmailSettings:
    return EmailSettings.model_validate({"imap_host": "i.example.org", "smtp_host": "s.example.org", **more})


def prepared(
    text: str = "Buenas.", one: Mention | None = None, told: EmailSettings | None = None, **more: Any
) -> Prepared:
    connector = EmailConnector(told or settings(), AccountRef(institution="t", channel="email", handle=OFFICE))
    return connector.prepare(Outgoing(text=text, now=AT, **more), one or target())


def sent(ready: Prepared, told: EmailSettings | None = None) -> EmailMessage:
    read = message_from_bytes(message(ready, told or settings(), AT), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def test_it_answers_in_the_thread() -> None:
    ready = prepared(one=target(extra={"references": ["a@x", "b@x"]}))
    got = sent(ready, settings(from_name="Ayuntamiento de “Los Ríos”"))
    assert got["Message-ID"] == f"<{ready.ref}>"
    assert got["In-Reply-To"] == "<m1@example.com>"
    assert got["References"].split() == ["<a@x>", "<b@x>", "<m1@example.com>"]
    assert got["Subject"] == "Re: Agua"
    assert str(got["From"]) == f"Ayuntamiento de “Los Ríos” <{OFFICE}>"
    assert got["To"] == "ana@example.com"
    assert got["Date"] == "Thu, 01 Oct 2026 12:00:00 +0000"
    assert got["Auto-Submitted"] is None
    assert got["Bcc"] is None
    assert got.get_content() == "Buenas.\r\n"


def test_every_message_has_a_name_of_its_own_and_the_copy_is_on_the_wire_only() -> None:
    one, two = prepared(), prepared()
    assert one.ref != two.ref
    assert envelope(one.data).recipients == ("ana@example.com", OFFICE)
    assert envelope(prepared(told=settings(copy_to="proof@example.org")).data).recipients[1] == "proof@example.org"
    assert OFFICE not in str(sent(one)["To"])


def test_nothing_tells_who_or_which_machine_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "pedro-el-operador")
    raw = message(prepared(), settings(), AT).decode()
    for trace in (
        socket.gethostname(),
        socket.getfqdn(),
        "pedro",
        "Python",
        "X-Mailer",
        "User-Agent",
        str(os.getpid()),
    ):
        assert trace not in raw.split("sc.")[0]


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: x@evil.example", "\nX: y", "\r\r\nX: y", "\u2028X: y", "\x0bX: y", "\x85X: y"]
)
def test_no_field_can_be_smuggled_in(evil: str) -> None:
    ready = prepared(
        one=target(subject=f"Agua{evil}", ref=f"m1{evil}@x", extra={"references": [f"a{evil}@x", "b@x"]}),
        subject=f"Re: Agua{evil}",
    )
    raw = message(ready, settings(from_name=f"Town{evil}"), AT)
    got = message_from_bytes(raw, policy=default)
    allowed = {"From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"}
    assert set(got.keys()) <= allowed | {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
    assert len(got.keys()) == len(set(got.keys()))
    with pytest.raises(Rejected):
        prepared(one=target(f"ana@example.com{evil}"))


def test_a_long_subject_and_long_names_of_messages_are_folded_and_come_back() -> None:
    long = "Solicitud de información sobre el servicio de agua " * 8
    names = [f"{'x' * 200}{number}@example.com" for number in range(60)]
    raw = message(prepared(one=target(extra={"references": names}), subject=long), settings(), AT)
    assert max(len(line) for line in raw.split(b"\r\n")) < 998
    got = message_from_bytes(raw, policy=default)
    assert got["Subject"].strip() == long.strip()
    ids = got["References"].split()
    assert (ids[0], ids[-1], len(ids)) == (f"<{names[0]}>", "<m1@example.com>", 30)


@pytest.mark.parametrize(
    "text", ["ñandú 👩‍👩‍👧 漢字", "x" * 5000, "From me\n.\n..\nfin", "=?utf-8?q?no?=", "a\r\nb\rc"]
)
def test_the_text_arrives_as_it_was_written(text: str) -> None:
    got = sent(prepared(text))
    assert got.get_content().splitlines() == text.splitlines()


def test_dots_are_stuffed_and_line_ends_are_the_wires() -> None:
    assert _dotted(b".\n..a\r\nb\r.c") == b"..\r\n...a\r\nb\r\n..c\r\n"


def test_addresses_of_the_whole_world() -> None:
    ready = prepared(one=target("josé@correo.example"))
    assert envelope(ready.data).unicode
    ready = prepared(one=target("jose@españa.example"))
    assert envelope(ready.data).recipients[0] == "jose@xn--espaa-rta.example"
    assert not envelope(ready.data).unicode


@pytest.mark.parametrize("address", ["", "nobody", "a b@x.example", "a@b@c", "a@", "<a@x.example>", "a@x..\x00"])
def test_what_is_no_address_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(Rejected):
        prepared(one=target(address))


def test_a_bounce_cannot_be_answered_and_an_empty_reply_not_be_sent() -> None:
    with pytest.raises(Rejected):
        prepared(one=target(kind="bounce"))
    with pytest.raises(Rejected):
        prepared(" \n")
    with pytest.raises(ConfigError):
        prepared(told=settings(smtp_host=""))


def test_files_go_along_under_their_bare_names(tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(b"%PDF-1.7")
    ready = prepared(attachments=(Attachment(path=str(file), name="../plan año.pdf", type="application/pdf"),))
    [part] = sent(ready).iter_attachments()
    assert part.get_filename() == "plan año.pdf"
    assert part.get_content() == b"%PDF-1.7"
    assert str(tmp_path) not in message(ready, settings(), AT).decode()
    file.write_bytes(b"%PDF-1.7 changed")
    with pytest.raises(Rejected):
        message(ready, settings(), AT)
    file.unlink()
    with pytest.raises(Rejected):
        message(ready, settings(), AT)
    with pytest.raises(Rejected):
        prepared(attachments=(Attachment(path=str(file), name="x"),))
    file.write_bytes(b"x" * 2000)
    with pytest.raises(Rejected):
        prepared(told=settings(max_attachments=1000), attachments=(Attachment(path=str(file), name="x"),))
