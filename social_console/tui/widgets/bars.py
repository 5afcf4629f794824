"""The lines above and below: whose inbox this is, what is alarming, which keys there are. One repaint a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from textual.content import Content
from textual.widget import Widget

from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.text import cells, plain, truncate
from social_console.tui.wording import when


class Line(Widget):
    """One line of dressed text that repaints only when it changes."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.content = Content("")

    def put(self, content: Content) -> None:
        """Show this from now on."""
        if not content.is_same(self.content):
            self.content = content
            self.refresh()

    def render(self) -> Content:
        """What was put last."""
        return self.content


@dataclass(frozen=True, slots=True)
class Whose:
    """What the header says: whose inbox, as whom, and whether it is only a demonstration or only to read."""

    institution: str = ""
    operator: str = ""
    demo: bool = False
    read_only: bool = False


class TitleBar(Line):
    """The face of DESIGN 8.8."""

    def tell(self, whose: Whose, at: datetime, zone: tzinfo) -> None:
        """Say it, with the time in the institution's zone."""
        parts: list[tuple[str, str] | str] = []
        if whose.demo:
            parts.append((f" {_('DEMONSTRATION')} ", "bold $background on $warning"))
        if whose.read_only:
            parts.append((f" {_('READ ONLY')} ", "bold $background on $secondary"))
        name = plain(whose.institution, limit=120, newlines=False) or "social-console"
        right = f"{plain(whose.operator, limit=40, newlines=False)}  {at.astimezone(zone):%H:%M} "
        used = sum(cells(part[0]) for part in parts)
        room = max(0, self.size.width - used - cells(right) - 2)
        shown = truncate(name, room)
        gap = " " * max(1, self.size.width - used - cells(shown) - cells(right) - 1)
        self.put(Content.assemble(*parts, (f" {shown}", "bold"), gap, (right, "$text-muted")))


@dataclass(frozen=True, slots=True)
class Reading:
    """An account and when it was last read well; `blind` (upkeep/standing.py says when): since when it is not."""

    label: str
    last_ok_at: datetime | None
    blind: bool = False
    gaps: int = 0
    """What its channel can no longer give, noticed in the last days."""


@dataclass(frozen=True, slots=True)
class Health:
    """What the status bar shows (DESIGN 8.9)."""

    readings: tuple[Reading, ...] = ()
    not_sent: int = 0
    queued: int = 0
    unpublished: bool = False
    faults: str = ""
    """What keeps rules.yaml from being published, in short: its first fault, or that its tests fail."""


Piece = tuple[str, str]
"""A text and how it is dressed."""
ALARM, CARE, QUIET = "bold $text-error", "$text-warning", "$text-muted"


def unpublished_words(health: Health) -> str:
    """That rules.yaml says something else than what is in force, and what is wrong with it."""
    said = _("unpublished rules")
    return f"{said}: {plain(health.faults, limit=200, newlines=False)}" if health.faults else said


def reading_words(reading: Reading, now: datetime, zone: tzinfo) -> str:
    """One account: name and when it was last read."""
    label = plain(reading.label, limit=40, newlines=False)
    if reading.last_ok_at is None:
        said = _("{account} BLIND, never read") if reading.blind else _("{account} never read")
        return said.format(account=label)
    at = when(reading.last_ok_at, now, zone)
    said = _("{account} BLIND since {at}") if reading.blind else _("{account} {at}")
    return said.format(account=label, at=at) + gap_words(reading)


def gap_words(reading: Reading) -> str:
    """What is lost for good, if anything is."""
    if not reading.gaps:
        return ""
    return " " + ngettext("({n} gap)", "({n} gaps)", reading.gaps).format(n=reading.gaps)


def one_by_one(readings: Sequence[Reading], now: datetime, zone: tzinfo) -> list[Piece]:
    """Accounts that are read well, one by one."""
    return [
        (f"{'✓' if one.last_ok_at else '?'} {reading_words(one, now, zone)}", CARE if one.gaps else QUIET)
        for one in readings
    ]


def in_short(readings: Sequence[Reading], now: datetime, zone: tzinfo) -> Piece:
    """All accounts at once, where there is no room for each: the one that was read the longest ago counts."""
    known = [one.last_ok_at for one in readings if one.last_ok_at is not None]
    if len(known) < len(readings):
        return "? " + _("{n} accounts, some never read").format(n=len(readings)), QUIET
    at = when(min(known), now, zone)
    return "✓ " + _("{n} accounts read {at}").format(n=len(readings), at=at), QUIET


def status_pieces(health: Health, now: datetime, zone: tzinfo, width: int) -> list[Piece]:
    """Alarms first, then what goes out, then when each account was read.

    In too few cells accounts that are read well are told in one, and then a rule file's fault is cut: it must not
    push away whether somebody is heard at all.
    """
    unsent, going = health.not_sent, health.queued
    first = [(f"! {ngettext('{n} not sent', '{n} not sent', unsent).format(n=unsent)}", ALARM)] if unsent else []
    blind = [(f"✗ {reading_words(one, now, zone)}", ALARM) for one in health.readings if one.blind]
    queued = [(_("» {n} going out").format(n=going), CARE)] if going else []
    well = [one for one in health.readings if not one.blind]
    seen = one_by_one(well, now, zone) if health.readings else [(_("no account is read here"), QUIET)]
    rules = f"! {unpublished_words(health)}" if health.unpublished else ""
    if len(well) > 1 and _wide([*first, (rules, ALARM), *blind, *queued, *seen]) > width > 0:
        torn = [one for one in well if one.gaps]
        seen = [(f"△ {plain(one.label, limit=40, newlines=False)}{gap_words(one)}", CARE) for one in torn]
        seen.append(in_short(well, now, zone))
    if rules:
        room = width - _wide([*first, *blind, *queued, *seen]) - 2
        first.append((_cut(rules, room, least=f"! {_('unpublished rules')}"), ALARM))
    return [*first, *blind, *queued, *seen]


def _cut(text: str, room: int, *, least: str) -> str:
    """`text` in so much room; where hardly more than `least` would stay, that."""
    return truncate(text, room) if room > cells(least) + 8 or cells(text) <= room else least


def _wide(pieces: Sequence[Piece]) -> int:
    """Their cells, two between each."""
    return sum(cells(text) + 2 for text, _dress in pieces if text) - 2


class StatusBar(Line):
    """What somebody must see at any time, in one line."""

    def tell(self, health: Health, now: datetime, zone: tzinfo) -> None:
        """Say it."""
        pieces = status_pieces(health, now, zone, self.size.width)
        self.put(Content("  ").join(Content.styled(*piece) for piece in pieces))


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does; grey where it cannot be done now."""

    key: str
    label: str
    enabled: bool = True


class KeyLine(Line):
    """A few keys, those that fit."""

    hints: Sequence[Hint] = ()

    def tell(self, hints: Sequence[Hint]) -> None:
        """Show these; what does not fit is in `?`."""
        self.hints = hints
        self._lay()

    def on_resize(self) -> None:
        """Other keys fit."""
        self._lay()

    def _lay(self) -> None:
        parts: list[tuple[str, str]] = []
        for hint in fitting(self.hints, self.size.width):
            parts += [
                (f" {hint.key} ", "bold $accent" if hint.enabled else "$text-disabled"),
                (f"{hint.label} ", "$text-muted" if hint.enabled else "strike $text-disabled"),
            ]
        self.put(Content.assemble(*parts))


def fitting(hints: Sequence[Hint], room: int) -> list[Hint]:
    """As many as fit from the front; the last one, which leads to all others, always."""
    wide = [cells(hint.key) + cells(hint.label) + 3 for hint in hints]
    room -= wide[-1] if wide else 0
    kept = []
    for hint, takes in zip(hints[:-1], wide, strict=False):
        room -= takes
        if room < 0:
            break
        kept.append(hint)
    return [*kept, *hints[-1:]]
