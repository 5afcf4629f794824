"""Why a moment stands where it does: which rule, which clause, which words, what it gave, and what people set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from social_console.i18n import gettext as _
from social_console.text import one_line
from social_console.tui import wording
from social_console.tui.document.paper import Paper
from social_console.verbs.gave import gave_words
from social_console.verbs.tones import tone_told, tone_words
from social_console.verbs.words import ask_word, fact_word

if TYPE_CHECKING:
    from social_console.model import Annotation, Clause, Fired
    from social_console.store import Detail, StoredMention


def judged(detail: Detail) -> StoredMention | None:
    """The citizen's newest message that a rule had something to say of, else the newest that was classified."""
    own = [each for each in detail.thread if each.verdict is not None and each.moment == detail.id]
    told = [each for each in own if each.verdict and each.verdict.fired]
    return next(reversed(told or own), None)


def in_short(detail: Detail) -> Content:
    """One line: the first rule and its words, else what the rest comes from."""
    stored = judged(detail)
    fired = stored.verdict.fired if stored and stored.verdict else ()
    if not fired:
        return Content.styled(_("no rule fired: default values"), "$text-muted")
    first = fired[0]
    words = clause_words(first)
    more = f"  +{len(fired) - 1}" if len(fired) > 1 else ""
    quoted = f" «{words}»" if words else ""
    return Content.assemble((one_line(first.rule, 60), "bold"), (f"{quoted}{more}", "$text-muted"))


def write_why(paper: Paper, detail: Detail) -> None:
    """Every rule that fired for that message, then what people set."""
    stored = judged(detail)
    if stored is None or stored.verdict is None:
        paper.line((_("This was not classified."), "$text-muted"))
        return
    for fired in stored.verdict.fired:
        _write_fired(paper, fired)
    if not stored.verdict.fired:
        said = _("No rule fired: priority and promise are the default ones.")
        paper.wrapped(Content.styled(said, "$text-muted"), "", "")
    _write_set_by(paper, detail)
    if stored.annotation is not None:
        _write_understood(paper, stored.annotation)
    if stored.verdict.rule_set:
        paper.line((_("rule set {hash}").format(hash=one_line(stored.verdict.rule_set, 200)[:12]), "$text-disabled"))


def _write_fired(paper: Paper, fired: Fired) -> None:
    paper.line(("▸ ", "$accent"), (one_line(fired.rule, 80), "bold"), (f"  → {gave_words(fired.gave)}", "$text-accent"))
    for clause in fired.clauses:
        paper.line(("    ", ""), (f"{one_line(clause.path, 80)}  ", "$text-muted"), _quoted(clause))


def _quoted(clause: Clause) -> str:
    return " · ".join(f"«{one_line(span.word, 60)}»" for span in clause.words[:8])


def clause_words(fired: Fired) -> str:
    """The words of all its clauses, a few of them."""
    words = [one_line(span.word, 40) for clause in fired.clauses for span in clause.words]
    return ", ".join(dict.fromkeys(words[:4]))


NOBODY = frozenset({"rules", "default", "citizen", "elsewhere"})


def _write_set_by(paper: Paper, detail: Detail) -> None:
    """What a person set, which no rule changes any more."""
    state = detail.state
    values = {
        _("status"): state.status_by,
        _("priority"): state.priority_by,
        _("owner"): state.owner_by,
        _("promise"): state.standard_by,
    }
    said = [f"{what} ({one_line(by, 40)})" for what, by in values.items() if by and by not in NOBODY]
    if said:
        paper.line((_("set by hand"), "$text-muted"), "  " + ", ".join(said))


def _write_understood(paper: Paper, annotation: Annotation) -> None:
    """Language, tone with its words, what is asked, facts."""
    mood = annotation.sentiment
    told = f"{wording.TONE_GLYPHS.get(mood.label, '?')} {tone_told(mood)}"
    paper.line((_("tone"), "$text-muted"), f"  {told}  ", (tone_words(mood, most=6), "$text-muted"))
    for ask in annotation.asks:
        found = ", ".join(f"«{one_line(span.word, 40)}»" for span in ask.words[:4])
        paper.line((_("asks"), "$text-muted"), f"  {ask_word(ask.name)}  ", (found, "$text-muted"))
    if annotation.facts:
        facts = ", ".join(f"{fact_word(fact.kind)} «{one_line(fact.text, 60)}»" for fact in annotation.facts[:6])
        paper.line((_("facts"), "$text-muted"), f"  {facts}")
    paper.line((_("language"), "$text-muted"), f"  {one_line(annotation.lang, 10)}")
