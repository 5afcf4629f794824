"""A reply's composer: its door, its account, its length, its template, its review; stored as it is typed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Static, TextArea

from social_console.desk import unresolved
from social_console.errors import UsageError
from social_console.i18n import N_, pgettext
from social_console.i18n import gettext as _
from social_console.text import plain
from social_console.tui.news import read_news
from social_console.tui.present import now
from social_console.tui.screens.dialogs import Choice, Choose
from social_console.tui.screens.review import Decision, Letter, Review
from social_console.tui.screens.write import Writing
from social_console.tui.widgets.bars import Hint, KeyLine
from social_console.tui.widgets.entry import PlainInput
from social_console.tui.widgets.gauge import cost_words, gauge, length_words, posts_of
from social_console.tui.widgets.pane import CasePane
from social_console.tui.words_of_doors import act_words

if TYPE_CHECKING:
    from social_console.desk import Composing
    from social_console.model import Event
    from social_console.tui.ports import Seen

AUTOSAVE = 0.7
"""Seconds after the last key before the draft is stored."""


class ReplyScreen(Writing):
    """A reply: its door, its account, its length, its template; stored as it is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+t",
            "template",
            N_("Template"),
            id="write.template",
            tooltip=N_("Put a template in the place of the text"),
            priority=True,
        ),
        Binding(
            "ctrl+n",
            "split",
            N_("Numbered thread"),
            id="write.split",
            tooltip=N_("Send what is too long for one post in several, numbered"),
            priority=True,
        ),
    ]

    def __init__(self, composing: Composing, seen: Seen) -> None:
        super().__init__(str(composing.visibility), seen, composing.text)
        self.composing = composing
        self.decision = Decision(what="edit")
        self.stored = composing.text
        self.stored_subject = composing.subject
        self.arrived = 0
        self._saved_at = ""

    # ── the box ─────────────────────────────────────────────────────────────────────────────────────────

    def fields(self) -> ComposeResult:
        """A subject, where the channel has one."""
        if self.composing.subject is not None:
            yield PlainInput(plain(self.composing.subject, limit=500, newlines=False), id="subject", compact=True)

    def buttons(self) -> ComposeResult:
        """The act by its name."""
        with Horizontal(classes="buttons"):
            yield Button(self._act_label(), id="do-done", compact=True)
            yield Button(Content(_("Numbered thread")), id="do-split", compact=True)
            yield Button(Content(_("Template")), id="do-template", compact=True)
            yield Button(Content(_("Keep and leave")), id="do-leave", compact=True)

    def _act_label(self) -> Content:
        words = _("Ask for approval") if self.composing.needs_approval else act_words(self.letter())
        return Content(_("Cannot be sent") if self.composing.blocked else words)

    def letter(self, text: str = "", posts: tuple[str, ...] = ()) -> Letter:
        """What would go out as things stand."""
        composing = self.composing
        length = length_words(composing, text)
        in_posts = _("{n} posts").format(n=len(posts))
        return Letter(
            text=text,
            subject=self.subject,
            channel=composing.channel,
            account=composing.account,
            to=composing.to,
            visibility=str(composing.visibility),
            length=f"{in_posts} · {length}" if posts else length,
            posts=tuple((post, length_words(composing, post)) for post in posts),
            cost=cost_words(composing, posts or (text,)),
            warnings=composing.warned(text),
            needs_approval=composing.needs_approval,
        )

    @property
    def subject(self) -> str | None:
        """As it stands in its field."""
        found = self.query(PlainInput).filter("#subject")
        return found.first().value if found else self.composing.subject

    def tell(self) -> None:
        """To whom and as whom; how long; what is missing."""
        composing = self.composing
        to, account = plain(composing.to, limit=80, newlines=False), plain(composing.account, limit=60, newlines=False)
        parts = [(pgettext("letter", "To"), "$text-muted"), (f" {to}   ", "bold"), (_("as"), "$text-muted")]
        self.query_one("#address", Static).update(Content.assemble(*parts, (f" {account}", "bold")))
        text = self.text.text
        self.query_one("#gauge", Static).update(gauge(composing, text, self.arrived, self._saved_at))
        splits = bool(posts_of(composing, text))
        for button in self.query("#do-split"):
            button.display = splits
        done = _("Review and send") if not composing.blocked else _("Cannot be sent")
        keys = [Hint("ctrl+s", done, not composing.blocked), Hint("ctrl+t", _("Template")),
            Hint("f2/f3", _("Thread")), Hint("esc", _("Keep and leave"))]  # fmt: skip
        if splits:
            keys.insert(1, Hint("ctrl+n", _("Numbered thread")))
        self.query_one("#keys", KeyLine).tell(keys)

    # ── the draft ───────────────────────────────────────────────────────────────────────────────────────

    def on_mount(self) -> None:
        """Look for news in the thread while somebody writes."""
        super().on_mount()
        self.set_interval(3.0, lambda: self.go(self._watch(), "watch"))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Count; store a moment later."""
        super().on_text_area_changed(event)
        self.go(self._store_soon(), "draft")

    def on_input_changed(self, event: Input.Changed) -> None:
        """The subject."""
        self.go(self._store_soon(), "draft")

    async def _store_soon(self) -> None:
        await asyncio.sleep(AUTOSAVE)
        await self.store()

    async def store(self) -> None:
        """Keep the draft as it stands."""
        text, subject = self.text.text, self.subject
        if (text, subject) == (self.stored, self.stored_subject):
            return
        await self.app.lanes.write(self.app.gate.desk.save, self.composing.reply_id, text, subject)
        self.stored, self.stored_subject = text, subject
        self._saved_at = f"{now().astimezone(self.app.zone):%H:%M:%S}"
        if self.is_attached:
            self.tell()

    async def _watch(self) -> None:
        """Somebody may be writing at the other end, or changing what stands there."""
        seen = await self.app.lanes.read(self.app.gate.seen, self.composing.moment)
        newer = sum(each.id > self.composing.seen for each in seen.detail.thread)
        newer += sum(_changes(event, self.composing) for event in seen.detail.events)
        if newer != self.arrived:
            self.arrived = newer
            self.show_thread(seen)
            self.tell()

    def show_thread(self, seen: Seen) -> None:
        """The thread as it is now, without what is being written."""
        self.seen = seen.without_reply(self.composing.reply_id)
        pane = self.query_one("#pane", CasePane)
        pane.show(self.seen, now(), self.app.zone)
        pane.call_after_refresh(pane.to_newest)

    # ── leaving ─────────────────────────────────────────────────────────────────────────────────────────

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """By the mouse."""
        event.stop()
        getattr(self, f"action_{(event.button.id or '').removeprefix('do-')}")()

    def action_leave(self) -> None:
        """The draft is kept."""
        self.go(self._leave("postpone"), "leave")

    async def _leave(self, what: str) -> None:
        await self.store()
        self.dismiss(Decision(what=what))

    def action_template(self) -> None:
        """Choose one; what stands there can be had back with ctrl+z."""
        self.go(self._template(), "template")

    async def _template(self) -> None:
        app, moment = self.app, self.composing.moment
        names = await app.lanes.read(app.gate.desk.templates, moment)
        suggested = self.seen.detail.row.suggest
        choices = [Choice(name, name, _("suggested") if name == suggested else "") for name in names]
        if not choices:
            self.say(_("The rule set has no templates."), "warn")
            return
        name = await app.push_screen_wait(Choose(_("Template"), choices))
        if name is None:
            return
        before, made = self.composing, await app.lanes.write(app.gate.compose, moment, name)
        self.composing = replace(made, seen=before.seen, seen_event=before.seen_event, target=before.target, news=())
        if (made.seen, made.seen_event) != (before.seen, before.seen_event):  # what has come since is still to be read
            await app.lanes.write(app.gate.desk.acknowledge, self.composing)
        self.text.replace(plain(self.composing.text), (0, 0), self.text.document.end)
        self.tell()

    def action_done(self) -> None:
        """Review, then send."""
        self.go(self._review(split=False), "review")

    def action_split(self) -> None:
        """The same, in numbered posts."""
        self.go(self._review(split=True), "review")

    async def _review(self, *, split: bool) -> None:
        await self.store()
        problem = self._problem(split=split)
        if problem:
            self.say(problem, "warn")
            return
        if self.arrived and not await self._read():
            return
        text = self.text.text
        posts = posts_of(self.composing, text) if split else ()
        decision = await self.app.push_screen_wait(
            Review(self.letter(text, posts), replace(self.decision, split=bool(posts)))
        )
        self.decision = decision or self.decision
        if decision is not None and decision.what != "edit":
            self.dismiss(decision)

    async def _read(self) -> bool:
        """What has happened meanwhile; whether it goes all the same."""
        composing = await self.app.lanes.write(self.app.gate.compose, self.composing.moment)
        what, self.composing = await read_news(self.app, composing, sending=True)
        self.arrived = 0
        self.tell()
        if what == "discard":
            self.dismiss(Decision(what="dropped"))
        return what == "send"

    def _problem(self, *, split: bool) -> str:
        """Why it cannot go out as it stands."""
        composing, text = self.composing, self.text.text
        if composing.blocked:
            return composing.blocked
        if not text.strip():
            return _("There is nothing to send yet.")
        missing = unresolved(text)
        if missing:
            return _("Fill in or remove first: {list}").format(list=" ".join(missing))
        if split and not composing.too_long(text):
            return _("It fits into one post.")
        return self._too_long(text) if composing.too_long(text) and not (split and posts_of(composing, text)) else ""

    def _too_long(self, text: str) -> str:
        said = _("Too long: {length}").format(length=length_words(self.composing, text))
        if not self.composing.threads:
            return said
        try:
            n = len(self.composing.parts(text))
        except UsageError as error:
            return f"{said}. {error.message}"
        return f"{said}. {_('Ctrl+N sends it in {n} numbered posts.').format(n=n)}"


def _changes(event: Event, composing: Composing) -> bool:
    """An edit or a deletion that has not been shown."""
    return event.verb in ("revised", "withdrawn") and event.id > composing.seen_event
