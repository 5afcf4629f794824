"""social-console.toml → Settings. Every fault at once, each with file, line and column."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, SecretStr, ValidationError

from social_console.errors import ConsoleError, Fault, Location, SettingsError
from social_console.i18n import gettext as _
from social_console.settings.faults import Faults, nearest, syntax_fault
from social_console.settings.home import FILE
from social_console.settings.model import Account, Institution, NoOptions, Settings, Unread
from social_console.settings.places import find_places
from social_console.settings.schema import AccountKeys, InstitutionKeys, Root, instant
from social_console.settings.secrets import Secrets, read_secrets_file, secret_fields, variable

Models = Callable[[Sequence[str]], Mapping[str, type[BaseModel]]]
"""Connector names → their settings models; raises a ConsoleError for one that cannot be loaded."""

M = TypeVar("M", bound=BaseModel)

_LABEL = re.compile(r"[A-Za-z0-9_-]+")


def load(home: Path, models: Models, environ: Mapping[str, str]) -> Settings:
    """The settings of `home`. A fresh home (empty, or with a bare inbox) has the defaults. Raises SettingsError."""
    file = home / FILE
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return _without_file(home)
    except (OSError, UnicodeDecodeError) as error:
        raise _single("settings-unreadable", file, _unreadable(error), _("It must be a UTF-8 text file.")) from error
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError((syntax_fault(file, text, error),)) from error
    return _Loading(home, Faults(file, find_places(text.replace("\r\n", "\n"))), models, environ).settings(raw)


def _without_file(home: Path) -> Settings:
    if home.is_dir() and (not any(home.iterdir()) or (home / "inbox.db").exists() or (home / "rules.yaml").exists()):
        return Settings(home=home, database=home / "inbox.db")
    message = _("There is no {file} in {folder}.").format(file=FILE, folder=home)
    raise _single(
        "settings-missing", home / FILE, message, _("`social-console init` sets one up; `--home` names another folder.")
    )


def _single(code: str, file: Path, message: str, remedy: str) -> SettingsError:
    return SettingsError((Fault(code=code, message=message, location=Location(file=str(file)), remedy=remedy),))


def _unreadable(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return _("The settings cannot be read: {reason}.").format(reason=reason)


class _Loading:
    """One pass over one file. `faults` gathers; nothing is returned while there is one."""

    def __init__(self, home: Path, faults: Faults, models: Models, environ: Mapping[str, str]) -> None:
        self.home = home
        self.faults = faults
        self.models = models
        self.environ = environ
        self.others: list[Fault] = []
        self.secrets = Secrets(environ)

    def settings(self, raw: dict[str, Any]) -> Settings:
        root = self.root(raw)
        secrets_file = self.path(root.secrets_file) if root.secrets_file else None
        self.secrets = self.open_secrets(secrets_file, root.keyring)
        institutions = self.institutions(root.institutions)
        accounts = tuple(filter(None, (self.account(key, one, institutions) for key, one in root.accounts.items())))
        self.twins(accounts)
        if self.faults.found or self.others:
            order = sorted(self.faults.found, key=lambda fault: (fault.location.line or 0, fault.location.column or 0))
            raise SettingsError((*order, *self.others))
        return Settings(
            home=self.home,
            language=root.language,
            database=self.path(root.database),
            live=root.live,
            undo_seconds=root.undo_seconds,
            reopen_within=root.reopen_within,
            keep_revisions=root.keep_revisions,
            secrets_file=secrets_file,
            keyring=root.keyring,
            institutions=institutions,
            accounts=accounts,
        )

    def root(self, raw: dict[str, Any]) -> Root:
        try:
            return Root.model_validate(raw)
        except ValidationError as error:
            self.faults.invalid(error, (), Root.model_fields)
            wrong = {str(one["loc"][0]) for one in error.errors()}
            return Root.model_validate({key: value for key, value in raw.items() if key not in wrong})

    def path(self, named: str) -> Path:
        return self.home / Path(named).expanduser()

    def open_secrets(self, file: Path | None, keyring: bool) -> Secrets:
        if file is None:
            return Secrets(self.environ, {}, keyring)
        stored, faults = read_secrets_file(file, self.home)
        self.others += faults
        return Secrets(self.environ, stored, keyring)

    def institutions(self, raw: Mapping[str, Any]) -> dict[str, Institution]:
        out = {}
        for key, table in raw.items():
            keys = self.validate(InstitutionKeys, table, ("institutions", key), InstitutionKeys.model_fields)
            if keys is None:  # a placeholder, so that its accounts are looked into all the same
                out[key] = Institution(key=key, name=key)
                continue
            languages = tuple(dict.fromkeys(keys.languages))
            out[key] = Institution(key=key, name=keys.name, languages=languages, timezone=keys.timezone)
        return out

    def validate(self, model: type[M], table: Any, path: tuple[str, ...], known: Iterable[str]) -> M | None:
        try:
            return model.model_validate(table)
        except ValidationError as error:
            self.faults.invalid(error, path, known)
            return None

    def account(self, label: str, table: Any, institutions: Mapping[str, Institution]) -> Account | None:
        path = ("accounts", label)
        if not _LABEL.fullmatch(label):
            self.faults.add("wrong-value", path, _("A label has letters, digits, - and _ only."), at_key=True)
        if not isinstance(table, Mapping):
            self.faults.add("wrong-value", path, _("“{name}” must be a table.").format(name=label))
            return None
        model = self.model(path, table)
        ours = {key: value for key, value in table.items() if key in AccountKeys.model_fields}
        theirs = {key: value for key, value in table.items() if key not in ours}
        keys = self.validate(AccountKeys, ours, path, AccountKeys.model_fields)
        options, missing = self.options(label, theirs, model)
        institution = self.institution(path, table.get("institution"), institutions)
        if keys is None or institution is None or options is None:
            return None
        return Account(
            label=label,
            institution=institution.key,
            channel=keys.channel,
            handle=keys.handle,
            connector=keys.connector or keys.channel,
            collect=keys.collect,
            reply=keys.reply,
            start=instant(keys.start, institution.timezone),
            interval=keys.interval,
            backfill=keys.backfill,
            settle_after=keys.settle_after,
            erase_deleted=keys.erase_deleted,
            recheck=keys.recheck,
            options=options,
            missing=missing,
        )

    def model(self, path: tuple[str, ...], table: Mapping[str, Any]) -> type[BaseModel] | None:
        """The connector's model; a plain one for an account that is never read; None (and a fault) if unknown."""
        name = table.get("connector", table.get("channel"))
        if not isinstance(name, str):
            return None
        try:
            return self.models([name])[name]
        except (ConsoleError, KeyError) as error:
            if table.get("collect") is False:
                return NoOptions
            reason = error.message if isinstance(error, ConsoleError) else _("no connector has this name")
            remedy = _("`social-console connectors` lists them; `collect = false` only names the account.")
            at = (*path, "connector" if "connector" in table else "channel")
            self.faults.add("unknown-connector", at, f"“{name}”: {reason}", remedy=remedy)
            return None

    def options(
        self, label: str, table: dict[str, Any], model: type[BaseModel] | None
    ) -> tuple[BaseModel | None, tuple[str, ...]]:
        """The connector's own settings with the secrets found, and which secrets were not."""
        if model is None:
            return None, ()
        if model is Unread:
            return Unread(), ()
        secret = secret_fields(model)
        known = {*AccountKeys.model_fields, *model.model_fields} - set(secret)
        for key in table:
            if key in secret:
                self.misplaced(label, key)
            elif key not in model.model_fields:
                self.faults.unknown(("accounts", label, key), known)
        found = {name: value for name in secret if (value := self.secrets.find(label, name)) is not None}
        values = {key: value for key, value in table.items() if key in model.model_fields and key not in secret}
        required = {name: SecretStr("") for name in secret if model.model_fields[name].is_required()}
        given = {**required, **{name: SecretStr(value) for name, value in found.items()}, **values}
        missing = tuple(name for name in secret if name not in found)
        return self.validate(model, given, ("accounts", label), known), missing

    def misplaced(self, label: str, key: str) -> None:
        """A secret in the settings file: it would be in every backup. Its line is not quoted back."""
        line, column = self.faults.places.key(("accounts", label, key))
        self.faults.found.append(
            Fault(
                code="secret-in-file",
                message=_("“{name}” is a secret and does not belong in this file.").format(name=key),
                location=Location(file=str(self.faults.file), line=line, column=column),
                remedy=_("Put it into the secrets file under [{label}], or into {variable}.").format(
                    label=label, variable=variable(label, key)
                ),
            )
        )

    def institution(
        self, path: tuple[str, ...], named: Any, institutions: Mapping[str, Institution]
    ) -> Institution | None:
        """The one named, or the only one there is. What is no text has its fault already."""
        if named is None and len(institutions) == 1:
            return next(iter(institutions.values()))
        if named is None:
            self.faults.add("missing-key", path, _("“{name}” is missing.").format(name="institution"), at_key=True)
        elif isinstance(named, str) and named not in institutions:
            message = _("There is no [institutions.{name}].").format(name=named)
            remedy = nearest(named, institutions)
            self.faults.add("unknown-institution", (*path, "institution"), message, remedy=remedy)
        return institutions.get(str(named))

    def twins(self, accounts: Sequence[Account]) -> None:
        """Two labels for one (channel, handle) would be read twice."""
        seen: dict[tuple[str, str], str] = {}
        for each in accounts:
            key = (each.channel, each.handle.lstrip("@").casefold())
            if key in seen:
                message = _("{channel} {handle} is already the account “{label}”.").format(
                    channel=each.channel, handle=each.handle, label=seen[key]
                )
                self.faults.add("twin-account", ("accounts", each.label, "handle"), message)
            seen.setdefault(key, each.label)
