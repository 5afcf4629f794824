"""`add`: a contact by phone, WhatsApp, at the counter, or a pasted text with its link."""

from __future__ import annotations

import sys

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, json_option, say
from social_console.errors import UsageError
from social_console.i18n import gettext as _

_WAYS = ("phone", "whatsapp", "counter", "link", "other")


@click.command("add", help=_("A contact by phone, WhatsApp, at the counter, or a pasted text with its link."))
@click.option("--how", type=click.Choice(_WAYS), help=_("How it came."))
@click.option("--text", help=_("What the citizen said; “-” reads it from standard input."))
@click.option("--name", help=_("The citizen's name."))
@click.option("--contact", help=_("A telephone number, an address or a handle."))
@click.option("--url", help=_("Of a pasted text: where it stands."))
@click.option("--at", metavar="WHEN", help=_("When it was, if not now: yesterday 16:00, 2h, 2026-11-30T09:00."))
@click.option("--institution", help=_("Whom it is for, where the inbox serves several."))
@json_option
@pass_session
def add(
    session: Session,
    *,
    how: str | None,
    text: str | None,
    name: str | None,
    contact: str | None,
    url: str | None,
    at: str | None,
    institution: str | None,
    as_json: bool,
) -> int:
    """What no flag says is asked, where somebody sits at the terminal."""
    from social_console import collect

    asking = sys.stdin.isatty() and not as_json and text is None
    how = how or ("link" if url else None) or _asked(asking, _("How did it come ({ways})?"), "phone", _WAYS)
    contact_ = collect.Contact(
        way=how,
        text=sys.stdin.read() if text == "-" else text or _asked(asking, _("What did the citizen say?")),
        url=_link(url or (_asked(asking, _("Link")) if how == "link" else "")),
        name=name or (_asked(asking, _("Name (may stay empty)"), "") if asking else ""),
        contact=contact or (_asked(asking, _("Telephone, address or handle (may stay empty)"), "") if asking else ""),
        at=session.desk.past(at) if at else None,
        institution=institution,
    )
    session.desk.may_write()
    added = collect.add(collect.Thinker(session.inbox, session.settings, session.rules), contact_)
    _tell(session, added.moment, added.new, as_json)
    return 0


def _asked(asking: bool, question: str, default: str | None = None, choices: tuple[str, ...] = ()) -> str:
    if not asking:
        missing = question.format(ways="|".join(choices))
        raise UsageError(_("This is missing: {question}").format(question=missing), remedy="social-console add --help")
    kind = click.Choice(choices) if choices else None
    answer = click.prompt(question.format(ways="|".join(choices)), default=default, type=kind, show_choices=False)
    return str(answer)


def _link(url: str) -> str:
    url = url.strip()
    if url and not url.startswith(("http://", "https://")):
        raise UsageError(_("“{url}” is not a link: it begins with http:// or https://.").format(url=url))
    return url


def _tell(session: Session, moment: int, new: bool, as_json: bool) -> None:
    from social_console import store

    with session.inbox.reading() as tx:
        row = store.rows(tx, [moment])[0]
    if as_json:
        emit({"id": row.id, "folio": row.folio, "channel": row.channel, "tags": list(row.tags), "new": new})
    else:
        say(_("Moment {folio}.").format(folio=row.folio))
