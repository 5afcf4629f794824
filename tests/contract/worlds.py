"""Each built-in connector's network, as the contract suite wants it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from social_console.connectors.base import Connector
from social_console.connectors.demo import DemoConnector, DemoSettings
from social_console.connectors.demo import World as Network
from social_console.connectors.email import EmailConnector, EmailSettings
from social_console.connectors.feed import FeedConnector, FeedSettings
from social_console.errors import (
    AuthError,
    ConnectorError,
    Gone,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
    Transient,
)
from social_console.model import AccountRef, Author, Mention
from tests.contract import web
from tests.real.mail import Mail
from tests.real.wire import Break, Wire

XML_FORBIDS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


class DemoWorld:
    """The pretend network, in a file."""

    read_faults: Mapping[str, type[ConnectorError]] = {
        "down": Transient,
        "auth": AuthError,
        "rate-limited": RateLimited,
        "quota": QuotaExhausted,
    }
    send_faults: Sequence[str] = ("down", "rejected", "gone", "timeout-made", "timeout-not-made", "rate-limited")

    def __init__(self, folder: Path) -> None:
        self.base_url = str(folder / "network.jsonl")
        self.network = Network(Path(self.base_url))
        self._count = 0

    def connector(self) -> Connector:
        return DemoConnector(
            DemoSettings(world=self.base_url), AccountRef(institution="town", channel="x", handle="town")
        )

    def citizen_posts(self, text: str, *, author: str = "ana", in_reply_to: str | None = None) -> str:
        self._count += 1
        ref = f"p{self._count}"
        self.network.post(
            Mention(
                id=ref,
                channel="x",
                account="town",
                created_at=datetime.now(UTC),
                text=text,
                author=Author(handle=author),
                in_reply_to=in_reply_to,
            )
        )
        return ref

    def answers_to(self, ref: str, author: str = "ana") -> Sequence[str]:
        gone = {one["id"] for one in self.network.records("delete")}
        posts = [one for one in self.network.records("post") if one["id"] not in gone]
        return [str(one["text"]) for one in posts if one.get("in_reply_to") == ref and one.get("direction") == "out"]

    def edit(self, ref: str, text: str) -> None:
        self.network.edit(ref, text, datetime.now(UTC))

    def delete(self, ref: str) -> None:
        self.network.delete(ref, datetime.now(UTC))

    def break_next(self, fault: str) -> None:
        self.network.break_next(fault)

    def carries(self, text: str) -> bool:
        return True


class FeedWorld:
    """A newspaper's site."""

    read_faults: Mapping[str, type[ConnectorError]] = {
        "500": Transient,
        "404": Transient,
        "403": PermissionDenied,
        "410": Gone,
        "429": RateLimited,
        "503 with Retry-After": RateLimited,
        "no answer": Transient,
        "garbage": Transient,
        "endless redirect": Transient,
        "a web page": Transient,
        "an endless body": Transient,
        "a slow body": Transient,
    }
    send_faults: Sequence[str] = ()

    def __init__(self, site: web.Site) -> None:
        self.site = site
        self.base_url = site.base_url

    def connector(self) -> Connector:
        limits = {"timeout": 2, "deadline": 2, "max_bytes": 1_000_000}
        settings = FeedSettings(urls=(f"{self.base_url}/feed",), allow_private=True, **limits)
        return FeedConnector(settings, AccountRef(institution="town", channel="feed", handle="El Diario"))

    def citizen_posts(self, text: str, *, author: str = "ana", in_reply_to: str | None = None) -> str:
        guid = f"urn:article:{len(self.site.articles)}"
        self.site.articles.append(web.Article(guid, "", text, web.now(), author))
        return guid

    def answers_to(self, ref: str, author: str = "ana") -> Sequence[str]:
        return ()

    def edit(self, ref: str, text: str) -> None:
        for article in self.site.articles:
            if article.guid == ref:
                article.text = text

    def delete(self, ref: str) -> None:
        raise NotImplementedError("feeds say nothing of deletions")

    def break_next(self, fault: str) -> None:
        loop = web.answering(302, Location=f"{self.base_url}/loop")
        self.site.pages["/loop"] = loop
        self.site.once = {
            "429": web.answering(429, Retry_After="120"),
            "503 with Retry-After": web.answering(503, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"),
            "no answer": web.hanging_up,
            "garbage": web.answering(200, b"\x00\xff\xfe<rss" * 500),
            "a web page": web.answering(
                200, b"<!doctype html><html><body>hola</body></html>", Content_Type="text/html"
            ),
            "endless redirect": loop,
            "an endless body": web.endless,
            "a slow body": web.dripping,
        }.get(fault) or web.answering(int(fault[:3]) if fault[:3].isdigit() else 500)

    def carries(self, text: str) -> bool:
        return not XML_FORBIDS.search(text)


SENDING = {
    "nobody listens": Break("connect"),
    "cut at the greeting": Break("server", rb"^220 "),
    "cut at EHLO": Break("client", rb"^(?i:ehlo)"),
    "cut after EHLO": Break("server", rb"^250 HELP"),
    "cut at AUTH": Break("client", rb"^AUTH"),
    "cut after AUTH": Break("server", rb"^235 "),
    "login refused for a while": Break("server", rb"^235 ", "replace", b"454 4.7.0 temporary failure\r\n"),
    "cut at MAIL": Break("client", rb"^mail "),
    "MAIL refused for a while": Break("server", rb"^250 OK\r\n", "replace", b"451 busy\r\n"),
    "MAIL refused for good": Break("server", rb"^250 OK\r\n", "replace", b"550 no\r\n"),
    "silence after MAIL": Break("client", rb"^mail ", "hang"),
    "cut at RCPT": Break("client", rb"^rcpt "),
    "cut after RCPT": Break("client", rb"^rcpt ", "cut-after"),
    "RCPT refused for good": Break("server", rb"^250 Accepted", "replace", b"550 unknown\r\n"),
    "RCPT refused for a while": Break("server", rb"^250 Accepted", "replace", b"450 later\r\n"),
    "cut at DATA": Break("client", rb"^data"),
    "cut before the 354": Break("server", rb"^354 "),
    "DATA refused": Break("server", rb"^354 ", "replace", b"451 busy\r\n"),
    "silence before the 354": Break("server", rb"^354 ", "hang"),
    "cut in the header": Break("client", rb"^To: "),
    "cut in the body": Break("client", rb"^respuesta"),
    "cut before the dot": Break("client", rb"^\.\r\n$"),
    "silence at the dot": Break("client", rb"^\.\r\n$", "hang"),
    "cut before the last word": Break("server", rb"^250 OK id="),
    "silence before the last word": Break("server", rb"^250 OK id=", "hang"),
    "nonsense as the last word": Break("server", rb"^250 OK id=", "replace", b"\xff\xfe what?\r\n"),
    "busy as the last word, and yet taken": Break("server", rb"^250 OK id=", "replace", b"451 busy\r\n"),
    "cut after the last word": Break("server", rb"^250 OK id=", "cut-after"),
    "cut at QUIT": Break("client", rb"^quit"),
}
READING = {
    "IMAP: nobody listens": Break("connect"),
    "IMAP: cut at the greeting": Break("server", rb"^\* OK"),
    "IMAP: a greeting of nonsense": Break("server", rb"^\* OK", "replace", b"\xff\xfe\x00 moo\r\n"),
    "IMAP: silence at the greeting": Break("server", rb"^\* OK", "hang"),
    "IMAP: BYE at the greeting": Break("server", rb"^\* OK", "replace", b"* BYE too busy\r\n"),
    "IMAP: cut at LOGIN": Break("client", rb" LOGIN "),
    "IMAP: cut at EXAMINE": Break("client", rb" EXAMINE "),
    "IMAP: cut at SEARCH": Break("client", rb" SEARCH "),
    "IMAP: cut before the sizes": Break("client", rb"INTERNALDATE"),
    "IMAP: cut in a body": Break("server", rb"^To: "),
    "IMAP: silence in a body": Break("server", rb"^To: ", "hang"),
}


LOGGED_IN = rb"^(\w+) OK .*Logged in"
REFUSALS = {
    "IMAP: wrong password": Break(
        "server", LOGGED_IN, "replace", rb"\1 NO [AUTHENTICATIONFAILED] Authentication failed." + b"\r\n"
    ),
    "IMAP: too many connections": Break(
        "server", LOGGED_IN, "replace", rb"\1 NO [LIMIT] Too many connections." + b"\r\n"
    ),
}


class EmailWorld:
    """A town's mailbox on real servers, with a wire in front of each that breaks on demand."""

    send_faults: Sequence[str] = tuple(SENDING)
    read_faults: Mapping[str, type[ConnectorError]] = {
        **dict.fromkeys(READING, Transient),
        "IMAP: wrong password": AuthError,
        "IMAP: too many connections": RateLimited,
    }

    def __init__(self, mail: Mail, imap: Wire, smtp: Wire) -> None:
        self.mail, self.imap, self.smtp = mail, imap, smtp
        self.base_url = f"imap://127.0.0.1:{imap.port}"
        self.office = mail.address("office")
        self._people: dict[str, str] = {}

    def connector(self) -> Connector:
        told = self.mail.settings(
            imap_port=self.imap.port, smtp_port=self.smtp.port, page_size=3, timeout=1.5, data_timeout=1.5
        )
        account = AccountRef(institution="town", channel="email", handle=self.office)
        return EmailConnector(EmailSettings.model_validate(told), account)

    def citizen_posts(self, text: str, *, author: str = "ana", in_reply_to: str | None = None) -> str:
        above = {"In-Reply-To": f"<{in_reply_to}>", "References": f"<{in_reply_to}>"} if in_reply_to else {}
        name = secrets.token_hex(8)
        self.mail.citizen_sends(
            self._person(author),
            self.office,
            text,
            message_id=f"<{name}@citizens.example>",
            fields=above,
            by_smtp=False,
        )
        return f"{name}@citizens.example"

    def answers_to(self, ref: str, author: str = "ana") -> Sequence[str]:
        self.mail.flush()
        box = self.mail.mailbox(self._person(author))
        answers = [one for one in box if one["In-Reply-To"] == f"<{ref}>"]
        return [one.get_content().replace("\r\n", "\n").removesuffix("\n") for one in answers]

    def edit(self, ref: str, text: str) -> None:
        raise NotImplementedError("mail is not edited")

    def delete(self, ref: str) -> None:
        raise NotImplementedError("mail is not taken back")

    def break_next(self, fault: str) -> None:
        if fault in SENDING:
            self.smtp.break_next(SENDING[fault])
        else:
            self.imap.break_next((READING | REFUSALS)[fault])

    def carries(self, text: str) -> bool:
        return True

    def _person(self, name: str) -> str:
        return self._people.setdefault(name, self.mail.address(name))
