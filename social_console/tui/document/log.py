"""The event log in plain words, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from social_console.i18n import gettext as _
from social_console.tui.document.paper import Paper
from social_console.verbs.told import actor_word, event_words

if TYPE_CHECKING:
    from social_console.store import Detail

SHOWN_EVENTS = 40


def write_log(paper: Paper, detail: Detail) -> None:
    """Who did what, when."""
    undone = {event.data.get("undoes") for event in detail.events if event.verb == "undo"}
    for event in reversed(detail.events[-SHOWN_EVENTS:]):
        style = "strike $text-muted" if event.id in undone else ""
        paper.line(
            (f"{paper.at(event.at):<12} ", "$text-muted"),
            (f"{actor_word(event.actor)}  ", "bold"),
            (event_words(event, paper.at), style),
        )
    if not detail.events:
        paper.line((_("Nobody has done anything yet."), "$text-muted"))
