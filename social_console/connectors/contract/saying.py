"""What a connector says of itself."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from pydantic import BaseModel, SecretStr

from social_console import clock
from social_console.connectors.base import API, Connector, StreamSpec
from social_console.connectors.contract.clauses import broken, expect, only_ours
from social_console.connectors.contract.world import SECRET_WORDS, Connect, World, incoming, read
from social_console.errors import ConnectorError

PATIENCE = 20
"""Seconds that a `wait` in another thread has to end after `close`."""


class SaysWhatItIs:
    """Tests of names, settings, `check`, `wait` and `close`."""

    def test_it_names_itself_and_this_version_of_the_contract(self, world: World, connect: Connect) -> None:
        connector = connect()
        api, name = getattr(connector, "api", None), getattr(connector, "name", None)
        expect(api == API, "version", f"api = {api!r}; this social-console speaks {API}")
        expect(name and name == "".join(str(name).lower().split()), "name", f"name = {name!r}")
        with only_ours("naming the streams"):
            names, again = ([one.name for one in each.streams()] for each in (connector, connect()))
        expect(names, "streams", "streams() is empty")
        expect(len(set(names)) == len(names), "streams", f"two streams have one name: {names}")
        expect(names == again, "streams", f"{names}, and after a restart {again}")

    def test_every_setting_is_described_and_secrets_are_kept_from_logs(self, world: World, connect: Connect) -> None:
        model: object = type(connect()).settings()
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            broken("settings", repr(model))
        for name, info in model.model_fields.items():
            expect(info.description, "settings", f"the field {name} has no description")
            if any(name.endswith(word) for word in SECRET_WORDS):
                kept = SecretStr.__name__ in str(info.annotation)
                expect(kept, "secret-fields", f"{name}: {info.annotation}")

    def test_check_tells_who_we_are(self, world: World, connect: Connect) -> None:
        world.citizen_posts("hola")
        with only_ours("checking"):
            found = connect().check()
        expect(found.ok and found.identity.strip(), "check", repr(found))

    def test_closing_twice_harms_nothing(self, world: World, connect: Connect) -> None:
        connector = connect()
        read(connector, incoming(connector))
        for time in ("once", "twice"):
            try:
                connector.close()
            except Exception as error:
                expect(False, "close", f"{type(error).__name__}: {error} on closing {time}")

    def test_closing_ends_a_wait_in_another_thread(self, world: World, connect: Connect) -> None:
        connector = connect()
        stream, until = incoming(connector), clock.now() + timedelta(minutes=10)
        read(connector, stream)
        began = threading.Event()
        raised: list[BaseException] = []
        thread = threading.Thread(target=_wait, args=(connector, stream, until, began, raised), daemon=True)
        thread.start()
        began.wait(PATIENCE)
        connector.close()
        thread.join(PATIENCE)
        expect(not thread.is_alive(), "wait", f"{PATIENCE} seconds after close() it still waits")
        expect(not raised, "errors", f"wait raised {raised}")


def _wait(
    connector: Connector, stream: StreamSpec, until: datetime, began: threading.Event, raised: list[BaseException]
) -> None:
    began.set()
    try:
        connector.wait(stream, until)
    except ConnectorError:
        return
    except BaseException as error:
        raised.append(error)
