"""Where secrets come from (DESIGN 4), and how one is kept. They never stand in the home folder.

In this order: environment (`SOCIAL_CONSOLE_CORREO_PASSWORD`), systemd's credentials (`correo.password`), the
secrets file (`[correo]`, `password = "…"`), the keyring (service `social-console`, name `correo.password`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretStr

from social_console.errors import Fault, Location, UsageError
from social_console.files import write_whole
from social_console.i18n import gettext as _
from social_console.settings.faults import syntax_fault
from social_console.settings.model import Settings

SERVICE = "social-console"


def secret_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The names of the fields that hold a secret: `SecretStr`, alone or in a union."""
    return tuple(name for name, info in model.model_fields.items() if _is_secret(info.annotation))


def _is_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(_is_secret(part) for part in get_args(annotation))


def variable(label: str, name: str) -> str:
    """The environment variable of one secret: `SOCIAL_CONSOLE_CORREO_PASSWORD`."""
    return "SOCIAL_CONSOLE_" + re.sub(r"[^A-Z0-9]", "_", f"{label}_{name}".upper())


@dataclass(frozen=True, slots=True)
class Secrets:
    """Looks in each place for one secret. `repr` shows none."""

    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    stored: Mapping[str, Any] = field(default_factory=dict, repr=False)
    keyring: bool = False

    def find(self, label: str, name: str) -> str | None:
        """The first value found, or None."""
        return (
            self.environ.get(variable(label, name))
            or self._credential(f"{label}.{name}")
            or self._stored(label, name)
            or (_from_keyring(f"{label}.{name}") if self.keyring else None)
        )

    def _credential(self, name: str) -> str | None:
        folder = self.environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            return None
        try:
            return Path(folder, name).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            return None

    def _stored(self, label: str, name: str) -> str | None:
        table = self.stored.get(label)
        value = table.get(name) if isinstance(table, Mapping) else None
        return value if isinstance(value, str) else None


def read_secrets_file(path: Path, home: Path) -> tuple[Mapping[str, Any], tuple[Fault, ...]]:
    """What the file holds, and what is wrong with it. One that is not there or not ours to read holds nothing."""
    if path.resolve().is_relative_to(home.resolve()):
        message = _("The secrets file is inside the home folder, where backups and colleagues would find it.")
        return {}, (_fault("secrets-inside", path, message, _("Move it elsewhere, like /etc/social-console/.")),)
    try:
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            message = _("Others may read the secrets file (mode {mode}).").format(mode=f"{mode:04o}")
            remedy = _("Run: chmod 600 {file}").format(file=path)
            return {}, (_fault("secrets-mode", path, message, remedy),)
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}, ()
    try:
        return tomllib.loads(text), ()
    except tomllib.TOMLDecodeError as error:
        return {}, (syntax_fault(path, text, error, excerpt=False),)


def _fault(code: str, path: Path, message: str, remedy: str) -> Fault:
    return Fault(code=code, message=message, location=Location(file=str(path)), remedy=remedy)


def real_keyring() -> bool:
    """Whether this machine has a keyring that keeps anything (a server seldom does)."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError:
        return False
    backend = keyring.get_keyring()
    return not isinstance(backend, fail.Keyring | null.Keyring) and float(backend.priority) > 0


def _from_keyring(name: str) -> str | None:
    if not real_keyring():
        return None
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name)
    except KeyringError:
        return None


def keep_secret(settings: Settings, label: str, name: str, value: str) -> str:
    """Keep one secret in the keyring or the secrets file; returns where, for a person. Raises UsageError."""
    if settings.keyring and real_keyring():
        import keyring

        keyring.set_password(SERVICE, f"{label}.{name}", value)
        return _("the keyring")
    if settings.secrets_file is None:
        raise UsageError(
            _("There is no place to keep a secret."),
            remedy=_("Name a secrets_file in {file}, or set {variable}.").format(
                file=settings.file, variable=variable(label, name)
            ),
        )
    write_secret(settings.secrets_file, settings.home, label, name, value)
    return str(settings.secrets_file)


def write_secret(path: Path, home: Path, label: str, name: str, value: str) -> None:
    """Put one secret into the file (made with mode 0600), the others kept. Written whole or not at all."""
    stored, faults = read_secrets_file(path, home)
    if faults:
        raise UsageError(faults[0].message, location=faults[0].location, remedy=faults[0].remedy)
    tables = {key: dict(table) for key, table in stored.items() if isinstance(table, Mapping)}
    tables.setdefault(label, {})[name] = value
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, _as_toml(tables))


def _as_toml(tables: Mapping[str, Mapping[str, Any]]) -> str:
    lines = []
    for label, table in tables.items():
        lines.append(f"[{quoted(label)}]")
        lines += [f"{quoted(key)} = {quoted(str(value))}" for key, value in table.items()]
        lines.append("")
    return "\n".join(lines)


def quoted(text: str) -> str:
    """`text` as a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found.group()):04x}", escaped) + '"'
