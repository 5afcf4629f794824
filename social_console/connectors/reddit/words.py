"""Which things of a subreddit concern the institution: those that hold one of its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from social_console.connectors.reddit.things import Thing
from social_console.text import fold_key


def holds_one_of(thing: Thing, words: Sequence[str]) -> bool:
    """Whole words or phrases, whatever their case and accents; without `words`, everything."""
    if not words:
        return True
    text = fold_key(f"{thing.data.get('title') or ''}\n{thing.text}")
    return any(re.search(rf"(?<!\w){re.escape(fold_key(word))}(?!\w)", text) for word in words if word.strip())
