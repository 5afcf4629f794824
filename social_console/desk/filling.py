"""Templates filled in: what their variables stand for in this moment, in the citizen's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from social_console import clock, i18n
from social_console.desk.people import near
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.model import Duration, Mention

if TYPE_CHECKING:
    from social_console.desk.desk import Desk
    from social_console.store import Detail, StoredMention


def rendered(desk: Desk, detail: Detail, target: StoredMention, template: str) -> str:
    """The template's text; what nothing is known for still stands in it as it was written (`{author.name}`)."""
    from social_console import rules

    texts = desk.rule_set.templates.get(template)
    if texts is None:
        message = _("There is no template “{name}”.").format(name=template)
        raise UsageError(message, remedy=near(template, desk.rule_set.templates))
    lang = detail.row.lang or desk.rule_set.defaults.lang
    return rules.render(texts, lang, values(desk, detail, target, lang), default=desk.rule_set.defaults.lang).text


def unresolved(text: str) -> tuple[str, ...]:
    """Variables of templates that still stand in a text, as they are written, each once."""
    from social_console.rules.templates import VARIABLES, variables

    found = (text[each.start : each.end] for each in variables(text) if each.name in VARIABLES)
    return tuple(dict.fromkeys(found))


def values(desk: Desk, detail: Detail, target: StoredMention, lang: str) -> dict[str, str | None]:
    """Every variable (`rules.templates.VARIABLES`) with what it stands for here; None where nothing is known."""
    return _of_the_citizen(target) | _of_the_office(desk, detail, target.mention) | _of_time(desk, detail, lang)


def _of_the_citizen(target: StoredMention) -> dict[str, str | None]:
    author = target.mention.author
    facts = target.annotation.facts if target.annotation else ()
    return {
        "author.name": author.name,
        "author.first_name": first_name(author.name or ""),
        "author.handle": author.handle,
        "place": next((fact.text for fact in facts if fact.kind == "place"), None),
        "url": target.mention.url,
    }


def _of_the_office(desk: Desk, detail: Detail, mention: Mention) -> dict[str, str | None]:
    row = detail.row
    institution = desk.settings.institutions.get(row.institution)
    operator = desk.rule_set.people.get(desk.operator)
    area = desk.rule_set.areas.get(row.referred_to or row.owner or "")
    return {
        "folio": row.folio,
        "channel": row.channel,
        "institution.name": institution.name if institution else None,
        "account.handle": mention.account,
        "operator.name": operator.name if operator else None,
        "owner.name": desk.rule_set.owner_name(row.owner) if row.owner else None,
        "area.name": area.name if area else None,
        "area.email": area.email if area else None,
    }


def _of_time(desk: Desk, detail: Detail, lang: str) -> dict[str, str | None]:
    now, standard = clock.now(), desk.rule_set.promises.standard(detail.row.standard, detail.row.created_at)
    return {
        "due": _day(desk, detail.row.due_at, lang) if detail.row.due_at else None,
        "date": _day(desk, now, lang),
        "time": now.astimezone(desk.zone).strftime("%H:%M"),
        "standard.name": standard.name if standard else None,
        "standard.first_response": _length(standard.first_response, lang) if standard else None,
        "standard.resolution": _length(standard.resolution, lang) if standard else None,
    }


def first_name(name: str) -> str | None:
    """The first word of a name that looks like a person's; None where it does not."""
    first = name.strip().split(" ")[0].strip(",.")
    return first.capitalize() if first.isalpha() and len(first) > 1 else None


def _day(desk: Desk, at: datetime, lang: str) -> str:
    from babel.dates import format_date

    return format_date(at.astimezone(desk.zone), "long", locale=lang if lang in ("es", "en", "pt") else "es")


def _length(length: Duration | None, lang: str) -> str | None:
    """`4 hours`, `5 working days`, in the citizen's language."""
    if length is None:
        return None
    ngettext = i18n.translations(lang).ngettext
    n = length.amount
    words: Mapping[str, str] = {
        "working_days": ngettext("{n} working day", "{n} working days", n),
        "days": ngettext("{n} day", "{n} days", n),
        "working_minutes": ngettext("{n} minute", "{n} minutes", n),
    }
    if length.unit == "working_minutes" and n % 60 == 0:
        return ngettext("{n} hour", "{n} hours", n // 60).format(n=n // 60)
    return words[length.unit].format(n=n)
