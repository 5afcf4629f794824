"""The store's and the desk's side of the screens. Every method may block: it is called from a thread of `Lanes`."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from social_console.i18n import gettext as _
from social_console.tui.ports import Listing, Opening, Seen
from social_console.tui.present import now
from social_console.tui.widgets.bars import Health, Reading, Whose
from social_console.tui.widgets.views import View, views_of

if TYPE_CHECKING:
    from social_console.desk import Composing, Desk, Done
    from social_console.publish import Unpublished, Watch
    from social_console.rules import RuleSet
    from social_console.store import Blind, Inbox, Reader, Reply, Row, Stream
    from social_console.tui.ports import SessionLike
    from social_console.verbs import Verb

STUCK = ("failed", "unknown", "to_approve", "queued")
"""States of a reply that one looks at before one writes another."""
LONGEST_QUERY = 1_000
"""Characters; the query language takes 2,000. For more moments than that names, the whole view is read."""


class Gate:
    """One operator at one inbox."""

    def __init__(self, session: SessionLike) -> None:
        self.session = session
        self._rules: RuleSet | None = None
        self._watch: Watch | None = None

    # ── opening ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def inbox(self) -> Inbox:
        """The session's."""
        return self.session.inbox

    @property
    def rules(self) -> RuleSet:
        """In force; another set may be published while the screen is open."""
        if self._rules is None:
            self._rules = self.session.rules
        return self._rules

    @property
    def desk(self) -> Desk:
        """The operator's verbs, under the rules in force."""
        from social_console.desk import Desk

        settings = self.session.settings
        return Desk(self.inbox, settings, self.rules, self.session.operator)

    @property
    def reader(self) -> Reader:
        """What of the restricted moments the operator may read."""
        return self.desk.reader

    def open(self) -> Opening:
        """Everything that the first full screen needs. Raises what is wrong with home, settings, inbox or rules."""
        settings, role = self.session.settings, self.desk.role
        whose = Whose(
            institution=settings.name,
            operator=self.session.operator,
            demo=self.session.demo,
            read_only=role == "auditor",
        )
        return Opening(whose, settings.timezone, self.views(), role, self.counts(), self.newest())

    def views(self) -> tuple[View, ...]:
        """The fixed ones and the rule set's."""
        return views_of({key: view.title for key, view in self.rules.views.items()})

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    def counts(self) -> Mapping[str, int]:
        """How many moments each view holds."""
        from social_console import store

        with self.inbox.reading() as tx:
            return store.counts(tx, me=self.session.operator, now=now(), reader=self.reader)

    def listing(self, view: View, query: str) -> Listing:
        """The lines of a view, narrowed by a query (QueryError), in the view's order.

        Of those with the same text the first stands for all, unless the query asks for them (`like:`).
        """
        from social_console import store
        from social_console.query import asks_for

        with self.inbox.reading() as tx:
            ids = self._ids(tx, view, query)
            lines = ids if asks_for(query, "like") else store.first_of_each(tx, ids)
        return Listing(lines, len(ids))

    def _ids(self, tx: Any, view: View, query: str) -> array[int]:
        from social_console import store

        return store.view_ids(tx, view.key, query, me=self.session.operator, now=now(), reader=self.reader)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """What the list shows of these."""
        from social_console import store

        with self.inbox.reading() as tx:
            return list(store.rows(tx, ids, reader=self.reader))

    def still(self, view: View, query: str, ids: Sequence[int]) -> set[int]:
        """Which of these the view still holds."""
        wanted = "id:" + ",".join(str(moment) for moment in ids)
        asked = f"({query}) {wanted}" if query.strip() else wanted
        with self.inbox.reading() as tx:
            return set(self._ids(tx, view, query if len(asked) > LONGEST_QUERY else asked)).intersection(ids)

    def seen(self, moment: int) -> Seen:
        """Everything that is shown of one moment."""
        from social_console import store

        with self.inbox.reading() as tx:
            detail = store.detail(tx, moment, reader=self.reader)
            row = detail.row
            if row.covered:
                return Seen(detail)
            past = store.author_history(tx, row.institution, row.channel, detail.citizen, 12, reader=self.reader)
        others = tuple(each for each in past if each.id != moment)
        return Seen(detail, others, self._legal(row))

    def newest(self) -> int:
        """The newest event: when it changes, something has happened."""
        from social_console import store

        with self.inbox.reading() as tx:
            return store.newest_event(tx)

    def changed(self, since: int) -> set[int]:
        """The moments to which something has happened after that event."""
        from social_console import store

        with self.inbox.reading() as tx:
            return set(store.changed_since(tx, since))

    def health(self) -> Health:
        """What the status bar shows; also takes up a rule set that was published meanwhile."""
        from social_console import store

        with self.inbox.reading() as tx:
            streams, blind = store.streams(tx), store.coverage(tx)
            waiting = store.going_out(tx)
            stuck = store.replies(tx, "failed", "unknown")
        self._rules = store.load_rules(self.inbox)
        unpublished = self._unpublished()
        return Health(
            readings=self._readings(streams, blind),
            not_sent=len(stuck),
            queued=waiting,
            unpublished=unpublished is not None,
            faults=_kept_back(unpublished) if unpublished is not None else "",
        )

    def _readings(self, streams: Sequence[Stream], blind: Sequence[Blind]) -> tuple[Reading, ...]:
        """How each account that is collected stands, as `collect`, `doctor` and `connectors list` say it too."""
        from social_console.upkeep.standing import standing

        told = []
        for account in self.session.settings.accounts:
            if account.collect:
                found = standing(account, streams, blind, now())
                since = found.blind_since if found.blind and found.last_read_at else found.last_read_at
                told.append(Reading(account.label, since, blind=bool(found.blind), gaps=len(found.gaps)))
        return tuple(told)

    def _unpublished(self) -> Unpublished | None:
        """What rules.yaml says otherwise than the set in force, or its fault. Read again only when it was saved."""
        from social_console import publish, store

        settings = self.session.settings
        if not settings.rules_file.exists():
            return None
        if self._watch is None:
            self._watch = publish.Watch(settings.rules_file, publish.surroundings(settings))
        if settings.live == "on-save" and publish.on_save(self.inbox, self._watch, now=now()):
            self._rules = store.load_rules(self.inbox)
        return self._watch.unpublished(self.rules.hash)

    def _legal(self, row: Row) -> str:
        """The article that set the promise when the moment opened."""
        found = self.rules.promises.standard(row.standard, row.created_at)
        return (found.legal or "") if found else ""

    # ── acting ──────────────────────────────────────────────────────────────────────────────────────────

    def why_not(self, verb: Verb, ids: Sequence[int]) -> dict[int, str]:
        """Those of `ids` that do not admit the verb, each with the reason."""
        from social_console import store

        with self.inbox.reading() as tx:
            closed = store.unreadable(tx, ids, self.reader)
            reasons = {moment: verb.why_not(store.state(tx, moment)) for moment in ids}
        said = _("It is restricted: only its owner, their area and leads work on it.")
        reasons |= dict.fromkeys(closed, said)
        return {moment: reason for moment, reason in reasons.items() if reason}

    def values(self, verb: Verb, given: Mapping[str, str | None]) -> dict[str, Any]:
        """What was typed, read (UsageError)."""
        from social_console import verbs

        return verbs.read(verb, given, self.desk)

    def line(self, line: str) -> tuple[Verb, dict[str, Any]]:
        """What a `:` line says."""
        from social_console import verbs

        return verbs.parse(line, self.desk)

    def run(self, verb: Verb, ids: Sequence[int], values: Mapping[str, Any]) -> Done:
        """Do it."""
        return verb.run(self.desk, ids, values)

    def undo(self, events: Sequence[int]) -> Done:
        """Take back."""
        return self.desk.undo(events)

    def owners(self) -> tuple[tuple[str, str], ...]:
        """Who may be given a moment: name, and what it is."""
        people, areas = self.rules.people, self.rules.areas
        named = [(name, (people[name].name if name in people else "") or "") for name in self.desk.owners()]
        return tuple((name, areas[name].name or _("area") if name in areas else full) for name, full in named)

    def tags(self) -> tuple[str, ...]:
        """The tags that the rules give, to choose from."""
        found: dict[str, None] = {}
        for rule in self.rules.meaning.get("rules", ()):
            tags = rule.get("then", {}).get("tag", ())
            found |= dict.fromkeys([tags] if isinstance(tags, str) else tags)
        return tuple(found)

    def when(self, text: str) -> datetime:
        """A time to come (UsageError)."""
        return self.desk.when(text)

    # ── replying ────────────────────────────────────────────────────────────────────────────────────────

    def compose(self, moment: int, template: str | None = None) -> Composing:
        """Begin a reply or go on with it."""
        return self.desk.compose(moment, template)

    def stuck(self, moment: int) -> Reply | None:
        """The reply of this moment that did not go out, or is not known to have."""
        from social_console import store

        with self.inbox.reading() as tx:
            replies = store.detail(tx, moment, reader=self.reader).replies
        return next((each for each in replies if str(each.state) in STUCK), None)

    def queued(self) -> int:
        """Replies that wait to go out."""
        from social_console import store

        with self.inbox.reading() as tx:
            return store.going_out(tx)


def _kept_back(unpublished: Unpublished) -> str:
    """Why the file cannot be published as it is; empty where it only has not been."""
    if unpublished.fault is not None:
        return str(unpublished.fault)
    return _("its tests fail (`rules test`)") if unpublished.failing else ""
