"""Settings: what is read, and every fault at once with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from social_console.errors import ConfigError, Fault, SettingsError, UsageError
from social_console.settings import FILE, Settings, find_home, keep_secret, load, set_reply


class Mailbox(BaseModel):
    """Stands for a connector's settings."""

    model_config = ConfigDict(extra="forbid")

    server: str
    port: int = Field(default=993, ge=1, le=65535)
    password: SecretStr | None = None
    token: SecretStr


def models(names: Sequence[str]) -> Mapping[str, type[BaseModel]]:
    if any(name != "email" for name in names):
        raise ConfigError("no connector has this name")
    return {"email": Mailbox}


SOUND = """\
language = "en"
reopen_within = "20 days"

[institutions.valle]
name = "Alcaldía de Valle Verde"
languages = ["es", "en"]

[accounts.correo]  # the office's mailbox
channel = "email"
handle = "contacto@valle.example"
reply = "off"
start = 2026-10-01
interval = "60s"
server = "mail.valle.example"
"""


def read(home: Path, text: str, environ: Mapping[str, str] | None = None) -> Settings:
    (home / FILE).write_text(text, encoding="utf-8")
    return load(home, models, environ or {})


def faults(home: Path, text: str, environ: Mapping[str, str] | None = None) -> list[Fault]:
    with pytest.raises(SettingsError) as caught:
        read(home, text, environ)
    return list(caught.value.faults)


def where(fault: Fault) -> tuple[str, int | None, int | None]:
    return fault.code, fault.location.line, fault.location.column


def test_a_sound_file_becomes_typed_settings(tmp_path: Path) -> None:
    settings = read(tmp_path, SOUND)
    account = settings.accounts[0]
    assert settings.language == "en"
    assert settings.database == tmp_path / "inbox.db"
    assert settings.reopen_within == timedelta(days=20)
    assert account.start == datetime(2026, 10, 1, 4, tzinfo=UTC), "a date begins at the institution's midnight"
    assert account.interval == timedelta(seconds=60)
    assert (account.connector, account.ref.label) == ("email", "correo")
    assert isinstance(account.options, Mailbox)
    assert account.options.server == "mail.valle.example"


def test_handles_match_without_at_and_case(tmp_path: Path) -> None:
    settings = read(tmp_path, SOUND)
    assert settings.institution_of("email", "@Contacto@Valle.example") == "valle"
    assert settings.institution_of("x", "TeamYouTube") == "x:TeamYouTube"


def test_every_fault_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    text = """\
langage = "es"
undo_seconds = "ten"

[institutions.valle]
name = "Valle"
timezone = "America/Santo_Domigo"

[accounts.correo]
channel = "email"
handle = "a@b.example"
reply = "yes"
interval = "soon"
sever = "mail"
port = 0
institution = "vale"

[accounts.otro]
channel = "emial"
handle = "x"
"""
    found = faults(tmp_path, text)
    assert [where(fault) for fault in found] == [
        ("unknown-key", 1, 1),
        ("wrong-value", 2, 16),
        ("wrong-value", 6, 12),
        ("missing-key", 8, 1),
        ("wrong-value", 11, 9),
        ("wrong-value", 12, 12),
        ("unknown-key", 13, 1),
        ("wrong-value", 14, 8),
        ("unknown-institution", 15, 15),
        ("unknown-connector", 18, 11),
    ]
    assert "language" in found[0].remedy
    assert "server" in found[6].remedy
    assert all(fault.location.file == str(tmp_path / FILE) for fault in found)


def test_an_unknown_institution_is_named_with_the_nearest(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, SOUND.replace('handle = "', 'institution = "vale"\nhandle = "'))
    assert where(found) == ("unknown-institution", 10, 15)
    assert "valle" in found.remedy


def test_broken_toml_tells_line_column_and_a_remedy(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, "language = “es”\n")
    assert where(found) == ("toml-syntax", 1, 12)
    assert '"' in found.remedy


@pytest.mark.parametrize("text", ["a = ", "[x\nb = 1", 'c = "open', "x = 1\nx = 2", "\x00", "[[a]]\n[a]\n"])
def test_whatever_is_broken_has_a_place(tmp_path: Path, text: str) -> None:
    (found,) = faults(tmp_path, text)
    assert found.location.line is not None


def test_a_file_that_is_not_utf8_is_one_clear_fault(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'name = "Alcald\xeda"')
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, models, {})
    assert caught.value.faults[0].code == "settings-unreadable"


def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, SOUND + 'password = "hunter2"\n')
    assert where(found) == ("secret-in-file", 15, 1)
    assert "hunter2" not in repr(found)
    assert "SOCIAL_CONSOLE_CORREO_PASSWORD" in found.remedy


def secret(settings: Settings) -> str | None:
    options = settings.accounts[0].options
    assert isinstance(options, Mailbox)
    return options.password.get_secret_value() if options.password else None


def test_secrets_come_from_environment_then_credentials_then_file(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    home.mkdir()
    other.mkdir()
    (other / "secrets.toml").write_text('[correo]\npassword = "from file"\n')
    (other / "secrets.toml").chmod(0o600)
    (other / "correo.password").write_text("from systemd\n")
    text = f'secrets_file = "{other}/secrets.toml"\n' + SOUND
    assert secret(read(home, text)) == "from file"
    assert secret(read(home, text, {"CREDENTIALS_DIRECTORY": str(other)})) == "from systemd"
    environ = {"CREDENTIALS_DIRECTORY": str(other), "SOCIAL_CONSOLE_CORREO_PASSWORD": "from environment"}
    settings = read(home, text, environ)
    assert secret(settings) == "from environment"
    assert "from environment" not in repr(settings)


def test_missing_secrets_are_no_fault_but_are_named(tmp_path: Path) -> None:
    assert read(tmp_path, SOUND).accounts[0].missing == ("password", "token")


def test_a_secrets_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    file = tmp_path / "secrets.toml"
    file.write_text("")
    file.chmod(0o644)
    (found,) = faults(home, f'secrets_file = "{file}"\n' + SOUND)
    assert found.code == "secrets-mode"
    assert "chmod 600" in found.remedy


def test_a_secrets_file_in_the_home_is_refused(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, 'secrets_file = "secrets.toml"\n' + SOUND)
    assert found.code == "secrets-inside"


def test_a_broken_secrets_file_shows_none_of_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    file = tmp_path / "secrets.toml"
    file.write_text("[correo]\npassword = hunter2\n")
    file.chmod(0o600)
    (found,) = faults(home, f'secrets_file = "{file}"\n' + SOUND)
    assert found.location.line == 2
    assert "hunter2" not in repr(found)


def test_a_kept_secret_is_found_again_beside_the_others(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    text = f'secrets_file = "{tmp_path}/secrets/s.toml"\n' + SOUND
    settings = read(home, text)
    keep_secret(settings, "correo", "token", "t")
    keep_secret(settings, "correo", "password", 'quote " and \\ and \n')
    assert settings.secrets_file is not None
    assert settings.secrets_file.stat().st_mode & 0o777 == 0o600
    assert secret(read(home, text)) == 'quote " and \\ and \n'
    assert read(home, text).accounts[0].missing == ()


def test_an_account_that_is_never_read_needs_no_connector(tmp_path: Path) -> None:
    text = SOUND + '[accounts.x]\nchannel = "x"\nhandle = "valle"\ncollect = false\n'
    assert read(tmp_path, text).institution_of("x", "@Valle") == "valle"


def test_the_same_mailbox_twice_is_a_fault(tmp_path: Path) -> None:
    text = SOUND + '[accounts.otra]\nchannel = "email"\nhandle = "Contacto@valle.example"\nserver = "s"\n'
    (found,) = faults(tmp_path, text)
    assert where(found) == ("twin-account", 17, 10)


def test_an_empty_folder_is_a_fresh_home_and_any_other_is_not(tmp_path: Path) -> None:
    assert load(tmp_path, models, {}).accounts == ()
    (tmp_path / "thesis.odt").touch()
    with pytest.raises(SettingsError, match=r"social-console\.toml"):
        load(tmp_path, models, {})
    with pytest.raises(SettingsError):
        load(tmp_path / "nowhere", models, {})


def test_the_home_is_looked_for_in_the_promised_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "system", "work", "data/social-console"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / FILE).touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path / "work")
    environ = {"SOCIAL_CONSOLE_HOME": str(tmp_path / "b")}
    system = tmp_path / "system"
    none = tmp_path / "none"
    assert find_home(tmp_path / "a", environ, system=system) == tmp_path / "a"
    assert find_home(None, environ, system=system) == tmp_path / "b"
    assert find_home(None, {}, system=system) == system
    assert find_home(None, {}, system=none) == tmp_path / "work"
    monkeypatch.chdir(tmp_path)
    assert find_home(None, {}, system=none) == tmp_path / "data/social-console"
    os.remove(tmp_path / "data/social-console" / FILE)
    with pytest.raises(UsageError):
        find_home(None, {}, system=none)


def test_the_machines_home_may_be_a_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    (tmp_path / "home").write_text(f"{tmp_path}\n")
    assert find_home(None, {}, system=tmp_path / "home") == tmp_path


def test_switching_replies_on_changes_one_value_and_keeps_the_comments(tmp_path: Path) -> None:
    read(tmp_path, SOUND)
    set_reply(tmp_path, "correo", "on")
    assert (tmp_path / FILE).read_text() == SOUND.replace('reply = "off"', 'reply = "on"')
    (tmp_path / FILE).write_text(SOUND.replace('reply = "off"\n', ""))
    set_reply(tmp_path, "correo", "approve")
    assert load(tmp_path, models, {}).accounts[0].reply == "approve"
    with pytest.raises(UsageError):
        set_reply(tmp_path, "otro", "on")


@pytest.fixture
def keychain() -> Iterator[dict[tuple[str, str], str]]:
    """A keyring that keeps things in memory."""
    keyring = pytest.importorskip("keyring")
    from keyring.backend import KeyringBackend

    kept: dict[tuple[str, str], str] = {}

    class Memory(KeyringBackend):
        priority = 1.0

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del kept[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())  # type: ignore[no-untyped-call]
    yield kept
    keyring.set_keyring(before)


def test_a_real_keyring_keeps_and_gives_secrets_only_where_the_settings_say_so(
    tmp_path: Path, keychain: dict[tuple[str, str], str]
) -> None:
    settings = read(tmp_path, "keyring = true\n" + SOUND)
    keep_secret(settings, "correo", "password", "from keyring")
    assert keychain == {("social-console", "correo.password"): "from keyring"}
    assert secret(read(tmp_path, "keyring = true\n" + SOUND)) == "from keyring"
    assert secret(read(tmp_path, SOUND)) is None


def test_without_any_place_a_secret_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no place|dónde"):
        keep_secret(read(tmp_path, SOUND), "correo", "password", "x")
