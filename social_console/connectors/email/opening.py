"""Bytes of a stranger to the parts of a message, within bounds that no honest message meets."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Any

from social_console.errors import BadItem
from social_console.i18n import gettext as _

LONGEST_FIELD = 10_000
"""Characters of Content-Type and its like; the standard library takes quadratic time for their parameters."""
MOST_BOUNDARIES = 20_000
BOUNDARY = re.compile(rb"(?m)^--[^\r\n]")


class Letterhead(Message):
    """A message whose fields are never longer than is good for us."""

    def get(self, name: str, failobj: Any = None) -> Any:
        """As the base class, cut."""
        value = super().get(name, failobj)
        return value[:LONGEST_FIELD] if isinstance(value, str) else value


def opened(raw: bytes) -> Message:
    """The message in `raw`. Raises `BadItem` for one that only a machine would make, to keep another busy."""
    if sum(1 for _match in BOUNDARY.finditer(raw)) > MOST_BOUNDARIES:
        raise BadItem(_("The message has more parts than any honest one."), raw=raw)
    return message_from_bytes(raw, Letterhead, policy=compat32)
