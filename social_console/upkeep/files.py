"""The answers as the three files of a home. Pure: answers in, texts out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from social_console.i18n import gettext as _
from social_console.settings import quoted
from social_console.text import plain
from social_console.upkeep.answers import Answers, Mailbox

GITIGNORE = """\
# The inbox holds what people wrote: it never goes into a repository. social-console.toml and rules.yaml may.
inbox.db*
*.db
*.db-wal
*.db-shm
*.lock
backups/
secrets*
*.toml.before-*
"""


def settings_text(answers: Answers) -> str:
    """A commented social-console.toml."""
    return "\n".join([*_top(answers), *_institution(answers), *_accounts(answers)]) + "\n"


def _top(answers: Answers) -> Iterator[str]:
    yield f"# social-console: {plain(answers.name, limit=200, newlines=False)}"
    yield "# " + _("`social-console doctor` checks this file. No secrets in here: see the end.")
    yield ""
    yield f"language = {quoted(answers.language)}  # " + _("of screens and reports: es, en")
    yield '# database = "inbox.db"  # ' + _("in this folder; never on a network share")
    yield '# live = "on-publish"  # ' + _("or on-save: a sound save of rules.yaml is published by itself")
    yield "# undo_seconds = 10  # " + _("how long a reply can be called back")
    yield '# reopen_within = "30 days"  # ' + _("closed for longer than this: a new moment")
    yield '# keep_revisions = "365 days"  # ' + _("how long a text stays that its author has replaced")
    if answers.secrets_file:
        yield f"secrets_file = {quoted(str(answers.secrets_file))}  # " + _("outside this folder, mode 0600")
    else:
        yield '# secrets_file = "/etc/social-console/secrets.toml"  # ' + _("outside this folder, mode 0600")
    if answers.keyring:
        yield "keyring = true  # " + _("secrets may stand in this machine's keyring")
    yield ""


def _institution(answers: Answers) -> Iterator[str]:
    languages = ", ".join(quoted(code) for code in answers.languages)
    yield f"[institutions.{answers.key}]"
    yield f"name = {quoted(answers.name)}"
    yield f"languages = [{languages}]  # " + _("that citizens write in, the commonest first")
    if answers.wordless:
        later = ", ".join(quoted(code) for code in answers.wordless)
        yield "# " + _("Add {languages} when every template of rules.yaml has a text in it.").format(languages=later)
    yield f"timezone = {quoted(answers.timezone)}  # " + _("office hours and holidays stand in rules.yaml")
    yield ""


def labelled(answers: Answers) -> tuple[tuple[str, Mailbox], ...]:
    """Each mailbox under the label that its account has."""
    labels: set[str] = set()
    return tuple((_fresh(mailbox.label, labels), mailbox) for mailbox in answers.mailboxes)


def _accounts(answers: Answers) -> Iterator[str]:
    mailboxes = labelled(answers)
    for label, mailbox in mailboxes:
        yield from _mailbox(answers, mailbox, label)
    if answers.feeds:
        named = "noticias" if answers.language == "es" else "news"
        yield from _feed(answers, _fresh(named, {label for label, _mailbox in mailboxes}))
    if not mailboxes and not answers.feeds:
        yield "# " + _("An account to read. Take the # away and fill it in:")
        yield from (f"# {line}".rstrip() for line in _EXAMPLE.splitlines())


_EXAMPLE = """\
[accounts.correo]
channel = "email"
handle = "contacto@institucion.example"
reply = "off"
start = 2026-01-01
imap_host = "imap.institucion.example"
smtp_host = "smtp.institucion.example"
"""


def _fresh(label: str, labels: set[str]) -> str:
    number = next(n for n in range(1, 1000) if (label if n == 1 else f"{label}-{n}") not in labels)
    named = label if number == 1 else f"{label}-{number}"
    labels.add(named)
    return named


def _mailbox(answers: Answers, mailbox: Mailbox, label: str) -> Iterator[str]:
    servers = mailbox.servers
    yield f"[accounts.{label}]"
    yield 'channel = "email"'
    yield f"handle = {quoted(mailbox.address)}"
    yield 'reply = "off"  # ' + _("off, approve or on; `social-console doctor --send-test` turns it on")
    yield from _reading(answers)
    yield from _server("imap", servers.imap, sure=servers.sure)
    yield from _server("smtp", servers.smtp, sure=servers.sure)
    yield f"from_name = {quoted(answers.name)}"
    if servers.auth == "xoauth2":
        yield 'auth = "xoauth2"  # ' + _("this provider takes no passwords: see the guide on e-mail")
        yield f"oauth_provider = {quoted(servers.oauth)}"
        yield '# oauth_client_id = ""  # ' + _("of the application that you registered with the provider")
    yield from _secret(label, servers.auth)
    if servers.app_password:
        yield "# " + _("This provider wants an app password, made in the account's security settings.")
    yield ""


_TLS = {"143": "starttls", "465": "tls"}
"""Where a port says how TLS begins there, and it is not as usual."""


def _server(kind: str, server: str, *, sure: bool) -> Iterator[str]:
    host, _colon, port = server.partition(":")
    yield f"{kind}_host = {quoted(host)}" + ("" if sure else "  # " + _("guessed: please check"))
    if port:
        yield f"{kind}_port = {port}"
    if port in _TLS:
        yield f"{kind}_tls = {quoted(_TLS[port])}"


def _secret(label: str, auth: str) -> Iterator[str]:
    if auth == "xoauth2":
        yield "# " + _("Then log in once: social-console connectors login {label}").format(label=label)
        return
    variable = f"SOCIAL_CONSOLE_{re.sub('[^A-Z0-9]', '_', label.upper())}_PASSWORD"
    yield "# " + _("The password: in the secrets file, under [{label}], or in {variable}.").format(
        label=label, variable=variable
    )


def _reading(answers: Answers) -> Iterator[str]:
    if answers.start:
        yield f"start = {answers.start.isoformat()}  # " + _("promises count from here; older mail is history")
    yield f"backfill = {quoted(answers.backfill)}  # " + _("how far the first reading goes back")


def _feed(answers: Answers, label: str) -> Iterator[str]:
    yield f"[accounts.{label}]"
    yield 'channel = "feed"'
    yield f"handle = {quoted(label)}"
    yield "urls = [" + ", ".join(quoted(url) for url in answers.feeds) + "]"
    yield from _reading(answers)
    yield 'interval = "15m"'
    yield ""


def rules_text(starter: str, answers: Answers) -> str:
    """The repository's rules.yaml with this institution's name above it and its office calendar in it."""
    heading = "# " + _("Rules of {name}. They began as the starter set of social-console.").format(
        name=plain(answers.name, limit=200, newlines=False)
    )
    text = with_calendar(starter, answers)
    if answers.lead:  # whoever sets the office up leads it
        text = with_entries(text, "people", f"  {json.dumps(answers.lead)}: {{role: lead}}\n")
    first, _newline, rest = text.partition("\n")
    if "$schema=" in first:  # editors look for it at the top
        return f"{first}\n{heading}\n{rest}"
    return f"{heading}\n{first}\n{rest}"


def with_calendar(starter: str, answers: Answers) -> str:
    """The default calendar of a rule file replaced by the institution's own, the others moved to its time zone."""
    default = re.search(r"^defaults:.*\bcalendar: *([^\s,}]+)", starter, re.MULTILINE)
    name = default[1] if default else "office"
    calendars = re.search(r"^calendars:.*\n(?:[ \t]+.*\n)*", starter, re.MULTILINE)
    if calendars is None:
        return f"{starter.rstrip()}\n\ncalendars:\n{_calendar(name, answers)}"
    block = re.sub(r"timezone: *[^\s,}]+", f"timezone: {answers.timezone}", calendars.group())
    entry = re.compile(rf"^  {re.escape(name)}:.*\n(?:   +.*\n)*", re.MULTILINE)
    ours = _calendar(name, answers)
    block = entry.sub(lambda _found: ours, block, count=1) if entry.search(block) else block + ours
    return starter[: calendars.start()] + block + starter[calendars.end() :]


def _calendar(name: str, answers: Answers) -> str:
    hours = ", ".join(f"{days}: {json.dumps(list(times))}" for days, times in answers.hours.items())
    lines = (
        f"  {name}:",
        f"    timezone: {answers.timezone}",
        f"    hours: {{{hours}}}",
        f"    holidays: {{{', '.join(_holidays(answers))}}}",
        "    closures: []  # " + _("other days off, like 2026-12-24"),
    )
    return "\n".join(lines) + "\n"


def _holidays(answers: Answers) -> Iterator[str]:
    yield f"country: {answers.country}"
    if answers.subdivision:
        yield f"subdivision: {json.dumps(answers.subdivision)}"
    if answers.local_holidays:
        title = json.dumps(_("Local holiday"), ensure_ascii=False)
        days = ", ".join(f"{day.isoformat()}: {title}" for day in answers.local_holidays)
        yield f"add: {{{days}}}"


def with_entries(text: str, key: str, entries: str) -> str:
    """Lines put first below a top-level key of a rule file; the key is added where there is none."""
    found = re.search(rf"^{key}:.*\n", text, re.MULTILINE)
    if found is None:
        return f"{text.rstrip()}\n\n{key}:\n{entries}"
    return text[: found.end()] + entries + text[found.end() :]
