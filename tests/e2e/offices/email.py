"""The office with a mailbox: Dovecot and Exim, each behind a wire that breaks at a chosen word."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.e2e.faults import BROKEN, CUT, KILL_AFTER, KILL_BEFORE, LIMITED, SILENCE
from tests.e2e.offices.office import Moment, Office, Step
from tests.real.mail import Mail
from tests.real.wire import Break, Wire

TAKEN = rb"^250 OK id="
BODY = rb"^To: "
BODIES = 3
"""So many pass before reading breaks: one page."""
FETCH, FETCHED = rb"BODY\.PEEK\[\]", rb"^\w+ OK Fetch completed"
SIZES = 1
LETTER = """\
From: vecino{who}@citizens.example\r
To: {to}\r
Subject: Asunto {n}\r
Message-ID: <pregunta-{n}@citizens.example>\r
\r
Pregunta {n}\r
"""
SENDING = {
    KILL_BEFORE: Break("client", rb"^\.\r\n$", "hang"),
    KILL_AFTER: Break("server", TAKEN, "hang"),
    SILENCE: Break("server", TAKEN, "hang"),
    BROKEN: Break("server", TAKEN, "replace", b"451 4.3.0 Local error in processing\r\n"),
    LIMITED: Break("server", rb"^250 OK\r\n", "replace", b"450 4.7.0 Too many messages, try again later\r\n"),
    CUT: Break("server", TAKEN, "cut-inside"),
}
READING = {
    KILL_BEFORE: Break("client", rb"BODY\.PEEK\[\]", "hang", skip=1),
    KILL_AFTER: Break("server", BODY, "hang", skip=BODIES + 1),
    SILENCE: Break("server", BODY, "hang", skip=BODIES + 1),
    BROKEN: Break(
        "server", rb"^(\w+) OK Fetch completed.*\r\n", "replace", rb"\1 NO [SERVERBUG] Internal error" + b"\r\n", skip=2
    ),
    LIMITED: Break("server", rb"^(\w+) OK .*Logged in", "replace", rb"\1 NO [LIMIT] Too many connections." + b"\r\n"),
    CUT: Break("server", BODY, "cut-inside", skip=BODIES + 1),
}


class EmailOffice(Office):
    """A mailbox that nobody else uses."""

    def __init__(self, folder: Path, mail: Mail, imap: Wire, smtp: Wire, *, timeout: float = 20.0, **more: Any) -> None:
        self.mail, self.imap, self.smtp = mail, imap, smtp
        self.address = mail.address("alcaldia")
        self.people = {"maria": mail.address("maria")}
        settings = mail.settings(imap_port=imap.port, smtp_port=smtp.port, timeout=timeout, data_timeout=timeout)
        told = {name: value for name, value in settings.items() if name != "password"}
        secrets = {"password": mail.password}
        super().__init__(folder, "email", self.address, {"page_size": BODIES, **told, **more}, secrets)

    def asks(self, text: str, who: str = "maria") -> str:
        sender = self.people.setdefault(who, self.mail.address(who))
        return self.mail.citizen_sends(sender, self.address, text, subject=text[:60], by_smtp=False)

    def flood(self, numbers: range) -> None:
        with self.mail.imap(self.address) as box:
            for number in numbers:
                box.append(
                    "INBOX", "", time.time(), LETTER.format(n=number, who=number % 100, to=self.address).encode()
                )

    def hold(self, page: int, moment: Moment) -> Event:
        if moment == "anywhere":
            self.imap.break_next(Break("client", b"", "hang", skip=page))
        elif moment == "asked":
            self.imap.break_next(Break("client", FETCH, "hang", skip=page))
        else:  # the sizes are fetched before the first page
            self.imap.break_next(Break("server", FETCHED, "tell" if moment == "passed" else "hang", skip=page + SIZES))
        return self.imap.holding

    def answers_back(self, question: str, text: str) -> None:
        (answer,) = self._under(question)
        maria = self.people["maria"]
        self.mail.citizen_sends(maria, self.address, text, reply_to_message=answer, by_smtp=False)

    def answers(self, question: str) -> list[str]:
        return [str(one.get_content()).strip() for one in self._under(question)]

    def posted(self) -> list[str]:
        self.mail.flush()
        letters = [one for person in self.people.values() for one in self.mail.mailbox(person)]
        return [str(one.get_content()).strip() for one in letters]

    def arm(self, fault: str, step: Step) -> Event:
        """At a word of the second page, or of the submission."""
        wire, word = (self.imap, READING[fault]) if step == "reading" else (self.smtp, SENDING[fault])
        wire.break_next(word)
        return wire.holding

    def unharmed(self, step: Step) -> bool:
        return (self.imap if step == "reading" else self.smtp).armed is not None

    def _under(self, question: str) -> list[Any]:
        self.mail.flush()
        there = self.mail.mailbox(self.people["maria"])
        return [one for one in there if one["In-Reply-To"] == question and question in one["References"]]


@contextmanager
def opened(request: pytest.FixtureRequest, folder: Path, **options: Any) -> Iterator[EmailOffice]:
    """Addresses of one's own on the session's servers."""
    mail: Mail = request.getfixturevalue("mail")
    with closing(Wire(mail.imap_port)) as imap, closing(Wire(mail.smtp_port)) as smtp:
        yield EmailOffice(folder, mail, imap, smtp, **options)
