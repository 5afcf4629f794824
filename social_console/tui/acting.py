"""Verbs on the marks, else on the cursor: why not, what is asked, the count first for many, one undo for all.

Dialogs and the composer load when they are first needed: the first paint does not wait for them.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from social_console import verbs
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.i18n import pgettext
from social_console.tui.notices import breakdown, notice
from social_console.tui.present import now
from social_console.tui.wording import cases, thousands

if TYPE_CHECKING:
    from social_console.desk import Done
    from social_console.tui.screens.inbox import InboxScreen
    from social_console.verbs import Verb

KEPT_UNDOS = 50
AT_ONCE = 2_000
"""Moments of one act: it is one transaction, and colleagues wait for its end."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """Something done, of which one key takes back the whole."""

    said: str
    events: tuple[int, ...]
    moments: tuple[int, ...]
    reply: int | None = None


class Acting:
    """The hands of one inbox screen."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.undoables: list[Undoable] = []
        self.opening = False
        """Whether something that was asked for will stand before the list at once."""

    @property
    def can_undo(self) -> bool:
        """Whether something was done here."""
        return bool(self.undoables)

    # ── from a key, the palette, or the `:` line ────────────────────────────────────────────────────────

    def verb(self, verb: Verb) -> None:
        """A key or the palette."""
        if self._refused(verb):
            return
        from social_console.tui import replying
        from social_console.tui.asking import asked

        if verb.name == "undo":
            self._go(self._undo())
        elif verb.name == "reply":
            self._open(replying.reply(self.screen))
        elif verb.name == "note" and not self.screen.moments.marks:
            self._open(replying.note(self.screen))
        elif asked(verb) or len(self.targets(verb)) > 1:
            self._open(self._ask_and_do(verb))
        else:
            self._go(self._ask_and_do(verb))

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        self.screen.go(work, "act", exclusive=False)

    def _open(self, work: Coroutine[Any, Any, None]) -> None:
        self.opening = True
        self._go(self._opened(work))

    async def _opened(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            self.opening = False

    def line(self, text: str) -> None:
        """The `:` line: a verb with its values; a verb alone asks for them."""
        if text.strip():
            self._go(self._line(text))

    async def _line(self, text: str) -> None:
        words = text.split()
        if self.screen.app.command(words[0]):
            return
        verb = verbs.find(words[0])
        if len(words) == 1:
            self.verb(verb)
            return
        if self._refused(verb):
            return
        found, values = await self.screen.app.lanes.read(self.screen.app.gate.line, text)
        targets = await self.able(found, self.targets(found))
        if targets and await self._sure(found, targets, ""):
            await self.do(found, targets, values)

    def targets(self, verb: Verb) -> list[int]:
        """The marks, in the list's order; without marks, the cursor's."""
        moments = self.screen.moments
        if moments.marks and verb.many:
            return [moment for moment in moments.ids if moment in moments.marks]
        return [moments.moment] if moments.moment is not None else []

    def _refused(self, verb: Verb) -> bool:
        """Whether nothing can be done at all, having said why."""
        if self.screen.app.whose.read_only:
            self.screen.say(_("{verb}: an auditor only reads.").format(verb=verb.title()), "warn")
        elif verb.many and len(self.screen.moments.marks) > AT_ONCE:
            marks = cases(len(self.screen.moments.marks))
            said = _("{marks} are marked; {most} at most at a time: filter first.")
            self.screen.say(said.format(marks=marks, most=thousands(AT_ONCE)), "warn")
        elif not self.screen.moments.ids and verb.name != "undo":
            self.screen.say(_("{verb}: there is no moment here.").format(verb=verb.title()), "warn")
        else:
            return False
        return True

    # ── the way of a verb ───────────────────────────────────────────────────────────────────────────────

    async def _ask_and_do(self, verb: Verb) -> None:
        from social_console.tui.asking import ask, asked

        targets = self.targets(verb)
        able = await self.able(verb, targets)
        if not able:
            return
        note = self._left_out(len(targets) - len(able))
        if not asked(verb):
            if await self._sure(verb, able, note):
                await self.do(verb, able, {})
            return
        title = f"{verb.title()} · {self._what(able)}"
        app = self.screen.app
        given = await ask(app.push_screen_wait, verb, app.gate, tags=self._tags(able), title=title, note=note)
        if given is not None:
            values = await self.screen.app.lanes.read(self.screen.app.gate.values, verb, given)
            await self.do(verb, able, values)

    async def able(self, verb: Verb, targets: Sequence[int]) -> list[int]:
        """Those that admit the verb; says why where none does."""
        why = await self.screen.app.lanes.read(self.screen.app.gate.why_not, verb, targets)
        able = [moment for moment in targets if moment not in why]
        if targets and not able:
            reason = breakdown(list(why.values())).partition("\n")[0].removeprefix("1 × ")
            self.screen.say(f"{verb.title()}: {reason}", "warn")
        return able

    def _left_out(self, n: int) -> str:
        return _("{cases} do not admit this and are left out.").format(cases=cases(n)) if n else ""

    async def _sure(self, verb: Verb, able: Sequence[int], note: str) -> bool:
        """Many at once are counted first."""
        from social_console.tui.screens.dialogs import Answer, Confirm

        if len(able) == 1:
            return True
        title = f"{verb.title()} · {cases(len(able))}"
        answer = Answer("yes", f"{verb.title()} ({cases(len(able))})", pgettext("key", "y"))
        lines = [note, _("One undo takes all of it back.")]
        return await self.screen.app.push_screen_wait(Confirm(title, "\n".join(filter(None, lines)), [answer])) == "yes"

    def _what(self, able: Sequence[int]) -> str:
        """`12 casos`, or the folio and the author of the only one."""
        row = self.screen.moments.known.get(able[0])
        return f"{row.folio} {row.author}" if len(able) == 1 and row is not None else cases(len(able))

    def _tags(self, able: Sequence[int]) -> list[str]:
        """The tags that these have."""
        rows = (self.screen.moments.known.get(moment) for moment in able[:200])
        return list(dict.fromkeys(tag for row in rows if row is not None for tag in row.tags))

    async def do(self, verb: Verb, targets: Sequence[int], values: Mapping[str, Any]) -> None:
        """Write it, say it, and let the next one come."""
        app = self.screen.app
        done = await app.lanes.write(app.gate.run, verb, targets, values)
        self.remember(done)
        self.screen.moments.unmark()
        await self.after(done)

    def remember(self, done: Done) -> None:
        """For `z`."""
        if done.undo:
            self.undoables.append(Undoable(done.message, done.undo, done.moments, done.reply))
            del self.undoables[:-KEPT_UNDOS]

    async def after(self, done: Done) -> None:
        """The list, the page and the counts once something was done."""
        app, screen = self.screen.app, self.screen
        if done.until is not None and done.until > now():
            screen.say(notice(done.message, until=done.until))
        else:
            screen.say(f"{done.message}  ({_('z undoes')})" if done.undo else done.message)
        held = await app.lanes.read(app.gate.still, screen.view, screen.query_text, done.moments)
        screen.moments.forget(held)
        gone = set(done.moments) - held
        if gone:
            await screen.removed(gone)
        elif screen.moments.moment in done.moments:
            await screen.look(screen.moments.moment)
        await screen.watching.recount()

    # ── undo ────────────────────────────────────────────────────────────────────────────────────────────

    async def _undo(self) -> None:
        """The last thing done here; else, of the moment under the cursor."""
        app, screen = self.screen.app, self.screen
        if not self.undoables:
            moment = screen.moments.moment
            if moment is None:
                raise UsageError(_("There is nothing to undo."))
            done = await app.lanes.write(app.gate.run, verbs.BY_NAME["undo"], [moment], {})
            await self._undone(done, done.moments)
            return
        last = self.undoables.pop()
        done = await app.lanes.write(app.gate.undo, last.events)
        await self._undone(done, last.moments)
        if last.reply is not None:
            from social_console.tui import replying

            await replying.reply(screen, moment=last.moments[0])

    async def _undone(self, done: Done, moments: Sequence[int]) -> None:
        self.screen.say(done.message)
        await self.screen.load(follow=moments[0])
        await self.screen.watching.recount()
