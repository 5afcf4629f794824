"""The lexicons as lists: what an entry may look like, what its choices and inflections give, how much is too much."""

from __future__ import annotations

import re

import pytest

from social_console import sentiment
from social_console.lexicons import FOLDER, LANGUAGES, Entry, _choices, entries, portuguese

OPINIONS = ("verb", "noun", "adjective", "word", "phrase")


def all_entries(lang: str) -> list[Entry]:
    return [entry for path in sorted((FOLDER / lang).glob("*.txt")) for entry in entries(path)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_entry_is_words_and_every_weight_on_the_scale(lang: str) -> None:
    for entry in all_entries(lang):
        assert entry.kind not in OPINIONS or -4 <= entry.weight <= 4, entry
        assert not re.search(r"[\\?_\[\]{}!]", entry.text), entry
        assert entry.text.count("(") == entry.text.count(")"), entry


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_phrase_has_so_many_readings_that_loading_suffers(lang: str) -> None:
    readings = {entry.text: len(_choices(entry.text)) for entry in all_entries(lang) if entry.kind == "phrase"}
    assert max(readings.values()) < 800
    assert sum(readings.values()) < 80_000


def test_choices_stand_in_choices_and_may_be_nothing() -> None:
    assert _choices("a (b|c) d") == ["a b d", "a c d"]
    assert _choices("feliz cumple(años|)") == ["feliz cumpleaños", "feliz cumple"]
    assert _choices("que (lind(o|a)|feo)") == ["que lindo", "que linda", "que feo"]


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("odiar", "odeio odeia odiou"),
        ("mentir", "minto mente mentiu"),
        ("destruir", "destroi destroem destruiu"),
        ("chatear", "chateia chateou"),
        ("trair", "trai traem traiu"),
        ("abracar", "abraco abrace abracou"),
        ("doer", "doi doeu"),
        ("satisfazer", "satisfaz satisfez satisfeito"),
    ],
)
def test_portuguese_verbs_that_change_their_stem_are_known(lemma: str, forms: str) -> None:
    assert set(forms.split()) <= portuguese.verb(lemma)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("de puta madre el finde", "pos"),
        ("el puto amo de la guitarra", "pos"),
        ("me cago en la hostia", "neg"),
        ("estoy hasta el moño del vecino", "neg"),
        ("qué padre quedó", "pos"),
        ("me caga que lleguen tarde", "neg"),
        ("qué tuanis el paseo", "pos"),
        ("qué roche me pasé", "neg"),
        ("qué embole esta clase", "neg"),
        ("estuvo de más el asado", "pos"),
        ("qué ladilla esta cola", "neg"),
        ("la wea fome", "neg"),
        ("echo tanto de menos a mi padre", "neg"),
        ("nunca he estado tan feliz", "pos"),
        ("nunca he estado tan triste", "neg"),
        ("no puedo ser más feliz", "pos"),
        ("hoy la vi T_T", "neg"),
        ("hoy la vi :D", "pos"),
        ("baja el paro por tercer mes", "pos"),
        ("crece el desempleo en la región", "neg"),
        ("salió de la reunión después de una hora", "unsure"),
        ("el pleno debate mañana el presupuesto", "unsure"),
    ],
)
def test_what_people_say_has_the_mood_they_mean(text: str, label: str) -> None:
    assert sentiment.score(text, "es").label == label


def test_laughter_in_portuguese_is_no_word() -> None:
    assert sentiment.score("kkkkkk esse menino", "pt").label == "pos"


def test_a_phrase_of_its_own_meaning_uses_its_negator_up() -> None:
    assert sentiment.score("no solo es bonito", "es").label == "pos"
    assert sentiment.score("no es bonito", "es").label == "neg"
