"""One mention as the conditions see it: its copies, what the lexicon saw in them, its annotation and context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from social_console import asks
from social_console.annotate import LONGEST
from social_console.model import Annotation, Clause, Context, Mention, Span
from social_console.rules import lexicon
from social_console.rules.patterns import Pattern, places
from social_console.text import Folded, fold

if TYPE_CHECKING:
    from social_console.rules.ruleset import RuleSet

_ANSWERED_SUBJECT = re.compile(r"\s*(?:re|rv|fw|fwd|rm|enc|res|aw|tr)\s*:", re.IGNORECASE)
_JOINT = ".\n"
"""Between subject and text, so that no phrase reaches from one into the other."""
_READ = ("es", "en", "pt")
"""A text in another language, or in none that is sure, is spelled out as the institution's own: three words in chat
spelling look like Basque more often than they are."""
_LONGEST_SUBJECT = 500
SHORT = 25
"""Words: a greeting, a line and a signature."""
MOST_WORDS = 20
"""Places shown for one clause."""
IN_SUBJECT = "@subject"
"""Ends the path of a clause whose words stand in the subject; they count from its beginning."""


class Copies:
    """A text with its subject line, in the two copies in which rules look for words (DESIGN 6)."""

    __slots__ = ("folded", "head", "lang", "offset", "spelled")

    def __init__(self, text: str, head: str, lang: str) -> None:
        self.lang = lang
        self.head = head
        """The subject that is read; empty where there is none, or where it only repeats."""
        self.offset = len(head) + len(_JOINT) if head else 0
        """Where the text begins: what lies before is the subject."""
        text = text[:LONGEST]
        self.folded: Folded = fold(head + _JOINT + text if head else text)
        self.spelled: Folded = lexicon.readable(self.folded, lang)

    @classmethod
    def of(cls, mention: Mention, annotation: Annotation, context: Context, rule_set: RuleSet) -> Copies:
        """Of a mention, read in its language."""
        head = subject_line(mention.subject, mention.text, context.position) if mention.subject else ""
        return cls(mention.text, head, read_as(annotation.lang, rule_set))

    def seen(self, rule_set: RuleSet) -> lexicon.Hits:
        """What the lexicon of a rule set sees in them."""
        return rule_set.lexicon.find(self.folded, self.spelled, self.lang)


def read_as(lang: str, rule_set: RuleSet) -> str:
    """The language in which a text of this language is spelled out."""
    return lang if lang in _READ else rule_set.defaults.lang


class Subject:
    """Everything is worked out when it is first asked for, and once."""

    def __init__(
        self,
        rule_set: RuleSet,
        mention: Mention,
        annotation: Annotation,
        context: Context,
        *,
        copies: Copies | None = None,
        hits: lexicon.Hits | None = None,
    ) -> None:
        """`copies`, `hits`: where they are made already, the hits by the lexicon of this rule set."""
        if copies is None:
            copies = Copies.of(mention, annotation, context, rule_set)
        self.rule_set = rule_set
        self.mention = mention
        self.annotation = annotation
        self.context = context
        self.copies = copies
        self.lang = copies.lang
        self.head = copies.head
        self.offset = copies.offset
        self.folded = copies.folded
        self.spelled = copies.spelled
        self.hits: lexicon.Hits = copies.seen(rule_set) if hits is None else hits
        self._patterns: dict[Pattern, bool] = {}

    @cached_property
    def asked_in_head(self) -> Mapping[str, Sequence[Span]]:
        """What the subject asks for, by name."""
        return {ask.name: ask.words for ask in asks.find(self.head, self.lang)} if self.head else {}

    @cached_property
    def short(self) -> bool:
        """The text says so little that the subject speaks for it."""
        return len(self.mention.text.split()) <= SHORT

    @cached_property
    def outside(self) -> lexicon.Hits:
        """What was seen apart from what is only part of a place's name: the hole in *Hoyo Frío* is none."""
        names = [(f.start + self.offset, f.end + self.offset) for f in self.annotation.facts if f.kind == "place"]
        if not names:
            return self.hits
        found: lexicon.Hits = {}
        for atom, seen in self.hits.items():
            left = [place for place in seen if not self._named(place, names)]
            if left or not seen:
                found[atom] = left
        return found

    def _named(self, place: tuple[int, int], names: Sequence[tuple[int, int]]) -> bool:
        """Whether it lies inside one of these names and is not the whole of it."""
        start, end = self.spelled.span(place[0], _word_end(self.spelled.text, place[1]))
        return any(first <= start and end <= last and end - start < last - first for first, last in names)

    @cached_property
    def encoded(self) -> bytes:
        """The folded copy as RE2 reads it."""
        return self.folded.text.encode(errors="replace")

    @cached_property
    def encoded_raw(self) -> bytes:
        """The raw text as RE2 reads it."""
        return self.folded.raw.encode(errors="replace")

    @cached_property
    def words(self) -> lexicon.Words:
        """The words of the spelled-out copy, numbered."""
        return lexicon.Words(self.spelled.text)

    def matches(self, pattern: Pattern) -> bool:
        """Whether the pattern matches; tried only where a literal that it requires was seen."""
        found = self._patterns.get(pattern)
        if found is None:
            possible = pattern.literals is None or not pattern.literals.isdisjoint(self.hits)
            found = possible and pattern.seen(self.encoded_raw if pattern.exact else self.encoded)
            self._patterns[pattern] = found
        return found

    def word_places(self, atoms: frozenset[int], seen: lexicon.Hits, *, exact: bool = False) -> list[tuple[int, int]]:
        """Where these entries were `seen`, as whole words: in the raw text if `exact`, else in the spelled-out one."""
        copy = self.folded.raw if exact else self.spelled.text
        found = {place for atom in atoms for place in seen.get(atom, ())}
        return sorted({(start, _word_end(copy, end)) for start, end in found})

    def pattern_places(self, pattern: Pattern) -> list[tuple[int, int]]:
        """Where it matches: in the raw text if it is an exact one, else in the folded one."""
        encoded = self.encoded_raw if pattern.exact else self.encoded
        return places(encoded, list(islice(pattern.find(encoded), MOST_WORDS)))

    def told(self, path: str, raw: Iterable[tuple[int, int]]) -> list[Clause]:
        """A clause for the words found in the text, and one for those found in the subject."""
        ordered = sorted(set(raw))
        head = [place for place in ordered if place[0] < self.offset]
        body = [(start - self.offset, end - self.offset) for start, end in ordered if start >= self.offset]
        clauses = [Clause(path=path, words=_spans(self.mention.text, body))] if body or not head else []
        return [*clauses, Clause(path=path + IN_SUBJECT, words=_spans(self.folded.raw, head))] if head else clauses


def subject_line(subject: str, text: str, position: str) -> str:
    """The subject, unless it only repeats what was written before."""
    subject = subject[:_LONGEST_SUBJECT]
    repeats = position == "reply" and _ANSWERED_SUBJECT.match(subject) is not None
    return "" if repeats or text.startswith(subject) else subject


def _word_end(copy: str, end: int) -> int:
    """Where the word that holds the character before `end` ends."""
    if end and not lexicon.is_word(copy[end - 1]):
        return end
    while end < len(copy) and lexicon.is_word(copy[end]):
        end += 1
    return end


def _spans(text: str, found: list[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(Span(text[start:end], start, end) for start, end in found[:MOST_WORDS])
