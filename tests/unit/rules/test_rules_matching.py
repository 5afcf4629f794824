"""The fast matcher sees what the slow one sees, on every text; explain agrees with decide; order means nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.model import Annotation, Context, Verdict
from social_console.rules import decide, explain, from_meaning
from tests.unit.rules import make, slow

WORDS = (
    "agua", "no", "llega", "sin", "luz", "que", "q", "x", "pa", "ta", "de", "año", "ano", "averia", "AVERÍA",
    "averiado", "cañada", "Canadá", "canada", "bache", "vache", "ñ", "Ñandú", "goool", "carro", "calle", "c++", "🔥",
    "ley", "200-04", "#SinAgua", "@alcaldia", "a", "no a", "pasado", "Straße", "ﬁn", "İstanbul", "ё", "Ёлка", "١٢",
    "e\u0301l", "n\u0303u",
)  # fmt: skip
JOINTS = (" ", " ", " ", "  ", "\n", ". ", ", ", "? ", "! ", "…", "", "-", "_", "\u200b")
PATTERNS = (
    r"\bagua\b", "sin (agua|luz)", "[áéí]", "a.?o", r"\d+-\d+", "(?i)AVERÍA", "ñ+", "bache|vache", "^no", "z{2,}",
    r"\w+ado\b",
)  # fmt: skip
LISTS = {"l1": ["agua", "sin luz"], "l2": ["$l1", "averia*", "año"]}

texts = st.one_of(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(JOINTS)), max_size=12).map(
        lambda parts: "".join(word + joint for word, joint in parts)
    ),
    st.text(max_size=40),
)
stems = st.sampled_from([word for word in WORDS if len(word) > 2 and word[-1].isalpha()]).map(lambda word: word + "*")
phrases = st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(" ".join)
entries = st.one_of(
    st.sampled_from(WORDS), stems, phrases, phrases.map(lambda text: text + "*"), st.sampled_from(["$l1", "$l2"])
)
near_entries = st.sampled_from([w for w in WORDS if w[0].isalnum() and w[-1].isalnum()])
words = st.lists(entries, min_size=1, max_size=4).map(lambda found: {"words": found})
near = st.builds(
    lambda groups, within: {"near": {"words": groups, "within": within}},
    st.lists(st.lists(near_entries, min_size=1, max_size=3), min_size=2, max_size=3),
    st.integers(0, 4),
)
regex = st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=2).map(lambda found: {"regex": found})
exact = words.map(lambda found: {**found, "exact": True})
leaves = st.one_of(
    st.one_of(words, near, regex, exact, st.just({"question": True})).map(lambda text: {"text": text}),
    st.lists(st.sampled_from(["es", "en", "und"]), min_size=1, max_size=2).map(lambda found: {"lang": found}),
    st.lists(st.sampled_from(["first", "reply", "unanswered"]), min_size=1, max_size=2).map(
        lambda found: {"thread": found}
    ),
)


def nest(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A condition with `all`, `any` or `none`, perhaps with a leaf beside it."""
    members = st.lists(inner, min_size=1, max_size=3)
    groups = st.tuples(st.sampled_from(["all", "any", "none"]), members).map(lambda pair: {pair[0]: pair[1]})
    return st.one_of(groups, st.builds(lambda leaf, group: {**leaf, **group}, leaves, groups))


conditions = st.recursive(leaves, nest, max_leaves=6)
then = st.fixed_dictionaries({"tag": st.just(["t"])}, optional={"stop": st.just(True), "priority": st.just("high")})
rule_lists = st.lists(st.tuples(conditions, then), min_size=1, max_size=6).map(
    lambda pairs: [{"id": f"r{n}", "when": when, "then": gives} for n, (when, gives) in enumerate(pairs)]
)
understood: st.SearchStrategy[Annotation] = st.builds(
    lambda lang, question: make.annotation(lang, asks=("question",) if question else ()),
    st.sampled_from(["es", "en", "pt", "und", "eu"]),
    st.booleans(),
)
contexts = st.builds(Context, position=st.sampled_from(["first", "reply"]), unanswered=st.booleans())


@settings(max_examples=150, deadline=None)
@given(rule_lists, texts, understood, contexts)
def test_the_fast_matcher_sees_what_the_slow_one_sees(rules: Any, text: str, annotation: Any, context: Context) -> None:
    meaning = {"format": 1, "lists": LISTS, "rules": rules}
    mention = make.mention(text)
    verdict = decide(from_meaning(meaning), mention, annotation, context)
    assert [one.rule for one in verdict.fired] == slow.fired(meaning, mention, annotation, context)


@settings(max_examples=60, deadline=None)
@given(rule_lists, texts, understood, contexts)
def test_explain_agrees_with_decide(rules: Any, text: str, annotation: Any, context: Context) -> None:
    given_set = from_meaning({"format": 1, "lists": LISTS, "rules": rules})
    mention = make.mention(text)
    found = explain(given_set, mention, annotation, context)
    assert found.verdict == decide(given_set, mention, annotation, context)
    told = {one.rule for one in found.verdict.fired} | {one.rule for one in found.missed}
    assert told == {rule.id for rule in given_set.rules}
    for fired in found.verdict.fired:
        for clause in fired.clauses:
            assert all(text[span.start : span.end] == span.word and span.start < span.end for span in clause.words)


def shuffled(when: Any, draw: random.Random) -> Any:
    """The same condition with the members of every group in another order."""
    if not isinstance(when, dict):
        return when
    changed = dict(when)
    for key in ("all", "any", "none"):
        if key in changed:
            changed[key] = draw.sample([shuffled(one, draw) for one in changed[key]], len(changed[key]))
    return changed


def said(verdict: Verdict) -> Any:
    """A verdict without its hash and the paths of clauses."""
    return verdict.tags, verdict.priority, [one.rule for one in verdict.fired]


@settings(max_examples=150, deadline=None)
@given(rule_lists, texts, understood, st.randoms(use_true_random=False))
def test_the_order_of_members_changes_no_verdict(rules: Any, text: str, annotation: Any, draw: random.Random) -> None:
    other = [{**rule, "when": shuffled(rule["when"], draw)} for rule in rules]
    mention = make.mention(text)
    one, two = (from_meaning({"format": 1, "lists": LISTS, "rules": given}) for given in (rules, other))
    assert said(decide(one, mention, annotation, Context())) == said(decide(two, mention, annotation, Context()))


@pytest.mark.parametrize(
    ("entry", "text", "seen"),
    [
        ("agua", "El Agua, por fin", True),
        ("agua", "aguacate", False),
        ("agua*", "aguacate", True),
        ("año", "cumple un ano", False),
        ("año", "cumple un AÑO", True),
        ("avería", "una averia aqui", True),
        ("sin agua", "#SinAguaEnLosMina", True),
        ("sin agua", "sin\n  agua", True),
        ("sin agua", "Estamos sin. Agua ninguna", False),
        ("porque", "xq no vienen", True),
        ("xq", "por que no: porque si", True),
        ("bache", "baaaaache", True),
        ("🔥", "puro fuego🔥🔥", True),
        ("no ha pasado", "el camion no a pasado", True),
        ("200-04", "ley 200-04.", True),
    ],
)
def test_words(entry: str, text: str, seen: bool) -> None:
    assert make.fires({"text": {"words": [entry]}}, text) is seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("no llega agua", True),
        ("agua no nos ha vuelto a llega", False),
        ("no nos llega el agua", True),
        ("agua, que no llega", True),
        ("no. llega agua", False),
        ("no llega el bendito camión del agua", False),
    ],
)
def test_near_allows_so_many_other_words_in_one_sentence(text: str, seen: bool) -> None:
    near = {"words": [["no"], ["llega"], ["agua"]], "within": 2}
    assert make.fires({"text": {"near": near}}, text) is seen


@pytest.mark.parametrize(
    ("pattern", "text", "seen"),
    [
        (r"a\pLua", "Água", True), (r"[\pL]gua", "ÁGUA", True), (r"\PLgua", "3gua", True),
        (r"[^\PL]gua", "3gua", False),
        (r"[Á-Ú]gua", "agua", True), (r"\bñ\b", "la Ñ es", True), (r"[^ñ]a", "ña", False), ("İ", "i", True),
        ("(?P<Año>agua)", "AGUA", True), (r"\Qa.b\E", "A.B", True), (r"hola\s+mundo", "Hola \n mundo", True),
    ],
)  # fmt: skip
def test_patterns_are_folded_and_their_escapes_are_not(pattern: str, text: str, seen: bool) -> None:
    assert make.fires({"text": {"regex": [pattern]}}, text) is seen
