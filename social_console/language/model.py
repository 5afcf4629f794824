"""py3langid's model, asked word by word. A second and 93 MB: it loads when a text first needs it, once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import Any, Final

_WORD_AT_MOST: Final = -30.0
"""No single word says more than so much."""
_loading: Final = Lock()


@cache
def _model(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(list(languages))
    return model


@lru_cache(maxsize=200_000)
def _word_scores(word: str, languages: tuple[str, ...]) -> tuple[float, ...]:
    """What the model says of one word, in the order of `languages`; the memo is what makes it fast."""
    with _loading:
        model = _model(languages)
    scores = dict(model.rank(f" {word} "))
    highest = max(scores.values())
    return tuple(max(scores[lang] - highest, _WORD_AT_MOST) for lang in languages)


def scores(words: Sequence[str], languages: tuple[str, ...]) -> dict[str, float]:
    """The words' scores added up and, as the model's authors do, softened by the root of their length.

    Every word is remembered: whoever asks cuts what is no word any more.
    """
    softened = 1.0 / math.sqrt(sum(map(len, words)) + len(words) + 1)
    columns = zip(*[_word_scores(word, languages) for word in words], strict=True)
    return {lang: sum(column) * softened for lang, column in zip(languages, columns, strict=True)}
