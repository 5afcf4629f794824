"""Our own words for what YAML does silently, or says in the words of its grammar."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from social_console.i18n import gettext as _
from social_console.rules.place import Place

if TYPE_CHECKING:
    from social_console.rules.tree import NotYaml, Scalar

CURLY = "“”„‟«»‘’‚‛"
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\u2028|\u2029")
_GLUED_COMMENT = re.compile(r"\s+#[^\s#!]")
_GLUED_HYPHEN = re.compile(r"-[^\W\d]")
_HIDING_COMMENT = re.compile(r"(?:^|[\s\[{,])(#)[^\s#!]")
_WIDE_INDENT = re.compile("^ *([\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\u2060\ufeff])")
_BULLET = re.compile("^ *([\u2010-\u2015\u2022\u2023\u2043\u2219\u25aa\u25cf\u25e6\u00b7\u2212])\\s")
_CURLY = re.compile(f"[{CURLY}]")
_KEYS = (
    "version|include|calendars|standards|defaults|people|areas|places|lexicon|lists|templates|rules|tests|escalations"
    "|macros|views|id|about|when|then|shadow|text|words|near|regex|lang|channel|author|all|any|none|tag|priority"
    "|assign|standard|suggest|notify|name|role|email|timezone|hours|holidays|es|en|pt|query|order|title|do|key|expect"
)
_GLUED_KEY = re.compile(rf"^ *(?:(-)\w+:|(?:- +)?(?:{_KEYS})(:)[^\s/:]|.*[{{,] *(?:{_KEYS})(:)[\[{{\"'])")


def refuse_control_characters(text: str, file: str) -> None:
    """YAML has no place for them, and neither has a screen."""
    from social_console.rules.tree import NotYaml

    found = _CONTROL.search(text)
    if found is None:
        return
    before = text[: found.start()]
    place = Place(file, before.count("\n") + 1, found.start() - before.rfind("\n"))
    message = _("There is an invisible control character here (U+{code:04X}).").format(code=ord(found[0]))
    raise NotYaml("control-character", place, message, _("Delete it and type the text again."))


@dataclass(frozen=True, slots=True)
class _Stumble:
    """Where the parser stopped, and what it said. Lines and columns count from 0."""

    problem: str
    lines: list[str]
    line: int
    column: int
    first: int
    """The line on which what it was reading began."""

    @property
    def text(self) -> str:
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def char(self) -> str:
        return self.text[self.column : self.column + 1]

    def find(self, pattern: re.Pattern[str], *, above: int = 0) -> tuple[int, int] | None:
        """Where the pattern stands first, from `above` written lines further up to the line it stopped at."""
        start = min(self.first, self.line)
        while above > 0 and start > 0:
            start -= 1
            above -= bool(self.lines[start].strip())
        last = self.first if "quoted scalar" in self.problem else self.line  # an open quote runs to the file's end
        for number in range(start, min(last + 1, len(self.lines))):
            if found := pattern.search(self.lines[number]):
                return number, found.start(found.lastindex or 0)
        return None


def syntax_fault(error: Any, file: str, lines: list[str], opened: Sequence[Place] = ()) -> NotYaml:
    """What the parser stumbled over, said so that somebody who knows no YAML can put it right."""
    from social_console.rules.tree import NotYaml

    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    first = error.context_mark.line if error.context_mark else line
    if opened:
        first = min(first, opened[-1].line - 1)
    stumble = _Stumble(f"{error.problem or ''} {error.context or ''}", lines, line, column, first)
    (code, message, remedy), at = _in_our_words(stumble)
    if at is None and code == "open-quote" and error.context_mark:
        at = error.context_mark.line, error.context_mark.column
    if at is None and code == "open-bracket" and opened:
        return NotYaml(code, opened[-1], message, remedy)
    line, column = at or (line, column)
    return NotYaml(code, Place(file, line + 1, column + 1), message, remedy)


_Words = tuple[str, str, str]
_At = tuple[int, int] | None


def _in_our_words(stumble: _Stumble) -> tuple[_Words, _At]:
    """Code, message and remedy; and where it is, if not where the parser stopped."""
    indent = stumble.text[: len(stumble.text) - len(stumble.text.lstrip())]
    if "\t" in indent or stumble.char == "\t":
        return _tab(), None
    looks: tuple[tuple[re.Pattern[str], int, Callable[[], _Words]], ...] = (
        (_WIDE_INDENT, 3, _wide_space),
        (_BULLET, 3, _bullet),
        (_CURLY, 0, curly),
    )
    for pattern, above, words in looks:
        if at := stumble.find(pattern, above=above):
            return words(), at
    if "escape" in stumble.problem:
        return _escape(), None
    if "flow" in stumble.problem and (at := stumble.find(_HIDING_COMMENT)):
        message = _("What follows ` #` is a comment to YAML, the closing bracket too.")
        return ("comment", message, _("Put texts with # in quotes.")), at
    return _about_the_place(stumble)


def _about_the_place(stumble: _Stumble) -> tuple[_Words, _At]:
    if "cannot start any token" in stumble.problem:
        return _first_letter(stumble.char, stumble.text[stumble.column :]), None
    if "scanning an alias" in stumble.problem or "scanning an anchor" in stumble.problem:
        column = max(0, stumble.column - 1)
        return _first_letter(stumble.text[column], stumble.text[column:]), (stumble.line, column)
    if "quoted scalar" not in stumble.problem:
        if at := stumble.find(_GLUED_KEY, above=1):
            return _glued(), at
        if found := _about_what_stands_before(stumble):
            return found, (stumble.line, stumble.column)
    return _about_structure(stumble.problem), None


def _about_what_stands_before(stumble: _Stumble) -> _Words | None:
    problem, char, before = stumble.problem, stumble.char, stumble.text[: stumble.column].rstrip()
    if char in ("]", "}") and "flow" not in problem:
        return _no_partner(char)
    if char not in ("", ":", ",", "#", "]", "}") and before[-1:] in ("'", '"', "]", "}"):
        return _goes_on(before[-1])
    if "mapping values are not allowed" in problem or ("flow" in problem and "but got ':'" in problem):
        message = _("A colon followed by a space (`: `) makes a key, and there cannot be one here.")
        remedy = _("If the colon belongs to a text, put the text in quotes; else look at the indentation.")
        return "colon", message, remedy
    return None


def _first_letter(char: str, rest: str) -> _Words:
    message = _("A text cannot begin with “{char}” unless it stands in quotes.").format(char=char)
    return "needs-quotes", message, quote_it(rest)


def _about_structure(problem: str) -> _Words:
    if "quoted scalar" in problem:
        return "open-quote", _("This quote is never closed."), _("Close it, or write it twice inside single quotes.")
    if "flow" in problem:
        message = _("This bracket is not closed properly, or a comma is missing.")
        return "open-bracket", message, _("Texts with , [ ] {{ }} : or # inside brackets need quotes.").format()
    if "block" in problem or "sequence entries" in problem or "simple key" in problem or "expected" in problem:
        message = _("The indentation does not fit here, or a colon or quote is missing above.")
        return "indentation", message, _("Lines that belong together begin in the same column.")
    return "syntax", _("This is not YAML."), problem.strip()


def _tab() -> _Words:
    return "tab", _("There is a tab here."), _("Write spaces in its place: YAML does not take tabs.")


def _wide_space() -> _Words:
    message = _("There is a space here that is none to YAML, as word processors and web pages have it.")
    return "indentation", message, _("Delete the spaces at the beginning of this line and type them again.")


def _bullet() -> _Words:
    message = _("A word processor's dash or bullet stands here; YAML takes it for a letter.")
    return "bullet", message, _("Write a hyphen and a space: `- `.")


def _escape() -> _Words:
    message = _("Inside double quotes a backslash begins an escape, and YAML does not know this one.")
    return "escape", message, _("Put the text in single quotes ('…'), as patterns should be, or write \\\\.")


def _glued() -> _Words:
    message = _("A space is missing here, behind the hyphen or the colon: YAML takes all of it for one word.")
    return "glued", message, _("Write `- id: …`, with a space behind - and behind :.")


def _no_partner(char: str) -> _Words:
    message = _("This bracket closes nothing: {char}").format(char=char)
    return "open-bracket", message, _("There is one too many, or the one that opens is missing.")


def _goes_on(mark: str) -> _Words:
    if mark in ("'", '"'):
        message = _("The text ended at the quote before this; what follows stands outside it.")
        return "open-quote", message, _("Put all of it in quotes; inside single quotes write ' twice.")
    message = _("The bracket before this ended the value; what follows stands outside it.")
    return "needs-quotes", message, _("A text that begins with {{ or [ needs quotes, all of it.").format()


def curly() -> tuple[str, str, str]:
    """Quotes of a word processor are letters to YAML."""
    return (
        "curly-quotes",
        _("There are typographic quotes (“ ” « » ‘ ’) in this line; YAML takes them for letters."),
        _("Write straight quotes: \" or '."),
    )


def quote_it(rest: str) -> str:
    """The text as it should have been written."""
    text = re.split(r"\s+#|[,\]}]", rest, maxsplit=1)[0].strip()[:60]
    return _("Write {text}.").format(text='"' + text.replace('"', "'") + '"')


def beyond_unicode(text: str) -> int:
    """Where an escape stands that is the number of no character; 0 where there is none."""
    found = re.search(r"\\U(?!00(?:0[0-9A-Fa-f]|10))[0-9A-Fa-f]{8}", text)
    return found.start() if found else 0


def no_character(place: Place) -> NotYaml:
    """Of such an escape."""
    from social_console.rules.tree import NotYaml

    code, message, remedy = _escape()
    return NotYaml(code, place, message, remedy)


def anchor(event: Any, line: str) -> tuple[str, str, str]:
    """`*` and `&` at the beginning of a text."""
    column = event.start_mark.column
    rest = line[column:]
    if rest.startswith("*"):
        message = _("A text that begins with `*` is an alias to YAML; rules.yaml has none.")
    else:
        message = _("A text that begins with `&` is an anchor to YAML; rules.yaml has none.")
    return (
        "alias",
        message,
        _("{quoted} To use words in several places, name a list: `$name`.").format(quoted=quote_it(rest)),
    )


def tag(line: str) -> tuple[str, str, str]:
    """`!` at the beginning of a text."""
    found = line[line.find("!") :]
    return "tag", _("A text that begins with `!` is a tag to YAML; rules.yaml has none."), quote_it(found)


def cut_by_comment(scalar: Scalar) -> bool:
    """Whether a text without quotes is followed by something that looks like its end rather than a comment."""
    return scalar.plain and _GLUED_COMMENT.match(scalar.after) is not None


def glued_hyphen(scalar: Scalar) -> bool:
    """Whether a list was meant, its hyphens without a space behind them."""
    return scalar.plain and _GLUED_HYPHEN.match(scalar.value) is not None


def control_character(text: str) -> str:
    """The first that a text holds by way of an escape, or nothing."""
    found = _CONTROL.search(text)
    return found[0] if found else ""


def begins_with_curly(scalar: Scalar) -> bool:
    """Whether somebody meant to quote the text."""
    return scalar.plain and scalar.value[:1] in tuple(CURLY)
