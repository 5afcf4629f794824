"""Near-duplicates: which group of reposts a text joins that is not the very same words.

The first text of a group is kept with two keys, of its first and of its last telling words (`repeats.ends`). Who shares
one of them is compared with it word by word: a group holds what is near its first text, not what is near to near.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import Connection

from social_console.model import Annotation
from social_console.repeats import alike, is_cut, telling

from .codec import canonical
from .driver import driver_of

_NEWEST: Final = 5
"""So many groups that share a key are compared with, the newest."""


class Kept(NamedTuple):
    """What is stored of a text: the group it is of, and, if it began that group, its two keys."""

    fingerprint: int | None
    head: int | None = None
    tail: int | None = None


class _First(NamedTuple):
    """The text that began a group."""

    fingerprint: int
    text: str


_Known = defaultdict[int, list[_First]]


def grouped(tx: Connection, institution: str, said: Iterable[tuple[str, Annotation | None]]) -> Iterator[Kept]:
    """For each text with its annotation, in order, the group that it joins or begins."""
    texts = list(said)
    known = _known(tx, institution, [found.ends for _text, found in texts if found is not None and found.ends])
    for text, found in texts:
        yield _group(text, found, known)


def _group(text: str, found: Annotation | None, known: _Known) -> Kept:
    """Its own group is a new one, and known from then on, unless it is near the first text of another."""
    if found is None or found.fingerprint is None or found.ends is None:
        return Kept(None if found is None else found.fingerprint)
    near = _near(found.fingerprint, text, [first for key in found.ends for first in known.get(key, ())[-_NEWEST:]])
    if near is not None:
        return Kept(near)
    for key in found.ends:
        known[key].append(_First(found.fingerprint, text))
    return Kept(found.fingerprint, *found.ends)


def _near(fingerprint: int, text: str, candidates: list[_First]) -> int | None:
    """The group that a text joins."""
    if any([first.fingerprint == fingerprint for first in candidates]):
        return fingerprint
    words, cut = _read(text)
    for first in candidates:
        others, other_cut = _read(first.text)
        comparable = len(words) == len(others) or cut or other_cut  # as `alike` says; most are not
        if comparable and alike(words, others, one_cut=cut, other_cut=other_cut):
            return first.fingerprint
    return None


@lru_cache(maxsize=8_000)
def _read(text: str) -> tuple[tuple[str, ...], bool]:
    """Its telling words, and whether it is cut; the first texts of groups are asked for again and again."""
    return telling(text), is_cut(text)


_SHARING = (
    "SELECT k.value AS key, m.fingerprint, m.text FROM json_each(?) k JOIN mention m ON m.id IN (SELECT id FROM mention"
    " WHERE {end} = k.value AND institution = ? ORDER BY id DESC LIMIT {newest})"
)


def _known(tx: Connection, institution: str, ends: list[tuple[int, int]]) -> _Known:
    """The first texts of groups that share one of these keys."""
    known: _Known = defaultdict(list)
    for end, keys in zip(("head", "tail"), zip(*ends, strict=True), strict=False):
        asked = canonical(sorted(set(keys)))
        rows = driver_of(tx).execute(_SHARING.format(end=end, newest=_NEWEST), (asked, institution))
        for key, fingerprint, text in rows:
            if fingerprint is not None:
                known[key].append(_First(fingerprint, text))
    return known
