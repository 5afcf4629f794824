"""What happened in a thread while somebody wrote an answer: shown before it goes, and decided upon (DESIGN 8.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from social_console.desk import news_words
from social_console.i18n import gettext as _
from social_console.tui.screens.dialogs import Answer, Confirm

if TYPE_CHECKING:
    from social_console.desk import Composing
    from social_console.tui.app import ConsoleApp

SHOWN = 4
"""So many of the newest."""


async def read_news(app: ConsoleApp, composing: Composing, *, sending: bool = False) -> tuple[str, Composing]:
    """`send` (only where it was about to go), `edit` or `discard`; and the composing, which has seen it all.

    Each message that was written, changed (before and after) or deleted since the draft was begun is shown.
    """
    if not composing.news:
        return ("send" if sending else "edit"), composing
    note = "\n\n".join(news_words(one) for one in composing.news[-SHOWN:])
    answers = [Answer("send", _("Send all the same"), "s")] if sending else []
    answers.append(Answer("discard", _("Drop the draft"), "d"))
    chosen = await app.push_screen_wait(Confirm(_("The thread has moved on"), note, answers, leave=_("Edit")))
    if chosen == "discard":
        await app.lanes.write(app.gate.desk.discard, composing.reply_id)
        return "discard", composing
    return chosen or "edit", await app.lanes.write(app.gate.desk.acknowledge, composing)
