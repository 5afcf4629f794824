"""What the console says on its own line: a message that ends, a countdown, else where one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from textual.content import Content

from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.text import plain
from social_console.tui.present import now
from social_console.tui.wording import cases, thousands

LASTS = {"info": timedelta(seconds=8), "warn": timedelta(seconds=12), "error": timedelta(seconds=30)}
DRESS = {"info": "$text-success", "warn": "$text-warning", "error": "bold $text-error"}
SIGN = {"info": "·", "warn": "!", "error": "✗"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A message until a time; with `counting`, the seconds that are left are told too."""

    text: str
    kind: str
    until: datetime
    counting: bool = False

    def content(self, now: datetime) -> Content:
        """As it is shown at `now`."""
        text = plain(self.text, limit=500, newlines=False)
        if self.counting:
            left = max(0, -int((now - self.until).total_seconds() // 1))
            text = _("{text} — goes out in {n} s · z undoes").format(text=text, n=left)
        return Content.styled(f" {SIGN[self.kind]} {text}", DRESS[self.kind])


def notice(text: str, kind: str = "info", *, until: datetime | None = None) -> Notice:
    """A message that lasts a while, or counts down to `until`."""
    return Notice(text, kind, until or now() + LASTS[kind], until is not None)


@dataclass(frozen=True, slots=True)
class Crumbs:
    """Where one is: the view, the filter, how many, the marks, what has arrived."""

    view: str
    query: str = ""
    total: int = 0
    marks: int = 0
    arrived: int = 0
    place: int = 0
    behind: int = 0
    """Moments of the view, where some lines stand for several."""

    def content(self) -> Content:
        """One line."""
        parts: list[tuple[str, str] | str] = [(f" {self.view}", "bold")]
        if self.query:
            parts += [
                " › ",
                (plain(self.query, limit=120, newlines=False), "$text-accent"),
                (f"  ({_('esc removes it')})", "$text-disabled"),
            ]
        at = f"{thousands(self.place)}/" if self.total else ""
        counted = f"{thousands(self.total)} · {cases(self.behind)}" if self.behind else cases(self.total)
        parts.append((f"   {at}{counted}", "$text-muted"))
        if self.marks:
            marked = ngettext("{n} marked", "{n} marked", self.marks).format(n=thousands(self.marks))
            parts.append((f"   ◆ {marked}", "bold $text-warning"))
        if self.arrived:
            new = ngettext("{n} new ↑", "{n} new ↑", self.arrived).format(n=thousands(self.arrived))
            parts.append((f"   {new} ", "bold $text-success"))
            parts.append((_("(u shows them)"), "$text-muted"))
        return Content.assemble(*parts)


def breakdown(reasons: Sequence[str]) -> str:
    """Reasons with how often each was given, the commonest first."""
    counted = sorted({reason: reasons.count(reason) for reason in reasons}.items(), key=lambda pair: -pair[1])
    return "\n".join(f"{n} × {plain(reason, limit=200, newlines=False)}" for reason, n in counted[:5])
