"""What a rule gave a message, in the reader's words, as the console and `show` say it."""

from __future__ import annotations

from collections.abc import Mapping

from social_console.i18n import gettext as _
from social_console.text import one_line
from social_console.verbs.words import priority_word

_ORDER = (
    "tag", "priority", "assign", "standard", "suggest", "notify", "approve", "restrict", "reply", "dismiss", "stop",
)  # fmt: skip
"""What matters to whoever reads the list comes first, as in the documents."""


def gave_words(gave: Mapping[str, object]) -> str:
    """`#agua, alta, responsable guardia`; of a rule on trial, what it would have given."""
    trial = gave.get("shadow")
    if isinstance(trial, Mapping):
        return _("on trial, would give: {what}").format(what=gave_words(trial))
    named = [key for key in _ORDER if gave.get(key)]
    said = [_gave(key, gave[key]) for key in named]
    return one_line(", ".join(said), 200)


def _gave(key: str, value: object) -> str:
    names = [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
    if key == "tag":
        return " ".join(f"#{tag}" for tag in names)
    if key == "priority":
        return priority_word(names[0])
    words = {
        "assign": _("owner {value}"),
        "standard": _("promise {value}"),
        "suggest": _("template {value}"),
        "dismiss": _("dismisses"),
        "stop": _("stops here"),
        "approve": _("needs approval"),
        "restrict": _("restricted"),
        "reply": _("no reply owed"),
        "notify": _("tells {value}"),
    }
    return words[key].format(value=", ".join(names))
