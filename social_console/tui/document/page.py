"""The page of a moment, put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from textual.content import Content

from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.model import Direction
from social_console.text import one_line
from social_console.tui import wording
from social_console.tui.document.log import write_log
from social_console.tui.document.paper import Paper, short
from social_console.tui.document.talk import write_talk
from social_console.tui.document.why import in_short, write_why
from social_console.tui.row import shown_status
from social_console.verbs.told import outcome_word

if TYPE_CHECKING:
    from social_console.store import Detail, Past
    from social_console.tui.ports import Seen


@dataclass(frozen=True, slots=True)
class Page:
    """The head stands still above; the body scrolls. `marks`: the body's line where each section begins."""

    head: Content
    brief: Content
    """Two lines, where the pane is low."""
    body: Content
    marks: dict[str, int]
    newest: int
    """The body's line where the citizen's newest message begins."""


def page_of(seen: Seen, width: int, now: datetime, zone: tzinfo) -> Page:
    """Everything about one moment."""
    paper = Paper(width, now, zone)
    paper.marks["talk"] = 0
    if seen.detail.row.covered:
        said = _("This moment is restricted: only its owner, their area, leads and auditors read it.")
        paper.wrapped(Content.styled(said, "$text-muted"), "", "")
    else:
        write_body(paper, seen)
    newest = paper.marks.get(f"mention-{seen.detail.row.newest_in}", 0)
    head = head_of(seen, width, now, zone)
    brief = Content("\n").join([head[0], Content.assemble(head[2], "   ", head[3]).truncate(width, ellipsis=True)])
    return Page(Content("\n").join(head), brief, Content("\n").join(paper.lines), paper.marks, newest)


def write_body(paper: Paper, seen: Seen) -> None:
    """The thread, then why it is here, who wrote it before, what was done."""
    write_talk(paper, seen.detail)
    paper.section("why", _("WHY IT IS HERE"))
    write_why(paper, seen.detail)
    paper.section("author", _("THE AUTHOR'S HISTORY"))
    write_known(paper, seen.detail)
    if seen.detail.previous is not None:
        paper.line((_("Goes on from moment {id}.").format(id=seen.detail.previous), "$text-accent"))
    write_past(paper, seen.past)
    paper.section("log", _("LOG"))
    write_log(paper, seen.detail)


def write_known(paper: Paper, detail: Detail) -> None:
    """How many follow the author, and how much is going on under the newest message, where the channel says so."""
    one = next((each.mention for each in reversed(detail.thread) if each.mention.direction == Direction.IN), None)
    if one is None:
        return
    said = []
    if one.author.followers is not None:
        n = one.author.followers
        said.append(ngettext("{n} follower", "{n} followers", n).format(n=n))
    if one.author.verified:
        said.append(_("verified by the network"))
    counts = one.extra.get("counts")
    if isinstance(counts, dict):
        said += [f"{one_line(str(name), 20)} {n}" for name, n in counts.items() if isinstance(n, int) and n]
    if said:
        paper.line((" · ".join(said), "$text-muted"))


def head_of(seen: Seen, width: int, now: datetime, zone: tzinfo) -> list[Content]:
    """Four lines: who, what it is, what is promised, why."""
    paper = Paper(width, now, zone)
    row = seen.detail.row
    who = " ".join(part for part in (one_line(row.author_name, 60), _handle(row.author)) if part) or _("no name")
    who = _("restricted") if row.covered else who
    door = wording.visibility_word(row.visibility)
    via = f"  {one_line(row.channel, 20)} · {one_line(row.account, 40)} · {door}"
    paper.line((one_line(row.folio, 20), "$text-accent"), "  ", (who, "bold"), (via, "$text-muted"))
    paper.line(*_what(seen, now))
    paper.line(*_promise(seen, now, zone))
    if not row.covered:
        paper.line((_("why") + "  ", "$text-muted"), in_short(seen.detail))
    else:
        paper.blank()
    return paper.lines


def _handle(author: str) -> str:
    author = one_line(author, 60)
    return author if "@" in author or not author else f"@{author}"


def _what(seen: Seen, now: datetime) -> list[tuple[str, str]]:
    row = seen.detail.row
    status = shown_status(row, now)
    parts = [
        (wording.status_mark(status), "bold"),
        (f"   {wording.priority_mark(row.priority)}", "bold" if int(row.priority) > 1 else ""),
        (
            f"   → {one_line(row.owner, 40)}" if row.owner else f"   {_('unowned')}",
            "$text-accent" if row.owner else "$text-muted",
        ),
    ]
    if row.outcome or row.dismissed_reason:
        parts.append((f"   {outcome_word(row.outcome or row.dismissed_reason or '')}", "$text-muted"))
    if row.pending_reply:
        parts.append((f"   {wording.pending_mark(row.pending_reply)}", "bold $text-warning"))
    if row.restrict:
        parts.append((f"   {_('RESTRICTED')}", "bold $text-warning"))
    parts.append(("   " + " ".join(f"#{one_line(tag, 40)}" for tag in row.tags), "$text-accent"))
    return parts


def _promise(seen: Seen, now: datetime, zone: tzinfo) -> list[tuple[str, str]]:
    row = seen.detail.row
    dress = {"late": "bold $text-error", "soon": "bold $text-warning", "calm": ""}[wording.urgency(row.due_at, now)]
    said = wording.due_sentence(row.due_at, row.due_clock, now, zone)
    if row.history and row.due_at is None:
        said = _("history: no promise runs")
    parts = [(said, dress or "$text-muted")]
    if row.standard:
        parts.append((f"   {_('promise {name}').format(name=one_line(row.standard, 40))}", "$text-muted"))
    if seen.legal:
        parts.append((f" ({one_line(seen.legal, 80)})", "$text-muted"))
    return parts


def write_past(paper: Paper, past: tuple[Past, ...]) -> None:
    """What the same person wrote before, newest first."""
    if not past:
        paper.line((_("First time that this person writes."), "$text-muted"))
    for each in past:
        outcome = f" · {outcome_word(each.outcome)}" if each.outcome else ""
        paper.line(
            (f"{one_line(each.folio, 20)}  ", "$text-accent"),
            (f"{paper.at(each.created_at)}  ", "$text-muted"),
            (f"{wording.status_mark(each.status)}{outcome}  ", ""),
            (short(each.text, max(10, paper.width - 40)), "$text-muted"),
        )
