"""What is thought about a page before it is stored: annotate, read the context, decide. No transaction is open then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from social_console.model import Annotation, Context, Direction, Item, Mention, Revision, Tombstone

if TYPE_CHECKING:
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
        self, items: Sequence[Item], *, one_way: bool = False, institution_of: InstitutionOf | None = None
    ) -> list[Arrival]:
        """The items of one page, judged, in their order."""
        from social_console import store

        where = institution_of or self.settings.institution_of
        judged = [mention for item in items if (mention := _to_judge(item)) is not None]
        with self.inbox.reading() as tx:
            contexts = iter(store.contexts(tx, where, judged))
        return [self._arrival(item, contexts, one_way, where) for item in items]

    def _arrival(self, item: Item, contexts: object, one_way: bool, where: InstitutionOf) -> Arrival:
        from social_console import rules, store

        mention = _to_judge(item)
        institution = where(*_addressed(item))
        if mention is None:
            return store.Arrival(institution=institution, item=item, one_way=one_way)
        context: Context = next(contexts)  # type: ignore[call-overload]
        annotation = self.annotated(mention, institution)
        verdict = rules.decide(self.rule_set, mention, annotation, context)
        return store.Arrival(
            institution=institution,
            item=item,
            annotation=annotation,
            context=context,
            verdict=verdict,
            one_way=one_way,
        )

    def annotated(self, mention: Mention, institution: str) -> Annotation:
        """What the text is, read in the languages of its institution."""
        known = self.settings.institutions.get(institution)
        languages = known.languages if known else self.settings.languages
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
