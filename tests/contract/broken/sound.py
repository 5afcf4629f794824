"""What broken connectors are measured against, and how they say what they break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from social_console.connectors.base import (
    AccountRef,
    Budget,
    Connector,
    Page,
    StreamSpec,
)
from social_console.connectors.demo import DemoConnector, DemoSettings
from social_console.model import Item, Json, Mention
from tests.contract.worlds import DemoWorld

BROKEN: dict[str, list[type[Sound]]] = {}
"""The clause → those that break it."""


def breaks(clause: str) -> Any:
    """Says of a connector which clause it breaks."""

    def note(kind: type[Sound]) -> type[Sound]:
        BROKEN.setdefault(clause, []).append(kind)
        return kind

    return note


class BrokenWorld(DemoWorld):
    """The pretend network, seen through a connector that breaks something."""

    def __init__(self, folder: Path, kind: type[Sound]) -> None:
        super().__init__(folder)
        self.kind = kind

    def connector(self) -> Connector:
        model = self.kind.settings()
        options = model(world=self.base_url, maximum=self.kind.maximum) if model is DemoSettings else None
        if options is None:
            options = DemoSettings(world=self.base_url)
        return self.kind(options, AccountRef(institution="town", channel="x", handle="town"))


class Sound(DemoConnector):
    """Breaks nothing: what the others are measured against. Items pass `changed`, pages `turned`."""

    maximum: ClassVar[int | None] = 200

    def changed(self, item: Item) -> Item:
        return item

    def turned(self, page: Page, state: Json) -> Page:
        return page

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        for page in super().fetch(stream, state, budget):
            yield self.turned(replace(page, items=tuple(self.changed(item) for item in page.items)), state)


def mention_changed(item: Item, **values: Any) -> Item:
    return replace(item, **values) if isinstance(item, Mention) else item
