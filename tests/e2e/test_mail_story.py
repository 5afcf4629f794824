"""The whole story on real servers: a citizen writes, the console answers, the citizen has exactly one answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.offices.office import RULES
from tests.e2e.program import Program
from tests.real.mail import Mail

pytestmark = pytest.mark.real


def an_office(folder: Path, mail: Mail, office: str, **others: Any) -> Program:
    """A home with one mailbox, replies on."""
    settings = mail.settings(**others)
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in settings.items() if name != "password")
    folder.mkdir()
    (folder / "social-console.toml").write_text(
        f"""\
language = "en"

[institutions.alcaldia]
name = "Alcaldía"
timezone = "America/Santo_Domingo"

[accounts.correo]
institution = "alcaldia"
channel = "email"
handle = "{office}"
reply = "on"
settle_after = "10m"
{lines}
""",
        encoding="utf-8",
    )
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return Program(folder, env={"SOCIAL_CONSOLE_CORREO_PASSWORD": mail.password})


def rows(console: Program) -> list[dict[str, Any]]:
    return console("list", "--view", "all", "--json").ok().lines


def answers(mail: Mail, citizen: str) -> list[Any]:
    mail.flush()
    return mail.mailbox(citizen)


def test_the_whole_story(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    question = mail.citizen_sends(citizen, office, "Estamos sin agua desde el lunes.", subject="Agua")

    collected = console("collect", "--json").ok().json
    (read,) = collected["connectors"]
    assert (read["account"], read["new"], read["quarantined"], read["error"]) == ("correo", 1, 0, None)
    (row,) = rows(console)
    assert (row["tags"], row["priority"], row["status"], row["unanswered"]) == (["agua"], "high", "new", True)
    assert collected["notices"][0]["to"] == ["luis"]

    sent = console("reply", str(row["id"]), "--text", "Mañana vuelve, disculpe.", "--json").ok().json
    assert sent["reply"]["state"] == "sent"
    (answer,) = answers(mail, citizen)
    assert answer["In-Reply-To"] == question
    assert question in answer["References"]
    assert answer["Subject"] == "Re: Agua"
    assert answer.get_content().strip().startswith("Mañana vuelve, disculpe.")
    (row,) = rows(console)
    assert (row["status"], row["unanswered"], row["owner"]) == ("waiting", False, "ana")

    report = console("report", "--format", "json").ok().json
    assert report["totals"]["first_response"]["n"] == 1
    assert report["totals"]["answered"] == 1

    assert console("collect", "--json").ok().json["connectors"][0]["new"] == 0  # our own answer is here already
    mail.citizen_sends(citizen, office, "Sigue sin agua, ¿qué pasó?", reply_to_message=answer)
    assert console("collect", "--json").ok().json["connectors"][0]["new"] == 1
    (row,) = rows(console)
    assert (row["status"], row["unanswered"]) == ("open", True)
    console("verify").ok()
    assert len(answers(mail, citizen)) == 1


def test_later_waits_and_undo_calls_back(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    mail.citizen_sends(citizen, office, "¿Horario?", subject="Horario")
    console("collect").ok()
    queued = console("reply", "1", "--text", "De 8 a 3.", "--later", "2h", "--json").ok().json
    assert queued["reply"]["state"] == "queued"
    console("outbox", "send").ok()
    console("collect").ok()
    assert answers(mail, citizen) == []
    console("undo", "1").ok()
    (draft,) = console("outbox", "list", "--json").ok().lines
    assert draft["state"] == "draft"
    console.at(datetime.now(UTC) + timedelta(hours=3))
    console("outbox", "send").ok()
    assert answers(mail, citizen) == []


def test_collect_sends_what_has_fallen_due(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    mail.citizen_sends(citizen, office, "¿Horario?", subject="Horario")
    console("collect").ok()
    console("reply", "1", "--text", "De 8 a 3.", "--later", "2h").ok()
    console.at(datetime.now(UTC) + timedelta(hours=3))
    assert console("collect", "--json").ok().json["outbox"]["sent"] == 1
    assert len(answers(mail, citizen)) == 1


def test_an_answer_from_the_offices_own_mail_program_closes_the_wait(mail: Mail, tmp_path: Path) -> None:
    from email.message import EmailMessage

    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    question = mail.citizen_sends(citizen, office, "¿Horario?", subject="Horario")
    console("collect").ok()
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Message-ID"] = office, citizen, "<own-1@office.example>"
    answer["In-Reply-To"] = answer["References"] = question
    answer["Date"], answer["Subject"] = datetime.now(UTC), "Re: Horario"
    answer.set_content("De 8 a 3.")
    mail.put(office, answer.as_bytes(), "Sent")
    console("collect").ok()
    (row,) = rows(console)
    assert (row["status"], row["unanswered"]) == ("waiting", False)
    stale = console("reply", "1", "--text", "De 8 a 3.")  # read after it was answered: allowed, it was shown
    assert stale.code == 0


def test_a_refused_recipient_fails_the_reply_with_its_reason(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("refused")
    console = an_office(tmp_path / "home", mail, office)
    raw = f"From: {citizen}\r\nTo: {office}\r\nSubject: Hola\r\nMessage-ID: <r1@x>\r\n\r\n¿Horario?\r\n"
    mail.put(office, raw.encode())
    console("collect").ok()
    refused = console("reply", "1", "--text", "De 8 a 3.", "--json")
    assert refused.code == 1
    assert refused.json["reply"]["state"] == "failed"
    assert refused.json["reply"]["reason"]
    (row,) = rows(console)
    assert row["unanswered"]
    assert console("list", "--view", "not_sent", "--json").ok().lines[0]["id"] == row["id"]
    assert console("outbox", "send").code == 0  # nothing is due


def test_a_server_that_is_down_keeps_the_reply_and_is_told(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    mail.citizen_sends(citizen, office, "¿Horario?", subject="Horario")
    console("collect").ok()
    toml = console.home / "social-console.toml"
    good = toml.read_text(encoding="utf-8")
    toml.write_text(good.replace(f"smtp_port = {mail.smtp_port}", "smtp_port = 9"), encoding="utf-8")
    done = console("reply", "1", "--text", "De 8 a 3.", "--json")
    assert done.code == 1
    assert done.json["reply"]["state"] == "queued"
    toml.write_text(good, encoding="utf-8")
    console.at(datetime.now(UTC) + timedelta(hours=2))
    console("outbox", "send").ok()
    assert len(answers(mail, citizen)) == 1


def test_a_wrong_password_is_one_clear_error(mail: Mail, tmp_path: Path) -> None:
    console = an_office(tmp_path / "home", mail, mail.address("alcaldia"))
    done = console("collect", "--json", env={"SOCIAL_CONSOLE_CORREO_PASSWORD": "wrong"})
    assert done.code == 1
    (read,) = done.json["connectors"]
    assert read["error"]["code"] == "auth"
    assert read["error"]["remedy"]
    assert read["next_try"]
    assert "wrong" not in done.out + done.err


def test_an_auditor_reads_and_does_nothing_else(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    mail.citizen_sends(citizen, office, "¿Horario?", subject="Horario")
    console("collect").ok()
    console.operator = "eva"
    assert len(rows(console)) == 1
    for command in (("reply", "1", "--text", "x"), ("claim", "1"), ("add", "--how", "phone", "--text", "x")):
        done = console(*command, "--json")
        assert done.code == 2
        assert done.json["error"]["code"] == "not-allowed"
    assert answers(mail, citizen) == []


def test_replies_begin_switched_off(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    toml = console.home / "social-console.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('reply = "on"\n', ""), encoding="utf-8")
    mail.citizen_sends(citizen, office, "¿Horario?", subject="Horario")
    console("collect").ok()
    done = console("reply", "1", "--text", "De 8 a 3.", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "not-allowed")
    assert answers(mail, citizen) == []


def test_where_a_lead_approves(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    toml = console.home / "social-console.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"on"', '"approve"'), encoding="utf-8")
    mail.citizen_sends(citizen, office, "¿Horario?", subject="Horario", by_smtp=False)
    console.quickly("collect").ok()
    queued = console.quickly("reply", "1", "--text", "De 8 a 3.", "--json").ok().json
    assert queued["reply"]["state"] == "to_approve"
    console.quickly("outbox", "send").ok()
    assert answers(mail, citizen) == []
    assert console.quickly("outbox", "approve", "1", "--json").json["error"]["code"] == "not-allowed"
    console.operator = "luis"
    console.quickly("outbox", "approve", "1").ok()
    console.quickly("outbox", "send").ok()
    assert len(answers(mail, citizen)) == 1
    assert rows(console)[0]["status"] == "waiting"


def test_a_reply_written_in_an_editor_with_a_file(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    editor, file = tmp_path / "editor", tmp_path / "ruta.pdf"
    editor.write_text('#!/bin/sh\nprintf "Le adjunto la ruta.\\nSaludos." > "$1"\n')
    editor.chmod(0o755)
    file.write_bytes(b"%PDF-1.4")
    mail.citizen_sends(citizen, office, "¿Por dónde pasa?", subject="Ruta", by_smtp=False)
    console.quickly("collect").ok()
    console("reply", "1", "--edit", "--attach", str(file), env={"EDITOR": str(editor)}).ok()
    (answer,) = answers(mail, citizen)
    assert answer.get_body(("plain",)).get_content().split() == ["Le", "adjunto", "la", "ruta.", "Saludos."]
    assert [part.get_filename() for part in answer.iter_attachments()] == ["ruta.pdf"]


def test_a_colleagues_draft_is_asked_about(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("refused")
    console = an_office(tmp_path / "home", mail, office)
    mail.put(office, f"From: {citizen}\r\nSubject: x\r\nMessage-ID: <d1@x>\r\n\r\n¿Horario?\r\n".encode())
    console.quickly("collect").ok()
    console.operator = "luis"
    console.quickly("reply", "1", "--text", "Ya le escribo yo", "--later", "2h").ok()
    console.operator = "ana"
    asked = console("reply", "1", "--text", "De 8 a 3.", "--later", "3h", "--json")
    assert asked.code == 2
    assert "Ya le escribo yo" in asked.json["error"]["message"]
    console("reply", "1", "--text", "De 8 a 3.", "--later", "3h", "--yes").ok()


def test_a_second_collect_is_already_running_and_sigterm_ends_the_first_well(
    mail: Mail, tmp_path: Path, until: Callable[[Callable[[], bool]], None]
) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    mail.citizen_sends(citizen, office, "uno", subject="uno")
    following = console.start("collect", "--every", "30s", "--json")
    try:
        until(lambda: (console.home / "inbox.db").is_file() and len(rows(console)) == 1)
        second = console("collect", "--json").ok()
        assert second.json["already_running"]
        mail.citizen_sends(citizen, office, "dos", subject="dos")  # IDLE tells of it, long before thirty seconds
        until(lambda: len(rows(console)) == 2)
        soon = (datetime.now(UTC) + timedelta(seconds=3)).isoformat()
        console.quickly("reply", "1", "--text", "Va.", "--later", soon).ok()  # whoever runs next sends what is due
        until(lambda: len(answers(mail, citizen)) == 1)
    finally:
        following.terminate()
        following.communicate(timeout=30)
    assert following.returncode == 0
    console("verify").ok()


def test_ctrl_c_leaves_nothing_half_done(
    mail: Mail, tmp_path: Path, until: Callable[[Callable[[], bool]], None]
) -> None:
    import signal

    office = mail.address("alcaldia")
    console = an_office(tmp_path / "home", mail, office)
    following = console.start("collect", "--every", "30s")
    until((console.home / "inbox.db.collecting").is_file)
    until(lambda: bool(console("collect", "--json").ok().json["already_running"]))
    following.send_signal(signal.SIGINT)
    following.communicate(timeout=30)
    assert following.returncode == 130
    console("verify").ok()


def test_what_is_too_large_waits_in_quarantine_until_the_limit_is_raised(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office, max_size=20_000)
    mail.citizen_sends(citizen, office, "Plano del barrio\n" + "x" * 70 + "\n" * 30_000, subject="Plano", by_smtp=False)
    assert console.quickly("collect", "--json").ok().json["connectors"][0]["quarantined"] == 1
    (item,) = console.quickly("quarantine", "list", "--json").ok().lines
    assert item["account"] == "correo"
    assert item["reason"]
    shown = console.quickly("quarantine", "show", str(item["id"])).ok()
    assert "Plano" in shown.out
    assert console.quickly("quarantine", "retry", "--json").code == 1
    toml = console.home / "social-console.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("max_size = 20000", "max_size = 200000"), encoding="utf-8")
    assert console.quickly("quarantine", "retry", "--json").ok().json["settled"]
    assert console.quickly("quarantine", "list", "--json").ok().lines == []
    assert len(rows(console)) == 1


def test_a_dropped_item_is_gone(mail: Mail, tmp_path: Path) -> None:
    office = mail.address("alcaldia")
    console = an_office(tmp_path / "home", mail, office, max_size=20_000)
    mail.citizen_sends(mail.address("maria"), office, "x\n" * 30_000, subject="Plano", by_smtp=False)
    console.quickly("collect").ok()
    (item,) = console.quickly("quarantine", "list", "--json").ok().lines
    console.quickly("quarantine", "drop", str(item["id"])).ok()
    console.quickly("collect").ok()
    assert console.quickly("quarantine", "list", "--json").ok().lines == []


def test_an_automatic_reply_is_never_notified_nor_waited_for(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    fields = {"Auto-Submitted": "auto-replied"}
    mail.citizen_sends(citizen, office, "Estoy fuera. Sin agua.", subject="Fuera", fields=fields, by_smtp=False)
    assert console.quickly("collect", "--json").ok().json["notices"] == []


def test_a_bounce_fails_the_reply_and_opens_the_moment_again(mail: Mail, tmp_path: Path) -> None:
    office, citizen = mail.address("alcaldia"), mail.address("maria")
    console = an_office(tmp_path / "home", mail, office)
    mail.citizen_sends(citizen, office, "¿Horario?", subject="Horario", by_smtp=False)
    console.quickly("collect").ok()
    console.quickly("reply", "1", "--text", "De 8 a 3.").ok()
    (answer,) = answers(mail, citizen)
    mail.put(office, _bounce(office, citizen, str(answer["Message-ID"])))
    console.quickly("collect").ok()
    (row,) = rows(console)
    assert row["unanswered"]
    assert row["status"] == "open"
    assert len(answers(mail, citizen)) == 1


def _bounce(office: str, citizen: str, message_id: str) -> bytes:
    return f"""\
From: Mail Delivery System <MAILER-DAEMON@example.org>
To: {office}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-{message_id[1:9]}@example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Could not deliver to {citizen}.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; example.org

Final-Recipient: rfc822; {citizen}
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
From: {office}
To: {citizen}
Subject: Re: Horario

--b--
""".replace("\n", "\r\n").encode()
