"""Finding connectors: names import nothing, one is loaded at a time, a broken one harms nobody."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import types
from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest

from social_console import connectors
from social_console.connectors.email import EmailConnector, EmailSettings
from social_console.errors import ConfigError
from social_console.settings.model import Unread


def point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name=name, value=value, group=connectors.GROUP)


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EntryPoint]]:
    """Entry points besides ours."""
    found = list(importlib.metadata.entry_points(group=connectors.GROUP))

    def entry_points(*, group: str, name: str | None = None) -> list[EntryPoint]:
        assert group == connectors.GROUP
        return [one for one in found if name in (None, one.name)]

    monkeypatch.setattr(connectors, "entry_points", entry_points)
    yield found


def test_names_import_nothing() -> None:
    code = (
        "import sys; from social_console import connectors; print(*connectors.names());"
        "heavy = {'imap_tools', 'httpx', 'feedparser', 'pydantic', 'social_console.connectors.email'};"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert {"demo", "email", "feed"} <= set(done.stdout.split())


def test_loading_a_connector_loads_no_client_library() -> None:
    code = (
        "import sys; from social_console import connectors; connectors.models();"
        "print(*({'imap_tools', 'httpx', 'feedparser', 'smtplib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_one_is_loaded_by_its_name() -> None:
    assert connectors.load("email") is EmailConnector
    assert connectors.models(["email"]) == {"email": EmailSettings}
    assert connectors.origin("email") == "social-console"


def test_an_unknown_name_is_a_fault_with_a_remedy() -> None:
    with pytest.raises(ConfigError) as caught:
        connectors.load("fax")
    assert "fax" in caught.value.message
    assert "email" in caught.value.remedy


def test_a_broken_plugin_raises_by_itself_and_stops_no_other(strangers: list[EntryPoint]) -> None:
    strangers.append(point("broken", "no_such_module_anywhere:Thing"))
    assert "broken" in connectors.names()
    with pytest.raises(ConfigError, match="broken"):
        connectors.load("broken")
    found = connectors.models()
    assert found["broken"] is Unread, "its accounts stand still"
    assert found["email"] is EmailConnector.settings()
    assert "never-heard-of" not in connectors.models(["never-heard-of", "email"])


def test_another_version_of_the_contract_is_refused(
    strangers: list[EntryPoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = types.ModuleType("from_tomorrow")
    module.Thing = type("Thing", (), {"api": 99})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "from_tomorrow", module)
    strangers.append(point("tomorrow", "from_tomorrow:Thing"))
    with pytest.raises(ConfigError, match="99"):
        connectors.load("tomorrow")


def test_no_plugin_takes_the_place_of_ours(strangers: list[EntryPoint]) -> None:
    strangers.insert(0, point("email", "no_such_module_anywhere:Thing"))
    assert connectors.load("email") is EmailConnector
