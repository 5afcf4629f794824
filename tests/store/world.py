"""Short ways to write mentions and acts in tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from social_console.clock import Promises
from social_console.model import Act, Annotation, Author, Context, Direction, Event, Item, Mention, Revision, Verdict
from social_console.store import Arrival, Arrived, Detail, Inbox, act, contexts, detail, store_arrivals, verify

START = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
NOW = START + timedelta(days=40)
REOPEN = timedelta(days=30)
US = "alcaldia"


def at(minutes: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


def said(
    id: str,  # noqa: A002
    who: str = "ana",
    minutes: float = 0,
    *,
    answers: str | None = None,
    text: str = "",
    **more: Any,
) -> Mention:
    """A citizen's post."""
    return Mention(
        id=id,
        channel=more.pop("channel", "x"),
        account=more.pop("account", US),
        created_at=at(minutes),
        text=text or f"post {id}",
        author=more.pop("author", Author(handle=who)),
        in_reply_to=answers,
        **more,
    )


def ours(id: str, minutes: float = 0, *, answers: str | None = None, **more: Any) -> Mention:  # noqa: A002
    """A post of the institution."""
    return said(
        id, minutes=minutes, answers=answers, direction=Direction.OUT, author=Author(handle=US, name="Alcaldía"), **more
    )


@dataclass
class World:
    """An inbox and what is done to it."""

    inbox: Inbox
    now: datetime = NOW
    promises: Promises = field(default_factory=Promises.none)

    def arrivals(self, items: Sequence[Item], verdict: Verdict | None = None, **more: Any) -> list[Arrival]:
        """As `collect` would hand them over."""
        return [self._arrival(item, verdict or Verdict(rule_set="r"), more) for item in items]

    def _arrival(self, item: Item, verdict: Verdict, more: dict[str, Any]) -> Arrival:
        mention = item.mention if isinstance(item, Revision) else item
        judged = isinstance(mention, Mention) and mention.direction is Direction.IN
        return Arrival(
            institution="muni",
            item=item,
            annotation=Annotation(version="1", lang="es") if judged else None,
            context=Context() if judged else None,
            verdict=verdict if judged else None,
            **more,
        )

    def put(self, *items: Item, **more: Any) -> Arrived:
        """Store a page."""
        with self.inbox.writing() as tx:
            return store_arrivals(
                tx, self.arrivals(items, **more), promises=self.promises, now=self.now, reopen_within=REOPEN
            )

    def contexts(self, *mentions: Mention) -> list[Context]:
        """What is known of these before they are stored."""
        with self.inbox.reading() as tx:
            return contexts(tx, lambda _channel, _account: "muni", mentions)

    def act(self, moment: int, verb: str, actor: str = "ana", text: str | None = None, **data: Any) -> Event:
        """Do something."""
        with self.inbox.writing() as tx:
            what = Act(verb=verb, actor=actor, data=data, text=text)
            return act(tx, moment, what, promises=self.promises, now=self.now)

    def detail(self, moment: int) -> Detail:
        """Everything about one."""
        with self.inbox.reading() as tx:
            return detail(tx, moment)

    def query(self, sql: str, *values: Any) -> list[Any]:
        """Look into a table."""
        with self.inbox.reading() as tx:
            return list(tx.exec_driver_sql(sql, values).all())

    def change(self, sql: str, *values: Any) -> None:
        """Damage something."""
        with self.inbox.writing() as tx:
            tx.exec_driver_sql(sql, values)

    def moments(self) -> dict[int, list[str]]:
        """Which mentions each moment holds, by remote id, in order of publication."""
        found: dict[int, list[str]] = {}
        for moment, name in self.query(
            "SELECT moment, remote_id FROM mention WHERE moment IS NOT NULL ORDER BY moment, created_at, remote_id"
        ):
            found.setdefault(moment, []).append(name)
        return found

    def threads(self) -> set[tuple[str, ...]]:
        """The same without the ids."""
        return {tuple(names) for names in self.moments().values()}

    def sound(self) -> bool:
        """Whether `verify` is content."""
        assert verify(self.inbox, promises=self.promises) == ()
        return True
