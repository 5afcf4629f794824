"""`annotate`: what the pipeline makes of any text, one a line, as a stream."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from social_console.annotate import OwnWords, Places, as_json
from social_console.annotate import annotate as annotate_text
from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, hint, json_option, say
from social_console.i18n import gettext as _
from social_console.model import Annotation, Ask, Sentiment, Span


@click.command(
    "annotate",
    help=_("Show what the program makes of texts, or of each line of stdin: language, tone, what is asked, facts."),
)
@click.argument("texts", nargs=-1, metavar=_("[TEXT]..."))
@json_option
@pass_session
def annotate(session: Session, texts: tuple[str, ...], as_json: bool) -> int:
    """Texts of the command line, else the lines of stdin, each answered as soon as it is read."""
    languages, places, words = _expected(session)
    for text in texts or _lines():
        found = annotate_text(text, languages=languages, places=places, words=words)
        _emit(found) if as_json else _tell(text, found)
        sys.stdout.flush()
    return 0


def _expected(session: Session) -> tuple[Sequence[str], Places | None, OwnWords]:
    """The languages, places and own words of the home that was named, if one was: the command needs none."""
    if session.home_option is None and "SOCIAL_CONSOLE_HOME" not in os.environ:
        return ("es",), None, OwnWords()
    settings = session.settings
    spoken = dict.fromkeys(lang for institution in settings.institutions.values() for lang in institution.languages)
    languages = tuple(spoken) or ("es",)
    if not settings.database.exists():
        return languages, None, OwnWords()
    return languages, session.rules.places, session.rules.own_words


def _lines() -> Iterator[str]:
    """The lines of stdin without their ends; what is not UTF-8 is replaced."""
    if sys.stdin.isatty():
        hint(_("One text a line; Ctrl-D ends."))
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _emit(found: Annotation) -> None:
    emit(as_json(found))


def _tell(text: str, found: Annotation) -> None:
    mood = found.sentiment
    labels = {"neg": _("negative"), "neu": _("neutral"), "pos": _("positive"), "unsure": _("unsure")}
    say(" ".join(text.split())[:2_000])
    say("  " + _("language: {lang}").format(lang=found.lang))
    say("  " + _tone(mood, labels[mood.label]) + _weighed(mood.words))
    for ask in found.asks:
        say(f"  {ask_title(ask)}: {_quoted(ask.words)}")
    for fact in found.facts:
        say(f"  {fact_title(fact.kind)}: {fact.text}")


def _tone(mood: Sentiment, label: str) -> str:
    if mood.label == "unsure":
        return _("tone: {label} {score:+.2f}").format(label=label, score=mood.score)
    said = _("tone: {label} {score:+.2f}, certain to {share}")
    return said.format(label=label, score=mood.score, share=f"{mood.confidence:.0%}")


def _weighed(words: Iterable[Span]) -> str:
    shown = ", ".join(f"{span.word} {span.weight:+.1f}" for span in words)
    return f" ({shown})" if shown else ""


def _quoted(words: Iterable[Span]) -> str:
    return ", ".join(f"“{span.word}”" for span in words)


def ask_title(ask: Ask) -> str:
    """What is asked, in the user's language."""
    titles = {
        "question": _("question"),
        "request": _("request"),
        "complaint": _("complaint"),
        "fault": _("fault"),
        "petition": _("petition"),
        "thanks": _("thanks"),
        "risk": _("risk"),
        "press": _("press"),
        "spam": _("spam"),
    }
    return titles.get(ask.name, ask.name)


def fact_title(kind: str) -> str:
    """The kind of a fact, in the user's language."""
    titles = {
        "link": _("link"),
        "phone": _("phone"),
        "email": _("e-mail address"),
        "money": _("amount of money"),
        "id_number": _("identity number"),
        "place": _("place"),
        "date": _("date"),
        "time": _("time"),
        "folio": _("folio"),
    }
    return titles.get(kind, kind)
