"""The tone of a text in the reader's language, for commands and console alike: how certain it is, and what made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from social_console.i18n import gettext as _
from social_console.i18n import pgettext
from social_console.text import plain

if TYPE_CHECKING:
    from social_console.model import Sentiment


def tone_word(label: str) -> str:
    """`neg` → *negativo*."""
    return {
        "neg": pgettext("tone", "negative"),
        "pos": pgettext("tone", "positive"),
        "neu": pgettext("tone", "neutral"),
        "unsure": pgettext("tone", "not certain"),
    }.get(label, label)


def tone_told(mood: Sentiment) -> str:
    """The tone with its score and its certainty; one that is not certain has no score, but a reason."""
    from social_console.sentiment import doubt  # an engine: what only shows a list does not load it

    why = {
        "unknown": _("no word with a tone is known"),
        "mixed": _("what is good and what is bad weigh the same"),
        "short": _("too little is said"),
    }.get(doubt(mood))
    if why is not None:
        return f"{tone_word(mood.label)}: {why}"
    said = f"{tone_word(mood.label)} {mood.score:+.2f}"
    if not mood.confidence:  # understood before certainty was kept
        return said
    return _("{tone}, certain to {share}").format(tone=said, share=f"{mood.confidence:.0%}")


def tone_words(mood: Sentiment, *, most: int = 100) -> str:
    """The words that made it (untrusted, made plain), each with its weight."""
    return ", ".join(f"{plain(span.word, limit=30, newlines=False)} {span.weight:+.1f}" for span in mood.words[:most])
