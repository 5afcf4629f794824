"""Facts: since when and where in words, numbers by their check digits, and what redaction leaves of a text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.annotate import annotate, redact
from social_console.asks import facts, numbers
from tests.unit.steps import growth


def found(text: str) -> list[tuple[str, str]]:
    return [(fact.kind, fact.text) for fact in facts(text)]


@pytest.mark.parametrize(
    ("text", "kind", "fact"),
    [
        ("No hay agua desde hace 10 días", "since", "desde hace 10 días"),
        ("llevamos más de dos semanas así", "since", "llevamos más de dos semanas"),
        ("sin luz desde anoche", "since", "desde anoche"),
        ("está roto desde el lunes pasado", "since", "desde el lunes pasado"),
        ("faz três dias que não passa", "since", "faz três dias"),
        ("broken since yesterday", "since", "since yesterday"),
        ("I reported it two weeks ago", "since", "two weeks ago"),
        ("Hay un hoyo en la calle Duarte con 27", "address", "calle Duarte con 27"),
        ("bache en la Av. 27 de Febrero con Lincoln", "address", "Av. 27 de Febrero con Lincoln"),
        ("el hueco de la Carrera 15 # 88", "address", "Carrera 15 # 88"),
        ("un poste en Villa Mella", "address", "Villa Mella"),
        ("frente a la escuela Benito Juárez", "address", "escuela Benito Juárez"),
        ("en el barrio los ríos no pasa nadie", "address", "barrio los ríos"),
        ("um buraco na Rua das Flores", "address", "Rua das Flores"),
        ("me pidió quinientos pesos", "money", "quinientos pesos"),
        ("se fue a las 8 de la noche", "time", "8 de la noche"),
        ("a reunião é às 15h30", "time", "15h30"),
        ("abre a las 3.", "time", "3"),
        ("la fiesta es el martes", "date", "el martes"),
        ("mi tarjeta es 4111 1111 1111 1111", "card", "4111 1111 1111 1111"),
        ("a la cuenta ES91 2100 0418 4502 0005 1332", "card", "ES91 2100 0418 4502 0005 1332"),
        ("00113918205", "id_number", "00113918205"),
        ("soy el 12.345.678-5 de Santiago", "id_number", "12.345.678-5"),
        ("meu CPF 529.982.247-25", "id_number", "529.982.247-25"),
        ("pasaporte AB123456", "id_number", "AB123456"),
        ("mi número es 8095550101", "phone", "8095550101"),
        ("+34 612 34 56 78", "phone", "+34 612 34 56 78"),
        ("+52 1 55 1234 5678", "phone", "+52 1 55 1234 5678"),
        ("cel 310 555 1234", "phone", "310 555 1234"),
        ("whatsapp 88881234", "phone", "88881234"),
        ("(11) 98765-4321", "phone", "(11) 98765-4321"),
    ],
)
def test_facts_are_found_as_they_are_written(text: str, kind: str, fact: str) -> None:
    assert (kind, fact) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "En este país no hay ley",
        "la calle está oscura",
        "esa calle es un asco",
        "en Twitter dicen que en Navidad no hay",
        "EN LA CALLE NO HAY NADA",
        "tiene 20 años",
        "ganamos 5-3",
        "de 2019-2023",
        "son 12.345.678",
        "pedido 12345678901",
        "12345678A",
        "tarjeta 4111 1111 1111 1112 vencida",
    ],
)
def test_what_only_looks_like_a_fact_is_none(text: str) -> None:
    assert not {kind for kind, _ in found(text)} & {"address", "since", "id_number", "card"}


def test_a_telephone_is_no_identity_number_and_the_other_way_round() -> None:
    assert found("18095550101") == [("phone", "18095550101")]
    assert [kind for kind, _ in found("cédula 001-1391820-5, tel. 809-555-0101")] == ["id_number", "phone"]


def test_a_fault_says_where_and_since_when() -> None:
    told = annotate("Los bombillos de la calle 8 de Los Ríos están fundidos desde hace un mes")
    assert "fault" in {ask.name for ask in told.asks}
    assert {fact.kind: fact.text for fact in told.facts} == {
        "address": "calle 8 de Los Ríos",
        "since": "desde hace un mes",
    }


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (numbers.is_cedula, "001-1391820-5", "001-1391820-6"),
        (numbers.is_card, "5500 0000 0000 0004", "5500 0000 0000 0005"),
        (numbers.is_iban, "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 33"),
        (numbers.is_dni, "12345678Z", "12345678A"),
        (numbers.is_dni, "X1234567L", "X1234567M"),
        (numbers.is_cpf, "529.982.247-25", "529.982.247-26"),
        (numbers.is_rut, "12.345.678-5", "12.345.678-6"),
    ],
)
def test_a_check_digit_tells_a_paper_from_another_number(check: object, good: str, bad: str) -> None:
    assert callable(check)
    assert check(good)
    assert not check(bad)


@pytest.mark.parametrize("letter", ["\N{KELVIN SIGN}", "\u0130", "\u0131", "\u017f", "\u0663"])
@pytest.mark.parametrize(
    "before", ["DE89 3704 0044 0532 0130 0", "X1234567", "12.345.678-", "CURP ABCD12", "001-1391820-"]
)
def test_letters_that_only_look_like_those_of_papers_break_nothing(before: str, letter: str) -> None:
    """Patterns that ignore case take them for K, I, S and digits."""
    for text in (before + letter, letter + before, before[:5] + letter + before[6:]):
        assert isinstance(facts(text), tuple)
        assert isinstance(redact(text), str)


def test_what_is_private_is_blanked_and_the_rest_stays() -> None:
    text = (
        "Sin luz desde ayer en la calle Duarte, folio 884512: 809-555-0101, ana@correo.com, @ana, https://wa.me/1809555"
    )
    assert redact(text) == "Sin luz desde ayer en la calle Duarte, folio 884512: [phone], [email], [handle], [link]"
    assert redact("u/ana_lopez y @ana@mastodon.social") == "[handle] y [handle]"


def test_own_handles_stay_and_words_for_blanks_can_be_given() -> None:
    blanked = redact("@Alcaldia mi cédula es 001-1391820-5", keep={"alcaldia"}, blank=lambda kind: f"<{kind.upper()}>")
    assert blanked == "@Alcaldia mi cédula es <ID_NUMBER>"


def test_a_text_with_very_many_numbers_is_blanked_to_its_end() -> None:
    assert "555" not in redact(" ".join(["809-555-0101"] * 300))


@settings(deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789-.@/ u:ABcd")), max_size=150))
def test_redaction_leaves_nothing_private_and_does_so_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


def test_redaction_takes_time_in_line_with_the_length() -> None:
    assert growth(redact, "@a u/b 809-555-0101 a@b.co 5 de mayo en la calle A, ") < 30


MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre"


@pytest.mark.parametrize("month", [*MONTHS.split(), "January", "December", "outubro", "setembro", "dezembro"])
def test_every_month_is_looked_for(month: str) -> None:
    assert ("date", f"5 de {month}") in found(f"vence el 5 de {month}")


def test_numbers_in_handles_and_links_are_no_facts() -> None:
    assert found("@user8095550101 https://x.com/2026-00042") == [("link", "https://x.com/2026-00042")]
