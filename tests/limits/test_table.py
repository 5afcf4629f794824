"""What can go wrong with a channel's server, for each channel: which of the contract's errors it becomes.

The core does the rest by the kind of the error: tests/unit/test_collect.py says what.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from social_console.connectors.base import Budget, Connector
from social_console.errors import (
    AuthError,
    ConnectorError,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
    Transient,
)
from social_console.model import AccountRef
from tests.limits.answers import Answer, Mailbox, http, imap, nobody_knows

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SOON, LATER = NOW + timedelta(minutes=7), NOW + timedelta(hours=9)
MONTH = datetime(2026, 12, 1, tzinfo=UTC)
LATE = {"timeout": 0.4}

Given = dict[str, object]


def account(channel: str, handle: str) -> AccountRef:
    return AccountRef(institution="town", channel=channel, handle=handle, label=channel)


def x(url: str) -> Connector:
    from social_console.connectors.x.connector import XConnector
    from social_console.connectors.x.settings import XSettings

    keys = dict.fromkeys(("api_key", "api_key_secret", "access_token_secret"), "s") | {"access_token": "7-s"}
    told = XSettings.model_validate(keys | LATE | {"base_url": url, "deadline": 1})
    return XConnector(told, account("x", "town"))


def reddit(url: str) -> Connector:
    from social_console.connectors.reddit import RedditConnector, RedditSettings

    told = {"client_id": "i", "refresh_token": "r", "oauth_url": url, "reddit_url": url, "deadline": 1}
    return RedditConnector(RedditSettings.model_validate(told | LATE), account("reddit", "town"))


def mastodon(url: str) -> Connector:
    from social_console.connectors.mastodon import MastodonConnector, MastodonSettings

    told = {"base_url": url, "access_token": "t", "deadline": 1}
    return MastodonConnector(MastodonSettings.model_validate(told | LATE), account("mastodon", "town@m.test"))


def bluesky(url: str) -> Connector:
    from social_console.connectors.bluesky import BlueskyConnector, BlueskySettings

    told = {"service": url, "password": "p", "deadline": 1}
    return BlueskyConnector(BlueskySettings.model_validate(told | LATE), account("bluesky", "town.test"))


def feed(url: str) -> Connector:
    from social_console.connectors.feed import FeedConnector, FeedSettings

    told = {"urls": [url + "/feed"], "allow_private": True, "deadline": 1}
    return FeedConnector(FeedSettings.model_validate(told | LATE), account("feed", "diario"))


def email(port: int, host: str = "127.0.0.1") -> Connector:
    from social_console.connectors.email import EmailConnector, EmailSettings

    told = {"imap_host": host, "imap_port": port, "imap_tls": "none", "password": "p"}
    return EmailConnector(EmailSettings.model_validate(told | LATE), account("email", "town@m.test"))


OVER_HTTP: dict[str, Callable[[str], Connector]] = {
    "x": x,
    "reddit": reddit,
    "mastodon": mastodon,
    "bluesky": bluesky,
    "feed": feed,
}


def resets(channel: str, at: datetime) -> dict[str, str]:
    """In the fields by which each says until when."""
    left, epoch = str(int((at - NOW).total_seconds())), str(int(at.timestamp()))
    return {
        "x": {"x-rate-limit-reset": epoch},
        "reddit": {"x-ratelimit-remaining": "0", "x-ratelimit-reset": left},
        "mastodon": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": at.isoformat(), "Date": _date(NOW)},
        "bluesky": {"ratelimit-remaining": "0", "ratelimit-reset": epoch},
        "feed": {"Retry-After": left},
    }[channel]


def _date(at: datetime) -> str:
    return f"{at:%a, %d %b %Y %H:%M:%S GMT}"


DAY_OF_X = {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": str(int(LATER.timestamp()))}
CAP_OF_X = b'{"title": "UsageCapExceeded", "period": "Monthly", "detail": "Usage cap exceeded: Monthly product cap"}'
REFUSED = {"x": AuthError, "reddit": AuthError, "mastodon": AuthError, "bluesky": AuthError, "feed": PermissionDenied}
UNPAID = {"feed": PermissionDenied}

# what is wrong: the answer of a channel's server, the kind of error, and until when it says to wait
Row = Callable[[str], tuple[Answer, type[ConnectorError], datetime | None]]
TABLE: dict[str, Row] = {
    "429 with a reset": lambda one: (Answer(429, resets(one, SOON)), RateLimited, SOON),
    "429 without": lambda one: (Answer(429), RateLimited, None),
    "429 with an odd reset": lambda one: (
        Answer(429, dict.fromkeys(resets(one, SOON), "soon")),
        RateLimited,
        None,
    ),
    "a day's cap": lambda one: (
        Answer(429, DAY_OF_X if one == "x" else resets(one, LATER)),
        RateLimited,
        LATER,
    ),
    "402": lambda one: (Answer(402), UNPAID.get(one, QuotaExhausted), None),
    "401": lambda one: (Answer(401), REFUSED[one], None),
    "403": lambda one: (Answer(403), PermissionDenied, None),
    "500": lambda one: (Answer(500), Transient, None),
    "503, a page": lambda one: (Answer(503, {"Content-Type": "text/html"}, b"<h1>over capacity</h1>"), Transient, None),
    "a hanging connection": lambda one: (Answer(how="hang"), Transient, None),
    "an answer without end": lambda one: (Answer(how="drip"), Transient, None),
    "a truncated answer": lambda one: (Answer(body=b'{"data": [{"id": "1', how="cut"), Transient, None),
    "a malformed answer": lambda one: (Answer(body=b"\x00<not json"), Transient, None),
}


@pytest.fixture(autouse=True)
def _held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", NOW.isoformat())


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def fault_of(connector: Connector, closing: ExitStack) -> ConnectorError:
    """Reading its first stream."""
    closing.callback(connector.close)
    with pytest.raises(ConnectorError) as caught:
        list(connector.fetch(connector.streams()[0], None, Budget()))
    return caught.value


def until(error: ConnectorError) -> datetime | None:
    return getattr(error, "retry_at", None) or getattr(error, "until", None)


@pytest.mark.parametrize("channel", OVER_HTTP)
@pytest.mark.parametrize("wrong", TABLE)
def test_what_goes_wrong_over_http_becomes_the_contracts_error(wrong: str, channel: str, closing: ExitStack) -> None:
    answer, kind, at = TABLE[wrong](channel)
    error = fault_of(OVER_HTTP[channel](closing.enter_context(http(answer))), closing)
    assert isinstance(error, kind), repr(error)
    found = until(error)
    assert found == at or (found is not None and at is not None and abs(found - at) <= timedelta(seconds=1))
    assert error.message
    assert "t0ken" not in error.message


def test_the_months_reads_on_x_are_used_up(closing: ExitStack) -> None:
    error = fault_of(x(closing.enter_context(http(Answer(429, body=CAP_OF_X)))), closing)
    assert isinstance(error, QuotaExhausted)
    assert error.until == MONTH


@pytest.mark.parametrize("channel", [*OVER_HTTP, "email"])
def test_a_name_that_nobody_knows(channel: str, closing: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", nobody_knows)
    makes: dict[str, Any] = OVER_HTTP | {"email": lambda host: email(143, "nowhere.test")}
    assert isinstance(fault_of(makes[channel]("http://nowhere.test:1"), closing), Transient)


MAIL: dict[str, tuple[Mailbox, type[ConnectorError]]] = {
    "too many connections": (Mailbox(greeting=b"* BYE too many connections"), RateLimited),
    "too many logins": (Mailbox(login=b"NO [LIMIT] too many simultaneous connections"), RateLimited),
    "a wrong password": (Mailbox(login=b"NO [AUTHENTICATIONFAILED] no"), AuthError),
    "a full mailbox": (Mailbox(select=b"NO [OVERQUOTA] over quota"), ConnectorError),
    "no leave": (Mailbox(select=b"NO [NOPERM] permission denied"), PermissionDenied),
    "out of order": (Mailbox(login=b"NO [UNAVAILABLE] temporary failure"), Transient),
    "a hanging connection": (Mailbox(how="hang"), Transient),
    "a truncated answer": (Mailbox(greeting=b"* OK [CAPAB", how="cut"), Transient),
    "a malformed answer": (Mailbox(greeting=b"\x00\xff<html>"), Transient),
}


@pytest.mark.parametrize("wrong", MAIL)
def test_what_goes_wrong_with_a_mail_server_becomes_the_contracts_error(wrong: str, closing: ExitStack) -> None:
    box, kind = MAIL[wrong]
    error = fault_of(email(closing.enter_context(imap(box))), closing)
    assert isinstance(error, kind), repr(error)
    assert error.message
