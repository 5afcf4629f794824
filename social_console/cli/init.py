"""`social-console init`: asks, then writes social-console.toml, rules.yaml, .gitignore and an empty inbox."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from social_console import clock, i18n, rules
from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, hint, json_option, say
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.settings import default_home, find_home, real_keyring, write_secret
from social_console.upkeep import answers as given
from social_console.upkeep import founding
from social_console.upkeep.answers import Answers, Mailbox
from social_console.upkeep.files import GITIGNORE, labelled, rules_text, settings_text
from social_console.upkeep.servers import Servers, guess, resolves

T = TypeVar("T")


@click.command(help=_("Set up an inbox: asks, then writes social-console.toml, rules.yaml and an empty inbox."))
@click.option("--yes", is_flag=True, help=_("Ask nothing; what no flag says takes its default."))
@click.option("--name", help=_("The institution's name."))
@click.option("--languages", help=_("Languages that citizens write in, the commonest first: es,en"))
@click.option("--timezone", help=_("Like America/Santo_Domingo."))
@click.option("--country", help=_("Whose public holidays (ISO 3166): DO."))
@click.option("--subdivision", help=_("Its part, where holidays differ."))
@click.option("--holiday", "holidays", multiple=True, metavar="DATE", help=_("A local holiday; may be repeated."))
@click.option("--hours", help=_("Office hours: mon-fri 08:00-15:00, sat 09:00-12:00"))
@click.option("--start", help=_("From when on promises count: a date, today, or backfill (the default)."))
@click.option("--backfill", help=_("How far the first reading goes back (7 days)."))
@click.option("--email", "emails", multiple=True, metavar="ADDRESS", help=_("A mailbox to read; may be repeated."))
@click.option("--imap", help=_("Its IMAP server, where the guess is wrong."))
@click.option("--smtp", help=_("Its SMTP server, where the guess is wrong."))
@click.option("--feed", "feeds", multiple=True, metavar="URL", help=_("A news feed to read; may be repeated."))
@click.option(
    "--secrets-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("Where passwords are kept: outside the home, mode 0600."),
)
@click.option("--group", help=_("Share the inbox with this group of the system."))
@json_option
@pass_session
def init(session: Session, /, as_json: bool, **flags: Any) -> None:
    """Set up a home."""
    asking = not flags["yes"] and not as_json and sys.stdin.isatty()
    if not asking and not flags["yes"]:
        raise UsageError(_("There is nobody to ask."), remedy=_("`init --yes` takes flags and defaults."))
    home = _home(session, asking)
    founding.refuse_second(home)
    if flags["group"]:
        founding.check_group(flags["group"])
    answers = _Asking(asking, flags, session.language or i18n.language(), home).answers()
    written = founding.found(home, _files(answers), group=flags["group"])
    kept = _keep_passwords(answers, home) if asking else ""
    _tell(home, written, answers, kept, as_json=as_json)


def _home(session: Session, asking: bool) -> Path:
    """The folder named, else the platform's; never a second one where a first is found."""
    if session.home_option or os.environ.get("SOCIAL_CONSOLE_HOME"):
        return find_home(session.home_option, os.environ)
    try:
        return find_home(None, os.environ)
    except UsageError:
        pass
    if not asking:
        return default_home()
    named = click.prompt(_("Folder for the inbox"), default=str(default_home()))
    return Path(named).expanduser().absolute()


def _files(answers: Answers) -> dict[str, str]:
    from social_console.rules import starter_files

    starter = starter_files()
    starter["rules.yaml"] = rules_text(starter["rules.yaml"], answers)
    return {"social-console.toml": settings_text(answers), **starter, ".gitignore": GITIGNORE}


class _Asking:
    """Each answer from its flag, else from the person (where one is there), else the default."""

    def __init__(self, asking: bool, flags: dict[str, Any], language: str, home: Path) -> None:
        self.asking = asking
        self.flags = flags
        self.language = language
        self.home = home

    def ask(self, name: str, question: str, default: str, read: Callable[[str], T], *, show: bool = True) -> T:
        """What `read` makes of the answer; a person who slips is asked again."""
        given_by_flag = self.flags.get(name)
        if given_by_flag:
            return read(",".join(given_by_flag) if isinstance(given_by_flag, tuple) else str(given_by_flag))
        if not self.asking:
            return read(default)
        while True:
            try:
                return read(str(click.prompt(question, default=default, show_default=show)).strip())
            except UsageError as error:
                hint(f"{error.message} {error.remedy}".strip())

    def answers(self) -> Answers:
        name = self.ask("name", _("Name of the institution"), _("My institution"), str)
        wanted = self.ask("languages", _("Languages that citizens write in"), "es,en", given.read_languages)
        worded = rules.starter_languages()
        languages = tuple(code for code in wanted if code in worded) or worded[:1]
        timezone = self.ask("timezone", _("Time zone"), given.system_timezone(), given.check_timezone)
        country = self.country(timezone)
        hours = self.ask("hours", _("Office hours"), "mon-fri 08:00-15:00", given.read_hours)
        question = _("Local holidays (dates like 2026-07-25, separated by commas)")
        holidays = self.ask("holidays", question, "", given.read_holidays, show=False)
        mailboxes = self.mailboxes()
        backfill = self.ask("backfill", _("How far the first reading goes back"), "7 days", given.check_length)
        today = given.local_today(timezone, clock.now())
        question = _("Promises count from (a date, today, or backfill)")
        start = self.ask("start", question, "backfill", lambda said: given.read_start(said, backfill, today))
        return Answers(
            name=name,
            language=self.language,
            languages=languages,
            wordless=tuple(code for code in wanted if code not in worded),
            timezone=timezone,
            country=country,
            subdivision=self.flags["subdivision"],
            local_holidays=holidays,
            hours=hours,
            start=start,
            backfill=backfill,
            mailboxes=mailboxes,
            feeds=self.ask("feeds", _("News feed to read (empty: none)"), "", given.read_feeds, show=False),
            secrets_file=self.secrets_file(bool(mailboxes)),
            keyring=self.asking and real_keyring(),
            lead=os.environ.get("SUDO_USER") or getpass.getuser(),
        )

    def country(self, timezone: str) -> str:
        def read(said: str) -> str:
            given.check_country(said.upper(), self.flags["subdivision"])
            return said.upper()

        return self.ask("country", _("Country whose holidays count"), given.country_of(timezone), read)

    def mailboxes(self) -> tuple[Mailbox, ...]:
        question = _("E-mail address to read (empty: none)")
        return tuple(map(self.mailbox, self.ask("emails", question, "", given.read_addresses, show=False)))

    def mailbox(self, address: str) -> Mailbox:
        found = guess(address, resolves)
        imap = self.ask("imap", _("IMAP server of {address}").format(address=address), found.imap, given.read_server)
        smtp = self.ask("smtp", _("SMTP server of {address}").format(address=address), found.smtp, given.read_server)
        sure = found.sure or self.asking or bool(self.flags["imap"] and self.flags["smtp"])
        return Mailbox(address=address, servers=Servers(imap, smtp, found.auth, found.oauth, found.app_password, sure))

    def secrets_file(self, needed: bool) -> Path | None:
        if self.flags["secrets_file"] is not None:
            file = Path(self.flags["secrets_file"]).expanduser().absolute()
            if file.is_relative_to(self.home):
                raise UsageError(_("The secrets file must not be inside the home folder."))
            return file
        from platformdirs import user_config_path

        file = user_config_path("social-console", appauthor=False) / "secrets.toml"
        return file if needed and not file.is_relative_to(self.home) else None


def _keep_passwords(answers: Answers, home: Path) -> str:
    """Ask for each mailbox's password and put it into the secrets file; empty leaves it for later."""
    kept = ""
    for label, mailbox in labelled(answers):
        if mailbox.servers.auth != "password" or answers.secrets_file is None:
            continue
        question = _("Password of {address} (empty: later)").format(address=mailbox.address)
        password = click.prompt(question, default="", hide_input=True, show_default=False)
        if password:
            write_secret(answers.secrets_file, home, label, "password", password)
            kept = str(answers.secrets_file)
    return kept


def _tell(home: Path, written: tuple[Path, ...], answers: Answers, kept: str, *, as_json: bool) -> None:
    if as_json:
        emit({"home": str(home), "written": [path.name for path in written]})
        return
    say(_("Written in {folder}: {files}.").format(folder=home, files=", ".join(path.name for path in written)))
    if kept:
        say(_("The password is in {file}.").format(file=kept))
    if answers.wordless:
        message = _("The templates have no texts in {languages} yet: write them, then add it to `languages`.")
        hint(message.format(languages=", ".join(answers.wordless)))
    if any(not mailbox.servers.sure for mailbox in answers.mailboxes):
        hint(_("The mail servers are guessed and did not answer to their names: please check them in the file."))
    say(_("Next: `social-console doctor` looks it over, `social-console collect` reads, `social-console` opens it."))
