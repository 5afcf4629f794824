"""The line under a reply: how long it is, in how many posts, what it costs, what is missing or to be thought of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from social_console.desk import budget_words, unresolved
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from social_console.desk import Composing


def length_words(composing: Composing, text: str) -> str:
    """As the channel counts."""
    n = composing.measure(text)
    return f"{n}/{composing.limit}" if composing.limit is not None else _("{n} characters").format(n=n)


def posts_of(composing: Composing, text: str) -> tuple[str, ...]:
    """What would go out in numbered posts; empty where it needs none, or cannot."""
    if not (composing.threads and composing.too_long(text)):
        return ()
    try:
        return composing.parts(text)
    except UsageError:
        return ()


def cost_words(composing: Composing, posts: Sequence[str]) -> str:
    """What these posts cost; empty where the channel takes nothing."""
    if not composing.cost:
        return ""
    said = _("costs ${dollars:.3f}").format(dollars=composing.price(posts))
    if composing.left is None:
        return said
    return f"{said} · {budget_words(composing.price(posts), composing.left)}"


def gauge(composing: Composing, text: str, arrived: int, saved_at: str) -> Content:
    """One line; what stops the reply is marked with ✗, what is to be thought of with `!`."""
    long, posts = composing.too_long(text), posts_of(composing, text)
    parts = [(length_words(composing, text), "bold $text-error" if long else "$text-muted")]
    if posts:
        parts.append((f"  ✗ {_('too long; ctrl+n: in {n} posts').format(n=len(posts))}", "bold $text-error"))
    elif long:
        parts.append((f"  ✗ {_('too long')}", "bold $text-error"))
    missing = unresolved(text)
    if missing:
        parts.append((f"  ✗ {_('fill in')} {' '.join(missing)}", "bold $text-error"))
    cost = cost_words(composing, posts or (text,))
    if cost:
        parts.append((f"  {cost}", "$text-muted"))
    if composing.blocked:
        parts.append((f"  ✗ {plain(composing.blocked, limit=200, newlines=False)}", "bold $text-error"))
    parts += [
        (f"  ! {plain(each, limit=200, newlines=False)}", "bold $text-warning") for each in composing.warned(text)
    ]
    if arrived:
        parts.append((f"  ↑ {_('{n} new in the thread').format(n=arrived)}", "bold $text-warning"))
    if saved_at:
        parts.append((f"  {_('draft stored {time}').format(time=saved_at)}", "$text-muted"))
    return Content.assemble(*parts)
