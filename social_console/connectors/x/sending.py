"""One reply, once. X takes no key for it, so an unknown outcome is settled by reading our own posts back."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from social_console import clock
from social_console.connectors.base import Absent, Outgoing, Prepared, Receipt
from social_console.connectors.x import faults
from social_console.connectors.x.posts import Beside, history, listed, permalink, referenced
from social_console.connectors.x.weighing import links, weight
from social_console.errors import BadItem, Rejected, Transient
from social_console.i18n import gettext as _
from social_console.model import Author, Direction, Json, Mention, Revision

if TYPE_CHECKING:
    from social_console.connectors.x.asking import Asking
    from social_console.connectors.x.posts import Me, Post, Reader
    from social_console.connectors.x.settings import XSettings
    from social_console.model import AccountRef

SKEW = timedelta(minutes=10)
"""Of our clock to X's, when a post is looked for that was made after it was prepared."""
REACH = 3200
"""Own posts that X gives, and no further back."""
_ADDRESSEES = re.compile(r"^(?:@\w+\s+)+")


def prepare(reply: Outgoing, target: Mention, settings: XSettings, account: AccountRef) -> Prepared:
    """What identifies the post. Refuses what X would refuse; asks nobody."""
    _must_fit(reply, settings)
    if settings.needs_summon and target.extra.get("summoned") is False:
        raise faults.not_summoned(target.url or "")
    data: dict[str, Json] = {
        "text": reply.text,
        "answers": target.name,
        "in_reply_to": str(target.extra.get("latest") or target.name),
        "conversation": target.conversation,
        "to": (reply.answers or target).author.key,
        "account": account.handle,
        "at": reply.now.isoformat(),
    }
    return Prepared(data=data)


def prepare_alone(reply: Outgoing, settings: XSettings, account: AccountRef) -> Prepared:
    """The same for a post that answers nothing."""
    _must_fit(reply, settings)
    nobody = dict.fromkeys(("answers", "in_reply_to", "conversation", "to"))
    return Prepared(data={"text": reply.text, **nobody, "account": account.handle, "at": reply.now.isoformat()})


def _must_fit(reply: Outgoing, settings: XSettings) -> None:
    if reply.attachments:
        raise Rejected(_("Files cannot be sent to X from here."), reason="unsupported", remedy=_("Take them out."))
    if weight(reply.text) > settings.max_length:
        raise Rejected(_("The reply is too long for X."), reason="too-long", remedy=_("Shorten it."))


class Sender:
    """Of one account."""

    def __init__(self, asking: Asking, reader: Reader, settings: XSettings, account: AccountRef) -> None:
        self._asking = asking
        self._reader = reader
        self._settings = settings
        self._account = account

    def send(self, prepared: Prepared) -> Receipt:
        """One request that posts; before it, once a process, proof that the keys are this account's."""
        me = self._asking.who()
        data = prepared.data
        try:
            answer = self._asking.post(str(data["text"]), _name(data["in_reply_to"]))
        except Rejected as error:
            if error.reason != faults.DUPLICATE:
                raise
            return self._posted_before(prepared, error)
        return self._receipt(prepared, answer["data"], me)

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """Among our own posts since it was prepared: the same words under the same post."""
        since = datetime.fromisoformat(str(prepared.data["at"])) - SKEW
        token, seen = None, 0
        while True:
            answer = self._asking.own(max_results=100, start_time=f"{since:%Y-%m-%dT%H:%M:%SZ}", pagination_token=token)
            posts = listed(answer)
            seen += len(posts)
            for post in posts:
                if isinstance(post, dict) and self._is_it(prepared, post, Beside.of(answer)):
                    return self._found(post, Beside.of(answer))
            meta = answer.get("meta")
            token = meta.get("next_token") if isinstance(meta, dict) else None
            if not token:
                return _absent(seen)

    def _posted_before(self, prepared: Prepared, error: Rejected) -> Receipt:
        """X has these words already: they are this reply, if they stand under the right post."""
        try:
            found = self.find(prepared)
        except Exception as fault:  # whatever it was: the post may be there
            raise faults.in_doubt(fault) from error
        if isinstance(found, Absent):
            raise error
        return found

    def _is_it(self, prepared: Prepared, post: Post, beside: Beside) -> bool:
        data, parent = prepared.data, referenced(post, "replied_to")
        if not _stands_under(parent, beside, {_name(data["answers"]), _name(data["in_reply_to"])}):
            return False
        try:
            item = self._reader.item(post, beside)
        except BadItem:
            return False
        given = item.mention.text if isinstance(item, Revision) else item.text
        return bare(given) == bare(str(data["text"]))

    def _found(self, post: Post, beside: Beside) -> Receipt:
        item = self._reader.item(post, beside)
        mention = item.mention if isinstance(item, Revision) else item
        return Receipt(ref=mention.name, at=mention.created_at, mention=mention, url=mention.url)

    def _receipt(self, prepared: Prepared, post: Post, me: Me) -> Receipt:
        """X says little of a new post: its id and its text."""
        data, name, at = prepared.data, history(post)[0], clock.now()
        mention = Mention(
            id=name,
            channel=self._account.channel,
            account=self._account.handle,
            created_at=at,
            text=str(data["text"]),
            author=Author(id=me.id, handle=me.handle),
            direction=Direction.OUT,
            conversation=_name(data.get("conversation")),
            in_reply_to=_name(data["answers"]),
            to=() if data["to"] is None else (str(data["to"]),),
            url=permalink(self._settings.web_url, me.handle, str(post["id"])),
            extra={"latest": str(post["id"])},
        )
        return Receipt(ref=name, at=at, mention=mention, url=mention.url)

    def delete(self, receipt: Receipt) -> None:
        """Take it back, in its newest version."""
        name = str(receipt.mention.extra.get("latest") or receipt.ref)
        if not self._asking.delete(name):
            raise Transient(_("X did not say that the post was deleted."), remedy=faults.again())


def _stands_under(parent: str | None, beside: Beside, names: set[str | None]) -> bool:
    """Whether a post answers one of these, in whichever of its versions; `{None}`: whether it answers nothing."""
    if parent is None:
        return names == {None}
    versions = {parent, *history(beside.posts[parent])} if parent in beside.posts else {parent}
    return not versions.isdisjoint(names)


def _name(value: Json) -> str | None:
    return None if value is None else str(value)


def bare(text: str) -> str:
    """What a text says, without what X changes: addressees that it puts in front, links that it shortens, spaces."""
    text = unicodedata.normalize("NFC", text)
    parts, at = [], 0
    for start, end in links(text):
        parts += [text[at:start], "\N{LINK SYMBOL}"]
        at = end
    return " ".join(_ADDRESSEES.sub("", "".join([*parts, text[at:]]).lstrip() + " ").split())


def _absent(seen: int) -> Absent:
    if seen >= REACH * 0.9:
        return Absent(conclusive=False, reason=_("X does not give so many of our own posts back."))
    return Absent(conclusive=True, reason=_("It is not among the account's own posts."))
