"""What is thought about a page before it is stored: annotate, read the context, decide. No transaction is open then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from social_console.model import Annotation, Context, Direction, Item, Mention, Revision, Tombstone

if TYPE_CHECKING:
    from social_console.collect.aside import Text
    from social_console.rules import RuleSet
    from social_console.settings import Settings
    from social_console.store import Arrival, Inbox

InstitutionOf = Callable[[str, str], str]
"""(channel, account) → the institution's key."""


@dataclass(frozen=True, slots=True)
class Thinker:
    """All that judging a mention takes."""

    inbox: Inbox
    settings: Settings
    rule_set: RuleSet

    def arrivals(
        self,
        items: Sequence[Item],
        *,
        one_way: bool = False,
        forget: bool = False,
        institution_of: InstitutionOf | None = None,
    ) -> list[Arrival]:
        """The items of one page, judged, in their order. `forget`: what is withdrawn is to be emptied."""
        return list(self.judging(items, one_way=one_way, forget=forget, institution_of=institution_of))

    def judging(
        self,
        items: Sequence[Item],
        *,
        one_way: bool = False,
        forget: bool = False,
        institution_of: InstitutionOf | None = None,
        annotations: Iterable[Annotation] | None = None,
    ) -> Iterator[Arrival]:
        """The same, each decided when it is asked for; what is known before any of it is stored counts for all.

        `annotations`: what `texts` of these items are, where that is known already.
        """
        from social_console import store

        where = institution_of or self.settings.institution_of
        judged = [mention for item in items if (mention := _to_judge(item)) is not None]
        if annotations is None:
            annotations = [self.annotated(mention, where(mention.channel, mention.account)) for mention in judged]
        with self.inbox.reading() as tx:
            contexts = store.contexts(tx, where, judged)
        known = zip(annotations, contexts, strict=True)
        for item in items:
            yield self._arrival(item, known, where, one_way, forget)

    def _arrival(
        self,
        item: Item,
        known: Iterator[tuple[Annotation, Context]],
        where: InstitutionOf,
        one_way: bool,
        forget: bool,
    ) -> Arrival:
        from social_console import rules, store

        mention = _to_judge(item)
        institution = where(*_addressed(item))
        if mention is None:
            return store.Arrival(institution=institution, item=item, one_way=one_way, forget=forget)
        annotation, context = next(known)
        verdict = rules.decide(self.rule_set, mention, annotation, context)
        return store.Arrival(
            institution=institution,
            item=item,
            annotation=annotation,
            context=context,
            verdict=verdict,
            one_way=one_way,
            forget=forget,
        )

    def texts(self, items: Sequence[Item]) -> list[Text]:
        """What `annotated` is told of each item that is judged."""
        where, judged = self.settings.institution_of, filter(None, map(_to_judge, items))
        languages = self.settings.languages_of
        return [(one.text, one.lang, languages(where(one.channel, one.account))) for one in judged]

    def annotated(self, mention: Mention, institution: str) -> Annotation:
        """What the text is, read in the languages of its institution."""
        languages = self.settings.languages_of(institution)
        return self.rule_set.annotate(mention.text, declared=mention.lang, languages=languages)


def _to_judge(item: Item) -> Mention | None:
    """The inbound mention in it; what the institution says itself, and what was deleted, is not judged."""
    mention = item.mention if isinstance(item, Revision) else item
    if isinstance(mention, Tombstone) or mention.direction is Direction.OUT:
        return None
    return mention


def _addressed(item: Item) -> tuple[str, str]:
    mention = item.mention if isinstance(item, Revision) else item
    return mention.channel, mention.account
