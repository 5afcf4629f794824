"""Lines of dressed text, wrapped to a width under a gutter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from textual.content import Content

from social_console.text import cells, one_line, truncate
from social_console.tui.wording import when

SHOWN = 10_000
"""Characters of one text that are shown."""


@dataclass(slots=True)
class Paper:
    """What is written on, line by line. `marks` are the lines where sections begin."""

    width: int
    now: datetime
    zone: tzinfo
    lines: list[Content] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)

    def line(self, *parts: str | tuple[str, str] | Content) -> None:
        """One line, cut at the width."""
        line = Content.assemble(*parts)
        self.lines.append(line.truncate(self.width, ellipsis=True) if line.cell_length > self.width else line)

    def blank(self) -> None:
        """An empty line."""
        self.lines.append(Content(""))

    def section(self, name: str, title: str) -> None:
        """A heading with a rule to the edge."""
        self.blank()
        self.marks[name] = len(self.lines)
        rest = max(0, self.width - cells(title) - 4)
        self.line(("── ", "$text-muted"), (title, "bold $accent"), (" " + "─" * rest, "$text-muted"))

    def wrapped(self, content: Content, gutter: str, dress: str, style: str = "") -> None:
        """A text under a gutter, in as many lines as it takes."""
        if style:
            content = content.stylize_before(style)
        for line in content.wrap(max(8, self.width - cells(gutter))):
            self.lines.append(Content.assemble((gutter, dress), line))

    def at(self, moment: datetime) -> str:
        """A time as a person says it."""
        return when(moment, self.now, self.zone)


def short(text: str | None, width: int) -> str:
    """The same, cut to its cells."""
    return truncate(one_line(text, limit=width * 4 + 8), width)
