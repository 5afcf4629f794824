"""From `r` to a queued reply, and notes: what is asked before, what is told after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from social_console import verbs
from social_console.errors import StaleThread
from social_console.i18n import gettext as _
from social_console.text import plain
from social_console.tui import wording
from social_console.tui.links import follow, has_browser, sound
from social_console.tui.news import read_news
from social_console.tui.present import now
from social_console.tui.screens.dialogs import Answer, Confirm
from social_console.tui.screens.reply import ReplyScreen
from social_console.tui.screens.review import Decision
from social_console.tui.screens.write import NoteScreen
from social_console.verbs.words import part_word

if TYPE_CHECKING:
    from social_console.desk import Composing, Done
    from social_console.store import Reply
    from social_console.tui.screens.inbox import InboxScreen


async def reply(screen: InboxScreen, *, moment: int | None = None) -> None:
    """Write to the citizen of this moment, else of the one under the cursor."""
    app = screen.app
    moment = moment if moment is not None else screen.moments.moment
    if moment is None:
        return
    why = await app.lanes.read(app.gate.why_not, verbs.BY_NAME["reply"], [moment])
    if why:
        screen.say(why[moment], "warn")
        return
    composing = await _begin(screen, moment)
    if composing is None:
        return
    if composing.by_hand:
        await _by_hand(screen, composing)
        return
    what, composing = await read_news(app, composing)
    if what == "discard":
        await _dropped(screen)
    elif await _alone(screen, composing):
        await _write(screen, composing)


async def _by_hand(screen: InboxScreen, composing: Composing) -> None:
    """The channel takes no answer to this by program: said before anything is written, with the way there."""
    url = sound(composing.by_hand)
    picked_up = _("Your answer there is picked up from the account's own posts by the next `collect`.")
    answer = Answer("open", _("Open it"), "o") if has_browser() else Answer("copy", _("Copy its address"), "c")
    chosen = await screen.app.push_screen_wait(
        Confirm(_("To be answered by hand"), f"{composing.blocked}\n\n{picked_up}", [answer] if url else [])
    )
    if chosen and url:
        follow(screen, url)


async def _dropped(screen: InboxScreen) -> None:
    screen.say(_("Draft dropped."))
    await screen.look(screen.moments.moment)


async def _begin(screen: InboxScreen, moment: int) -> Composing | None:
    """My draft; a reply that is stuck is settled first."""
    app = screen.app
    stuck = await app.lanes.read(app.gate.stuck, moment)
    if stuck is None:
        return await app.lanes.write(app.gate.compose, moment)
    if str(stuck.state) == "unknown":
        await _settle(screen, stuck)
        return None
    mark = f"{wording.pending_mark(str(stuck.state))}{part_word(stuck.part, stuck.parts)}"
    note = f"{mark} · {stuck.author}\n{stuck.error or ''}\n\n{stuck.text[:400]}"
    again = [Answer("again", _("Send it again"), "r")] if str(stuck.state) == "failed" else []
    answers = [Answer("edit", _("Edit that reply"), "e"), *again, Answer("drop", _("Do not send"), "d")]
    chosen = await app.push_screen_wait(Confirm(_("There is a reply that has not gone out"), note, answers))
    if chosen == "again":
        await _told(screen, await app.lanes.write(app.gate.desk.retry, stuck.id))
    if chosen == "drop":
        await _told(screen, await app.lanes.write(app.gate.desk.cancel, stuck.id))
    return await app.lanes.write(app.gate.desk.edit, stuck.id) if chosen == "edit" else None


async def _settle(screen: InboxScreen, stuck: Reply) -> None:
    """Nobody knows whether it went out: only looking there, by a person, moves it on."""
    note = _("Look in the channel whether this reply is there. Sending it again if it is would double it.")
    answers = [
        Answer("there", _("It is there: leave it"), "e"),
        Answer("absent", _("It is not there: send it again"), "r"),
    ]
    app = screen.app
    if stuck.part is not None:
        note += " " + _("The parts after it are left out if it is there.")
    chosen = await app.push_screen_wait(Confirm(_("Not confirmed"), f"{note}\n\n{stuck.text[:400]}", answers))
    if chosen == "absent":
        await _told(screen, await app.lanes.write(app.gate.desk.retry, stuck.id, not_sent=True))
    elif chosen == "there":
        await _told(screen, await app.lanes.write(app.gate.desk.cancel, stuck.id))


async def _alone(screen: InboxScreen, composing: Composing) -> bool:
    """A colleague's draft is shown, and asked about (DESIGN 8.7)."""
    other = composing.colleague_draft
    if other is None:
        return True
    at = wording.when(other.updated_at, now(), screen.app.zone)
    title = _("{author} is writing to this person ({at})").format(author=plain(other.author, limit=40), at=at)
    answers = [Answer("mine", _("Write mine all the same"), "m")]
    return await screen.app.push_screen_wait(Confirm(title, other.text[:1500], answers)) == "mine"


async def _write(screen: InboxScreen, composing: Composing) -> None:
    """The composer, until there is a decision that holds."""
    app = screen.app
    seen = await app.lanes.read(app.gate.seen, composing.moment)
    if not composing.text and composing.template is None and seen.detail.row.suggest:
        composing = await _suggested(screen, composing, seen.detail.row.suggest)
    if not await _first_to_answer(screen, composing):
        return
    writer = ReplyScreen(composing, seen.without_reply(composing.reply_id))
    decision = await app.push_screen_wait(writer)
    if decision.what == "postpone":
        screen.say(_("Draft stored; r goes on with it."))
        await screen.look(screen.moments.moment)
    elif decision.what == "abort":
        await app.lanes.write(app.gate.desk.discard, composing.reply_id)
        await _dropped(screen)
    elif decision.what == "dropped":
        await _dropped(screen)
    else:
        await _send(screen, writer, decision)


async def _first_to_answer(screen: InboxScreen, composing: Composing) -> bool:
    """A post that reached two of our accounts: where one has answered, the other asks (DESIGN 8.8)."""
    if not composing.linked:
        return True
    answered = composing.linked[0]
    at = wording.when(answered.answered_at, now(), screen.app.zone)
    note = _("{account} answered it ({at}).").format(account=plain(answered.account, limit=60), at=at)
    answers = [Answer("go", _("Write all the same"), "m")]
    title = _("This message reached another account of ours")
    return await screen.app.push_screen_wait(Confirm(title, note, answers)) == "go"


async def _suggested(screen: InboxScreen, composing: Composing, template: str) -> Composing:
    """The template that the rules suggest, if it is still there."""
    app = screen.app
    names = await app.lanes.read(app.gate.desk.templates, composing.moment)
    if template not in names:
        return composing
    return await app.lanes.write(app.gate.compose, composing.moment, template)


async def _send(screen: InboxScreen, writer: ReplyScreen, decision: Decision) -> None:
    """Queue it. A thread that has moved on is shown first; then it goes all the same, or the composer opens again."""
    app, composing = screen.app, writer.composing
    try:
        done = await app.lanes.write(_queue, screen, writer, decision)
    except StaleThread:
        composing = await app.lanes.write(app.gate.compose, composing.moment)
        what, writer.composing = await read_news(app, composing, sending=True)
        if what == "send":
            await _send(screen, writer, decision)
        elif what == "edit":
            await _write(screen, writer.composing)
        else:
            await _dropped(screen)
        return
    said = _("Reply to {to} queued").format(to=plain(composing.to, limit=60, newlines=False))
    await _told(screen, replace(done, message=said) if done.until else done)
    if screen.moments.moment == composing.moment:
        screen.moments.move(1)


def _queue(screen: InboxScreen, writer: ReplyScreen, decision: Decision) -> Done:
    """On the writing thread."""
    desk, composing = screen.app.gate.desk, writer.composing
    return desk.send(
        composing.reply_id,
        writer.stored,
        then=decision.then,
        later=desk.when(decision.later) if decision.later else None,
        follow_up=desk.when(decision.follow_up) if decision.follow_up else None,
        seen=composing.seen,
        seen_event=composing.seen_event,
        split=decision.split,
        subject=writer.stored_subject,
    )


async def _told(screen: InboxScreen, done: Done) -> None:
    screen.acting.remember(done)
    await screen.acting.after(done)


async def note(screen: InboxScreen) -> None:
    """An internal note on the moment under the cursor."""
    app, moment = screen.app, screen.moments.moment
    if moment is None or not await screen.acting.able(verbs.BY_NAME["note"], [moment]):
        return
    seen = await app.lanes.read(app.gate.seen, moment)
    writer = NoteScreen(seen, app.notes.get(moment, ""))
    decision = await app.push_screen_wait(writer)
    text = writer.written
    if decision.what == "send":
        app.notes.pop(moment, None)
        await screen.acting.do(verbs.BY_NAME["note"], [moment], {"text": text})
    elif text.strip():
        app.notes[moment] = text
        screen.say(_("Note kept; n goes on with it."))
