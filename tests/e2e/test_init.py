"""init: what it writes loads, and nothing that stands is written over."""

from __future__ import annotations

import grp
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from social_console import connectors, rules
from social_console.settings import load
from social_console.upkeep.answers import Answers, Mailbox, country_of, slug
from social_console.upkeep.files import rules_text, settings_text, with_calendar
from social_console.upkeep.servers import Servers, guess
from tests.e2e.console import Console


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("SOCIAL_CONSOLE_HOME", raising=False)
    return Console(tmp_path / "home")


FLAGS = (
    "--yes",
    "--name=Ayuntamiento de Valle Verde",
    "--languages=es,en",
    "--timezone=America/Bogota",
    "--country=CO",
    "--holiday=2026-12-07",
    "--hours=mon-fri 08:00-12:00, mon-fri 13:00-16:00",
    "--start=2026-11-02",
    "--email=contacto@valleverde.example",
    "--imap=correo.valleverde.example",
    "--smtp=correo.valleverde.example",
    "--feed=https://valleverde.example/rss",
)


def test_what_flags_say_stands_in_the_files_and_loads(console: Console) -> None:
    assert console("init", *FLAGS).code == 0
    settings = load(console.home, connectors.models, {})
    correo, noticias = settings.accounts
    assert settings.name == "Ayuntamiento de Valle Verde"
    assert (correo.label, correo.channel, correo.reply) == ("contacto", "email", "off")
    assert correo.start is not None
    assert correo.start.isoformat() == "2026-11-02T05:00:00+00:00"
    assert getattr(correo.options, "imap_host", "") == "correo.valleverde.example"
    assert noticias.channel == "feed"
    rule_set = rules.load(console.home / "rules.yaml")
    calendar = rule_set.calendars[rule_set.defaults.calendar or ""]
    assert calendar.timezone == "America/Bogota"
    assert date(2026, 12, 7) in calendar.holidays
    assert date(2026, 12, 8) in calendar.holidays, "the Immaculate Conception, in Colombia"


def test_a_language_without_texts_in_the_templates_waits_for_them_and_stops_nothing(console: Console) -> None:
    told = console("init", "--yes", "--languages=ca,es,pt")
    assert "ca" in told.err
    [institution] = load(console.home, connectors.models, {}).institutions.values()
    assert institution.languages == ("es", "pt")
    assert '"ca"' in (console.home / "social-console.toml").read_text("utf-8")
    assert console("rules", "check").code == 0
    assert console("list").code == 0, "the first publication is not refused"


def test_a_server_may_be_named_with_its_port(console: Console) -> None:
    flags = ("--imap=correo.example:143", "--smtp=correo.example:465")
    assert console("init", "--yes", "--email=contacto@valleverde.example", *flags).code == 0
    [mailbox] = load(console.home, connectors.models, {}).accounts
    told = [getattr(mailbox.options, f"{kind}_{key}") for kind in ("imap", "smtp") for key in ("host", "port", "tls")]
    assert told == ["correo.example", 143, "starttls", "correo.example", 465, "tls"]


def test_yes_alone_takes_the_defaults(console: Console) -> None:
    assert console("init", "--yes", "--json").json["written"][0] == "social-console.toml"
    assert load(console.home, connectors.models, {}).accounts == ()
    rules.load(console.home / "rules.yaml")
    assert console("doctor", "--offline").code == 0


def test_the_home_is_closed_to_strangers(console: Console) -> None:
    console("init", "--yes")
    assert stat.S_IMODE(console.home.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in console.home.iterdir()} == {0o600}


def test_a_group_shares_it(console: Console) -> None:
    group = grp.getgrgid(os.getgid()).gr_name
    assert console("init", "--yes", f"--group={group}").code == 0
    assert stat.S_IMODE(console.home.stat().st_mode) == 0o2770
    assert {stat.S_IMODE(path.stat().st_mode) for path in console.home.iterdir()} == {0o660}


def test_a_group_that_is_not_there_is_told_before_anything_is_written(console: Console) -> None:
    assert console("init", "--yes", "--group=no-such-group").code == 2
    assert not console.home.exists()


def test_nothing_is_written_over(console: Console) -> None:
    console("init", "--yes")
    (console.home / "rules.yaml").write_text("mine")
    again = console("init", "--yes", "--name=Other")
    assert again.code == 2
    assert "already holds" in again.err
    assert (console.home / "rules.yaml").read_text() == "mine"


def test_a_second_home_is_never_made_silently(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a home in the working folder, `init` without `--home` finds it and refuses."""
    from social_console.cli import run

    console("init", "--yes")
    monkeypatch.chdir(console.home)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert run(["--language", "en", "init", "--yes"]) == 2
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("flag", "word"),
    [
        ("--timezone=Mars/Olympus", "time zone"),
        ("--country=ZZ", "holidays"),
        ("--hours=monday 8-15", "hours"),
        ("--start=soon", "date"),
        ("--holiday=24/12", "date"),
        ("--email=nobody", "address"),
        ("--feed=ftp://x", "address"),
        ("--backfill=long", "length"),
        ("--imap=imap://mail.example", "server"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_written(console: Console, flag: str, word: str) -> None:
    mailbox = ["--email=a@b.example"] if word == "server" else []
    ran = console("init", "--yes", *mailbox, flag)
    assert ran.code == 2
    assert word in ran.err
    assert not console.home.exists()


def test_the_secrets_file_may_not_be_in_the_home(console: Console) -> None:
    assert console("init", "--yes", f"--secrets-file={console.home}/secrets.toml").code == 2


def test_without_anybody_to_ask_it_says_so(console: Console) -> None:
    ran = console("init")
    assert ran.code == 2
    assert "--yes" in ran.err


def test_known_providers_and_usual_names_are_guessed() -> None:
    assert guess("a@gmail.com", lambda name: False).app_password
    assert guess("a@ministerio.onmicrosoft.com", lambda name: False).auth == "xoauth2"
    found = guess("a@valle.example", lambda name: name == "mail.valle.example")
    assert (found.imap, found.smtp, found.sure) == ("mail.valle.example", "mail.valle.example", True)
    assert guess("a@valle.example", lambda name: False) == Servers(
        "imap.valle.example", "smtp.valle.example", sure=False
    )


def test_two_mailboxes_of_one_name_get_two_labels(tmp_path: Path) -> None:
    servers = Servers("i.example", "s.example")
    boxes = tuple(Mailbox(address=f"info@{host}.example", servers=servers) for host in ("a", "b"))
    (tmp_path / "social-console.toml").write_text(settings_text(Answers(name='Odd "name" \\ ñ', mailboxes=boxes)))
    settings = load(tmp_path, connectors.models, {})
    assert [account.label for account in settings.accounts] == ["info", "info-2"]
    assert settings.name == 'Odd "name" \\ ñ'


def test_the_calendar_replaces_only_the_default_one() -> None:
    starter = (
        "calendars:\n  a:\n    timezone: X/Y\n    hours: {}\n  b: {timezone: X/Y}\n\n"
        "standards: {}\ndefaults: {calendar: a}\n"
    )
    text = with_calendar(starter, Answers(name="n", timezone="America/Lima", country="PE"))
    assert "country: PE" in text
    assert "  b: {timezone: America/Lima}\n\nstandards: {}\n" in text
    assert "X/Y" not in text


def test_the_editor_still_finds_the_schema_in_the_first_line() -> None:
    text = rules_text("# yaml-language-server: $schema=x\ncalendars: {}\n", Answers(name="Valle\nVerde"))
    assert text.startswith("# yaml-language-server")
    assert "\nVerde" not in text


def test_small_guesses() -> None:
    assert slug("Alcaldía de Ñuñoa — 2026!") == "alcaldia-de-nunoa-2026"
    assert country_of("America/Santo_Domingo") == "DO"
    assert country_of("Nowhere/Else") == "DO"
