"""What stands for a value in help, in the reader's language: every word of it has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from social_console import i18n
from social_console.cli import COMMANDS, build
from social_console.cli.placeholders import translated
from tests.e2e.program import Program

SPANISH = {
    "ARCHIVO", "ARGUMENTOS", "CARPETA", "CASO", "CONDICIÓN", "CONECTOR", "CONSULTA", "CUENTA", "CUÁNDO", "DESTINO",
    "DIRECCIÓN", "ELEMENTO", "ETIQUETAS", "FECHA", "HASTA", "HUELLA", "MOTIVO", "NOMBRE", "NÚMERO", "OPCIONES", "ORDEN",
    "ORDENACIÓN", "PRIORIDAD", "RESPONSABLE", "RESPUESTA", "REVISIÓN", "RUTA", "TEXTO", "URL", "VISTA",
}  # fmt: skip


def commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from commands(below)


def words(command: click.Command) -> set[str]:
    context = click.Context(command)
    said = [command.options_metavar or "", getattr(command, "subcommand_metavar", "")]
    said += [one.make_metavar(context) for one in command.params if not getattr(one, "is_flag", False)]
    return set(re.findall(r"(?<![\w%-])[A-ZÁÉÍÓÚÑ]{2,}(?![\w-])", " ".join(said)))


@pytest.fixture
def spanish() -> Iterator[None]:
    before = i18n.language()
    i18n.activate("es")
    yield
    i18n.activate(before)


@pytest.mark.usefixtures("spanish")
def test_placeholders_are_words_of_the_reader() -> None:
    count = click.Option(["--n"], type=click.IntRange(1))
    one = click.Command("it", params=[click.Argument(["file"], nargs=-1), count, click.Option(["-v"], is_flag=True)])
    help_ = translated(one).get_help(click.Context(one, info_name="it"))
    assert "it [OPCIONES] [ARCHIVO]..." in help_
    assert "--n NÚMERO" in help_


@pytest.mark.usefixtures("spanish")
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_has_a_placeholder_without_its_word(name: str) -> None:
    found = build().get_command(click.Context(click.Command("root")), name)
    assert found is not None
    for command in commands(found):
        assert words(command) <= SPANISH, command.name


def test_help_and_errors_speak_spanish(tmp_path: Path) -> None:
    one = Program(tmp_path, language="es")
    assert "Uso: social-console rules diff [OPCIONES] [ARCHIVO]" in one("rules", "diff", "--help").out
    assert "CASO" in one("show").err
