"""What rules cost a mention: ours beside Python's `re`, one alternation and `rule-engine`, with equal matches."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from social_console.model import Annotation, Context, Mention
from social_console.rules import RuleSet, decide, from_meaning, load, starter
from social_console.rules.decide import candidates, decide_subject
from social_console.rules.replay import Judged, diff
from social_console.rules.subject import Subject
from social_console.rules.together import Said
from tests.bench import Result, Sizes, bench, seconds

TEXTS = Path(__file__).parents[2] / "social_console/demo/texts"
SPANISH = Annotation(version="bench", lang="es")
HOW_MANY = (10, 100, 1_000, 10_000)
_LETTERS = "abcdefghilmnopqrstuvz"


def texts() -> list[str]:
    """What citizens of the demonstration write."""
    lines = [line for path in sorted(TEXTS.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    found = [re.sub(r"^\S+: ", "", line) for line in lines if re.match(r"[a-z][^ ]*: ", line)]
    return [re.sub(r"\{\w+\}", "Los Mina", text) for text in found][:400]


def made_up(count: int, vocabulary: Sequence[str], draw: random.Random) -> list[dict[str, Any]]:
    """65 % words, 20 % phrases, 15 % patterns; one word in twenty is one that citizens use."""

    def word() -> str:
        if draw.random() < 0.05:
            return draw.choice(vocabulary)
        return "".join(draw.choice(_LETTERS) for _ in range(draw.randint(6, 10)))

    def text() -> dict[str, Any]:
        kind = draw.random()
        if kind < 0.65:
            return {"words": [word() for _ in range(3)]}
        if kind < 0.85:
            return {"words": [f"{word()} {word()}" for _ in range(2)]}
        return {"regex": [rf"\b{word()}\w* {word()}"]}

    return [{"id": f"r{n}", "when": {"text": text()}, "then": {"tag": ["t"]}} for n in range(count)]


def one_by_one(rules: Sequence[dict[str, Any]]) -> list[re.Pattern[str]]:
    """A pattern of Python's own for each rule."""
    found = [rule["when"]["text"] for rule in rules]
    return [re.compile(one["regex"][0] if "regex" in one else rf"\b(?:{'|'.join(one['words'])})\b") for one in found]


def subjects(rule_set: RuleSet) -> list[Subject]:
    """The mentions with their copies made."""
    at = datetime(2026, 10, 7, tzinfo=UTC)
    mentions = [Mention(id=str(n), channel="x", account="a", created_at=at, text=t) for n, t in enumerate(texts())]
    return [Subject(rule_set, mention, SPANISH, Context()) for mention in mentions]


@bench
def rules(sizes: Sizes) -> Iterator[Result]:
    """Microseconds a mention, copies made before for all, on the same texts; then the whole of `decide`."""
    draw = random.Random(7)  # noqa: S311 (the same rules every time)
    vocabulary = sorted(
        {word for one in subjects(load(starter())) for word in re.findall("[a-z]{4,}", one.spelled.text)}
    )
    costs: dict[int, float] = {}
    for count in HOW_MANY:
        given = made_up(count, vocabulary, draw)
        prepared = subjects(from_meaning({"format": 1, "rules": given}))
        costs[count] = each(lambda: matched(prepared), prepared)  # noqa: B023
        yield from beside(count, given, spread(prepared, max(40, 100_000 // count)))
    yield Result(
        name="rules: 1,000 beside 100",
        value=costs[1_000],
        unit="µs/mention",
        n=400,
        reference=("100 rules", costs[100]),
    )
    whole = load(starter())
    mentions = [one.mention for one in subjects(whole)]
    taken = each(lambda: [decide(whole, mention, SPANISH, Context()) for mention in mentions], mentions)
    yield Result(name="rules: decide with the starter", value=taken, unit="µs/mention", n=len(mentions))


def beside(count: int, given: Sequence[dict[str, Any]], few: Sequence[Subject]) -> Iterator[Result]:
    """Ours, Python's `re` rule by rule, one alternation, and the package `rule-engine`, on the same texts."""
    import rule_engine

    patterns = one_by_one(given)
    assert_same(few, patterns, given)
    joined = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns))
    engine = [rule_engine.Rule(f"text =~~ {json.dumps(pattern.pattern)}") for pattern in patterns]
    facts = [{"text": one.spelled.text} for one in few]
    others: dict[str, Callable[[], object]] = {
        "re": lambda: searched(few, patterns),
        "one alternation": lambda: [joined.search(one.spelled.text) for one in few],
        "rule-engine": lambda: [rule.matches(fact) for fact in facts for rule in engine],
    }
    for name, search in others.items():
        ours, theirs = each(lambda: matched(few), few), each(search, few, times=2)
        title = f"rules: {count} rules beside {name}"
        yield Result(name=title, value=ours, unit="µs/mention", n=len(few), reference=(name, theirs))


def each(work: Callable[[], object], many: Sequence[object], times: int = 5) -> float:
    """Microseconds for one of many."""
    return seconds(work, times=times)[0] / len(many) * 1e6


def spread(many: Sequence[Subject], most: int) -> list[Subject]:
    """So many of them, from everywhere."""
    return list(many[:: max(1, len(many) // most)])[:most]


@bench
def rules_diff(sizes: Sizes) -> Iterator[Result]:
    """A month replayed after an edit, beside the obvious way: every rule of both files on every mention."""
    before = load(starter())
    known = [(one.mention, before.annotate(one.mention.text), one.context) for one in subjects(before)]
    count = sizes.mentions * 5
    verdicts = [decide(before, *one) for one in known]
    said = [Said(before.hash, verdict.priority, verdict.standard) for verdict in verdicts]
    past = [Judged(n, n, *known[n % len(known)], said[n % len(known)]) for n in range(count)]
    few = past[: count // 20]
    for name, after in edited(before):
        ours = seconds(lambda: diff(before, after, past))[0]  # noqa: B023
        theirs = seconds(lambda: tried_twice(before, after, few))[0] * count / len(few)  # noqa: B023
        yield Result(name=f"rules: diff, {name}", value=ours, unit="s", n=count, reference=("every rule twice", theirs))


def edited(before: RuleSet) -> Iterator[tuple[str, RuleSet]]:
    """What team leads change on Fridays."""

    def copy() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(json.dumps(before.meaning))
        return found

    meaning = copy()
    meaning["rules"][3]["then"] = {"tag": ["edited"]}
    meaning["rules"][7]["when"] = {"text": {"words": ["edited"]}}
    yield "two rules", from_meaning(meaning)
    meaning = copy()
    meaning["lists"]["riesgo"].append("edited")
    yield "a word of a list", from_meaning(meaning)
    meaning = copy()
    meaning["defaults"]["priority"] = "high"
    yield "the usual priority", from_meaning(meaning)


def tried_twice(before: RuleSet, after: RuleSet, past: Sequence[Judged]) -> int:
    """The obvious way."""
    return sum(
        decide(before, one.mention, one.annotation, one.context).tags
        != decide(after, one.mention, one.annotation, one.context).tags
        for one in past
    )


def matched(prepared: Sequence[Subject]) -> None:
    """Which rules fire on each mention, its copies given: what the others are asked too."""
    for one in prepared:
        subject = Subject(one.rule_set, one.mention, SPANISH, one.context, copies=one.copies)
        for rule in candidates(one.rule_set, subject):
            rule.when.holds(subject)


def searched(few: Sequence[Subject], patterns: Sequence[re.Pattern[str]]) -> None:
    """Try each pattern on each mention."""
    for one in few:
        text = one.spelled.text
        for pattern in patterns:
            pattern.search(text)


def assert_same(few: Sequence[Subject], patterns: Sequence[re.Pattern[str]], rules: Sequence[dict[str, Any]]) -> None:
    """The same rules fire on the same texts; patterns read the folded copy, words the spelled-out one."""
    for one in few:
        ours = [fired.rule for fired in decide_subject(one).fired]
        copies = [one.folded.text if "regex" in rule["when"]["text"] else one.spelled.text for rule in rules]
        theirs = [
            rule["id"] for rule, pattern, copy in zip(rules, patterns, copies, strict=True) if pattern.search(copy)
        ]
        assert ours == theirs, (one.mention.text, ours, theirs)
