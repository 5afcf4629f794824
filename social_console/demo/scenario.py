"""Threads, a seed and the present → everything that has happened in five weeks, in order. Pure: same in, same out."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from social_console.demo import cast, stock
from social_console.demo.script import Step, Thread
from social_console.model import Act, Author, Direction, Media, Mention, Visibility

ZONE = ZoneInfo("America/Santo_Domingo")
WEEKS = 5
ACCOUNTS = {
    "x": ("x", "AlcaldiaVV"),
    "a": ("x", "AseoVV"),
    "m": ("mastodon", "alcaldia@valleverde.example"),
    "e": ("email", "contacto@valleverde.example"),
}
STAFF = ("ana", "pedro", "rosa", "luis")
_HOURS = (1, 0, 0, 0, 0, 1, 3, 6, 8, 8, 7, 6, 7, 6, 5, 5, 6, 7, 8, 9, 9, 8, 5, 3)
_AREAS = {
    "basura": "aseo",
    "calles": "obras",
    "agua_drenaje": "obras",
    "luz_transito": "obras",
    "tramites": "ventanilla",
}


_CLOSING = 15
"""The office closes at three."""
_FAULTS = ("agua_drenaje", "luz_transito")
"""Topics with a promise of hours."""
_FRESH = 0.2
"""So much of everything has come since the office last had time to be done with it."""


@dataclass(frozen=True, slots=True)
class Happening:
    """A mention appears, or an operator acts on the moment that `opening` opened."""

    at: datetime
    opening: str
    mention: Mention | None = None
    act: Act | None = None


class Scenario:
    """One seed's worth of history, and of what comes after."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.draw = random.Random(seed)  # noqa: S311 (a play, not a secret)
        self.now = now
        self.people: dict[str, list[cast.Citizen]] = {}
        self.numbers = iter(range(1, 1_000_000))

    def history(self, threads: Sequence[Thread]) -> list[Happening]:
        """Everything before now, oldest first."""
        happenings = [each for thread in threads for each in self._thread(thread)]
        return sorted((each for each in happenings if each.at <= self.now), key=lambda each: (each.at, each.opening))

    def arrivals(self, threads: Sequence[Thread]) -> Iterator[Mention]:
        """Openings without end, undated: each is published when it is posted."""
        while True:
            for thread in threads:
                yield self._opening(thread, self.now, cast.fillings(self.draw))

    def _thread(self, thread: Thread) -> Iterator[Happening]:
        begin = self._begin(thread)
        shared = cast.fillings(self.draw)
        for copy in range(thread.copies):
            at = begin + timedelta(minutes=self.draw.randint(2, 25) * copy) if thread.echo else self._begin(thread)
            fill = shared if thread.echo else cast.fillings(self.draw)
            opening = self._opening(thread, at, fill)
            if thread.echo and copy:
                opening = replace(opening, text=self._said_alike(opening.text))
            yield Happening(at, opening.id, mention=opening)
            steps = self._steps(thread, at)
            yield from self._follow(thread, opening, steps, fill)

    def _steps(self, thread: Thread, at: datetime) -> tuple[Step, ...]:
        if thread.steps:
            return self._ended(thread.steps, at)
        return () if thread.topic == "riesgo" else self._improvised(thread, at)

    def _begin(self, thread: Thread) -> datetime:
        """Some time in the weeks before now: by day, by hour; storms come together."""
        if thread.topic == "riesgo" and not thread.steps:  # what nobody has answered yet happened just now
            return self.now - timedelta(minutes=self.draw.randint(5, 75))
        if self.draw.random() < _FRESH:
            return self._lately()
        storm = self.draw.random() < 0.5 if thread.topic == "agua_drenaje" else False
        days = self.draw.choice((2, 9)) if storm else self.draw.random() ** 1.3 * WEEKS * 7
        day = (self.now - timedelta(days=days)).astimezone(ZONE).date()
        hour = self.draw.randint(17, 21) if storm else self.draw.choices(range(24), _HOURS)[0]
        at = datetime(day.year, day.month, day.day, hour, self.draw.randrange(60), self.draw.randrange(60), tzinfo=ZONE)
        at = at.astimezone(self.now.tzinfo)
        return at if at < self.now else at - timedelta(days=1)

    def _lately(self) -> datetime:
        """Since the last day whose promises are all due: what the office has not come to yet."""
        since = self.now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        while self._broken(since, _CLOSING):
            since += timedelta(days=1)
        while not self._broken(since - timedelta(days=1), _CLOSING):
            since -= timedelta(days=1)
        span = self.now - since
        tries = [self.now - span * self.draw.random() for _ in range(6)]
        likely = [at for at in tries if self.draw.random() * max(_HOURS) < _HOURS[at.astimezone(ZONE).hour]]
        return (likely or tries)[0]

    def _broken(self, at: datetime, hour: int) -> bool:
        """Whether the next working day after `at` has passed this hour: nearly what a promise of one day says."""
        due = at.astimezone(ZONE).replace(hour=hour, minute=0) + timedelta(days=1)
        while due.weekday() > 4:
            due += timedelta(days=1)
        return due < self.now

    def _opening(self, thread: Thread, at: datetime, fill: Mapping[str, str]) -> Mention:
        text = thread.text.format_map(fill).replace("\\n", "\n")
        subject = None
        if thread.where == "e" and " // " in text:
            subject, text = text.split(" // ", 1)
        automatic = bool(subject and subject.startswith("Respuesta automática"))
        return self._mention(thread, at, text, self._citizen(thread.where).author, subject=subject, automatic=automatic)

    def _mention(self, thread: Thread, at: datetime, text: str, author: Author, **more: object) -> Mention:
        channel, account = ACCOUNTS[thread.where]
        name = f"{channel}-{next(self.numbers):06d}"
        given: dict[str, object] = {"conversation": name, **more}
        mail = thread.where == "e"
        if mail and "anexo" in text.lower():
            given["media"] = (Media(name="fotos.zip", type="application/zip", size=2_400_000),)
        return Mention(
            id=name,
            channel=channel,
            account=account,
            created_at=at,
            text=text,
            author=author,
            visibility=Visibility.PRIVATE if mail else Visibility.PUBLIC,
            kind="message" if mail else "post",
            url=None if mail else f"https://{channel}.example/{account}/{name}",
            **given,  # type: ignore[arg-type]
        )

    def _citizen(self, where: str) -> cast.Citizen:
        """Mostly somebody new; one in four has written before."""
        known = self.people.setdefault(where, [])
        if known and self.draw.random() < 0.25:
            return self.draw.choice(known)
        known.append(cast.citizen(self.draw, where, next(self.numbers)))
        return known[-1]

    def _said_alike(self, text: str) -> str:
        """Nearly the same words, as neighbours who copy each other write."""
        changed = self.draw.choice((str.upper, str.lower, lambda said: said + "!!!", lambda said: "RT " + said))(text)
        return changed.replace("que", "q") if self.draw.random() < 0.5 else changed

    def _improvised(self, thread: Thread, at: datetime) -> tuple[Step, ...]:
        """What follows where the script does not say: an answer in time, late, or never."""
        age = (self.now - at) / timedelta(days=1)
        due = self._broken(at, _CLOSING - 6 if thread.topic in _FAULTS else _CLOSING)
        answered = 0.9 if due else 0.25
        if thread.topic == "elogio_queja":
            answered *= 0.5
        if "https://" in thread.text or self.draw.random() > answered:
            return self._unanswered(due)
        hours = 40 + 60 * self.draw.random() if self.draw.random() < 0.1 else math.exp(self.draw.gauss(1.6, 0.9))
        reply = self.draw.choice(stock.STOCK[thread.topic])
        steps = [Step(">", reply, timedelta(hours=hours))]
        turn = self.draw.random()
        if turn < 0.25:
            steps.append(Step("<", self.draw.choice(stock.THANKS), timedelta(minutes=self.draw.randint(3, 200))))
        elif turn < 0.45:
            steps.append(Step("<", self.draw.choice(stock.MORE), timedelta(hours=self.draw.randint(1, 30))))
            if self.draw.random() < 0.93:
                again = self.draw.choice(stock.STOCK[thread.topic])
                steps.append(Step(">", again, timedelta(hours=self.draw.randint(1, 30))))
        if age > 3 and self.draw.random() < 0.95:
            steps.append(Step("!", self.draw.choice(("close resolved", "close answered", "close resolved"))))
        return tuple(steps)

    def _ended(self, steps: tuple[Step, ...], at: datetime) -> tuple[Step, ...]:
        """What was answered and heard no more is closed after some days, most of the time."""
        old = (self.now - at) / timedelta(days=1) > 3
        if steps[-1].who == "!" or not old or self.draw.random() > 0.92:
            return steps
        if steps[-1].who == "<":
            steps += (Step(">", "Recibido, gracias. Le damos seguimiento y le avisamos por aquí.", timedelta(hours=6)),)
        return (*steps, Step("!", "close answered"))

    def _unanswered(self, due: bool) -> tuple[Step, ...]:
        """What an office does with what it does not answer: most of it by the time it is `due`."""
        turn = self.draw.random()
        if due and turn < 0.92:
            return (Step("!", "dismiss nothing_asked"),) if turn < 0.55 else _BY_PHONE
        if turn < 0.4:
            return (Step("!", "claim"),)
        if turn < 0.5:
            return (Step("!", "note " + self.draw.choice(stock.NOTES)),)
        return (Step("!", "snooze"),) if not due and turn < 0.53 else ()

    def _follow(
        self, thread: Thread, opening: Mention, steps: Sequence[Step], fill: Mapping[str, str]
    ) -> Iterator[Happening]:
        at, before = opening.created_at, opening
        who = self.draw.choice(STAFF)
        for step in steps:
            if step.who == "!":
                at += timedelta(minutes=self.draw.randint(4, 90))
                yield Happening(at, opening.id, act=self._act(step.text, who, thread, at))
                continue
            at = self._when(at, step)
            text = step.text.format_map(fill).replace("\\n", "\n")
            before = self._answer(step.who, thread, (opening, before), text, at)
            yield Happening(at, opening.id, mention=before)

    def _when(self, before: datetime, step: Step) -> datetime:
        """Citizens write at all hours; the office only when it is open, but for what cannot wait."""
        at = before + step.after * self.draw.uniform(0.7, 1.3)
        if step.who == "<" or step.after < timedelta(hours=1):
            return at
        local = at.astimezone(ZONE)
        while local.weekday() > 4 or not 8 <= local.hour < 15:
            local = (local + timedelta(hours=1)).replace(minute=self.draw.randrange(60))
        return local.astimezone(at.tzinfo)

    def _answer(self, who: str, thread: Thread, so_far: tuple[Mention, Mention], text: str, at: datetime) -> Mention:
        opening, before = so_far
        ours = who == ">"
        author = Author(handle=opening.account, name="Alcaldía de Valle Verde") if ours else opening.author
        subject = f"RE: {opening.subject}" if opening.subject else None
        more: dict[str, object] = {"conversation": opening.conversation, "in_reply_to": before.name, "subject": subject}
        if ours:
            more |= {"direction": Direction.OUT, "to": (opening.author.key,)}
        return self._mention(thread, at, text, author, **more)

    def _act(self, said: str, who: str, thread: Thread, at: datetime) -> Act:
        verb, _, rest = said.partition(" ")
        data: dict[str, dict[str, object]] = {
            "close": {"outcome": rest},
            "refer": {"to": rest or "otra institución", "close": False},
            "phone": {"how": "phone"},
            "snooze": {"until": self._tomorrow().isoformat()},
            "dismiss": {"reason": rest},
            "assign": {"owner": rest or _AREAS.get(thread.topic, "aseo")},
        }
        text = {"note": rest, "phone": "Se le explicó por teléfono y quedó conforme."}.get(verb)
        named = "answered" if verb == "phone" else verb
        return Act(verb=named, actor=who, data=data.get(verb, {}), text=text, at=at)

    def _tomorrow(self) -> datetime:
        """Nine in the morning, over there."""
        day = (self.now.astimezone(ZONE) + timedelta(days=1)).date()
        return datetime(day.year, day.month, day.day, 9, tzinfo=ZONE).astimezone(self.now.tzinfo)


_BY_PHONE = (Step("!", "phone"), Step("!", "close resolved"))


def slots(text: str) -> set[str]:
    """The places that a text leaves open."""
    return set(re.findall(r"\{(\w+)\}", text))
