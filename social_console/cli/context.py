"""What the commands of one run share: the home, its settings, its inbox, the rules in force, who is asking.

Everything is opened when first asked for and closed at the end.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from social_console import i18n

if TYPE_CHECKING:
    from social_console.desk import Desk
    from social_console.rules import RuleSet
    from social_console.settings import Settings
    from social_console.store import Inbox, Reader

pass_session = click.pass_obj


class Session:
    """One run of the command line."""

    def __init__(
        self, home_option: Path | None = None, operator_option: str | None = None, language: str | None = None
    ) -> None:
        self.home_option = home_option
        self.operator_option = operator_option
        self.language = language
        self.demo = False
        """Whether everything here is made up; the screen's header says so."""
        self._home: Path | None = None
        self._settings: Settings | None = None
        self._inbox: Inbox | None = None
        self._rules: RuleSet | None = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: Any) -> None:
        if self._inbox is not None:
            self._inbox.close()
            self._inbox = None

    @property
    def home(self) -> Path:
        """The home folder (DESIGN 4). Raises UsageError where there is none yet."""
        if self._home is None:
            from social_console.settings import find_home

            self._home = find_home(self.home_option, os.environ)
        return self._home

    @property
    def settings(self) -> Settings:
        """The typed settings; raises SettingsError with every fault. Their language is spoken from here on."""
        if self._settings is None:
            from social_console import connectors
            from social_console.settings import load

            self._settings = load(self.home, connectors.models, os.environ)
            if self.language is None and "SOCIAL_CONSOLE_LANGUAGE" not in os.environ:
                i18n.activate(self._settings.language)
        return self._settings

    @property
    def inbox(self) -> Inbox:
        """The inbox, open for reading and writing; made on first use in a home that has settings."""
        if self._inbox is None:
            from social_console.store import Inbox

            path = self.settings.database
            self._inbox = Inbox.open(path) if path.exists() else Inbox.create(path)
        return self._inbox

    @property
    def rules(self) -> RuleSet:
        """The rule set in force; a home whose rules were never published publishes them now (RulesError)."""
        if self._rules is None:
            from social_console.publish import in_force, surroundings

            checked_for = surroundings(self.settings)
            self._rules = in_force(self.inbox, self.home, by=self.operator, surroundings=checked_for)
        return self._rules

    @property
    def operator(self) -> str:
        """Who is asking (DESIGN 4): `--as`, SOCIAL_CONSOLE_OPERATOR, the system's user."""
        import getpass

        return self.operator_option or os.environ.get("SOCIAL_CONSOLE_OPERATOR") or getpass.getuser()

    @property
    def reader(self) -> Reader:
        """What of the restricted moments the operator may read."""
        from social_console.desk.people import reader

        return reader(self.rules, self.operator)

    @property
    def desk(self) -> Desk:
        """The operator's verbs over this inbox."""
        from social_console.desk import Desk

        return Desk(self.inbox, self.settings, self.rules, self.operator)
