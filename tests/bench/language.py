"""`make bench-language`: how well short mentions are understood, and how fast, beside raw vaderSentiment.

python -m tests.bench.language            the held-out part: figures, build/bench-language.json
python -m tests.bench.language --dev      the development part, with every text that was misread
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from social_console import asks, language, sentiment
from social_console.annotate import annotate
from social_console.sentiment import english
from social_console.text import fold, spell_out, without_names

DATA = Path(__file__).parents[1] / "data"
OUT = Path("build/bench-language.json")
KINDS = ("mentions", "everyday")
MOODS = ("neg", "neu", "pos")
DEMANDS = frozenset({"question", "request", "complaint", "fault", "petition"})
SHORT = 31
"""Letters, below which a language is hard to tell."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A line of the data: what a reader says of a text."""

    country: str
    lang: str
    mood: str
    asks: frozenset[str]
    text: str


def read(kind: str, part: str) -> list[Mention]:
    """The texts of one kind, of one part."""
    with (DATA / f"{kind}-{part}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Mention(row["country"], row["lang"], row["mood"], frozenset(row["asks"].split(",")) - {"-"}, row["text"])
            for row in rows
        ]


@dataclass(frozen=True, slots=True)
class Found:
    """How well one thing is found."""

    precision: float
    recall: float
    n: int

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def found(pairs: Iterable[tuple[bool, bool]]) -> Found:
    """From pairs of (is, said to be)."""
    counts = Counter(pairs)
    hits, missed, false = counts[True, True], counts[True, False], counts[False, True]
    return Found(
        hits / (hits + false) if hits + false else 0.0, hits / (hits + missed) if hits + missed else 0.0, hits + missed
    )


def moods(mentions: Sequence[Mention], said: Sequence[str]) -> dict[str, Found]:
    """Each mood, one against the others."""
    pairs = [(mention.mood, mood) for mention, mood in zip(mentions, said, strict=True)]
    return {mood: found((is_ == mood, said_ == mood) for is_, said_ in pairs) for mood in MOODS}


def macro(per_mood: dict[str, Found]) -> float:
    """The mean F1 of the three moods."""
    return sum(mood.f1 for mood in per_mood.values()) / len(per_mood)


def our_mood(mention: Mention) -> str:
    """Unsure is read as neutral, as rules read it."""
    label = annotate(mention.text).sentiment.label
    return "neu" if label == "unsure" else label


def vader_mood(analyzer: SentimentIntensityAnalyzer, mention: Mention) -> str:
    """Raw vaderSentiment, its authors' thresholds."""
    value = analyzer.polarity_scores(mention.text)["compound"]
    return "neg" if value <= -0.05 else "pos" if value >= 0.05 else "neu"


def per_second(task: Callable[[str], object], texts: Sequence[str], seconds: float = 1.0) -> float:
    """Texts a second on one core, once warm; the best of three."""
    for text in texts:
        task(text)
    best = 0.0
    for _ in range(3):
        began, done = time.process_time(), 0
        while time.process_time() - began < seconds / 3:
            for text in texts:
                task(text)
            done += len(texts)
        best = max(best, done / (time.process_time() - began))
    return best


def speeds(mentions: Sequence[Mention]) -> dict[str, float]:
    """Texts a second of each step, and of the package that is the reference."""
    analyzer = SentimentIntensityAnalyzer()
    spanish = [mention.text for mention in mentions if mention.lang == "es"]
    in_english = [mention.text for mention in mentions if mention.lang == "en"]
    longer = [" ".join(three) for three in zip(in_english, in_english[1:], in_english[2:], strict=False)]
    folded = {text: spell_out(fold(without_names(text)), "es") for text in spanish}
    return {
        "sentiment, Spanish": per_second(lambda text: sentiment.score(text, "es"), spanish),
        "sentiment, Spanish, folded before": per_second(
            lambda text: sentiment.score(text, "es", folded=folded[text]), spanish
        ),
        "sentiment, English": per_second(lambda text: sentiment.score(text, "en"), in_english),
        "sentiment, English, score alone": per_second(english.compound, in_english),
        "sentiment, English, three in one text": per_second(lambda text: sentiment.score(text, "en"), longer),
        "vaderSentiment, English, three in one text": per_second(analyzer.polarity_scores, longer),
        "vaderSentiment, English": per_second(analyzer.polarity_scores, in_english),
        "vaderSentiment, Spanish": per_second(analyzer.polarity_scores, spanish),
        "language": per_second(language.detect, spanish),
        "asks": per_second(lambda text: asks.find(text, "es", folded=folded[text]), spanish),
        "annotation": per_second(annotate, spanish),
    }


def quality(mentions: Sequence[Mention], part: str) -> dict[str, object]:
    """Everything about understanding, printed and returned."""
    analyzer = SentimentIntensityAnalyzer()
    ours, theirs = [our_mood(one) for one in mentions], [vader_mood(analyzer, one) for one in mentions]
    result: dict[str, object] = {"part": part, "n": len(mentions)}
    for lang in ("es", "en", "pt", "all"):
        kept = [at for at, one in enumerate(mentions) if lang in (one.lang, "all")]
        if not kept:
            continue
        some = [mentions[at] for at in kept]
        mine, raw = moods(some, [ours[at] for at in kept]), moods(some, [theirs[at] for at in kept])
        neg = mine["neg"]
        figures: dict[str, object] = {"macro_f1": macro(mine), "vader": macro(raw), "neg": [neg.precision, neg.recall]}
        print(f"mood {lang:4} n={len(some):3}  macro-F1 {macro(mine):.3f} (vader {macro(raw):.3f})", end="  ")
        print(f"neg precision {neg.precision:.2f} recall {neg.recall:.2f}", end=" ")
        print(f"(vader {raw['neg'].precision:.2f}, {raw['neg'].recall:.2f})")
        result[f"mood {lang}"] = figures | {"vader_neg": [raw["neg"].precision, raw["neg"].recall]}
    for name, said in (("ours", ours), ("vader", theirs)):
        confusion = Counter(zip([one.mood for one in mentions], said, strict=True))
        result[f"confusion {name}"] = {f"{is_}→{as_}": confusion[is_, as_] for is_ in MOODS for as_ in MOODS}
        print(f"confusion, {name} (is → said):", result[f"confusion {name}"])
    result |= _asked(mentions) | _spoken(mentions)
    return result


def _asked(mentions: Sequence[Mention]) -> dict[str, object]:
    said = [{ask.name for ask in annotate(one.text).asks} for one in mentions]
    result: dict[str, object] = {}
    for name in (*asks.NAMES, "any demand"):
        wanted = DEMANDS if name == "any demand" else {name}
        pairs = [(bool(one.asks & wanted), bool(names & wanted)) for one, names in zip(mentions, said, strict=True)]
        one_ask = found(pairs)
        result[f"ask {name}"] = [one_ask.precision, one_ask.recall, one_ask.f1]
        print(f"ask {name:11} n={one_ask.n:3}  P {one_ask.precision:.2f} R {one_ask.recall:.2f} F1 {one_ask.f1:.2f}")
    return result


def _spoken(mentions: Sequence[Mention]) -> dict[str, object]:
    right = [(len(one.text) < SHORT, language.detect(one.text) == one.lang) for one in mentions]
    short = [hit for is_short, hit in right if is_short]
    shares = sum(hit for _, hit in right) / len(right), sum(short) / max(len(short), 1)
    print(f"language {shares[0]:.3f}, under {SHORT} letters {shares[1]:.3f} (n={len(short)})")
    return {"language": shares[0], "language short": shares[1]}


def errors(mentions: Sequence[Mention]) -> None:
    """Every misread text of the development part."""
    for one in mentions:
        told = annotate(one.text)
        mood = "neu" if told.sentiment.label == "unsure" else told.sentiment.label
        names = {ask.name for ask in told.asks}
        if mood != one.mood:
            words = [(span.word, span.weight) for span in told.sentiment.words]
            print(f"MOOD {one.mood}→{mood} {told.sentiment.score:+.2f}  {one.text}  {words}")
        if names != one.asks:
            print(f"ASKS missed {sorted(one.asks - names)} too many {sorted(names - one.asks)}  {one.text}")
        if told.lang != one.lang:
            print(f"LANG {one.lang}→{told.lang}  {one.text}")


def main() -> None:
    """Measure one part."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dev", action="store_true", help="the development part, with its errors")
    chosen = options.parse_args()
    part = "dev" if chosen.dev else "heldout"
    result: dict[str, object] = {}
    for kind in KINDS:
        mentions = read(kind, part)
        if chosen.dev:
            errors(mentions)
        print(f"── {kind}, {part} " + "─" * 60)
        result[kind] = quality(mentions, part)
    result["texts_per_second"] = fast = speeds(read("mentions", part))
    for name, speed in fast.items():
        print(f"{name:44} {speed:9,.0f} texts/s")
    result["english_times_vader"] = times = {
        "score alone": fast["sentiment, English, score alone"] / fast["vaderSentiment, English"],
        "words with their places": fast["sentiment, English"] / fast["vaderSentiment, English"],
        "the same, three in one text": fast["sentiment, English, three in one text"]
        / fast["vaderSentiment, English, three in one text"],
    }
    print("English, as fast as vaderSentiment so many times:", {name: round(ratio, 2) for name, ratio in times.items()})
    if not chosen.dev:
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
