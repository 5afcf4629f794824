"""`annotate`: what the pipeline makes of any text, one a line, as a stream."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import click

from social_console.annotate import OwnWords, Places
from social_console.annotate import annotate as annotate_text
from social_console.annotate import as_json as as_json_
from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, hint, json_option, say
from social_console.cli.redaction import Redactor, own_handles, redact_option, redacted_annotation
from social_console.i18n import gettext as _
from social_console.model import Annotation, Span

_LONGEST_LINE: Final = 1_000_000
"""Bytes; what stands beyond in a line is passed over."""


@click.command(
    "annotate",
    help=_("Show what the program makes of texts, or of each line of stdin: language, tone, what is asked, facts."),
)
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@redact_option
@json_option
@pass_session
def annotate(session: Session, texts: tuple[str, ...], *, redacted: bool, as_json: bool) -> int:
    """Texts of the command line, else the lines of stdin, each answered as soon as it is read."""
    languages, places, words = _expected(session)
    blanked = Redactor(_own(session)) if redacted else None
    for text in texts or _lines():
        found = annotate_text(text, languages=languages, places=places, words=words)
        shown = text
        if blanked is not None:
            shown, found = blanked(text), redacted_annotation(found, blanked)
        if as_json:
            _emit(found) if blanked is None else emit({"text": shown, **as_json_(found)})
        else:
            _tell(shown, found)
        sys.stdout.flush()
    return 0


def _own(session: Session) -> Sequence[str]:
    """The handles of the home that was named, if one was."""
    return own_handles(session) if session.home_option is not None or "SOCIAL_CONSOLE_HOME" in os.environ else ()


def _expected(session: Session) -> tuple[Sequence[str], Places | None, OwnWords]:
    """The languages, places and own words of the home that was named, if one was: the command needs none."""
    if session.home_option is None and "SOCIAL_CONSOLE_HOME" not in os.environ:
        return ("es",), None, OwnWords()
    settings = session.settings
    if not settings.database.exists():
        return settings.languages, None, OwnWords()
    return settings.languages, session.rules.places, session.rules.own_words


def _lines() -> Iterator[str]:
    """The lines of stdin without their ends, each as it comes; what is not UTF-8 is replaced."""
    if sys.stdin is None:  # closed by the caller
        return
    if sys.stdin.isatty():
        hint(_("One text a line; Ctrl-D ends."))
    lines = sys.stdin.buffer
    while line := lines.readline(_LONGEST_LINE):
        rest = line
        while len(rest) == _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = lines.readline(_LONGEST_LINE)
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _emit(found: Annotation) -> None:
    emit(as_json_(found))


def _tell(text: str, found: Annotation) -> None:
    from social_console.verbs.tones import tone_told, tone_words
    from social_console.verbs.words import ask_word, fact_word

    made = tone_words(found.sentiment)
    say(" ".join(text.split())[:2_000])
    say("  " + _("language: {lang}").format(lang=found.lang))
    say("  " + _("tone: {tone}").format(tone=tone_told(found.sentiment)) + (f" ({made})" if made else ""))
    for ask in found.asks:
        say(f"  {ask_word(ask.name)}: {_quoted(ask.words)}")
    for fact in found.facts:
        say(f"  {fact_word(fact.kind)}: {fact.text}")


def _quoted(words: Iterable[Span]) -> str:
    return ", ".join(f"“{span.word}”" for span in words)
