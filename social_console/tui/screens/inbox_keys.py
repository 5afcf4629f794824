"""The inbox's keys. Verbs bring their own; none needs AltGr on a Spanish keyboard."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from social_console import verbs
from social_console.i18n import N_

KEYS: list[BindingType] = [
    *(
        Binding(verb.key, f"verb('{verb.name}')", verb.name, id=f"verb.{verb.name}", tooltip=verb.name)
        for verb in verbs.VERBS
    ),
    *(
        Binding(str(n), f"nth_view({n})", N_("View {n}"), id=f"view.{n}", tooltip=N_("Open that view"), show=False)
        for n in range(1, 10)
    ),
    *(
        Binding(
            f"f{n}",
            f"macro('f{n}')",
            N_("Macro"),
            id=f"macro.f{n}",
            tooltip=N_("What rules.yaml puts on this key"),
            show=False,
        )
        for n in range(2, 13)
    ),
    Binding(
        "tab",
        "view(1)",
        N_("Next view"),
        id="view.next",
        tooltip=N_("In the list: the next view; reading: the next section"),
    ),
    Binding("shift+tab", "view(-1)", N_("Previous view"), id="view.previous", tooltip=N_("The view before")),
    Binding("enter,right", "read", N_("Read"), id="inbox.read", tooltip=N_("Read the whole moment")),
    Binding(
        "escape,left",
        "back",
        N_("Back"),
        id="inbox.back",
        tooltip=N_("One level back: page, marks, filter, first view"),
    ),
    Binding("space", "mark", N_("Mark"), id="inbox.mark", tooltip=N_("Mark and move on; verbs then act on all marks")),
    Binding("asterisk", "mark_all", N_("Mark all"), id="inbox.mark_all", tooltip=N_("Mark the whole view, or nothing")),
    Binding(
        "J,ctrl+down",
        "step(1)",
        N_("Next moment"),
        id="inbox.next",
        tooltip=N_("The next moment, also while reading"),
    ),
    Binding(
        "K,ctrl+up",
        "step(-1)",
        N_("Previous moment"),
        id="inbox.previous",
        tooltip=N_("The moment before, also while reading"),
    ),
    Binding("slash", "filter", N_("Filter"), id="inbox.filter", tooltip=N_("Search and filter, as you type")),
    Binding(
        "colon",
        "command",
        N_("Verb"),
        id="inbox.command",
        tooltip=N_("Any verb by its name, in Spanish or English"),
    ),
    Binding(
        "u",
        "arrivals",
        N_("Show new"),
        id="inbox.arrivals",
        tooltip=N_("Read the view anew, with what has arrived"),
    ),
    Binding("i", "why", N_("Why"), id="inbox.why", tooltip=N_("Why it is here: rule, clause and words")),
    Binding("l", "link", N_("Open link"), id="inbox.link", tooltip=N_("Open the message's own address in the browser")),
    Binding(
        "equals_sign",
        "alike",
        N_("Same text"),
        id="inbox.alike",
        tooltip=N_("Every moment with the text of this one, where the line says ×2 or more"),
    ),
    Binding("v", "height", N_("Row height"), id="inbox.height", tooltip=N_("One line or two for each moment")),
]
