"""What `rules diff` found, in the reader's words."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from social_console.cli.output import say, table
from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.verbs.words import priority_word

if TYPE_CHECKING:
    from social_console.model import Verdict
    from social_console.rules.replay import Change, Diff

_SHOWN = 50
"""Changes told one by one."""


def say_totals(found: Diff) -> None:
    """How many would be judged otherwise, in what, and by which rules."""
    totals = found.totals
    said = _("{changed} of {mentions} messages would be judged otherwise, in {moments} moments.")
    say(said.format(changed=totals["changed"], mentions=totals["mentions"], moments=totals["moments"]))
    names = _names()
    parts = [f"{names[name]} {n}" for name, n in totals.items() if n and name in names]
    if parts:
        say("  " + " · ".join(parts))
    if only := totals["only_rules"]:
        said = _("{n} more would only meet other rules, on trial or to the same effect.")
        say(said.format(n=only))
    if found.rules:
        table([_("rule"), _("fires"), _("fires no more"), _("gives otherwise")], found.rules)


def _names() -> dict[str, str]:
    """What may change, and the totals, in the reader's language; `--fail-on` and `--json` have their keys."""
    return {
        "tags": _("tags"),
        "priority": _("priority"),
        "owner": _("owner"),
        "standard": _("standard"),
        "due": _("first response due"),
        "resolution": _("resolution due"),
        "reply": _("reply owed"),
        "suggest": _("suggested template"),
        "approve": _("needs approval"),
        "restrict": _("restricted"),
        "dismissed": _("dismissed"),
        "undismissed": _("no longer dismissed"),
        "raised": _("priority raised"),
        "lowered": _("priority lowered"),
    }


def say_judged(count: int) -> None:
    """How many open moments were judged anew, if any."""
    if count:
        say(ngettext("{n} open moment judged anew.", "{n} open moments judged anew.", count).format(n=count))


def say_lines(text: str) -> None:
    """A text of any length, to be used as a file."""
    for line in text.splitlines():
        say(line)


def gave(verdict: Verdict) -> list[str]:
    """What a verdict gives, each with its name; what it does not give is left out."""
    names = _names()
    said: dict[str, str | None] = {
        "tags": ", ".join(verdict.tags),
        "priority": None if verdict.priority is None else priority_word(verdict.priority.label),
        "owner": verdict.owner,
        "standard": verdict.standard,
        "suggest": verdict.suggest,
        "reply": _("no") if verdict.no_reply or verdict.dismiss else None,
    }
    flags = {"dismissed": verdict.dismiss, "approve": verdict.approve, "restrict": verdict.restrict}
    told = [f"{names[key]}: {value}" for key, value in said.items() if value]
    return [*told, *(names[key] for key, value in flags.items() if value)]


def say_diff(found: Diff, zone: tzinfo) -> None:
    """Totals, then by rule, then the first one by one; times on the clocks of `zone`."""
    say_totals(found)
    felt = found.felt
    for change in felt[:_SHOWN]:
        _say_change(change, zone)
    if len(felt) > _SHOWN:
        say(_("… and {n} more (--json shows all).").format(n=len(felt) - _SHOWN))


def _say_change(change: Change, zone: tzinfo) -> None:
    text = " ".join(change.text.split())[:100]
    say(f"#{change.moment} {text}")
    for name, (before, after) in change.fields.items():
        shown = [_shown(name, value, zone) for value in (before, after)]
        say(f"    {_names()[name]}: {shown[0]} → {shown[1]}")


def _shown(name: str, value: Any, zone: tzinfo) -> str:
    """A value as people read it: times on the office's clock."""
    if isinstance(value, list):
        return ", ".join(value) or "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is not None and name in ("due", "resolution"):
        return local(datetime.fromisoformat(value), zone)
    words = {"none": _("no"), "owed": _("yes")} if name == "reply" else {}
    if name == "priority":
        return priority_word(str(value))
    return "–" if value is None else words.get(str(value), str(value))


def local(at: datetime | None, zone: tzinfo) -> str:
    """An instant on the clocks of `zone`; empty where there is none."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
