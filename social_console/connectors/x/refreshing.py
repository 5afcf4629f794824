"""What has become of posts that we know: edited, deleted, closed to us."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.connectors.x.asking import missing
from social_console.connectors.x.posts import Beside, history, listed, unreadable
from social_console.errors import BadItem
from social_console.i18n import gettext as _
from social_console.model import Item, Revision, Tombstone

if TYPE_CHECKING:
    from social_console.connectors.base import Unreadable
    from social_console.connectors.x.asking import Answer, Asking
    from social_console.connectors.x.posts import Reader


def refreshed(asking: Asking, reader: Reader, names: Sequence[str]) -> Iterator[Revision | Tombstone]:
    """Of at most 100 posts. An old version names the newest, which is then fetched too."""
    answer = asking.posts(names, alone=True)
    yield from _gone(answer, reader, dict(zip(names, names, strict=True)))
    firsts = {history(post)[-1]: history(post)[0] for post in _posts(answer) if len(history(post)) > 1}
    here = {str(post["id"]) for post in _posts(answer)}
    yield from _revisions(answer, reader)
    wanted = sorted(firsts.keys() - here)
    if wanted:
        newest = asking.posts(wanted, alone=True)
        yield from _revisions(newest, reader)
        yield from _gone(newest, reader, firsts)


def _revisions(answer: Answer, reader: Reader) -> Iterator[Revision]:
    beside = Beside.of(answer)
    for post in _posts(answer):
        if len(history(post)) > 1 and str(post["id"]) == history(post)[-1]:
            try:
                item = reader.item(post, beside)
            except BadItem:
                continue
            if isinstance(item, Revision):
                yield item


def _gone(answer: Answer, reader: Reader, firsts: dict[str, str]) -> Iterator[Tombstone]:
    for name, reason in missing(answer, list(firsts)).items():
        yield Tombstone(
            id=firsts[name],
            channel=reader.account.channel,
            account=reader.account.handle,
            deleted_at=clock.now(),
            reason=reason,
        )


def reread(asking: Asking, reader: Reader, bad: Unreadable) -> Item:
    """What was unreadable, once more. Raises BadItem if it still is."""
    if bad.ref:
        answer = asking.posts([bad.ref])
        for post in listed(answer):
            return reader.item(post, Beside.of(answer))
        if bad.ref in missing(answer, [bad.ref]):
            raise BadItem(_("X does not have this post any more."), ref=bad.ref, raw=bad.raw)
    return reader.item(_raw(bad), Beside())


def _raw(bad: Unreadable) -> Any:
    try:
        return json.loads(bad.raw)
    except ValueError as error:
        raise unreadable(bad.raw.decode("utf-8", "replace"), error) from error


def _posts(answer: Answer) -> list[dict[str, Any]]:
    return [post for post in listed(answer) if isinstance(post, dict) and post.get("id")]
