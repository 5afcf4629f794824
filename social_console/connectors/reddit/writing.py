"""What Reddit takes as an answer, and what identifies it. Needs neither Reddit nor its library."""

from __future__ import annotations

from social_console.connectors.base import Outgoing, Prepared
from social_console.errors import Rejected
from social_console.i18n import gettext as _
from social_console.model import Direction, Mention

LONGEST = 10_000
"""Characters of a comment."""


class Length:
    """Characters (code points), as Reddit counts them."""

    maximum: int | None = LONGEST

    def measure(self, text: str) -> int:
        """Characters."""
        return len(text)


def prepare(reply: Outgoing, target: Mention) -> Prepared:
    """What identifies the post: what it answers, its text, and since when to look for it."""
    if not reply.text.strip():
        raise Rejected(_("The answer is empty."), reason="empty")
    if len(reply.text) > LONGEST:
        raise Rejected(_("Reddit takes {n} characters at most.").format(n=LONGEST), reason="too-long")
    if reply.attachments:
        raise Rejected(_("Reddit takes no files with an answer."), reason="attachments")
    citizen = reply.answers or target
    data = {
        "v": 1,
        "thing": target.name,
        "text": reply.text,
        "to": [citizen.author.key] if citizen.direction is Direction.IN else [],
        "conversation": target.conversation,
        "at": reply.now.isoformat(),
    }
    return Prepared(data=data)
