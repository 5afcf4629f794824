"""Changing one value of social-console.toml, with every comment and line of the person's own kept."""

from __future__ import annotations

from pathlib import Path

from social_console.errors import UsageError
from social_console.files import write_whole
from social_console.i18n import gettext as _
from social_console.settings.home import FILE
from social_console.settings.places import find_places
from social_console.settings.secrets import quoted


def set_reply(home: Path, label: str, value: str) -> None:
    """Set `reply` of `[accounts.LABEL]` to `off`, `approve` or `on`. The file changes whole or not at all."""
    file = home / FILE
    text = file.read_text(encoding="utf-8")
    write_whole(file, with_reply(text, label, value), mode=file.stat().st_mode & 0o777)


def with_reply(text: str, label: str, value: str) -> str:
    """The text of a settings file with that one value changed, or added below the table's header."""
    places = find_places(text)
    span = places.values.get(("accounts", label, "reply"))
    if span is not None:
        return text[: span[0]] + quoted(value) + text[span[1] :]
    header = places.keys.get(("accounts", label))
    if header is None or text[header] != "[":
        raise UsageError(_("There is no [accounts.{label}] in the settings.").format(label=label))
    end = text.find("\n", header)
    end = len(text) if end < 0 else end
    return f"{text[:end]}\nreply = {quoted(value)}{text[end:]}"
