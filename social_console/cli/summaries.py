"""One line a command for `--help`, kept apart so that help imports no command."""

from __future__ import annotations

from social_console.i18n import gettext as _


def summaries() -> dict[str, str]:
    """Command name → what it does, in the user's language."""
    return {
        "demo": _("The console on a lively, made-up institution; no account, no network."),
        "init": _("Ask, then write social-console.toml and rules.yaml."),
        "collect": _("Read the channels, rank what came, escalate, send what is due."),
        "import": _("Bring in history from JSON lines or CSV."),
        "add": _("A contact by phone, WhatsApp, at the counter, or a pasted text."),
        "list": _("The moments of a view or a query."),
        "show": _("One moment: thread, reasons, clocks, log."),
        "reply": _("Answer a moment."),
        "answered": _("Record an answer given by phone or in person."),
        "note": _("Write an internal note."),
        "claim": _("Take a moment."),
        "release": _("Give a moment back."),
        "assign": _("Give a moment to a person or an area."),
        "refer": _("Refer a moment to whom it belongs."),
        "tag": _("Add tags."),
        "untag": _("Remove tags."),
        "priority": _("Set the priority."),
        "snooze": _("Put a moment off until a time."),
        "close": _("Close a moment with its outcome."),
        "dismiss": _("Dismiss spam, duplicates, what asks nothing."),
        "reopen": _("Open a closed or dismissed moment again."),
        "undo": _("Undo the last act on a moment."),
        "macro": _("Do several verbs at once, as rules.yaml names them."),
        "no-reply": _("Say that no reply is owed, and why."),
        "outbox": _("Replies: list, send, retry, cancel, approve."),
        "quarantine": _("What could not be read: list, show, retry, drop."),
        "rules": _("Check, test, explain and publish the rules."),
        "report": _("Response times of a period."),
        "annotate": _("What the pipeline makes of texts."),
        "backup": _("Copy the inbox safely while it is in use."),
        "restore": _("Put a backup back."),
        "verify": _("Recompute what is stored and walk the log's chain."),
        "doctor": _("Look at settings, secrets, servers, database, rules and clock."),
        "connectors": _("The channels: list, check, log in, write a new one."),
    }
