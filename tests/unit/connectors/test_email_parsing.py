"""One message as one mention."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console.connectors.email.charsets import decode
from social_console.connectors.email.headers import decoded
from social_console.errors import BadItem
from social_console.model import Direction, Visibility
from tests.unit.connectors.letters import ARRIVED, OFFICE, letter, parsed, raw, sent_letter

TEXT = {"Content_Type": "text/plain; charset=utf-8", "MIME_Version": "1.0"}


def test_a_plain_message() -> None:
    mention = parsed(letter("Sin agua.\r\nDos días.\r\n", **TEXT)).mention
    assert mention.text == "Sin agua.\nDos días."
    assert (mention.author.id, mention.author.name) == ("ana@example.com", "Ana Peña")
    assert (mention.channel, mention.account, mention.subject) == ("email", OFFICE, "Agua")
    assert mention.created_at == ARRIVED, "the server's word, not the sender's"
    assert mention.extra["date"] == "Thu, 1 Oct 2026 08:00:00 -0400"
    assert mention.ref == "m1@example.com"
    assert mention.conversation is None
    assert mention.visibility is Visibility.PRIVATE
    assert mention.raw is None


def test_what_is_cut_stays_in_the_raw_text() -> None:
    mention = parsed(letter("Gracias.\n\nEl lun, 3 nov 2025, Office escribió:\n> Hecho.\n", **TEXT)).mention
    assert mention.text == "Gracias."
    assert mention.raw is not None
    assert "> Hecho." in mention.raw


def test_a_thread_is_known_by_its_references() -> None:
    fields = {"In_Reply_To": "<b@x>", "References": "<a@x>\r\n <b@x>"}
    mention = parsed(letter(**fields)).mention
    assert (mention.conversation, mention.in_reply_to) == ("a@x", "b@x")
    assert mention.extra["references"] == ["a@x", "b@x"]
    alone = parsed(letter(In_Reply_To="<b@x>")).mention
    assert (alone.conversation, alone.in_reply_to) == (None, "b@x")
    chatty = parsed(letter(In_Reply_To="Your message of Monday <b@x>", References="a@x b@x")).mention
    assert (chatty.conversation, chatty.in_reply_to) == ("a@x", "b@x")


def test_the_same_name_with_another_text_is_another_mention() -> None:
    one, two = parsed(letter("uno")).mention, parsed(letter("dos")).mention
    assert one.id != two.id
    assert one.ref == two.ref
    copy = parsed(letter("uno \r\n", Received="by another way")).mention
    assert copy.id == one.id, "a copy that came by another way is the same"


def test_a_message_without_a_name_gets_the_same_one_each_time() -> None:
    one, two = (parsed(letter(Message_ID=None)).mention for _ in range(2))
    assert one.id == two.id
    assert one.ref
    assert parsed(letter("otro", Message_ID=None)).mention.id != one.id


@pytest.mark.parametrize(
    ("fields", "automatic"),
    [
        ({}, False),
        ({"Auto_Submitted": "no"}, False),
        ({"Auto_Submitted": "auto-replied"}, True),
        ({"Auto_Submitted": "Auto-Generated; owner-email=x"}, True),
        ({"Precedence": "bulk"}, True),
        ({"Precedence": "list", "List_Id": "<citizens.example>"}, False),
        ({"Return_Path": "<>"}, True),
        ({"Return_Path": "<ana@example.com>"}, False),
        ({"X_Autoreply": "yes"}, True),
    ],
)
def test_what_machines_write_is_marked(fields: dict[str, str], automatic: bool) -> None:
    assert parsed(letter(**fields)).mention.automatic is automatic


def test_a_web_form_belongs_to_the_person_who_filled_it_in() -> None:
    form = {"From": "WordPress <wordpress@town.example>", "Reply_To": "Luis <luis@example.com>"}
    mention = parsed(letter(**form)).mention
    assert (mention.author.id, mention.author.name, mention.kind) == ("luis@example.com", "Luis", "form")
    own_site = {"From": f"Web <{OFFICE}>", "Reply_To": "luis@example.com", "Precedence": "bulk"}
    mention = parsed(letter(**own_site)).mention
    assert (mention.author.id, mention.automatic) == ("luis@example.com", False)
    silent = {"From": "avisos@town.example"}
    body = "Nombre: Luis Mora\nCorreo electrónico: Luis@Example.com\nMensaje: Hay un hoyo."
    mention = parsed(letter(body, **silent, **TEXT), forms=["avisos@town.example"]).mention
    assert (mention.author.id, mention.author.name) == ("luis@example.com", "Luis Mora")
    mention = parsed(letter(body, **silent, **TEXT), forms=["@town.example"]).mention
    assert mention.author.id == "luis@example.com"


def test_an_answer_goes_where_the_person_wants_it_but_never_to_a_list() -> None:
    assert parsed(letter(Reply_To="ana@work.example")).mention.author.id == "ana@work.example"
    listed = {"Reply_To": "all@list.example", "List_Id": "<all.list.example>"}
    assert parsed(letter(**listed)).mention.author.id == "ana@example.com"
    assert parsed(letter(Reply_To=OFFICE)).mention.author.id == "ana@example.com"
    assert parsed(letter(Reply_To="a@x.example, b@x.example")).mention.author.id == "ana@example.com"


def test_who_claims_to_be_us_is_not_believed() -> None:
    assert parsed(letter(From=f"Office <{OFFICE}>")).claims_us
    assert parsed(letter(From="other@example.org"), own_addresses=["OTHER@example.org"]).claims_us
    assert not parsed(letter()).claims_us
    assert parsed(letter(From=OFFICE)).mention.direction is Direction.IN


def test_what_lies_among_the_sent_is_ours_with_its_own_date() -> None:
    mention = parsed(sent_letter(From=OFFICE, To="ana@example.com", Cc=f"luis@example.com, {OFFICE}")).mention
    assert mention.direction is Direction.OUT
    assert mention.created_at == datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
    assert mention.to == ("ana@example.com", "luis@example.com")
    wrong = parsed(sent_letter(From=OFFICE, Date="Thu, 1 Oct 2076 08:00:00 -0400")).mention
    assert wrong.created_at == ARRIVED


def test_html_only_mail_reads_as_text() -> None:
    html = (
        "<html><head><style>p{}</style></head><body><div style='display:none'>preheader</div>"
        "<p>Se&ntilde;ores:</p><p>No hay <b>agua</b>.<br>Vea <a href='https://x.example/1'>esta foto</a></p>"
        "<ul><li>uno</li><li>dos</li></ul><script>alert(1)</script></body></html>"
    )
    mention = parsed(letter(html, Content_Type="text/html; charset=utf-8")).mention
    assert mention.text == "Señores:\n\nNo hay agua.\nVea esta foto (https://x.example/1)\n\n- uno\n- dos"


def test_gmail_history_in_html_is_cut() -> None:
    html = (
        '<div dir="ltr">Gracias</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        "El lun, 3 nov 2025 a las 10:11, Office "
        '(&lt;<a href="mailto:o@example.org">o@example.org</a>&gt;) escribió:<br></div>'
        '<blockquote class="gmail_quote">Hecho.</blockquote></div>'
    )
    mention = parsed(letter(html, Content_Type="text/html; charset=utf-8")).mention
    assert mention.text == "Gracias"


def test_of_alternatives_the_plain_one_unless_it_says_nothing() -> None:
    def alternative(plain: str) -> str:
        return (
            f"--b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n"
            "--b\nContent-Type: text/html; charset=utf-8\n\n<p>De HTML</p>\n--b--\n"
        )

    kind = {"Content_Type": 'multipart/alternative; boundary="b"'}
    assert parsed(letter(alternative("De texto"), **kind)).mention.text == "De texto"
    assert parsed(letter(alternative("  "), **kind)).mention.text == "De HTML"
    lazy = "Your mail client does not support HTML messages."
    assert parsed(letter(alternative(lazy), **kind)).mention.text == "De HTML"


def test_attachments_are_listed_by_a_bare_name() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nVea la foto.\n"
        '--b\nContent-Type: image/jpeg; name="x"\nContent-Transfer-Encoding: base64\n'
        'Content-Disposition: attachment; filename="../../etc/=?utf-8?q?a=C3=B1o=2Ejpg?="\n\naGVsbG8=\n'
        "--b\nContent-Type: message/rfc822\n\nFrom: x@y.example\nSubject: dentro\n\nno es suyo\n--b--\n"
    )
    mention = parsed(letter(body, Content_Type='multipart/mixed; boundary="b"')).mention
    assert mention.text == "Vea la foto."
    first, second = mention.media
    assert (first.name, first.type, first.size) == ("año.jpg", "image/jpeg", 5)
    assert second.type == "message/rfc822"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("año".encode("latin-1"), "iso-8859-1", "año"),
        ("año".encode(), "iso-8859-1", "año"),
        ("año".encode("cp1252"), "utf-8", "año"),
        ("“año”".encode("cp1252"), "us-ascii", "“año”"),
        ("año".encode("cp1252"), "x-unknown", "año"),
        ("año".encode(), "", "año"),
        ("año".encode("utf-16"), "utf-16", "año"),
        ("año".encode("utf-7"), "utf-7", "año"),
        ("漢字".encode("gb18030"), "gb2312", "漢字"),
        ("año".encode(), "base64", "año"),
        ("año".encode(), "unicode_escape", "año"),
        ("año".encode(), "'utf-8'", "año"),
        (b"a\x81b", "cp1252", "a\ufffdb"),
    ],
)
def test_charsets_as_senders_have_them(body: bytes, charset: str, text: str) -> None:
    assert decode(body, charset) == text
    if charset not in ("utf-16", "'utf-8'"):
        kind = f'text/plain; charset="{charset}"'
        assert parsed(letter(body, Content_Type=kind)).mention.text == text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("=?utf-8?q?a=C3=B1o?=", "año"),
        ("=?UTF-8?B?YcOxbw==?= nuevo", "año nuevo"),
        ("=?utf-8?B?YcOx?= =?utf-8?B?bw==?=", "año"),
        ("=?utf-8?q?a=C3?= =?utf-8?q?=B1o?=", "año"),
        ("=?utf-8*es?q?a=C3=B1o?=", "año"),
        ("=?iso-8859-1?q?a=F1o?=", "año"),
        ("=?utf-8?B?YcOxbw?=", "año"),
        ("=?bogus?q?hola?=", "hola"),
        ("=?utf-8?x?no?= así", "=?utf-8?x?no?= así"),
        ("sin nada", "sin nada"),
        ("uno =?utf-8?q?dos?= tres", "uno dos tres"),
    ],
)
def test_encoded_words(field: str, text: str) -> None:
    assert decoded(field) == text


def test_raw_bytes_in_a_subject_are_guessed() -> None:
    for encoding in ("utf-8", "cp1252"):
        message = raw(Subject=None).replace(
            b"\r\n", b"\r\nSubject: a\xc3\xb1o\r\n".replace(b"\xc3\xb1", "ñ".encode(encoding)), 1
        )
        one = letter()
        assert parsed(type(one)(message, ARRIVED)).mention.subject == "año"


def test_an_empty_message_and_one_from_nobody_go_to_quarantine() -> None:
    for bad in (b"", b"\x00" * 100, raw(From=None), raw(From="undisclosed")):
        with pytest.raises(BadItem):
            parsed(type(letter())(bad, ARRIVED, "INBOX", 3))


@given(st.binary(max_size=400))
def test_no_bytes_crash_it(noise: bytes) -> None:
    """Anything is a mention or a BadItem; never a text that a database refuses."""
    rng = random.Random(noise)  # noqa: S311
    message = bytearray(
        raw("--b\nContent-Type: text/html\n\n<p>x</p>\n--b--", Content_Type="multipart/mixed; boundary=b")
    )
    for byte in noise:
        message[rng.randrange(len(message))] = byte
    for content in (bytes(message), noise, raw() + noise):
        try:
            mention = parsed(type(letter())(content, ARRIVED)).mention
        except BadItem:
            continue
        for text in (mention.text, mention.id, mention.subject or "", mention.author.name or "", mention.ref or ""):
            text.encode()
            assert "\x00" not in text


def test_a_message_made_to_keep_us_busy_does_not() -> None:
    many = letter("--b\n\n" * 30_000, Content_Type="multipart/mixed; boundary=b")
    with pytest.raises(BadItem):
        parsed(many)
    assert parsed(letter("hola", Content_Type="multipart/mixed; " + "a*0=b; " * 50_000)).mention.text


def test_nesting_without_end_is_survived() -> None:
    depth = 400
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    one = type(letter())(raw(head + "\n\nfondo", Content_Type="multipart/mixed; boundary=x"), ARRIVED)
    with suppress(BadItem):
        parsed(one)
