"""Stories and comments as mentions. What makes no sense is a BadItem and goes to quarantine, raw.

The search and the items tell the same things under other names:

    search   objectID "38", author, created_at_i, title, url, story_text, comment_text, parent_id, story_id
    item     id 38, by, time, type, title, url, text, parent, deleted, dead

Points and numbers of comments are left out: they change by themselves, and a mention must not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from social_console.connectors.markup import to_text
from social_console.errors import BadItem
from social_console.model import AccountRef, Author, Direction, Mention


@dataclass(frozen=True, slots=True)
class Reader:
    """For one account."""

    account: AccountRef
    site_url: str

    def from_search(self, hit: dict[str, Any]) -> Mention:
        """Raises BadItem."""
        try:
            name = str(hit["objectID"])
            body = hit.get("comment_text") or hit.get("story_text") or ""
            story = hit.get("story_id")
            return self._mention(
                name=name,
                author=_name(hit["author"]),
                seconds=int(hit["created_at_i"]),
                text=_text(hit.get("title"), body, hit.get("url")),
                parent=hit.get("parent_id"),
                conversation=name if story is None else str(story),
                subject=hit.get("title") or hit.get("story_title"),
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise _bad(hit, str(hit.get("objectID", "")), error) from error

    def from_item(self, item: dict[str, Any], conversation: str | None = None) -> Mention:
        """An item does not say which story it belongs to; who walked up to it does. Raises BadItem."""
        try:
            name = str(item["id"])
            return self._mention(
                name=name,
                author=_name(item["by"]),
                seconds=int(item["time"]),
                text=_text(item.get("title"), item.get("text") or "", item.get("url")),
                parent=item.get("parent"),
                conversation=conversation or (None if item.get("parent") else name),
                subject=item.get("title"),
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise _bad(item, str(item.get("id", "")), error) from error

    def is_ours(self, author: str) -> bool:
        """Names of users are case-sensitive there; people's settings are not."""
        return author.casefold() == self.account.handle.lstrip("@").casefold()

    def _mention(
        self,
        *,
        name: str,
        author: str,
        seconds: int,
        text: str,
        parent: object,
        conversation: str | None,
        subject: object,
    ) -> Mention:
        return Mention(
            id=name,
            channel=self.account.channel,
            account=self.account.handle,
            created_at=datetime.fromtimestamp(seconds, UTC),
            text=text,
            author=Author(id=author, handle=author),
            direction=Direction.OUT if self.is_ours(author) else Direction.IN,
            conversation=conversation,
            in_reply_to=None if parent is None else str(parent),
            subject=None if subject is None else str(subject),
            url=f"{self.site_url}/item?id={name}",
            kind="post" if parent is None else "comment",
        )


def _name(told: object) -> str:
    if not isinstance(told, str) or not told:
        raise ValueError("nobody wrote it")
    return told


def _text(title: object, body: str, url: object) -> str:
    """A story's title and link are part of what it says; the body is HTML."""
    told = [str(title or ""), to_text(body), "" if body else str(url or "")]
    return "\n\n".join(part for part in told if part)


def _bad(raw: dict[str, Any], ref: str, error: Exception) -> BadItem:
    return BadItem(
        f"An item of Hacker News cannot be read: {type(error).__name__}.", ref=ref, raw=json.dumps(raw).encode()
    )
