"""A reply: named before it is sent, posted once, and found again among our own posts.

The idempotency key holds for about an hour on Mastodon and for nothing on GoToSocial; so a doubtful reply is looked for
by what it answers and by its source text.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from social_console import clock
from social_console.connectors import post_text
from social_console.connectors.base import Absent, Budget, Outgoing, Prepared, Receipt
from social_console.connectors.mastodon import calling, parsing, walking
from social_console.connectors.mastodon.limits import Length, acct_of, addressed
from social_console.connectors.mastodon.parsing import Status
from social_console.connectors.mastodon.place import Place
from social_console.connectors.mastodon.reading import Reader
from social_console.errors import BadItem, Gone, Rejected
from social_console.i18n import gettext as _
from social_console.model import Mention

MOST_READ_BACK = 4_000
"""Own posts that are looked through."""
SKEW = timedelta(hours=24)
"""The server's clock may differ from ours by less."""
VISIBILITIES = ("public", "unlisted", "private", "direct")


def prepare(reply: Outgoing, target: Mention, length: Length | None, *, to_ourselves: bool = False) -> Prepared:
    """Everything that identifies the post. `length`: the server's limits, where they are known by now.
    `to_ourselves`: the test of `doctor`, which answers nothing and which nobody else sees."""
    if reply.attachments:
        raise Rejected(_("Replies on Mastodon cannot carry files yet."), reason="attachments")
    if not reply.text.strip():
        raise Rejected(_("The reply is empty."), reason="empty")
    citizen = reply.answers or target
    if length is not None and length.maximum is not None:
        counted = length.towards(citizen).measure(reply.text)
        if counted > length.maximum:
            said = _(
                "The reply counts {counted} characters with the name of its addressee; the server takes {maximum}."
            )
            raise Rejected(said.format(counted=counted, maximum=length.maximum), reason="too-long")
    return Prepared(
        data={
            "target": None if to_ourselves else target.name,
            "citizen": citizen.author.key,
            "text": addressed(reply.text, acct_of(citizen)),
            "spoiler": citizen.subject or "",
            "visibility": _visibility(citizen),
            "language": reply.lang or citizen.lang,
            "key": secrets.token_hex(16),
            "prepared_at": reply.now.isoformat(),
        }
    )


def _visibility(target: Mention) -> str:
    """As the citizen chose it, and never wider; what is unknown stays between the parties."""
    told, private = target.extra.get("visibility"), target.visibility.value == "private"
    if told in VISIBILITIES and not (private and told in ("public", "unlisted")):
        return str(told)
    return "direct" if private or told else "public"


@dataclass(frozen=True, slots=True)
class Answering:
    """Sends and finds for one account."""

    reader: Reader

    def send(self, prepared: Prepared) -> Receipt:
        """Post it, in one request."""
        data = prepared.data
        target = _target(data)
        status = self.reader.api.tell(
            lambda client: client.status_post(
                str(data["text"]),
                in_reply_to_id=target,
                visibility=str(data["visibility"]),
                spoiler_text=str(data["spoiler"]) or None,
                sensitive=bool(data["spoiler"]),
                language=data.get("language"),
                idempotency_key=str(data["key"]),
            )
        )
        try:
            return self._receipt(status, data)
        except (BadItem, AttributeError, KeyError, TypeError):
            raise calling.doubtful() from None

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """Our post under `target` with this text: in the thread, then among all our posts since it was prepared."""
        data = prepared.data
        try:
            target, since = _target(data), _since(data)
        except Gone as error:
            return Absent(conclusive=True, reason=error.message)
        thread = self._thread(target) if target else []
        candidates = [one for one in thread or () if self._ours_under(one, target)]
        own = list(self._own(since))
        candidates += [one for one in own if parsing.identity(one.get("in_reply_to_id")) == target]
        doubt = ""
        for status in {str(one.get("id")): one for one in candidates}.values():
            if parsing.instant(status.get("created_at")) < since:
                continue
            same = self._same(status, str(data["text"]))
            if same:
                return self._receipt(status, data)
            if status.get("edited_at") is not None:
                doubt = _("An answer to this post was edited since: look whether it was this one.")
        if len(own) >= MOST_READ_BACK:
            doubt = _("There are too many posts of our own to look through.")
        if thread is None and data["visibility"] in ("private", "direct"):
            doubt = doubt or _("The thread cannot be read, and private posts may be missing from the list of our own.")
        return Absent(conclusive=not doubt, reason=doubt or _("None of our posts answers it with this text."))

    def _thread(self, target: str) -> list[Status] | None:
        """What stands under the post; None where it is gone."""
        try:
            return self.reader.context(target, "descendants")
        except Gone:
            return None

    def _own(self, since: datetime) -> Iterator[Status]:
        settings = self.reader.api.settings
        count = 0
        steps = walking.back(
            self.reader.asking_own(), Place(settings.base_url), since, Budget(), max(settings.page_size, 40)
        )
        for step in steps:
            yield from step.entries
            count += len(step.entries)
            if count >= MOST_READ_BACK:
                return

    def _ours_under(self, status: Status, target: str | None) -> bool:
        author: Any = status.get("account")
        mine = isinstance(author, Mapping) and str(author.get("id")) == self.reader.api.my_id
        return mine and parsing.identity(status.get("in_reply_to_id")) == target

    def _same(self, status: Status, text: str) -> bool:
        """By the source that the server keeps, else by what can be read."""
        ident = parsing.identity(status.get("id")) or ""
        try:
            source = self.reader.api.ask(lambda client: client.status_source(ident))
        except (Gone, Rejected):
            source = None
        if isinstance(source, Mapping) and isinstance(source.get("text"), str):
            return _squeezed(source["text"]) == _squeezed(text)
        return _bare(post_text.to_text(str(status.get("content") or ""))) == _bare(text)

    def _receipt(self, status: Status, data: Mapping[str, Any]) -> Receipt:
        """Its author is we: nothing more is asked of a server that has just taken a post."""
        mention = parsing.mention(status, self.reader.account, str(status["account"]["id"]))
        return Receipt(ref=mention.name, at=mention.created_at, mention=_to(mention, data), url=mention.url)


def _to(mention: Mention, data: Mapping[str, Any]) -> Mention:
    """The citizen is among its addressees, whatever the server lists."""
    citizen = str(data["citizen"])
    return mention if citizen in mention.to else replace(mention, to=(citizen, *mention.to))


def _target(data: Mapping[str, Any]) -> str | None:
    """What is answered; None for the test to ourselves. Raises `Gone` for what no server could have."""
    found = parsing.identity(data.get("target"))
    if found is None and data.get("target") is not None:
        raise Gone(_("There is no such post."))
    return found


def _since(data: Mapping[str, Any]) -> datetime:
    try:
        return parsing.instant(data.get("prepared_at")) - SKEW
    except BadItem:
        return clock.now() - timedelta(days=7)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _bare(text: str) -> str:
    """Without the servers' names after people's, which the markup hides."""
    return _squeezed(re.sub(r"(@\w+)@[\w.-]+", r"\1", text))
