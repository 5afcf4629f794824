"""An e-mail's subject speaks where its text is short; a word that is only part of a place's name is no word."""

from __future__ import annotations

from social_console.model import Verdict
from social_console.rules import RuleSet, decide, explain, run_tests
from social_console.rules.testing import trial
from tests.unit.rules.make import loaded

SUBJECTS = """
    rules:
      - {id: asked, when: {text: {question: true}}, then: {tag: [asked]}}
      - {id: danger, when: {text: {asks: [risk]}}, then: {priority: urgent}}
      - {id: spam, when: {text: {words: [oferta]}}, then: {dismiss: true}}
    """
PLACES = """
    places: {Hoyo Frío: [], Parque Mirador: [], Los Mina: []}
    rules:
      - {id: streets, when: {text: {words: [hoyo, hoyos]}}, then: {tag: [calles]}}
      - {id: near, when: {text: {near: {words: [hoyo, agua], within: 5}}}, then: {tag: [cerca]}}
      - {id: parks, when: {text: {words: [parque*], in_places: true}}, then: {tag: [parques]}}
      - {id: mina, when: {text: {words: [los mina]}}, then: {tag: [mina]}}
    tests:
      - {text: "Tres días sin luz en Hoyo Frío", expect: {no_tags: [calles]}}
      - {text: "En Hoyo Frío hay un hoyo enorme", expect: {has_tags: [calles]}}
      - {text: "No llega agua a Hoyo Frío", expect: {no_tags: [cerca]}}
      - {text: "En Hoyo Frío el hoyo está lleno de agua", expect: {has_tags: [cerca]}}
      - {text: "El Parque Mirador está sucio", expect: {has_tags: [parques]}}
      - {text: "Basura en Los Mina", expect: {has_tags: [mina]}}
    """


def verdict(given: RuleSet, text: str, subject: str) -> Verdict:
    """Of an e-mail."""
    one = trial(given, {"text": text, "subject": subject, "channel": "email"})
    return decide(given, one.mention, one.annotation, one.context)


def test_a_question_in_the_subject_counts_where_the_text_is_short() -> None:
    given = loaded(SUBJECTS)
    assert verdict(given, "Buenos días. Saludos.", "¿A qué hora abre la oficina?").tags == ("asked",)
    long = "Les escribo para contarles con calma lo que pasó. " * 6
    assert verdict(given, long, "¿Recuerdan?").tags == ()
    assert verdict(given, "Buenos días. Saludos.", "Horario").tags == ()


def test_explain_shows_the_words_in_the_subject() -> None:
    given = loaded(SUBJECTS)
    one = trial(given, {"text": "Saludos.", "subject": "¿A qué hora abre la oficina?"})
    (fired,) = explain(given, one.mention, one.annotation, one.context).verdict.fired
    (clause,) = fired.clauses
    assert clause.path == "when.text.question@subject"
    assert all((one.mention.subject or "")[span.start : span.end] == span.word for span in clause.words)


def test_a_question_or_a_danger_in_the_subject_keeps_it_from_being_dismissed() -> None:
    given = loaded(SUBJECTS)
    long = "Tenemos una oferta. " * 20
    assert verdict(given, long, "Oferta").dismiss == "spam"
    assert verdict(given, long, "¿Cuándo abren la oficina?").dismiss is None
    one = trial(given, {"text": long, "subject": "¿Cuándo abren la oficina?"})
    assert explain(given, one.mention, one.annotation, one.context).kept == ("spam",)


def test_a_word_that_is_only_part_of_a_places_name_sets_nothing_off() -> None:
    assert [(one.text, one.got) for one in run_tests(loaded(PLACES)) if not one.passed] == []


def test_explain_agrees_and_shows_the_other_places_of_the_word() -> None:
    given = loaded(PLACES)
    text = "En Hoyo Frío hay un hoyo enorme"
    one = trial(given, {"text": text})
    fired = next(one for one in explain(given, one.mention, one.annotation, one.context).verdict.fired)
    assert [span.start for clause in fired.clauses for span in clause.words] == [text.rindex("hoyo")]
