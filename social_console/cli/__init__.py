"""The command line: thin, and quick to start. Each command's module loads only when that command runs.

What a command needs (home, settings, inbox, rules, operator) it takes from `context.Session`; what it says
goes out through `output`. Errors become exit codes here (DESIGN 5), and nowhere else.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from social_console import __version__, i18n
from social_console.cli.context import Session
from social_console.i18n import gettext as _

COMMANDS: dict[str, str] = {
    "demo": "demo:demo",
    "init": "init:init",
    "collect": "collect:collect",
    "import": "import_:import_",
    "add": "add:add",
    "list": "list:list_",
    "show": "show:show",
    "reply": "verbs:reply",
    "answered": "verbs:answered",
    "no-reply": "verbs:no_reply",
    "note": "verbs:note",
    "claim": "verbs:claim",
    "release": "verbs:release",
    "assign": "verbs:assign",
    "refer": "verbs:refer",
    "tag": "verbs:tag",
    "untag": "verbs:untag",
    "priority": "verbs:priority",
    "snooze": "verbs:snooze",
    "close": "verbs:close",
    "dismiss": "verbs:dismiss",
    "reopen": "verbs:reopen",
    "undo": "verbs:undo",
    "macro": "macro:macro",
    "outbox": "outbox:outbox",
    "quarantine": "quarantine:quarantine",
    "rules": "rules:rules",
    "report": "report:report",
    "annotate": "annotate:annotate",
    "backup": "backup:backup",
    "restore": "restore:restore",
    "verify": "verify:verify",
    "doctor": "doctor:doctor",
    "connectors": "connectors:connectors",
}
"""Name → module below `social_console.cli` and attribute. One line a command; a command appears when it works."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from social_console.cli.placeholders import translated

        module, attribute = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(f"social_console.cli.{module}"), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 (a wrong line in COMMANDS is our own fault)
        return translated(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with "did you mean"."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise click.UsageError(_unknown(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command, without importing any of them."""
        from social_console.cli.summaries import summaries

        with formatter.section(_("Commands")):
            formatter.write_dl([(name, summaries().get(name, "")) for name in COMMANDS])


def _unknown(name: str) -> str:
    import difflib

    message = _("There is no command “{name}”.").format(name=name)
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    return f"{message} {_('Did you mean “{name}”?').format(name=near[0])}" if near else message


def build() -> LazyGroup:
    """The command tree, in the language that is active now."""

    @click.pass_context
    def root(ctx: click.Context, home: Path | None, operator: str | None, language: str | None) -> None:
        ctx.obj = ctx.with_resource(Session(home_option=home, operator_option=operator, language=language))
        if ctx.invoked_subcommand is None:
            _open_tui(ctx.obj)

    params: list[click.Parameter] = [
        click.Option(
            ["--home"],
            type=click.Path(path_type=Path, file_okay=False),
            help=_("The folder with social-console.toml, rules.yaml and the inbox."),
        ),
        click.Option(["--as", "operator"], metavar="NAME", help=_("Who I am; else SOCIAL_CONSOLE_OPERATOR.")),
        click.Option(["--language"], type=click.Choice(i18n.LANGUAGES), help=_("The language of what I read.")),
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_version,
            help=_("Show the version and leave."),
        ),
    ]
    from social_console.cli.placeholders import translated

    group = LazyGroup(
        name="social-console",
        callback=root,
        params=params,
        invoke_without_command=True,
        help=_("An inbox for what citizens say to a public institution. Without a command: the console."),
    )
    translated(group)
    return group


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"social-console {__version__}")
        ctx.exit()


def _open_tui(session: Session) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(_("The console needs a terminal; `social-console --help` lists the commands."))
    from social_console.cli.first_run import open_console

    open_console(session)


def run(args: Sequence[str]) -> int:
    """Run one command line. Returns the exit code (DESIGN 5); never raises."""
    i18n.activate(_language(args))
    try:
        result = build().main([*args], prog_name="social-console", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:
        from social_console.cli import failure

        return failure.report(error, as_json="--json" in args)
    return result if isinstance(result, int) else 0


def _language(args: Sequence[str]) -> str:
    for position, arg in enumerate(args):
        if arg.startswith("--language="):
            return arg.partition("=")[2]
        if arg == "--language" and position + 1 < len(args):
            return args[position + 1]
    return i18n.from_environment()
