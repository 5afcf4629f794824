"""The packs of laws: they fit beside any office's file, know a formal request when they see one, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from social_console.annotate import annotate
from social_console.model import Context
from social_console.rules import RuleSet, Surroundings, check, decide, load, starter, starter_languages
from tests.unit.rules.make import loaded, mention

DOCUMENTS, PETITION, CONSULT = "petición de documentos (CO)", "derecho de petición (CO)", "consulta (CO)"
INFORMATION = "información pública (RD)"
COLOMBIA = [
    ("En ejercicio del derecho de petición, de manera comedida solicito se me expida copia del acto", DOCUMENTS),
    ("Con fundamento en el artículo 23 de la Constitución Política solicito información sobre las obras", DOCUMENTS),
    ("Derecho de peticion de informacion: ¿cuánto se gastó en las ferias?", DOCUMENTS),
    ("Solicito me envíen los documentos del contrato 045 de 2026", DOCUMENTS),
    ("Solicitamos copia de los contratos de alumbrado público", DOCUMENTS),
    ("DERECHO DE PETICIÓN Señor alcalde, solicito la pavimentación de la vereda", PETITION),
    ("#DerechoDePetición arreglen la calle ya", PETITION),
    ("Amparado en el art. 23 de la C.N. solicito la poda", PETITION),
    ("Se venció el término de la Ley 1755 y no han respondido", PETITION),
    ("Elevo la siguiente consulta: ¿la exención predial aplica a fundaciones?", CONSULT),
]
DOMINICANA = [
    ("Al amparo de la Ley 200-04 solicito la nómina de la alcaldía", INFORMATION),
    ("ley núm. 200-04, pido las nóminas", INFORMATION),
    ("Ley N° 200-04: los contratos", INFORMATION),
    ("Solicitud de información pública: presupuesto ejecutado", INFORMATION),
    ("Mi solicitud SAIP lleva un mes", INFORMATION),
    ("la OAI no me ha respondido", INFORMATION),
]
ORDINARY = [
    "No hay agua en el barrio desde ayer",
    "Pido una cita para la consulta externa",
    "Necesito una copia de mi recibo del agua",
    "Mi petición a Dios es que arreglen esa vía",
    "¿Me dan información sobre los cursos?",
    "El pueblo tiene derecho a la protesta",
    "La ley de tránsito nadie la respeta, y la multa son 200 pesos",
    "Información pública: mañana no hay clases",
    "El artículo 23 del reglamento de fútbol no dice eso",
]


def pack(name: str) -> RuleSet:
    return loaded(f'include: ["pack:{name}"]')


def promised(given: RuleSet, text: str) -> str | None:
    return decide(given, mention(text), annotate(text), Context()).standard


@pytest.mark.parametrize(
    ("name", "text", "standard"),
    [("colombia", *one) for one in COLOMBIA] + [("dominicana", *one) for one in DOMINICANA],
)
def test_a_formal_request_gets_the_term_of_its_law(name: str, text: str, standard: str) -> None:
    assert promised(pack(name), text) == standard


@pytest.mark.parametrize("name", ["colombia", "dominicana"])
def test_an_everyday_message_does_not(name: str) -> None:
    given = pack(name)
    assert [text for text in ORDINARY if promised(given, text)] == []


def test_the_starter_knows_what_the_dominican_pack_knows() -> None:
    given = load(starter())
    assert [text for text, _term in DOMINICANA if promised(given, text) != "información"] == []


@pytest.mark.parametrize("name", ["colombia", "dominicana"])
def test_a_pack_can_be_published_wherever_the_starter_can(name: str, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(f'version: 1\ninclude: ["pack:{name}"]\n', encoding="utf-8")
    found = check(file, surroundings=Surroundings(languages=starter_languages()))
    assert [fault.message for fault in found if fault.severity == "error"] == []


def test_beside_the_starter_a_pack_decides_once_its_rules_are_taken_out() -> None:
    """As the documentation says."""
    text = starter().read_text(encoding="utf-8").replace("version: 1", 'version: 1\ninclude: ["pack:colombia"]', 1)
    assert promised(loaded(text), COLOMBIA[0][0]) == "petición", "the office's own come first"
    for name in ("información", "petición"):
        text = re.sub(rf"\n  - id: {name}\n.*?(?=\n  - id: )", "", text, flags=re.DOTALL)
        text = re.sub(
            rf"\n  {name}:(?: \{{first_response|\n    first_response).*?(?=\n  \S)", "", text, flags=re.DOTALL
        )
    given = loaded(text)
    assert [text for text, term in COLOMBIA if promised(given, text) not in (term, "avería")] == []
