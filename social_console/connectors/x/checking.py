"""`connectors check`: whose keys these are, whether posts can be read, and what it all costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from social_console.connectors.base import CheckResult
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.connectors.x.asking import Asking
    from social_console.connectors.x.meter import Meter
    from social_console.connectors.x.settings import XSettings


def check(asking: Asking, settings: XSettings, meter: Meter) -> CheckResult:
    """Two requests: who, and the newest mentions (five: X gives no fewer)."""
    before = meter.spent
    me = asking.who()
    asking.mentions(max_results=5)
    notes = [*_prices(settings), *_rules(settings)]
    if meter.spent > before:
        notes.append(_("This check cost at most ${spent:.3f}.").format(spent=meter.spent - before))
        notes.append(_("The month has cost at most ${spent:.2f} so far.").format(spent=meter.spent))
    return CheckResult(ok=True, identity=f"@{me.handle} ({me.id})", scopes=("read",), notes=tuple(notes))


def _prices(settings: XSettings) -> list[str]:
    prices = _("Prices in dollars: a post read {read}, a profile {user}, a reply {post}, a reply with a link {link}.")
    said = [
        prices.format(
            read=settings.price_per_read,
            user=settings.price_per_user,
            post=settings.price_per_post,
            link=settings.price_per_post_with_url,
        )
    ]
    if settings.monthly_budget:
        budget = _("Reading stops before it and the replies cost more than ${budget:.2f} a month.")
        return [*said, budget.format(budget=settings.monthly_budget)]
    return [*said, _("There is no monthly_budget: nothing here limits what reading costs.")]


def _rules(settings: XSettings) -> list[str]:
    if not settings.needs_summon:
        return []
    return [_("Replies go only to posts that mention or quote this account; others are answered by hand.")]
