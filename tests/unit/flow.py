"""A small office for the flow's tests: a channel in memory that can be told to fail, an inbox, its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, cast

from pydantic import BaseModel

from social_console import rules
from social_console.collect import Collected, Thinker, collect
from social_console.connectors.base import (
    Absent,
    AccountRef,
    Budget,
    Capabilities,
    CheckResult,
    Connector,
    Gap,
    Outgoing,
    Page,
    Prepared,
    Receipt,
    StreamSpec,
    Unreadable,
)
from social_console.desk import Desk
from social_console.model import Author, Direction, Json, Mention, Revision, Tombstone
from social_console.outbox import Sent, send_due
from social_console.rules import RuleSet
from social_console.settings import Account, Institution, Settings
from social_console.store import Inbox

START = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)  # a Monday, 8:00 in Santo Domingo


@dataclass
class Town:
    """What the channel's server holds. `faults`: raised once each, by the name of the call."""

    posts: list[Mention] = field(default_factory=list)
    bad: list[Unreadable] = field(default_factory=list)
    gap: Gap | None = None
    sent: dict[str, Mention] = field(default_factory=dict)
    faults: dict[str, list[BaseException]] = field(default_factory=dict)
    after_send: list[BaseException] = field(default_factory=list)
    """Raised after the post was made."""
    conclusive: bool = True
    calls: list[str] = field(default_factory=list)
    page: int = 2
    maximum: int | None = 280
    before_page: Callable[[int], None] = lambda n: None
    can_reply: bool = True
    paid: bool = False
    streams: tuple[str, ...] = ("mentions",)

    def says(self, text: str, *, by: str = "maria", at: datetime = START, **others: Any) -> Mention:
        """A citizen writes."""
        n = len(self.posts) + 1
        values: dict[str, Any] = {
            "id": f"p{n}",
            "account": "alcaldia",
            "conversation": f"c-{by}",
            "author": Author(id=by, handle=by, name="María Peña"),
        } | others
        mention = Mention(channel="fake", created_at=at, text=text, **values)
        self.posts.append(mention)
        return mention

    def called(self, name: str) -> None:
        """Count the call; fail if told to."""
        self.calls.append(name)
        if self.faults.get(name):
            raise self.faults[name].pop(0)


class NoSettings(BaseModel):
    """Nothing to set."""


class _Limits:
    def __init__(self, maximum: int | None) -> None:
        self.maximum = maximum

    def measure(self, text: str) -> int:
        return len(text)


class FakeConnector:
    """Reads and posts in a `Town`. State: how many posts were read."""

    api: ClassVar[int] = 1
    name: ClassVar[str] = "fake"
    capabilities: ClassVar[Capabilities] = Capabilities(
        can_reply=True, idempotency="readback", threads=True, attachments=True
    )

    def __init__(self, town: Town, account: AccountRef) -> None:
        self.town = town
        self.account = account

    @classmethod
    def settings(cls) -> type[BaseModel]:
        return NoSettings

    def check(self) -> CheckResult:
        return CheckResult(ok=True)

    def streams(self) -> list[StreamSpec]:
        return [StreamSpec(name=name) for name in self.town.streams]

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        self.town.called("fetch")
        read = (state or {}).get("read", 0)
        number = 0
        while True:
            self.town.before_page(number)
            self.town.called("page")
            items = tuple(self.town.posts[read : read + self.town.page])
            read += len(items)
            done = read >= len(self.town.posts)
            bad, self.town.bad = tuple(self.town.bad), []
            gap, self.town.gap = self.town.gap, None
            yield Page(items=items, state={"v": 1, "read": read}, done=done, bad=bad, gap=gap)
            number += 1
            if done:
                return

    def limits(self) -> _Limits:
        return _Limits(self.town.maximum)

    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        self.town.called("prepare")
        ref = f"out-{len(self.town.calls)}"
        return Prepared(
            ref=ref, data={"text": reply.text, "parent": target.name, "to": (reply.answers or target).author.key}
        )

    def send(self, prepared: Prepared) -> Receipt:
        self.town.called("send")
        made = self._made(prepared)
        assert prepared.ref
        assert prepared.ref not in self.town.sent, "posted twice"
        self.town.sent[prepared.ref] = made
        if self.town.after_send:
            raise self.town.after_send.pop(0)
        return Receipt(ref=prepared.ref, at=made.created_at, mention=made)

    def find(self, prepared: Prepared) -> Receipt | Absent:
        self.town.called("find")
        made = self.town.sent.get(prepared.ref or "")
        if made is None:
            return Absent(conclusive=self.town.conclusive)
        return Receipt(ref=made.id, at=made.created_at, mention=made)

    def _made(self, prepared: Prepared) -> Mention:
        from social_console import clock

        data = prepared.data
        return Mention(
            id=prepared.ref or "",
            channel="fake",
            account=self.account.handle,
            created_at=clock.now(),
            text=data["text"],
            direction=Direction.OUT,
            in_reply_to=data["parent"],
            to=(data["to"],),
            author=Author(handle=self.account.handle),
        )

    def reread(self, bad: Unreadable) -> Mention:
        self.town.called("reread")
        author = Author(handle="lucia")
        return Mention(id=bad.ref, channel="fake", account="alcaldia", created_at=START, text="Ahora sí", author=author)

    def delete(self, receipt: Receipt) -> None:
        self.town.sent.pop(receipt.ref, None)

    def ancestors(self, ref: str) -> Iterator[Mention]:
        return iter(())

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        return iter(())

    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        return False

    def close(self) -> None:
        self.town.calls.append("close")


class NewsOnly(FakeConnector):
    """A channel that takes no replies."""

    capabilities: ClassVar[Capabilities] = Capabilities()


class Paid(FakeConnector):
    """A channel that costs money a read."""

    capabilities: ClassVar[Capabilities] = Capabilities(can_reply=True, cost_per_read=0.005)


@dataclass
class Office:
    """An institution with an account on each town's channel; `monkeypatch` holds the clock."""

    folder: Path
    set_now: Callable[[datetime], None]
    rule_set: RuleSet
    towns: dict[str, Town] = field(default_factory=lambda: {"fake": Town()})
    reply: str = "on"
    operator: str = "ana"
    separate: bool = False
    """Each account is of an institution of its own."""

    def __post_init__(self) -> None:
        self.now = START + timedelta(hours=1)
        self.set_now(self.now)
        self.inbox = Inbox.create(self.folder / "inbox.db")

    @property
    def town(self) -> Town:
        """The only town."""
        return next(iter(self.towns.values()))

    @property
    def settings(self) -> Settings:
        """An account a town, all of one institution."""
        return Settings(
            home=self.folder,
            database=self.folder / "inbox.db",
            institutions={"alcaldia": Institution(key="alcaldia", name="Alcaldía")},
            accounts=tuple(self._account(label, n) for n, label in enumerate(self.towns)),
        )

    def _account(self, label: str, n: int) -> Account:
        return Account(
            label=label,
            institution=label if self.separate else "alcaldia",
            channel="fake",
            handle="alcaldia" if n == 0 else label,
            connector="fake",
            reply=self.reply,
            settle_after=timedelta(minutes=15),
        )

    def connect(self, account: Account) -> Connector:
        """What `connectors.connect` is for real accounts."""
        self.towns[account.label].called("connect")
        town = self.towns[account.label]
        kind = NewsOnly if not town.can_reply else Paid if town.paid else FakeConnector
        return cast(Connector, kind(town, account.ref))

    def later(self, **length: float) -> datetime:
        """Some time passes."""
        self.now += timedelta(**length)
        self.set_now(self.now)
        return self.now

    def collect(self, *wanted: str) -> Collected:
        """One round."""
        return collect(self.inbox, self.settings, self.rule_set, wanted=wanted, connect=self.connect)

    def send(self) -> Sent:
        """What is due."""
        return send_due(self.inbox, self.settings, self.connect, self.rule_set)

    def desk(self, operator: str | None = None) -> Desk:
        """An operator's."""
        return Desk(self.inbox, self.settings, self.rule_set, operator or self.operator, connect=self.connect)

    @property
    def thinker(self) -> Thinker:
        """What judges."""
        return Thinker(self.inbox, self.settings, self.rule_set)

    def rows(self, **where: Any) -> list[Mapping[str, Any]]:
        """Every stored mention, as far as tests look at it."""
        with self.inbox.reading() as tx:
            found = tx.exec_driver_sql("SELECT * FROM mention ORDER BY id").mappings().all()
        return [dict(row) for row in found if all(row[key] == value for key, value in where.items())]


def a_rule_set(folder: Path, text: str = "") -> RuleSet:
    """The rules of a small office, with `text` after them."""
    file = folder / "rules.yaml"
    file.write_text(_RULES + text, encoding="utf-8")
    return rules.load(file)


_RULES = """\
version: 1
calendars:
  office: {timezone: America/Santo_Domingo, hours: {mon-fri: ["08:00-16:00"]}}
standards:
  general: {first_response: 4h, resolution: 10 working days}
defaults: {standard: general, calendar: office, priority: normal}
people:
  ana: {name: Ana Peña, role: operator}
  beto: {name: Beto Díaz, role: operator}
  luis: {name: Luis Gil, role: lead}
  eva: {name: Eva Mora, role: auditor}
areas:
  guardia: {name: Guardia, follow_up: 2 working days}
templates:
  saludo: {es: "Buenas{author.first_name:, {}}. ¿En qué sector?"}
  hueco: {es: "Buenas, {author.name}. Vence {due}; {area.email}."}
rules:
  - id: sin-agua
    when: {text: {words: [sin agua]}}
    then: {tag: [agua], priority: high, notify: [luis]}
  - id: prensa
    when: {text: {words: [periodista]}}
    then: {tag: [prensa], approve: true}
"""
