"""Our own words for what YAML does silently, or says in the words of its grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from social_console.i18n import gettext as _
from social_console.rules.place import Place

if TYPE_CHECKING:
    from social_console.rules.tree import NotYaml, Scalar

CURLY = "“”„‟«»‘’‚‛"
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\u2028|\u2029")
_GLUED_COMMENT = re.compile(r"\s+#[^\s#!]")


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


def syntax_fault(error: Any, file: str, lines: list[str]) -> NotYaml:
    """What the parser stumbled over, said so that somebody who knows no YAML can put it right."""
    from social_console.rules.tree import NotYaml

    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    problem = f"{error.problem or ''} {error.context or ''}"
    first = error.context_mark.line if error.context_mark else line
    code, message, remedy = _in_our_words(problem, _line(lines, line), column, "\n".join(lines[first : line + 1]))
    if code in ("open-quote", "open-bracket", "comment") and error.context_mark:
        line, column = error.context_mark.line, error.context_mark.column
    if code == "curly-quotes":
        line, column = _first_curly(lines, first)
    return NotYaml(code, Place(file, line + 1, column + 1), message, remedy)


def _first_curly(lines: list[str], first: int) -> tuple[int, int]:
    return next((n, at) for n in range(first, len(lines)) for at, char in enumerate(lines[n]) if char in CURLY)


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _in_our_words(problem: str, line: str, column: int, passage: str) -> tuple[str, str, str]:
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or line[column : column + 1] == "\t":
        return "tab", _("There is a tab here."), _("Indent with spaces: YAML does not take tabs.")
    if any(char in CURLY for char in passage):
        return curly()
    if "flow" in problem and _GLUED_COMMENT.search(passage):
        message = _("What follows ` #` is a comment to YAML, the closing bracket too.")
        return "comment", message, _("Put texts with # in quotes.")
    if "cannot start any token" in problem:
        char = line[column : column + 1]
        message = _("A text cannot begin with “{char}” unless it stands in quotes.").format(char=char)
        return "needs-quotes", message, quote_it(line[column:])
    if "mapping values are not allowed" in problem or ("flow" in problem and "but got ':'" in problem):
        message = _("A colon followed by a space (`: `) makes a key, and there cannot be one here.")
        return (
            "colon",
            message,
            _("If the colon belongs to a text, put the text in quotes; else look at the indentation."),
        )
    return _about_structure(problem)


def _about_structure(problem: str) -> tuple[str, str, str]:
    if "quoted scalar" in problem:
        return "open-quote", _("This quote is never closed."), _("Close it, or write it twice inside single quotes.")
    if "flow" in problem:
        message = _("This bracket is not closed properly, or a comma is missing.")
        return "open-bracket", message, _("Texts with , [ ] {{ }} : or # inside brackets need quotes.").format()
    if "block" in problem or "sequence entries" in problem or "simple key" in problem or "expected" in problem:
        message = _("The indentation does not fit here, or a colon or quote is missing above.")
        return "indentation", message, _("Lines that belong together begin in the same column.")
    return "syntax", _("This is not YAML."), problem.strip()


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


def begins_with_curly(scalar: Scalar) -> bool:
    """Whether somebody meant to quote the text."""
    return scalar.plain and scalar.value[:1] in tuple(CURLY)
