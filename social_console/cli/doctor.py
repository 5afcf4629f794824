"""`social-console doctor`: looks an installation over; `--send-test` proves that replies go out and turns them on."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from social_console.cli.asking import agreed
from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, hint, json_option, say
from social_console.errors import ConsoleError, UsageError
from social_console.i18n import gettext as _
from social_console.settings import Account, Settings, set_reply
from social_console.text import plain
from social_console.upkeep.checks import Finding, examine, exit_code
from social_console.upkeep.proving import Proof, prove

MARKS = {"ok": "✓", "note": "·", "warning": "!", "error": "✗"}


@click.command(help=_("Look at settings, secrets, servers, database, rules and clock."))
@click.option("--send-test", is_flag=True, help=_("Send a test to the office itself, find it, then turn replies on."))
@click.option("--public", is_flag=True, help=_("Publish the test where it cannot be private; it is deleted at once."))
@click.option("--account", "label", help=_("The account to test, by its name in the settings."))
@click.option("--yes", is_flag=True, help=_("Turn replies on without asking."))
@click.option("--offline", is_flag=True, help=_("Ask no server."))
@json_option
@pass_session
def doctor(
    session: Session,
    /,
    *,
    send_test: bool,
    public: bool,
    label: str | None,
    yes: bool,
    offline: bool,
    as_json: bool,
) -> int:
    """Examine, or send a test."""
    if send_test:
        return _send_test(session.settings, label, public=public, yes=yes, as_json=as_json)
    with suppress(ConsoleError):
        _language = session.settings.language  # reading them speaks it; what is wrong with them is told below
    findings = []
    for finding in examine(session.home, os.environ, online=not offline):
        findings.append(finding)
        if not as_json:
            _say(finding)
    code = exit_code(findings)
    if as_json:
        emit({"ok": code == 0, "home": str(session.home), "findings": [finding.as_json() for finding in findings]})
    else:
        say(_verdict(findings))
    return code


def _say(finding: Finding) -> None:
    subject = f" [{finding.subject}]" if finding.subject else ""
    say(f"{MARKS[finding.level]} {_names()[finding.check]}{subject}: {finding.message}")
    if finding.remedy and finding.level in {"warning", "error"}:
        say(f"    → {finding.remedy}")


def _names() -> dict[str, str]:
    return {
        "settings": _("settings"),
        "secrets": _("secrets"),
        "home": _("home folder"),
        "rights": _("file rights"),
        "disk": _("disk"),
        "clock": _("clock"),
        "database": _("inbox"),
        "rules": _("rules"),
        "outbox": _("outbox"),
        "spending": _("costs"),
        "backup": _("backup"),
        "reading": _("reading"),
        "channel": _("channel"),
    }


def _verdict(findings: Sequence[Finding]) -> str:
    errors = sum(finding.level == "error" for finding in findings)
    warnings = sum(finding.level == "warning" for finding in findings)
    if not errors and not warnings:
        return _("All is well.")
    return _("{errors} to mend, {warnings} to look at.").format(errors=errors, warnings=warnings)


def _send_test(settings: Settings, label: str | None, *, public: bool, yes: bool, as_json: bool) -> int:
    account = _account(settings, label)

    def may_publish(question: str) -> bool:
        """Nothing is said before everybody unless somebody says so."""
        asked = not as_json and sys.stdin.isatty()
        return public or (asked and agreed(question, err=True))

    proof = prove(settings, account, (lambda said: None) if as_json else hint, may_publish=may_publish)
    turned_on = account.reply == "off" and _confirmed(account, yes=yes, as_json=as_json)
    if turned_on:
        set_reply(settings.home, account.label, "on")
    if as_json:
        state = "on" if turned_on else account.reply
        emit({"ok": True, "account": account.label, "ref": proof.ref, "found_in": proof.place, "reply": state})
    else:
        _tell(account, proof, turned_on)
    return 0


def _account(settings: Settings, label: str | None) -> Account:
    """The one named; else the only one that is read by e-mail or answers otherwise."""
    known = [account for account in settings.accounts if account.collect]
    if label is not None:
        chosen = [account for account in known if account.label == label]
    else:
        chosen = [account for account in known if account.channel != "feed"]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(account.label for account in known) or _("none")
    raise UsageError(
        _("Say which account to test: --account NAME."), remedy=_("There are: {names}.").format(names=names)
    )


def _confirmed(account: Account, *, yes: bool, as_json: bool) -> bool:
    if yes:
        return True
    if as_json or not sys.stdin.isatty():
        return False
    address = plain(account.handle, limit=200, newlines=False)
    question = _("The copy arrived. Let operators reply from {address} from now on?").format(address=address)
    return agreed(question)


def _tell(account: Account, proof: Proof, turned_on: bool) -> None:
    say(_("The test went out and was found again: {address} can send.").format(address=proof.address))
    if proof.place:
        say(_("Its copy lies in “{folder}”.").format(folder=plain(proof.place, limit=200, newlines=False)))
    if turned_on:
        say(_("Replies from {address} are on.").format(address=account.handle))
    elif account.reply == "off":
        say(_("Replies stay off; `doctor --send-test --yes` turns them on."))
