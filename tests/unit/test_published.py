"""A private number about to be published is warned of, whenever it was typed."""

from __future__ import annotations

from dataclasses import replace

from social_console.desk.values import Composing
from social_console.model import Visibility

COMPOSING = Composing(
    **dict.fromkeys(("reply_id", "moment", "target", "seen"), 1),  # type: ignore[arg-type]
    text="",
    subject=None,
    to="@ana",
    account="x",
    channel="x",
    visibility=Visibility.PUBLIC,
)


def test_numbers_of_a_person_are_warned_of_in_public_only() -> None:
    text = "Su cédula 001-1234567-8 ya está registrada; llame al 809-555-0134"
    assert len(COMPOSING.warned(text)) == 2
    assert COMPOSING.warned("Ya está registrada") == ()
    assert replace(COMPOSING, visibility=Visibility.PRIVATE).warned(text) == ()
