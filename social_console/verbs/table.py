"""The action table: every verb once, in the order in which help shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from social_console.i18n import gettext as _
from social_console.verbs.verb import Param, Values, Verb

if TYPE_CHECKING:
    from social_console.desk import Desk, Done

OUTCOMES = ("resolved", "answered", "referred", "no_reply", "duplicate", "other")
REASONS = ("spam", "duplicate", "not_ours", "nothing_asked", "other")
HOWS = ("phone", "whatsapp", "in-person", "other")
PRIORITIES = ("low", "normal", "high", "urgent")
THENS = ("waiting", "open", "close")

_TEXT = Param(name="text", kind="text", title=lambda: _("Text"))
_REMARK = Param(name="text", kind="text", title=lambda: _("Remark"), required=False, option=True)


def _reply(desk: Desk, moments: Sequence[int], values: Values) -> Done:
    composing = desk.compose(moments[0], values.get("template"))
    return desk.send(
        composing.reply_id,
        values.get("text") or composing.text,
        then=values.get("then") or "waiting",
        later=values.get("later"),
        seen=composing.seen,
    )


def _refer(desk: Desk, moments: Sequence[int], values: Values) -> Done:
    close = bool(values.get("close"))
    return desk.refer(moments, values["to"], values.get("text") or "", close=close, follow_up=values.get("follow-up"))


def _answered(desk: Desk, moments: Sequence[int], values: Values) -> Done:
    return desk.answered(moments, values["how"], values.get("text") or "", at=values.get("at"))


def _approve(desk: Desk, moments: Sequence[int], values: Values) -> Done:
    return desk.approve_of(moments[0])


def _undo(desk: Desk, moments: Sequence[int], values: Values) -> Done:
    return desk.undo_last(moments[0])


VERBS: tuple[Verb, ...] = (
    Verb(
        name="reply",
        key="r",
        aliases={"es": ("responder",)},
        title=lambda: _("Reply"),
        help=lambda: _("Write to the citizen; takes the moment."),
        params=(
            Param(name="text", kind="text", title=lambda: _("Text"), required=False, option=True),
            Param(name="template", kind="template", title=lambda: _("Template"), required=False, option=True),
            Param(
                name="then", kind="then", title=lambda: _("Afterwards"), required=False, option=True,
                choices=THENS, default="waiting",
            ),
            Param(name="later", kind="when", title=lambda: _("Not before"), required=False, option=True),
        ),
        run=_reply,
        act="reply",
        many=False,
    ),
    Verb(
        name="answered",
        key="h",
        aliases={"es": ("respondido", "contestado")},
        title=lambda: _("Answered elsewhere"),
        help=lambda: _("It was answered by phone, in person or by another way."),
        params=(
            Param(name="how", kind="how", title=lambda: _("How"), option=True, choices=HOWS),
            Param(name="at", kind="past", title=lambda: _("When"), required=False, option=True),
            _REMARK,
        ),
        run=_answered,
        act="answered",
    ),
    Verb(
        name="note",
        key="n",
        aliases={"es": ("nota", "anotar")},
        title=lambda: _("Internal note"),
        help=lambda: _("Write what only colleagues read."),
        params=(_TEXT,),
        run=lambda desk, moments, values: desk.note(moments, values["text"]),
        act="note",
    ),
    Verb(
        name="claim",
        key="t",
        aliases={"es": ("tomar",), "en": ("take",)},
        title=lambda: _("Take"),
        help=lambda: _("Make it mine."),
        run=lambda desk, moments, values: desk.claim(moments),
        act="claim",
    ),
    Verb(
        name="release",
        key="s",
        aliases={"es": ("soltar",)},
        title=lambda: _("Release"),
        help=lambda: _("Give it back: nobody's again."),
        run=lambda desk, moments, values: desk.release(moments),
        act="release",
    ),
    Verb(
        name="assign",
        key="a",
        aliases={"es": ("asignar",)},
        title=lambda: _("Assign"),
        help=lambda: _("Give it to a person or an area."),
        params=(Param(name="owner", kind="owner", title=lambda: _("Person or area")),),
        run=lambda desk, moments, values: desk.assign(moments, values["owner"]),
        act="assign",
    ),
    Verb(
        name="refer",
        key="m",
        aliases={"es": ("remitir",)},
        title=lambda: _("Refer"),
        help=lambda: _("Hand it to whom it belongs; the citizen's clock goes on unless it is closed."),
        params=(
            Param(name="to", kind="place", title=lambda: _("To whom")),
            _REMARK,
            Param(name="close", kind="flag", title=lambda: _("Close as referred"), required=False, option=True),
            Param(name="follow-up", kind="when", title=lambda: _("Ask again on"), required=False, option=True),
        ),
        run=_refer,
        act="refer",
    ),
    Verb(
        name="tag",
        key="e",
        aliases={"es": ("etiquetar",)},
        title=lambda: _("Add tags"),
        help=lambda: _("Add tags."),
        params=(Param(name="tags", kind="tags", title=lambda: _("Tags")),),
        run=lambda desk, moments, values: desk.tag(moments, values["tags"]),
        act="tag",
    ),
    Verb(
        name="untag",
        key="E",
        aliases={"es": ("quitar-etiqueta", "desetiquetar")},
        title=lambda: _("Remove tags"),
        help=lambda: _("Remove tags; the rules do not give them again."),
        params=(Param(name="tags", kind="tags", title=lambda: _("Tags")),),
        run=lambda desk, moments, values: desk.untag(moments, values["tags"]),
        act="untag",
    ),
    Verb(
        name="priority",
        key="y",
        aliases={"es": ("prioridad",)},
        title=lambda: _("Priority"),
        help=lambda: _("Set the priority; it outranks the rules."),
        params=(Param(name="priority", kind="priority", title=lambda: _("Priority"), choices=PRIORITIES),),
        run=lambda desk, moments, values: desk.priority(moments, values["priority"]),
        act="priority",
    ),
    Verb(
        name="snooze",
        key="p",
        aliases={"es": ("posponer",)},
        title=lambda: _("Snooze"),
        help=lambda: _("Put it off until a time, the citizen's answer or a promise. No clock stops."),
        params=(Param(name="until", kind="when", title=lambda: _("Until")),),
        run=lambda desk, moments, values: desk.snooze(moments, values["until"]),
        act="snooze",
    ),
    Verb(
        name="close",
        key="c",
        aliases={"es": ("cerrar",)},
        title=lambda: _("Close"),
        help=lambda: _("Nobody owes a next step: close it with its outcome."),
        params=(
            Param(
                name="outcome", kind="outcome", title=lambda: _("Outcome"), required=False, option=True,
                choices=OUTCOMES, default="resolved",
            ),
            _REMARK,
        ),
        run=lambda desk, moments, values: desk.close(
            moments, values.get("outcome") or "resolved", values.get("text") or ""
        ),
        act="close",
    ),
    Verb(
        name="dismiss",
        key="d",
        aliases={"es": ("descartar",)},
        title=lambda: _("Dismiss"),
        help=lambda: _("Spam, a duplicate, not ours, nothing asked."),
        params=(
            Param(name="reason", kind="reason", title=lambda: _("Reason"), option=True, choices=REASONS),
            _REMARK,
        ),
        run=lambda desk, moments, values: desk.dismiss(moments, values["reason"], values.get("text") or ""),
        act="dismiss",
    ),
    Verb(
        name="reopen",
        key="o",
        aliases={"es": ("reabrir",)},
        title=lambda: _("Reopen"),
        help=lambda: _("Open what was closed or dismissed."),
        run=lambda desk, moments, values: desk.reopen(moments),
        act="reopen",
    ),
    Verb(
        name="no-reply",
        key="x",
        aliases={"es": ("sin-respuesta",), "en": ("no_reply",)},
        title=lambda: _("No reply owed"),
        help=lambda: _("Say that no reply is owed, and why."),
        params=(Param(name="reason", kind="text", title=lambda: _("Reason")),),
        run=lambda desk, moments, values: desk.no_reply(moments, values["reason"]),
        act="no_reply",
    ),
    Verb(
        name="approve",
        key="b",
        aliases={"es": ("aprobar",)},
        title=lambda: _("Approve"),
        help=lambda: _("A lead lets the waiting reply go out."),
        run=_approve,
        act="approve",
        many=False,
    ),
    Verb(
        name="undo",
        key="z",
        aliases={"es": ("deshacer",)},
        title=lambda: _("Undo"),
        help=lambda: _("Take back the last thing I did here."),
        run=_undo,
        many=False,
    ),
)  # fmt: skip

BY_NAME: Mapping[str, Verb] = {verb.name: verb for verb in VERBS}
BY_KEY: Mapping[str, Verb] = {verb.key: verb for verb in VERBS}
