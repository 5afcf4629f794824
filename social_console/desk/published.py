"""Private numbers that a public reply would put before everybody."""

from __future__ import annotations

from social_console.i18n import gettext as _


def published_data(text: str) -> list[str]:
    """What is said of each kind that the text holds."""
    from social_console.asks import facts

    kinds = {
        "phone": _("a telephone number"),
        "id_number": _("an identity number"),
        "email": _("an e-mail address"),
        "card": _("the number of a card or an account"),
    }
    found = dict.fromkeys(kinds[fact.kind] for fact in facts(text) if fact.kind in kinds)
    return [_("This public reply would show {what}.").format(what=what) for what in found]
