"""`make bench-language`: how well short mentions are understood, and how fast, beside raw vaderSentiment.

python -m tests.bench.language            the held-out part: figures, build/bench-language.json
python -m tests.bench.language --dev      the development part, with every text that was misread
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from social_console import asks, language
from social_console.annotate import annotate
from tests.bench.bench_language import SPEEDS
from tests.bench.texts import Mention, read, spoken, unaccented

OUT = Path("build/bench-language.json")
KINDS = ("mentions", "everyday")
MOODS = ("neg", "neu", "pos")
DEMANDS = frozenset({"question", "request", "complaint", "fault", "petition"})
SHORT = 31
"""Letters, below which a language is hard to tell."""


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


def nine(part: str, tell: bool) -> dict[str, object]:
    """Short texts of nine languages, as they stand and without accents; `tell`: those that were misread."""
    result: dict[str, object] = {}
    rows = spoken(part)
    for name, texts in (("as written", rows), ("no accents", [(lang, unaccented(text)) for lang, text in rows])):
        told = [(lang, text, language.detect(text)) for lang, text in texts]
        of_each = {lang: [one == said for one, _, said in told if one == lang] for lang, _ in texts}
        short = [lang == said for lang, text, said in told if len(text) < SHORT]
        right = sum(lang == said for lang, _, said in told) / len(told), sum(short) / len(short)
        shares = {lang: round(sum(hits) / len(hits), 3) for lang, hits in of_each.items()}
        print(f"{name}: {right[0]:.3f}, under {SHORT} letters {right[1]:.3f} (n={len(told)}, {len(short)})  {shares}")
        result[name] = {"all": right[0], "short": right[1]} | shares
        for lang, text, said in told if tell else ():
            if lang != said:
                print(f"LANG {lang}→{said}  {text}")
    return result


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
    print(f"── nine languages, {part} " + "─" * 60)
    result["languages"] = nine(part, chosen.dev)
    result["speed"] = speeds = [measured.as_json() for bench in SPEEDS for measured in bench()]
    for speed in speeds:
        beside = f"   {speed['ratio']:.2f} × {speed['reference']['name']}" if speed["reference"] else ""
        print(f"{speed['name']:52} {speed['value']:9,.0f} {speed['unit']}{beside}")
    if not chosen.dev:
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
