"""What rules cost a mention: ours beside Python's `re` rule by rule and beside one alternation, with equal matches."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from social_console.model import Annotation, Context, Mention
from social_console.rules import RuleSet, decide, from_meaning, load, starter
from social_console.rules.decide import candidates, decide_subject
from social_console.rules.replay import Judged, diff
from social_console.rules.subject import Subject
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
    """Microseconds a mention, copies made before for both sides; then the whole of `decide` with the starter."""
    draw = random.Random(7)  # noqa: S311 (the same rules every time)
    vocabulary = sorted(
        {word for one in subjects(load(starter())) for word in re.findall("[a-z]{4,}", one.spelled.text)}
    )
    costs: dict[int, float] = {}
    for count in HOW_MANY:
        given = made_up(count, vocabulary, draw)
        rule_set = from_meaning({"format": 1, "rules": given})
        prepared = subjects(rule_set)
        again = [Subject(rule_set, one.mention, SPANISH, Context(), like=one) for one in prepared]
        patterns = one_by_one(given)
        few = again[: max(5, min(len(again), 100_000 // count))]
        assert_same(few, patterns, given)
        ours = seconds(lambda: matched(rule_set, prepared), times=5)[0] / len(prepared) * 1e6  # noqa: B023
        theirs = seconds(lambda: searched(few, patterns), times=3)[0] / len(few) * 1e6  # noqa: B023
        costs[count] = ours
        yield Result(
            name=f"rules: {count} rules", value=ours, unit="µs/mention", n=len(prepared), reference=("re", theirs)
        )
        if count <= 100:
            yield alternation(count, ours, few, patterns)
        if count <= 1_000:
            yield beside_rule_engine(count, ours, few[:40], patterns)
    yield Result(
        name="rules: 1,000 beside 100",
        value=costs[1_000],
        unit="µs/mention",
        n=400,
        reference=("100 rules", costs[100]),
    )
    whole = load(starter())
    mentions = [one.mention for one in subjects(whole)]
    taken = seconds(lambda: [decide(whole, mention, SPANISH, Context()) for mention in mentions], times=3)[0]
    yield Result(
        name="rules: decide with the starter", value=taken / len(mentions) * 1e6, unit="µs/mention", n=len(mentions)
    )


def alternation(count: int, ours: float, few: list[Subject], patterns: list[re.Pattern[str]]) -> Result:
    """All patterns as one."""
    joined = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns))
    taken = seconds(lambda: [joined.search(one.spelled.text) for one in few], times=3)[0] / len(few) * 1e6
    name = f"rules: {count} rules beside one alternation"
    return Result(name=name, value=ours, unit="µs/mention", n=len(few), reference=("alternation", taken))


def beside_rule_engine(count: int, ours: float, few: list[Subject], patterns: list[re.Pattern[str]]) -> Result:
    """The package `rule-engine`, a rule for each pattern: `text =~~ "…"`."""
    import rule_engine

    found = [rule_engine.Rule(f"text =~~ {json.dumps(pattern.pattern)}") for pattern in patterns]
    facts = [{"text": one.spelled.text} for one in few]
    taken = seconds(lambda: [rule.matches(fact) for fact in facts for rule in found], times=3)[0] / len(few) * 1e6
    name = f"rules: {count} rules beside rule-engine"
    return Result(name=name, value=ours, unit="µs/mention", n=len(few), reference=("rule-engine", taken))


@bench
def rules_diff(sizes: Sizes) -> Iterator[Result]:
    """A month replayed after an edit of two rules, beside the same with every rule tried twice."""
    before = load(starter())
    meaning = json.loads(json.dumps(before.meaning))
    meaning["rules"][3]["then"] = {"tag": ["edited"]}
    meaning["rules"][7]["when"] = {"text": {"words": ["edited"]}}
    after = from_meaning(meaning)
    meaning["defaults"]["priority"] = "high"
    otherwise = from_meaning(meaning)
    known = [(one.mention, before.annotate(one.mention.text), one.context) for one in subjects(before)]
    count = sizes.mentions * 5
    past = [Judged(n, n, *known[n % len(known)]) for n in range(count)]
    ours = seconds(lambda: diff(before, after, past))[0]
    few = past[: count // 20]
    whole = seconds(lambda: diff(before, otherwise, few))[0] * count / len(few)
    yield Result(name="rules: diff", value=ours, unit="s", n=count, reference=("every rule twice", whole))


def matched(rule_set: RuleSet, prepared: Sequence[Subject]) -> None:
    """Which rules fire on each mention, its copies given: what `re` is asked too."""
    for one in prepared:
        subject = Subject(rule_set, one.mention, SPANISH, one.context, like=one)
        for rule in candidates(rule_set, subject):
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
