"""Every built-in connector keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from social_console.connectors.contract import ConnectorContract, World
from tests.contract import web
from tests.contract.worlds import DemoWorld, EmailWorld, FeedWorld
from tests.real.mail import Mail
from tests.real.wire import Wire


class TestDemo(ConnectorContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return DemoWorld(tmp_path)


class TestFeed(ConnectorContract):
    @pytest.fixture
    def world(self) -> Iterator[World]:
        with web.running(web.Site()) as site:
            yield FeedWorld(site)


@pytest.mark.real
class TestEmail(ConnectorContract):
    @pytest.fixture
    def world(self, mail: Mail) -> Iterator[World]:
        with closing(Wire(mail.imap_port)) as imap, closing(Wire(mail.smtp_port)) as smtp:
            yield EmailWorld(mail, imap, smtp)
