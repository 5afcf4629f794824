"""What the writer wrote, and not what their mail program added."""

from __future__ import annotations

import pytest

from social_console.connectors.email.quotes import own_words

OWN = "Buenas tardes:\n\nSigue sin llegar el agua. ¿Cuándo vienen?"
HISTORY = "> Estimada Ana:\n> Ya fue la brigada.\n> Saludos"
OUTLOOK_ES = "De: Ayuntamiento \nEnviado el: lunes, 3 de noviembre de 2025 10:11\nPara: Ana\nAsunto: RE: Agua"
OUTLOOK_EN = "From: Office <office@example.org>\nSent: Monday, November 3, 2025 10:11 AM\nTo: Ana\nSubject: RE: Water"
OUTLOOK_PT = "De: Prefeitura\nEnviada em: segunda-feira, 3 de novembro de 2025\nPara: Ana\nAssunto: RE: Água"


@pytest.mark.parametrize(
    "added",
    [
        f"El lun, 3 nov 2025 a las 10:11, Ayuntamiento (<office@example.org>) escribió:\n\n{HISTORY}",
        f"El lun, 3 nov 2025 a la(s) 10:11 a.m., Ayuntamiento de la Villa\n<office@example.org> escribió:\n{HISTORY}",
        f"El 3 nov 2025, a las 10:11, Ayuntamiento <office@example.org> escribió:\n\n{HISTORY}",
        f"El lunes, 3 de noviembre de 2025, 10:11:12 a. m. GMT-4, Ayuntamiento\n<o@example.org> escribió: \n{HISTORY}",
        f"El 03/11/2025 a las 10:11, Ayuntamiento ha escrito:\n{HISTORY}",
        f"On Mon, Nov 3, 2025 at 10:11 AM Office <office@example.org> wrote:\n\n{HISTORY}",
        f"On Mon, Nov 3, 2025 at 10:11 AM The Very Long Office Of The Town\n<office@example.org>\nwrote:\n{HISTORY}",
        f"On 03/11/2025 10:11, Office wrote:\n{HISTORY}",
        f"Em seg., 3 de nov. de 2025 às 10:11, Prefeitura <office@example.org>\nescreveu:\n\n{HISTORY}",
        f"Em 3 de nov. de 2025, à(s) 10:11, Prefeitura <office@example.org> escreveu:\n{HISTORY}",
        f"________________________________\n{OUTLOOK_ES}\n\nEstimada Ana: ya fue la brigada.",
        f"________________________________\n\n{OUTLOOK_EN}\n\nDear Ana",
        f"{OUTLOOK_PT}\n\nPrezada Ana",
        "*De:* Ayuntamiento\n*Enviado:* lunes\n*Para:* Ana\n*Asunto:* Agua\n\nYa fue la brigada.",
        "-----Mensaje original-----\nDe: Ayuntamiento\nYa fue la brigada.",
        "-----Original Message-----\nFrom: Office\nDone.",
        "-----Mensagem Original-----\nDe: Prefeitura\nPronto.",
        "-------- Mensaje original --------\nDe: Ayuntamiento <office@example.org> \nFecha: 3/11/25",
        HISTORY,
        "Enviado desde mi iPhone",
        "Enviado desde Outlook para Android<https://aka.ms/AAb9ysg>",
        "Enviado desde mi Samsung Mobile de Claro\nObtener Outlook para Android",
        "Obtener BlueMail para Android",
        "Sent from my iPhone",
        "Enviado do meu iPhone",
        "Enviado do Yahoo Mail no Android",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "-- \nAna Peña\nTel. 809-555-1234",
        "--\nAna Peña",
        "AVISO LEGAL: Este mensaje y sus anexos son confidenciales y para su destinatario.",
        "Este mensaje es confidencial y va dirigido de manera exclusiva a su destinatario.",
        "CONFIDENTIALITY NOTICE: The contents of this email are privileged.",
        "Antes de imprimir este mensaje, piense en el medio ambiente.",
        f"Enviado desde mi iPhone\n\nEl 3 nov 2025, a las 10:11, Office <office@example.org> escribió:\n{HISTORY}",
        f"--\nAna Peña\n\nEl lun, 3 nov 2025 a las 10:11, Ayuntamiento (<office@example.org>) escribió:\n\n{HISTORY}",
    ],
)
def test_what_a_mail_program_adds_is_cut(added: str) -> None:
    assert own_words(f"{OWN}\n\n{added}\n") == OWN


@pytest.mark.parametrize(
    "text",
    [
        OWN,
        "De: Los Mina. Para: todos. Llevamos días sin agua.",
        "El 3 de noviembre escribí a la alcaldía y nadie me respondió.",
        "On Monday I wrote to you; no answer.",
        "El martes a las 3 su empleado me dijo lo siguiente:\nque escribiera aquí.",
        "Temas:\n- agua\n- luz -- y aseo",
        "Sent from the office I got a letter that says otherwise, and I want to complain about it at length.\nMore.",
        "Fecha: 3 de noviembre\nLugar: calle 5\nHay un hoyo.",
    ],
)
def test_what_somebody_wrote_stays(text: str) -> None:
    assert own_words(text) == text


def test_an_answer_between_the_lines_keeps_only_the_answers() -> None:
    text = (
        "El lun, 3 nov 2025 a las 10:11, Ayuntamiento (<office@example.org>) escribió:\n"
        "> ¿En qué calle vive?\nEn la calle 5.\n> ¿Desde cuándo?\nDesde el lunes.\n"
    )
    assert own_words(text) == "En la calle 5.\nDesde el lunes."


def test_an_answer_under_the_history_is_kept() -> None:
    text = f"On Mon, Nov 3, 2025 at 10:11 AM Office wrote:\n{HISTORY}\n\nThanks, but no water yet."
    assert own_words(text) == "Thanks, but no water yet."


def test_a_forwarded_message_is_content() -> None:
    text = f"Miren esto:\n\n---------- Forwarded message ---------\n{OUTLOOK_EN}\n\nWe will cut your water."
    assert "We will cut your water." in own_words(text)


def test_where_nothing_would_be_left_all_stays() -> None:
    assert own_words(HISTORY) == HISTORY
    assert own_words("Enviado desde mi iPhone") == "Enviado desde mi iPhone"
    assert own_words("") == ""


def test_hostile_lengths_take_no_time() -> None:
    for piece in (
        "On 1 wrote\n> a\nb\n",
        "El 1\nx\ny\nescribió:\n>z\nw\n",
        "> ",
        "El 3 ",
        "-",
        "_",
        "De: x\n",
        "a" * 50,
        "On 1 wrote",
        "\n",
    ):
        own_words(piece * (200_000 // len(piece)))
