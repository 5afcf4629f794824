"""Logging in with a device code, and keeping the tokens fresh."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from social_console import clock
from social_console.connectors.email import EmailSettings
from social_console.connectors.email.login import log_in
from social_console.connectors.email.oauth import GOOGLE_TOKEN, Provider
from social_console.connectors.email.tokens import FileStore, MemoryStore, Tokens, access_token, store_for
from social_console.errors import AuthError, ConfigError, RateLimited, Transient
from tests.real import authorisation


@pytest.fixture
def provider() -> Iterator[authorisation.Provider]:
    with authorisation.running(authorisation.Provider()) as one:
        yield one


def settings(provider: authorisation.Provider, **more: object) -> EmailSettings:
    told = {
        "imap_host": "i.example.org",
        "auth": "xoauth2",
        "oauth_provider": "custom",
        "oauth_client_id": "our-app",
        "oauth_client_secret": "app-secret",
        "oauth_device_url": f"{provider.base_url}/device",
        "oauth_token_url": f"{provider.base_url}/token",
        "oauth_scope": "mail",
    }
    return EmailSettings.model_validate(told | more)


class Person:
    """Reads the code and types it."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, int]] = []
        self.pauses: list[float] = []
        self.kept: list[Tokens] = []

    def log_in(self, told: EmailSettings) -> str:
        return log_in(told, keep=self._keep, tell=lambda *words: self.told.append(words), pause=self.pauses.append)

    def _keep(self, tokens: Tokens) -> str:
        self.kept.append(tokens)
        return "kept"


def test_a_person_types_the_code_and_the_tokens_are_kept(provider: authorisation.Provider) -> None:
    provider.answers = [
        (400, {"error": "authorization_pending"}),
        (400, {"error": "slow_down"}),
        (503, {}),
        provider.tokens(),
    ]
    person = Person()
    assert person.log_in(settings(provider)) == "kept"
    assert person.told == [(f"{provider.base_url}/type-it-here", "ABCD-EFGH", 1)]
    assert person.pauses == [5, 5, 10, 10]
    [tokens] = person.kept
    assert tokens.access.get_secret_value() == "good-1"
    assert "good-1" not in repr(tokens)
    path, fields = provider.asked[-1]
    assert (path, fields["device_code"], fields["client_secret"]) == ("/token", "device-secret", "app-secret")


@pytest.mark.parametrize("error", ["access_denied", "expired_token", "invalid_client"])
def test_a_person_who_refuses_is_believed(provider: authorisation.Provider, error: str) -> None:
    provider.answers = [(400, {"error": error, "error_description": "no\x1b[31m"})]
    with pytest.raises(AuthError) as caught:
        Person().log_in(settings(provider))
    assert "\x1b" not in caught.value.message


def test_a_person_who_takes_too_long_may_begin_again(provider: authorisation.Provider) -> None:
    provider.answers = [(400, {"error": "authorization_pending"})] * 100
    person = Person()
    with pytest.raises(AuthError):
        person.log_in(settings(provider))
    assert sum(person.pauses) <= 65


def test_an_application_that_the_provider_does_not_know(provider: authorisation.Provider) -> None:
    with pytest.raises(ConfigError) as caught:
        Person().log_in(settings(provider, oauth_client_id="theirs"))
    assert "\x1b" not in caught.value.message
    with pytest.raises(ConfigError):
        Person().log_in(settings(provider, oauth_client_id=""))


def test_the_usual_addresses_of_the_large_providers() -> None:
    told = {"imap_host": "x", "oauth_client_id": "a", "oauth_tenant": "town/../x"}
    microsoft = Provider.of(EmailSettings.model_validate(told))
    assert microsoft.token_url == "https://login.microsoftonline.com/town%2F..%2Fx/oauth2/v2.0/token"
    assert "offline_access" in microsoft.scope
    google = Provider.of(EmailSettings.model_validate(told | {"oauth_provider": "google"}))
    assert google.token_url == GOOGLE_TOKEN


def test_a_token_is_renewed_shortly_before_its_end_and_stored(
    provider: authorisation.Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = settings(provider, token_file=str(tmp_path / "keep" / "tokens.json"))
    store = store_for(told)
    with pytest.raises(AuthError):
        access_token(told, store)
    now = clock.now()
    store.save(Tokens(access=SecretStr("old"), refresh=SecretStr("r0"), expires=now + timedelta(minutes=10)))
    assert os.stat(tmp_path / "keep" / "tokens.json").st_mode & 0o777 == 0o600
    assert access_token(told, store) == "old"
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", (now + timedelta(minutes=9)).isoformat())
    assert access_token(told, store) == "good-1"
    assert provider.asked[-1][1]["refresh_token"] == "r0"
    assert json.loads((tmp_path / "keep" / "tokens.json").read_text())["refresh"] == "refresh-1"
    assert access_token(told, FileStore(tmp_path / "keep" / "tokens.json")) == "good-1"


def test_a_refresh_token_that_is_not_replaced_is_kept(provider: authorisation.Provider) -> None:
    told = settings(provider, oauth_refresh_token="from-the-secrets")
    provider.answers = [(200, {"access_token": "good-9", "expires_in": "3600"})]
    store = store_for(told)
    assert isinstance(store, MemoryStore)
    assert access_token(told, store) == "good-9"
    assert store.tokens is not None
    assert store.tokens.refresh == SecretStr("from-the-secrets")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((400, {"error": "invalid_grant"}), AuthError),
        ((400, {"error": "temporarily_unavailable"}), Transient),
        ((500, {}), Transient),
        ((429, {}), RateLimited),
        ((200, {"nothing": 1}), Transient),
    ],
)
def test_what_the_provider_answers_instead(
    provider: authorisation.Provider, answer: authorisation.Answer, error: type[Exception]
) -> None:
    provider.answers = [answer]
    told = settings(provider, oauth_refresh_token="r")
    with pytest.raises(error):
        access_token(told, store_for(told))


def test_a_provider_that_cannot_be_reached_is_tried_again(provider: authorisation.Provider) -> None:
    told = settings(provider, oauth_refresh_token="r-secret", oauth_token_url="http://127.0.0.1:9/token")
    with pytest.raises(Transient) as caught:
        access_token(told, store_for(told))
    assert "r-secret" not in caught.value.message


def test_a_broken_token_file_means_logging_in_again(provider: authorisation.Provider, tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    for broken in ("", "{", "[]", '{"access": null}', '{"access": "a"}'):
        path.write_text(broken)
        with pytest.raises(AuthError):
            access_token(settings(provider, token_file=str(path)), FileStore(path))
    with pytest.raises(ConfigError):
        FileStore(tmp_path / "tokens.json" / "below-a-file").save(
            Tokens(access=SecretStr("a"), refresh=None, expires=clock.now())
        )
