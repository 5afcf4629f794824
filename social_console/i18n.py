"""The user's language: gettext over the compiled catalogues in `locale/`.

Sources are in English; `es` is the default language of screens (VOCABULARY: the product is Spanish first).
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Mapping
from pathlib import Path

DOMAIN = "social_console"
LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("es", "en")
DEFAULT = "es"

_spoken = [DEFAULT]
_catalogues: dict[str, _gettext.NullTranslations] = {}


def from_environment(environ: Mapping[str, str] = os.environ) -> str:
    """The first of SOCIAL_CONSOLE_LANGUAGE, LANGUAGE, LC_ALL, LC_MESSAGES, LANG that names one of ours, else `es`."""
    for name in ("SOCIAL_CONSOLE_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = environ.get(name, "")[:2].lower()
        if code in LANGUAGES:
            return code
    return DEFAULT


def activate(language: str) -> None:
    """Speak `language` in every thread from now on; an unknown one is the default.

    Libraries that ask gettext without a catalogue of their own (the command line's) are given ours.
    """
    _spoken[0] = language if language in LANGUAGES else DEFAULT
    os.environ["LANGUAGE"] = _spoken[0]
    _gettext.bindtextdomain(DOMAIN, LOCALE)
    _gettext.textdomain(DOMAIN)


def language() -> str:
    """The language being spoken."""
    return _spoken[0]


def translations(code: str) -> _gettext.NullTranslations:
    """The catalogue of `code`; English, and what is not compiled, is the sources' own text."""
    if code not in _catalogues:
        _catalogues[code] = _gettext.translation(DOMAIN, LOCALE, languages=[code], fallback=True)
    return _catalogues[code]


def gettext(message: str) -> str:
    """`message` in the user's language."""
    return translations(_spoken[0]).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form that fits `n`."""
    return translations(_spoken[0]).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """`message` as it is said in `context` (a word with two meanings)."""
    return translations(_spoken[0]).pgettext(context, message)


def N_(message: str) -> str:
    """`message` itself: marks a text that stands in a constant and is translated when it is shown."""
    return message
