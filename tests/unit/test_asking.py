"""Yes and no at a terminal, in the reader's language."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from social_console import i18n
from social_console.cli.asking import agreed


@click.command()
def ask() -> None:
    """What a command does with it."""
    click.echo(f"= {agreed('¿Poner?')}")


@pytest.mark.parametrize(
    ("language", "typed", "shown", "so"),
    [
        ("es", "s\n", "¿Poner? [s/N]", True), ("es", "Sí\n", "[s/N]", True), ("es", "y\n", "[s/N]", True),
        ("es", "\n", "[s/N]", False), ("es", "quizás\nsi\n", "Responda s (sí) o n (no).", True),
        ("en", "yes\n", "[y/N]", True), ("en", "no\n", "[y/N]", False), ("en", "S\n", "[y/N]", True),
    ],
)  # fmt: skip
def test_yes_and_no(language: str, typed: str, shown: str, so: bool) -> None:
    before = i18n.language()
    i18n.activate(language)
    try:
        told = CliRunner().invoke(ask, input=typed).output
    finally:
        i18n.activate(before)
    assert shown in told and f"= {so}" in told
