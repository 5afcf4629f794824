"""What the inbox remembers, in the form that rules ask it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from social_console.i18n import gettext as _
from social_console.model import Event
from social_console.rules import Loaded, RuleSet
from social_console.rules.corrections import CORRECTING, Heard, Story
from social_console.rules.differing import judges_by
from social_console.rules.lexicon import words_of
from social_console.rules.place import Place
from social_console.rules.replay import Diff, Known
from social_console.rules.replay import diff as replay
from social_console.rules.stems import caught_by_stems
from social_console.rules.together import BEFORE, Together

if TYPE_CHECKING:
    from social_console.store import Inbox, Reader, StoredMention

_PAGE = 500


def judged(
    inbox: Inbox, since: datetime, until: datetime | None = None, *, reader: Reader | None = None
) -> Iterator[Known]:
    """Every inbound mention that `reader` may read, with what was known of it when it was decided."""
    from social_console import store

    with inbox.reading() as tx:
        yield from store.past_since(tx, since, until, reader=reader)


def diff(
    inbox: Inbox,
    before: RuleSet,
    after: RuleSet,
    since: datetime,
    *,
    told: Callable[[int], None] | None = None,
    reader: Reader | None = None,
) -> Diff:
    """What `after` would have said otherwise than `before` of what came since. Changes nothing.

    `told` hears now and then how many messages were tried.
    """
    past = judged(inbox, since, reader=reader)
    return replay(before, after, past if told is None else _counted(past, told), alike=_alike(inbox, before))


def _alike(inbox: Inbox, rule_set: RuleSet) -> frozenset[str]:
    """The hashes of all sets ever in force that judge as this one does, whatever they promise."""
    from social_console import store

    with inbox.reading() as tx:
        terms = {term.hash: term.meaning for term in store.rule_sets(tx)}
    by = judges_by(rule_set.meaning)
    return frozenset(hash_ for hash_, meaning in terms.items() if judges_by(meaning) == by)


def _counted(past: Iterator[Known], told: Callable[[int], None]) -> Iterator[Known]:
    for number, one in enumerate(past, 1):
        if number % _PAGE == 0:
            told(number)
        yield one


def stories(inbox: Inbox, since: datetime, *, reader: Reader | None = None) -> Iterator[Story]:
    """Moments that something came into since then, with what was done to them."""
    from social_console import store

    with inbox.reading() as tx:
        yield from _stories(tx, store.judged_since(tx, since, reader=reader))


def corrected(inbox: Inbox, since: datetime, *, reader: Reader | None = None) -> Iterator[Story]:
    """Moments that somebody corrected since then, however old they are."""
    from social_console import store

    with inbox.reading() as tx:
        moments = store.touched_by(tx, CORRECTING, since)
        yield from _stories(tx, store.judged_of(tx, moments, reader=reader))


def _stories(tx: Any, mentions: Iterable[StoredMention]) -> Iterator[Story]:
    from social_console import store

    heard: dict[int, list[Heard]] = {}
    for one in mentions:
        if one.moment is not None and one.verdict is not None:
            it = one.mention
            said = Heard(it.created_at, it.text, one.verdict, it.subject, it.channel)
            heard.setdefault(one.moment, []).append(said)
    ids = iter(heard)
    while page := list(islice(ids, _PAGE)):
        for id_, timeline in store.timelines(tx, page).items():
            yield Story(id_, sorted(heard[id_], key=lambda one: one.at), _standing(timeline.events))


def _standing(events: Sequence[Event]) -> list[Event]:
    """Events without those that were undone."""
    undone = {event.data.get("undoes") for event in events if event.verb == "undo"}
    return [event for event in events if event.id not in undone]


def remark_on_past(
    inbox: Inbox, loaded: Loaded, since: datetime, *, most: float = 1 / 3, reader: Reader | None = None
) -> None:
    """Adds to a sound file's remarks what its stems really catch, and which rules fire on too much.

    `most`: the share of all messages beyond which a rule says little.
    """
    rule_set, reading = loaded.rule_set, loaded.reading
    if rule_set is None:
        return
    together = Together(rule_set, rule_set)
    fired: Counter[str] = Counter()
    words: Counter[str] = Counter()
    count = 0
    for one in judged(inbox, since, reader=reader):
        count += 1
        copies = together.copies(one)
        words.update(set(words_of(copies.spelled.text)))
        fired.update(rule.rule for rule in together.listen(one, copies).verdict(BEFORE).fired)
    for name, entries in rule_set.lists.items():
        place = reading.declared.get("lists", {}).get(name, Place("", 0, 0))
        for stem, caught in caught_by_stems(entries, words).items():
            if len(caught) > 1:
                message = _("“{stem}” catches: {words}.").format(stem=stem, words=", ".join(caught))
                reading.fault("stem", place, message, severity="info")
    for rule in rule_set.meaning.get("rules", ()):
        if count and fired[rule["id"]] / count > most:
            message = _("“{rule}” fires on {share} of the messages.")
            message = message.format(rule=rule["id"], share=f"{fired[rule['id']] / count:.0%}")
            place = reading.marks.get(id(rule), Place("", 0, 0))
            remedy = _("If that is meant, leave it; else ask for more in `when`, or leave something out with `none`.")
            reading.fault("too-broad", place, message, remedy, severity="warning")
