"""A verb and its values as a person writes them: the `:` line, the command line."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.verbs.table import BY_NAME, VERBS
from social_console.verbs.verb import Param, Values, Verb

if TYPE_CHECKING:
    from social_console.desk import Desk

_BY_WORD = {word: verb for verb in VERBS for words in verb.aliases.values() for word in words} | dict(BY_NAME)


def find(word: str) -> Verb:
    """The verb of that name, in any language; UsageError with what was probably meant."""
    wanted = word.casefold()
    if wanted in _BY_WORD:
        return _BY_WORD[wanted]
    close = difflib.get_close_matches(wanted, _BY_WORD, n=1)
    remedy = _("Did you mean “{name}”?").format(name=close[0]) if close else ""
    raise UsageError(_("There is no verb “{word}”.").format(word=word), remedy=remedy)


def parse(line: str, desk: Desk) -> tuple[Verb, dict[str, Any]]:
    """What a `:` line says: `tag agua luz`, `cerrar --outcome referred`, `nota llamé y no contestan`.

    Options may also be given without their name, in order, after the values that need none: `answered phone`.
    """
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.split()
    if not words:
        raise UsageError(_("Something must be written here."))
    verb = find(words[0])
    named, rest = _named(verb, words[1:])
    return verb, read(verb, named | _in_order(verb, named, rest), desk)


def _named(verb: Verb, words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    rest: list[str] = []
    flags = {f"--{param.name}": param for param in verb.params}
    left = list(words)
    while left:
        word, _equals, value = left.pop(0).partition("=")
        param = flags.get(word)
        if param is None:
            rest.append(word + _equals + value)
        elif param.kind == "flag":
            named[param.name] = "1"
        else:
            named[param.name] = value if _equals else (left.pop(0) if left else "")
    return named, rest


def _in_order(verb: Verb, named: Values, words: Sequence[str]) -> dict[str, str]:
    """The words left over, given to the parameters that have no value yet; the last one takes all the rest."""
    open_ = [param for param in verb.params if param.name not in named and param.kind != "flag"]
    if words and not open_:
        raise UsageError(_("“{word}” is too much here.").format(word=words[0]))
    pairs = dict(zip((param.name for param in open_), words, strict=False))
    if len(words) > len(open_):
        pairs[open_[-1].name] = " ".join(words[len(open_) - 1 :])
    elif open_ and open_[0].kind in ("text", "tags", "when", "past", "place"):
        pairs = {open_[0].name: " ".join(words)} if words else {}
    return pairs


def read(verb: Verb, given: Mapping[str, str | None], desk: Desk) -> dict[str, Any]:
    """Typed values from what a person wrote; UsageError for what is missing or cannot be read."""
    values: dict[str, Any] = {}
    for param in verb.params:
        text = given.get(param.name) or param.default
        if text:
            values[param.name] = _value(param, text, desk)
        elif param.required:
            raise UsageError(_("“{name}” is missing.").format(name=param.title()), remedy=usage(verb))
    return values


def _value(param: Param, text: str, desk: Desk) -> Any:
    if param.kind == "when":
        return desk.when(text)
    if param.kind == "past":
        return desk.past(text)
    return text != "0" if param.kind == "flag" else text


def usage(verb: Verb) -> str:
    """`answered --how phone|whatsapp|… [--at …] [--text …]`."""
    return " ".join([verb.name, *(_shape(param) for param in verb.params)])


def _shape(param: Param) -> str:
    value = "|".join(param.choices) or param.name.upper()
    named = f"--{param.name}"
    shape = named if param.kind == "flag" else f"{named} {value}" if param.option else value
    return shape if param.required else f"[{shape}]"
