"""A town's mail: citizens who write, mailboxes to look into. The fixture `mail` runs on Dovecot and Exim.

Any address of `mail.domain` is a mailbox, with password `mail.password`. The servers live as long as the test
session; take fresh addresses (`mail.address("office")`) instead of emptying old ones.
"""

from __future__ import annotations

import imaplib
import secrets
import smtplib
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP, default
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.real.servers import Servers

PATIENCE = 20.0
"""Seconds that a delivery may take."""


@dataclass
class Mail:
    """The servers, and what citizens and colleagues do with them."""

    servers: Servers

    host = "127.0.0.1"

    @property
    def domain(self) -> str:
        """Every address of it is a mailbox."""
        return self.servers.domain

    @property
    def password(self) -> str:
        """Everybody's."""
        return self.servers.password

    @property
    def imap_port(self) -> int:
        """IMAP without TLS (STARTTLS offered)."""
        return self.servers.ports["imap"]

    @property
    def imaps_port(self) -> int:
        """IMAP with TLS."""
        return self.servers.ports["imaps"]

    @property
    def smtp_port(self) -> int:
        """Submission: login wanted, STARTTLS offered."""
        return self.servers.ports["smtp"]

    @property
    def ca_file(self) -> Path:
        """The servers' own certificate."""
        return self.servers.home / "cert.pem"

    def start(self) -> None:
        """Again, after `stop`, on the same ports and with the same mail."""
        self.servers.start()

    def stop(self) -> None:
        """Both servers, as if the machine were gone."""
        self.servers.stop()

    def address(self, name: str = "citizen") -> str:
        """A mailbox that nobody has used yet."""
        return f"{name}-{secrets.token_hex(4)}@{self.domain}"

    def settings(self, **others: object) -> dict[str, Any]:
        """The e-mail connector's settings for these servers, without TLS."""
        return {
            "imap_host": self.host,
            "imap_port": self.imap_port,
            "imap_tls": "none",
            "smtp_host": self.host,
            "smtp_port": self.smtp_port,
            "smtp_tls": "none",
            "password": self.password,
            "timeout": 20,
            "data_timeout": 20,
        } | others

    def citizen_sends(
        self,
        sender: str,
        to: str,
        text: str,
        *,
        subject: str = "",
        reply_to_message: Message | None = None,
        message_id: str | None = None,
        fields: Mapping[str, str] | None = None,
        html: str | None = None,
        cc: str | None = None,
        by_smtp: bool = True,
    ) -> str:
        """By SMTP, as anybody's mail program would (else laid there directly, which is quicker); returns the
        Message-ID once it lies in the mailbox of `to`."""
        letter = EmailMessage(policy=SMTP)
        message_id = message_id or f"<{secrets.token_hex(8)}@citizens.example>"
        letter["From"], letter["To"], letter["Message-ID"] = sender, to, message_id
        letter["Date"] = format_datetime(datetime.now().astimezone())
        if cc:
            letter["Cc"] = cc
        if reply_to_message is not None:
            _thread(letter, reply_to_message)
        if letter["Subject"] is None:
            letter["Subject"] = subject
        for name, value in (fields or {}).items():
            letter[name] = value
        letter.set_content(text)
        if html is not None:
            letter.add_alternative(html, subtype="html")
        if not by_smtp:
            self.put(to, letter.as_bytes())
            return message_id
        self.sends_raw(sender, [to, *([cc] if cc else [])], letter.as_bytes())
        self.wait_for(to, message_id)
        return message_id

    def sends_raw(self, sender: str, to: list[str], raw: bytes) -> None:
        """Any bytes by SMTP, not waiting for their delivery."""
        with smtplib.SMTP(self.host, self.smtp_port, timeout=20) as client:
            client.login(sender or self.address(), self.password)
            client.sendmail(sender, to, raw)

    def put(self, address: str, raw: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Lay a message into a mailbox as it is, past SMTP."""
        with self.imap(address) as client:
            client.append(folder, "", at or time.time(), raw)

    def mailbox(self, address: str, folder: str = "INBOX") -> list[EmailMessage]:
        """Everything in a folder, oldest first; `message.get_content()` is the text."""
        with self.imap(address) as client:
            status, _data = client.select(f'"{folder}"', readonly=True)
            if status != "OK":
                return []
            _status, found = client.uid("SEARCH", "ALL")
            uids = found[0].split() if found and found[0] else []
            return [_read(_body(client, uid)) for uid in uids]

    def wait_for(self, address: str, message_id: str | None = None, *, count: int = 1) -> list[EmailMessage]:
        """The mailbox, once a message (or so many) has come. Fails after twenty seconds."""
        pause, end = threading.Event(), time.monotonic() + PATIENCE
        while True:
            there = self.mailbox(address)
            wanted = [one for one in there if message_id in (None, (one["Message-ID"] or "").strip())]
            if len(wanted) >= count:
                return there
            assert time.monotonic() < end, f"{address} did not get {message_id or count}"
            pause.wait(0.05)

    def flush(self) -> None:
        """Have everything delivered that the outgoing server has taken."""
        self.servers.deliver_now()

    @contextmanager
    def imap(self, address: str) -> Iterator[imaplib.IMAP4]:
        """A plain connection, logged in."""
        client = imaplib.IMAP4(self.host, self.imap_port, 20)
        try:
            client.login(address, self.password)
            yield client
        finally:
            client.logout()


@pytest.fixture(scope="session")
def mail() -> Iterator[Mail]:
    """Dovecot and Exim, for the whole session."""
    with running(Servers()) as town:
        yield town


@contextmanager
def running(servers: Servers) -> Iterator[Mail]:
    """Servers of one's own: to stop them, or with other settings."""
    town = Mail(servers)
    try:
        servers.start()
        yield town
    finally:
        servers.stop()
        servers.remove()


def _thread(letter: EmailMessage, parent: Message) -> None:
    above = " ".join(filter(None, (str(parent["References"] or ""), str(parent["Message-ID"])))).split()
    letter["In-Reply-To"], letter["References"] = str(parent["Message-ID"]), " ".join(above)
    subject = str(parent["Subject"] or "")
    letter["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _body(client: imaplib.IMAP4, uid: bytes) -> bytes:
    _status, data = client.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
    return next(bytes(one[1]) for one in data if isinstance(one, tuple))
