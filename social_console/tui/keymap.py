"""The keys as data. Texts are msgids here (`N_`) and are translated when they are shown: the language comes late.

No key needs AltGr on a Spanish keyboard. Every Binding has an id, by which a keymap may change it, and a tooltip.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from textual.binding import Binding, BindingType


def N_(message: str) -> str:
    """`message` itself; marks it for the catalogue."""
    return message


def bindings(source: Iterable[BindingType]) -> list[Binding]:
    """Those that are Bindings: ours all are."""
    return [binding for binding in source if isinstance(binding, Binding)]


def clashes(groups: Mapping[str, Iterable[BindingType]], keymap: Mapping[str, str]) -> list[str]:
    """What is wrong with a keymap: unknown ids, and keys that two ids of one screen would share."""
    found = [f"{name}: no such binding" for name in sorted(set(keymap) - _ids(groups))]
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
