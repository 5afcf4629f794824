"""What is asked, with its words; facts, with their places."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console import asks
from social_console.asks import NAMES, Places, facts, find
from social_console.asks.patterns import LANGUAGES, patterns
from social_console.text import fold, spell_out, without_names
from tests.bench.texts import read

ASKED = [
    ("Llevamos dos días sin agua en Los Mina y nadie responde", "complaint fault"),
    ("A qué hora abren mañana", "question"),
    ("Manden a recoger la basura por favor", "request"),
    ("Gracias de antemano por su ayuda", "request"),
    ("gracias por nada", "complaint"),
    ("gracias a Dios", ""),
    ("Gracias, pero siguen sin venir", "complaint"),
    ("Muchas gracias por arreglar la calle", "thanks"),
    ("se cayó un cable en la Duarte y está echando chispas", "risk fault"),
    ("me muero de risa con ustedes", ""),
    ("estoy atrapado en el tapón de la 27", ""),
    ("no quiero vivir en este país", ""),
    ("me quiero matar, no puedo más", "risk"),
    ("explotó el transformador de la esquina!!", "risk fault"),
    ("Fuegos artificiales esta noche en el malecón", ""),
    ("Feliz día del agua", ""),
    ("Ya llegó el agua, gracias", "thanks"),
    ("la lámpara de la calle 5 está apagada desde hace un mes", "fault"),
    ("Por medio de la presente, en ejercicio del derecho de petición, solicito copia del contrato", "petition request"),
    ("Soy periodista del diario Hoy, quisiera una entrevista con el alcalde", "press"),
    ("Gana dinero desde casa, haz clic en el link", "spam"),
    ("Me estafaron con eso de gana dinero desde casa", "complaint"),
    ("donde saco el permiso de uso de suelo", "question"),
]


@pytest.mark.parametrize(("text", "names"), ASKED)
def test_what_is_asked_is_found(text: str, names: str) -> None:
    assert {ask.name for ask in find(text, "es")} == set(names.split())


@pytest.mark.parametrize(
    ("text", "lang", "names"),
    [
        ("I need help with my account please", "en", "request"),
        ("There is a gas leak on Main street", "en", "risk fault"),
        ("When does the office open?", "en", "question"),
        ("Thank you so much for fixing the street light", "en", "thanks"),
        ("this mixtape is on fire", "en", ""),
        ("sem luz desde ontem, ninguém atende", "pt", "complaint fault"),
        ("muito obrigada pela ajuda", "pt", "thanks"),
        ("tem um poste caindo na minha rua", "pt", "risk"),
    ],
)
def test_english_and_portuguese_ask_as_well(text: str, lang: str, names: str) -> None:
    assert {ask.name for ask in find(text, lang)} == set(names.split())


def test_a_question_mark_in_a_link_asks_nothing() -> None:
    assert find("miren https://x.com/a?b=c", "es") == ()


@settings(deadline=None)
@given(st.one_of(st.text(max_size=100), st.sampled_from([text for text, _ in ASKED])), st.sampled_from(LANGUAGES))
def test_words_are_the_texts_own_at_their_place(text: str, lang: str) -> None:
    for ask in find(text, lang):
        assert ask.name in NAMES
        assert ask.words
        for span in ask.words:
            assert text[span.start : span.end] == span.word


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_pattern_is_one_that_re2_takes(lang: str) -> None:
    import re2

    for pattern in patterns(lang):
        assert pattern.ask in NAMES
        assert not re2.compile(pattern.source).search("")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_patterns_match_is_where_all_of_them_in_one_would(lang: str) -> None:
    import re2

    options = re2.Options()
    options.max_mem = 64 << 20
    sources: dict[tuple[str, bool], list[str]] = {}
    for ask, source, denies in patterns(lang):
        sources.setdefault((ask, denies), []).append(source)
    whole = {key: re2.compile("|".join(each), options) for key, each in sources.items()}
    folded = [spell_out(fold(without_names(text)), lang) for text in _varied()]
    for said in folded:
        places = {key: [match.span() for match in each.finditer(said.text)] for key, each in whole.items()}
        assert asks._matcher(lang).spans(said.text) == {
            ask: left
            for (ask, denies), found in places.items()
            if not denies and (left := asks._outside(found, places.get((ask, True), [])))
        }


def _varied() -> Iterator[str]:
    """Sentences of mentions, some with two together, a letter lost, or ñ and n changed for each other."""
    said = [one.text for one in read("mentions", "dev")][::7]
    for number, text in enumerate(said):
        yield text
        yield f"{said[number - 5]}\n{text}"
        yield text[: number % 31] + text[number % 31 + 1 :]
        yield text.translate({ord("n"): "ñ", ord("ñ"): "n"})


def found(text: str) -> list[tuple[str, str]]:
    return [(fact.kind, fact.text) for fact in facts(text)]


@pytest.mark.parametrize(
    ("text", "kind", "fact"),
    [
        ("miren (https://ayto.do/a?x=1).", "link", "https://ayto.do/a?x=1"),
        ("vean www.ayto.do, por favor", "link", "www.ayto.do"),
        ("escriban a ana.p+x@correo.com.do!", "email", "ana.p+x@correo.com.do"),
        ("llamen al 809-555-1234", "phone", "809-555-1234"),
        ("llamen al (829) 555 1234.", "phone", "(829) 555 1234"),
        ("mi cel +57 300 123 4567", "phone", "+57 300 123 4567"),
        ("tel 8095551234", "phone", "8095551234"),
        ("tel 55 1234 5678", "phone", "55 1234 5678"),
        ("me cobraron RD$1,500.00 de más", "money", "RD$1,500.00"),
        ("pagué 300 pesos", "money", "300 pesos"),
        ("son 2 millones de pesos", "money", "2 millones de pesos"),
        ("cuesta 20€", "money", "20€"),
        ("cédula 001-1234567-8", "id_number", "001-1234567-8"),
        ("CURP PEGJ850101HDFRRN09", "id_number", "PEGJ850101HDFRRN09"),
        ("C.C. 1.020.304.506", "id_number", "1.020.304.506"),
        ("mi DNI es 12345678Z", "id_number", "12345678Z"),
        ("mi folio es el 2026-00042", "folio", "2026-00042"),
        ("radicado No. 20261234567", "folio", "20261234567"),
        ("el 3 de mayo de 2026", "date", "3 de mayo de 2026"),
        ("desde el 12/10/2026", "date", "12/10/2026"),
        ("a las 8:30 am", "time", "8:30 am"),
    ],
)
def test_facts_are_typed(text: str, kind: str, fact: str) -> None:
    assert (kind, fact) in found(text)


@pytest.mark.parametrize("text", ["tiene 15 años", "la ley 200-04", "el artículo 14", "2019-2023", "1-0", "12.345.678"])
def test_plain_numbers_are_no_facts(text: str) -> None:
    assert found(text) == []


PLACES = Places({"Los Mina": ["los minas", "sector los mina"], "Villa Juana": []})


def test_places_are_found_by_any_of_their_names() -> None:
    text = "En LOS MINAS y en Villa  Juana, no en los minaretes; #LosMina"
    assert [(fact.kind, fact.text) for fact in facts(text, places=PLACES)] == [
        ("place", "LOS MINAS"),
        ("address", "Villa  Juana"),
        ("place", "LosMina"),
    ]
    assert [(fact.kind, fact.text) for fact in facts("sector Los Mina", places=PLACES)] == [
        ("place", "sector Los Mina")
    ]


def test_no_places_are_no_trouble() -> None:
    assert list(Places({}).find(fold("Los Mina"))) == []


@settings(deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789-.@$/: +()aA")), max_size=120))
def test_facts_never_overlap_and_stand_where_they_say(text: str) -> None:
    end = 0
    for fact in facts(text, places=PLACES):
        assert fact.start >= end
        assert text[fact.start : fact.end] == fact.text
        assert fact.text
        end = fact.end


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("mi cédula es 001-1234567-8", "001-1234567-8"),
        ("cédula 001 1234567 8", "001 1234567 8"),
        ("cedula 00112345678", "00112345678"),
        ("00112345678 es mi cedula", "00112345678"),
        ("Mi CURP es GOMC850101HDFRRL09", "GOMC850101HDFRRL09"),
        ("curp: gomc850101hdfrrl09", "gomc850101hdfrrl09"),
        ("C.C. 79.345.678 de Bogotá", "79.345.678"),
        ("c.c. No 1020345678", "1020345678"),
        ("identificada con cédula de ciudadanía número 52.345.678", "52.345.678"),
        ("CC 1 020 345 678", "1 020 345 678"),
    ],
)
def test_identity_numbers_of_three_countries_are_found_as_people_write_them(text: str, number: str) -> None:
    assert [(fact.kind, fact.text) for fact in facts(text)] == [("id_number", number)]


@pytest.mark.parametrize(
    "text", ["son 12345678 pesos", "llame al 300 123 4567", "expediente 2024-00123", "el 12-10-2026"]
)
def test_other_numbers_are_no_identity(text: str) -> None:
    assert "id_number" not in [fact.kind for fact in facts(text)]


@pytest.mark.parametrize(
    "text",
    (
        "mi cédula 1-2, gracias",
        "https://a.do/20 folio A1b2 y $5",
        "www.b.do/809-555-1234 llamen al 809-555-1234",
        "el 3 de mayo a las 7 pm en www.c.do/14:30.",
    ),
)
def test_numbers_in_links_hide_no_number_beside_them(text: str) -> None:
    """Forms are tried by how many digits stand outside the links: what trying all of them finds."""
    module = importlib.import_module("social_console.asks.facts")
    taken: list[tuple[int, int, str]] = []
    for forms in module._forms().values():
        for kind, start, end in module._found(forms, text):
            module._take(taken, (start, end, kind))
    assert [(fact.start, fact.end, fact.kind) for fact in facts(text)] == taken
