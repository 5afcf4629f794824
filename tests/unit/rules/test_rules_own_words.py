"""`lexicon:` in rules.yaml: an institution's own words count first, and change nothing for anybody else."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from vaderSentiment import vaderSentiment as vader

from social_console.annotate import VERSION, OwnWords, annotate, with_words
from social_console.model import Context
from social_console.rules import decide, from_meaning
from social_console.rules.replay import Judged, diff
from tests.unit.rules.make import faults_of, mention, rule

ANGRY = rule({"sentiment": {"at_most": -0.3}}, {"priority": "high"})


def own(lang: str = "es", /, **words: Any) -> OwnWords:
    return OwnWords.of({text: one if isinstance(one, dict) else {"weight": one} for text, one in words.items()}, lang)


def label(text: str, words: OwnWords) -> str:
    return annotate(text, words=words).sentiment.label


def test_an_own_word_is_weighed_and_shown() -> None:
    found = annotate("En la oficina siguen guayando a la gente", words=own(guayando=-2)).sentiment
    assert found.label == "neg"
    assert ("guayando", -2.0) in [(span.word, span.weight) for span in found.words]


@pytest.mark.parametrize(
    ("text", "entry", "mood"),
    [
        ("Qué plaza tan bacaaana", {"bacano": {"weight": 2, "as": "adjective"}}, "pos"),
        ("siempre ninguneándonos", {"ningunear": {"weight": -2, "as": "verb"}}, "neg"),
        ("otra vez con el mamotreto ese", {"mamotreto": {"weight": -2, "as": "noun"}}, "neg"),
        ("Aquí, SE FUÉ LA LUZ", {"se fue la luz": {"weight": -3}}, "neg"),
        ("el barrio 🚱 desde el lunes", {"🚱": {"weight": -3}}, "neg"),
        ("qué maravilloso", {"maravilloso": {"weight": -3}}, "neg"),
        ("excelente", {"excelente": {"weight": 0}}, "unsure"),
    ],
)
def test_forms_phrases_and_emojis_are_found_and_outrank_the_shared_lexicon(
    text: str, entry: dict[str, Any], mood: str
) -> None:
    assert label(text, own(**entry)) == mood


def test_an_own_word_is_negated_as_any_other() -> None:
    assert label("esto no está bacano para nada", own(bacano=3)) == "neg"


def test_english_takes_own_words_and_stays_the_packages_own_without_them() -> None:
    text, oracle = "this place is dope and the people are nice", vader.SentimentIntensityAnalyzer()
    before = oracle.polarity_scores(text)["compound"]
    assert annotate(text, words=own("en", dope=-3)).sentiment.score < 0
    assert annotate(text, words=own(dope=-3)).sentiment.score == before
    assert annotate(text).sentiment.score == before == oracle.polarity_scores(text)["compound"]


def test_several_sets_work_side_by_side() -> None:
    texts, wrong = ["el trámite estuvo chévere chévere"] * 200, list[str]()

    def read(weight: float, mood: str) -> None:
        words = own(chévere=weight)
        wrong.extend(text for text in texts if label(text, words) != mood)

    threads = [threading.Thread(target=read, args=one) for one in ((3, "pos"), (-3, "neg")) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert label(texts[0], OwnWords()) == "pos"


def test_the_version_of_an_annotation_tells_whose_words_made_it() -> None:
    words = own(guayando=-2)
    found = annotate("siguen guayando", words=words)
    assert found.version == f"{VERSION}+{words.mark}"
    assert with_words(found, "siguen guayando", words) is found
    assert with_words(found, "siguen guayando", OwnWords()) == annotate("siguen guayando")


def test_own_words_are_part_of_what_a_rule_set_means() -> None:
    plain, changed = from_meaning({"format": 1}), from_meaning({"format": 1, "lexicon": {"guayando": {"weight": -2}}})
    assert plain.hash == from_meaning({"format": 1, "lexicon": {}}).hash != changed.hash
    assert changed.annotate("siguen guayando a uno").sentiment.label == "neg"


def test_a_replay_shows_what_own_words_would_change() -> None:
    before = from_meaning({"format": 1, "rules": [ANGRY]})
    after = from_meaning({"format": 1, "rules": [ANGRY], "lexicon": {"guayando": {"weight": -3}}})
    said = mention("Ustedes siguen guayando a la gente")
    past = Judged(1, 1, said, before.annotate(said.text), Context())
    assert decide(before, said, past.annotation, Context()).priority is None
    assert [change.gained for change in diff(before, after, [past]).changes] == [("r",)]
    assert diff(after, before, [past]).changes[0].lost == ("r",)
    assert diff(after, after, [past]).changes == []


@pytest.mark.parametrize(
    ("entry", "code", "line"),
    [
        ("guayando: 9", "range", 3),
        ("guayando: mucho", "type", 3),
        ("guayando: {as: verb}", "missing", 3),
        ("guayando: {weight: 1, peso: 2}", "unknown-key", 3),
        ("averia*: -1", "value", 3),
        ('"...": -1', "entry", 3),
        ("se fue la luz: {weight: -1, as: noun}", "entry", 3),
        ("guagua: {weight: -1, as: verb}", "entry", 3),
        ("too bad: {weight: -1, lang: en}", "entry", 3),
        ("guagua: 1\n  Guágua: 2", "twice", 4),
        ("guagua: 1\n  guagua: 2", "twice", 4),
    ],
)
def test_a_wrong_entry_is_a_fault_with_its_place(entry: str, code: str, line: int) -> None:
    faults = faults_of(f"version: 1\nlexicon:\n  {entry}\nrules: []\n")
    assert [(fault.code, fault.location.line) for fault in faults if fault.severity == "error"] == [(code, line)]
