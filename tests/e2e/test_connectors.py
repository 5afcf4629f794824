"""`connectors` as a command: what is installed, whether it works, logging in with a code."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from social_console import store
from social_console.store import Inbox
from tests.contract import web
from tests.e2e.console import Console
from tests.real import authorisation
from tests.real.mail import Mail

INSTITUTION = '[institutions.town]\nname = "Town"\n'


def console(home: Path, accounts: str, head: str = "") -> Console:
    one = Console(home)
    one.write_settings(head + INSTITUTION + accounts)
    return one


def account(label: str, channel: str, handle: str, **options: object) -> str:
    told = {"channel": channel, "handle": handle, "institution": "town"} | options
    return f"[accounts.{label}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in told.items())


def test_the_list_names_what_is_installed_with_and_without_a_home(tmp_path: Path) -> None:
    done = console(tmp_path, account("press", "feed", "El Diario", urls=["https://x.example/"]))(
        "connectors", "list", "--json"
    )
    rows = {row["name"]: row for row in map(json.loads, done.out.splitlines())}
    assert done.code == 0
    assert rows["feed"]["accounts"] == ["press"]
    assert rows["email"]["capabilities"]["can_reply"]
    assert rows["email"]["package"] == "social-console"
    bare = Console(tmp_path / "nowhere")("connectors", "list")
    assert bare.code == 0
    assert "email" in bare.out


@pytest.mark.real
def test_check_looks_at_each_account_and_tells_the_worst(
    tmp_path: Path, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = mail.address("office")
    mail.citizen_sends(mail.address(), office, "Hola", by_smtp=False)
    told = {key: value for key, value in mail.settings().items() if key != "password"}
    with web.running(web.Site()) as site:
        site.articles.append(web.Article("1", "Título", "texto", web.now()))
        accounts = account("correo", "email", office, **told) + account(
            "press", "feed", "El Diario", urls=[f"{site.base_url}/feed"], allow_private=True
        )
        one = console(tmp_path, accounts)
        monkeypatch.setenv("SOCIAL_CONSOLE_CORREO_PASSWORD", mail.password)
        done = one("connectors", "check", "--json")
        assert done.code == 0, done.said
        by_account = {row["account"]: row for row in done.json}
        assert by_account["correo"]["read"] == 1
        assert by_account["correo"]["scopes"] == ["read", "send"]
        assert by_account["press"]["identity"] == "El Diario"
        assert "Junk" in one("connectors", "check", "correo").out
        monkeypatch.setenv("SOCIAL_CONSOLE_CORREO_PASSWORD", "wrong-secret")
        done = one("connectors", "check")
        assert done.code == 1
        assert "✗ correo" in done.out
        assert "✓ press" in done.out
        assert "wrong-secret" not in done.said
        site.pages["/feed"] = web.answering(500)
        assert one("connectors", "check", "press").code == 3
    assert one("connectors", "check", "nobody").code == 2


def test_login_shows_a_code_and_keeps_the_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Event, "wait", lambda _event, timeout=None: False)
    with authorisation.running(authorisation.Provider()) as provider:
        home, tokens = tmp_path / "home", tmp_path / "tokens.json"
        home.mkdir()
        told = {
            "imap_host": "127.0.0.1",
            "auth": "xoauth2",
            "oauth_provider": "custom",
            "oauth_client_id": "our-app",
            "oauth_device_url": f"{provider.base_url}/device",
            "oauth_token_url": f"{provider.base_url}/token",
        }
        one = console(home, account("correo", "email", "o@example.org", token_file=str(tokens), **told))
        done = one("connectors", "login", "correo")
        assert done.code == 0, done.said
        assert "ABCD-EFGH" in done.out
        assert json.loads(tokens.read_text())["access"] == "good-1"
        inside = console(home, account("correo", "email", "o@example.org", token_file=str(home / "t.json"), **told))
        assert inside("connectors", "login", "correo").code == 2
        secrets = tmp_path / "secrets.toml"
        head = f'secrets_file = "{secrets}"\n'
        kept = console(home, account("correo", "email", "o@example.org", **told), head)
        assert kept("connectors", "login", "correo").code == 0
        assert "refresh-2" in secrets.read_text()
        assert secrets.stat().st_mode & 0o777 == 0o600
        provider.answers = [(400, {"error": "access_denied"})]
        assert kept("connectors", "login", "correo").code == 1
    with_password = console(home, account("correo", "email", "o@example.org", imap_host="x"))
    assert with_password("connectors", "login", "correo").code == 2


def test_an_account_that_was_mended_need_not_wait_for_its_next_try(tmp_path: Path) -> None:
    with web.running(web.Site()) as site:
        urls = {"press": f"{site.base_url}/feed", "lost": "http://127.0.0.1:9/"}
        accounts = [account(label, "feed", label, urls=[url], allow_private=True) for label, url in urls.items()]
        one = console(tmp_path, "".join(accounts))
        with Inbox.create(tmp_path / "inbox.db") as inbox, inbox.writing() as tx:
            for label in ("press", "lost"):
                store.take_stream(tx, label, "me", web.now(), web.now(), account_label=label)
                store.fail_stream(tx, label, "refused", web.now(), next_try_at=web.now() + timedelta(hours=1))
        assert one("connectors", "check", "--json").code == 1
    with Inbox.open(tmp_path / "inbox.db") as inbox, inbox.reading() as tx:
        assert {one.key: one.next_try_at is None for one in store.streams(tx)} == {"press": True, "lost": False}
