"""Which reports say that our mail did not arrive."""

from __future__ import annotations

import pytest

from tests.unit.connectors.letters import OFFICE, letter, parsed

OURS = "sc.0123456789abcdef@example.org"


def report(action: str = "failed", recipient: str = "ana@example.com", returned: str = "message/rfc822") -> str:
    return (
        "--b\nContent-Type: text/plain\n\nThis is the mail system.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: {returned}\n\nFrom: {OFFICE}\nMessage-ID: <{OURS}>\nSubject: Re: Agua\n\nBuenas.\n--b--\n"
    )


STANDARD = {
    "From": "MAILER-DAEMON@mx.example.org",
    "Subject": "Undelivered Mail Returned to Sender",
    "Content_Type": 'multipart/report; report-type=delivery-status; boundary="b"',
    "Auto_Submitted": "auto-replied",
    "Return_Path": "<>",
}


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_standard_report_names_our_message(returned: str) -> None:
    mention = parsed(letter(report(returned=returned), **STANDARD)).mention
    assert (mention.kind, mention.voids, mention.automatic) == ("bounce", OURS, True)
    assert mention.in_reply_to == OURS


def test_a_delay_voids_nothing() -> None:
    assert parsed(letter(report("delayed"), **STANDARD)).mention.voids is None


def test_a_failure_of_our_own_copy_voids_nothing() -> None:
    assert parsed(letter(report(recipient=OFFICE), **STANDARD)).mention.voids is None


def test_a_plain_bounce_of_exim_and_of_qmail() -> None:
    returned = f"Return-path: <{OFFICE}>\nMessage-Id: <{OURS}>\nTo: a\n"
    text = f"A message that you sent could not be delivered.\n\n------\n{returned}"
    exim: dict[str, str | None] = {
        "From": "Mail Delivery System <Mailer-Daemon@mx.example.org>",
        "Subject": "Mail delivery failed: returning message to sender",
        "X_Failed_Recipients": "ana@example.com",
        "Return_Path": "<>",
    }
    assert parsed(letter(text, **exim)).mention.voids == OURS
    delayed = {**exim, "Subject": "Warning: message delayed 24 hours", "X_Failed_Recipients": None}
    assert parsed(letter(text, **delayed)).mention.voids is None
    qmail = {"From": "MAILER-DAEMON@mx.example.org", "Subject": "failure notice", "Return_Path": "<>"}
    assert parsed(letter(f"Hi. This is the qmail-send program.\n{text}", **qmail)).mention.voids == OURS


def test_a_bounce_that_only_answers_our_message() -> None:
    exchange = {
        "From": "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>",
        "Subject": "No se puede entregar: Re: Agua",
        "In_Reply_To": f"<{OURS}>",
        "References": f"<m1@example.com> <{OURS}>",
        "Return_Path": "<>",
        "Content_Type": 'multipart/report; report-type=delivery-status; boundary="b"',
    }
    body = (
        "--b\nContent-Type: text/plain\n\nNo se pudo entregar.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        "Final-Recipient: rfc822;ana@example.com\nAction: failed\n\n--b--\n"
    )
    assert parsed(letter(body, **exchange)).mention.voids == OURS


def test_a_citizen_who_quotes_a_bounce_is_no_bounce() -> None:
    mention = parsed(letter(f"Me llegó esto: Message-ID: <{OURS}>", Subject="Undeliverable: Agua")).mention
    assert (mention.kind, mention.voids) == ("message", None)


def test_an_absence_note_is_no_bounce() -> None:
    note = {
        "Subject": "Fuera de la oficina",
        "Auto_Submitted": "auto-replied",
        "In_Reply_To": f"<{OURS}>",
        "Return_Path": "<>",
    }
    mention = parsed(letter("Vuelvo el lunes.", **note)).mention
    assert (mention.kind, mention.voids, mention.automatic) == ("message", None, True)
