"""The keys as data: which may be changed by a keymap, and what would clash.

No key needs AltGr on a Spanish keyboard. Every Binding has an id, by which a keymap may change it, and a tooltip;
both texts are msgids (`N_`) and are translated when they are shown, for the language is known late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from textual.binding import Binding, BindingType

ALTGR = frozenset("@#[]{}\\|~€¬")
"""What a Spanish keyboard gives only with AltGr."""


def bindings(source: Iterable[BindingType]) -> list[Binding]:
    """Those that are Bindings: ours all are."""
    return [binding for binding in source if isinstance(binding, Binding)]


def clashes(groups: Mapping[str, Iterable[BindingType]], keymap: Mapping[str, str]) -> list[str]:
    """What is wrong with a keymap: unknown ids, and keys that two ids of one place would share."""
    found = [f"{name}: ?" for name in sorted(set(keymap) - _ids(groups))]
    for group, source in groups.items():
        taken: dict[str, list[str]] = defaultdict(list)
        for binding in bindings(source):
            keys = keymap.get(binding.id or "", binding.key)
            for key in {key.strip() for key in keys.split(",")}:
                taken[key].append(binding.id or binding.action)
        found += [f"{group}: {key}: {', '.join(names)}" for key, names in taken.items() if len(set(names)) > 1]
    return found


def _ids(groups: Mapping[str, Iterable[BindingType]]) -> set[str]:
    return {binding.id for source in groups.values() for binding in bindings(source) if binding.id}
