"""Lines of a file to mentions: what is taken, what is refused and why."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from social_console import i18n
from social_console.connectors import file
from social_console.connectors.file import Defaults, Refused
from social_console.model import Direction, Mention

GOOD: dict[str, Any] = {
    "id": "1",
    "created_at": "2026-01-05T10:00:00-04:00",
    "text": "Hola",
    "author": {"handle": "ana"},
}


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.activate("en")


def read(content: bytes | str, **options: Any) -> list[Mention | Refused]:
    raw = content.encode() if isinstance(content, str) else content
    return list(file.read(io.BytesIO(raw), Defaults(), **options))


def line(**changes: Any) -> str:
    return json.dumps(GOOD | changes) + "\n"


def only(content: bytes | str) -> Mention | Refused:
    (found,) = read(content)
    return found


def test_a_line_is_a_mention() -> None:
    found = only(line(channel="x", account="alcaldia", lang="es", followers=3))
    assert isinstance(found, Mention)
    assert (found.id, found.channel, found.account, found.text) == ("1", "x", "alcaldia", "Hola")
    assert found.created_at == datetime(2026, 1, 5, 14, tzinfo=UTC)
    assert found.direction is Direction.IN
    assert found.author.handle == "ana"
    assert found.history


def test_flags_fill_in_what_a_line_leaves_out() -> None:
    defaults = Defaults(channel="x", account="alcaldia", history=False)
    (found,) = file.read(io.BytesIO(line().encode()), defaults)
    assert isinstance(found, Mention)
    assert (found.channel, found.account, found.history) == ("x", "alcaldia", False)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": None}, "“id” is missing"),
        ({"id": ""}, "“id” is missing"),
        ({"id": ["1"]}, "“id” is not text"),
        ({"text": None}, "“text” is missing"),
        ({"text": 7}, "“text” is not text"),
        ({"text": "a\0b"}, "“text” holds a NUL character"),
        ({"text": "\ud83d"}, "“text” holds half of a character"),
        ({"created_at": None}, "“created_at” is missing"),
        ({"created_at": "2026-01-05T10:00:00"}, "“created_at” has no offset: '2026-01-05T10:00:00'"),
        ({"created_at": "0001-01-01T00:00:00Z"}, "“created_at” lies before 1970: '0001-01-01T00:00:00Z'"),
        ({"created_at": "yesterday"}, "“created_at” is no ISO 8601 time: 'yesterday'"),
        ({"created_at": "0001-01-01T00:00:00+14:00"}, "“created_at” is no ISO 8601 time: '0001-01-01T00:00:00+14:00'"),
        ({"author": {}}, "“author.handle” or “author.id” is missing"),
        ({"author": {"handle": "@"}}, "“author.handle” or “author.id” is missing"),
        ({"author": "ana"}, "“author” is not an object"),
        ({"author": {"id": "1", "followers": "many"}}, "“author.followers” is not a number"),
        ({"direction": "sideways"}, "“direction” is 'sideways'"),
        ({"automatic": "perhaps"}, "“automatic” is neither true nor false"),
        ({"id": "x" * 3000}, "“id” is too long"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_reason(changes: dict[str, Any], reason: str) -> None:
    before, bad, after = read(line(id="0") + line(**changes) + line(id="2"))
    assert bad == Refused(2, reason)
    assert isinstance(before, Mention)
    assert isinstance(after, Mention)


def test_what_the_institution_said_needs_no_author() -> None:
    found = only(line(direction="out", author=None))
    assert isinstance(found, Mention)
    assert found.direction is Direction.OUT


@pytest.mark.parametrize(
    "junk",
    ["nonsense", "[1, 2]", "{", '{"id": NaN}', "[" * 100_000, '{"id": ' + "9" * 5000 + "}", '"text"', "\x01"],
)
def test_what_is_not_json_is_refused(junk: str) -> None:
    bad, good = read(junk + "\n" + line())
    assert isinstance(bad, Refused)
    assert bad.line == 1
    assert isinstance(good, Mention)


def test_blank_lines_and_a_missing_last_newline_do_no_harm() -> None:
    found = read("\n" + line() + "\r\n  \n" + line(id="2").rstrip())
    assert [each.id for each in found if isinstance(each, Mention)] == ["1", "2"]
    assert len(found) == 2


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert isinstance(only(b"\xef\xbb\xbf" + line().encode()), Mention)


def test_utf_16_is_named_as_what_it_is() -> None:
    assert only(line().encode("utf-16")) == Refused(1, "this file is UTF-16: save it as UTF-8")


def test_a_line_that_is_not_utf_8_costs_only_itself() -> None:
    bad, good = read(line().encode().replace(b"Hola", b"A\xf1o") + line(id="2").encode())
    assert bad == Refused(1, "not UTF-8 (byte 66 of the line)")
    assert isinstance(good, Mention)


def test_a_huge_line_is_skipped_and_never_held() -> None:
    class Endless(io.RawIOBase):
        """Eight times the longest line, without a newline; then a good line."""

        def __init__(self) -> None:
            self.left = 8 * file.MAX_LINE
            self.tail = b"\n" + line().encode()
            self.longest = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            chunk = b"x" * min(len(buffer), self.left) if self.left else self.tail[: len(buffer)]
            if self.left:
                self.left -= len(chunk)
            else:
                self.tail = self.tail[len(chunk) :]
            self.longest = max(self.longest, len(chunk))
            buffer[: len(chunk)] = chunk
            return len(chunk)

    bad, good = file.read(io.BufferedReader(Endless()), Defaults())
    assert bad == Refused(1, "longer than 4 MiB")
    assert isinstance(good, Mention)


def test_a_megabyte_of_text_is_taken_as_it_is() -> None:
    found = only(line(text="a" * 1_000_000))
    assert isinstance(found, Mention)
    assert len(found.text) == 1_000_000


def test_an_empty_file_says_nothing() -> None:
    assert read(b"") == []


CSV = "id,created_at,text,author.handle,author.verified,to\n"


def test_csv_has_the_same_names_with_dots() -> None:
    (found,) = read(CSV + '1,2026-01-05T10:00:00Z,"Hola,\nseñores",ana,true,@a @b\n', csv_named=True)
    assert isinstance(found, Mention)
    assert found.text == "Hola,\nseñores"
    assert (found.author.handle, found.author.verified, found.to) == ("ana", True, ("@a", "@b"))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_is_known_by_its_header_whatever_stands_between(delimiter: str) -> None:
    row = "1,2026-01-05T10:00:00Z,Hola,ana,,\n"
    (found,) = read((CSV + row).replace(",", delimiter))
    assert isinstance(found, Mention)


def test_csv_rows_are_refused_by_the_line_they_begin_on() -> None:
    content = CSV + '1,2026-01-05T10:00:00Z,"a\nb",ana,,\n2,never,x,ana,,\n3,2026-01-05T10:00:00Z,x,ana,,,,\n'
    good, late, wide = read(content)
    assert isinstance(good, Mention)
    assert late == Refused(4, "“created_at” is no ISO 8601 time: 'never'")
    assert wide == Refused(5, "8 columns where the header has 6")


def test_a_quote_that_nobody_closes_costs_one_line() -> None:
    row = "{},2026-01-05T10:00:00Z,{},ana,,\n"
    found = read(CSV + row.format(1, '"open') + row.format(2, "x") + row.format(3, "y"))
    assert isinstance(found[0], Refused)
    assert found[0].line == 2
    assert [each.id for each in found if isinstance(each, Mention)] == ["2", "3"]


def test_an_empty_text_is_a_text() -> None:
    (found,) = read(CSV + "1,2026-01-05T10:00:00Z,,ana,,\n")
    assert isinstance(found, Mention)
    assert found.text == ""
