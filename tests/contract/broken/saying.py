"""What they say of themselves is wrong."""

from __future__ import annotations

import threading
from datetime import datetime

from pydantic import BaseModel, Field

from social_console.connectors.base import (
    CheckResult,
    StreamSpec,
)
from tests.contract.broken.sound import Sound, breaks


@breaks("version")
class OfAnotherVersion(Sound):
    api = 7


@breaks("name")
class WithCapitals(Sound):
    name = "My Channel"


@breaks("streams")
class WithoutStreams(Sound):
    def streams(self) -> list[StreamSpec]:
        return []


@breaks("streams")
class WithTwins(Sound):
    def streams(self) -> list[StreamSpec]:
        return [StreamSpec(name="mentions"), StreamSpec(name="mentions")]


@breaks("streams")
class WithNamesThatChange(Sound):
    def streams(self) -> list[StreamSpec]:
        return [StreamSpec(name=f"mentions-{id(self)}")]


class Undescribed(BaseModel):
    world: str = ""


class OpenSecret(BaseModel):
    world: str = Field("", description="Where.")
    password: str = Field("", description="In the open.")


@breaks("settings")
class WithoutDescriptions(Sound):
    @classmethod
    def settings(cls) -> type[BaseModel]:
        return Undescribed


@breaks("settings")
class WithSettingsThatAreNoModel(Sound):
    @classmethod
    def settings(cls) -> type[BaseModel]:
        return dict  # type: ignore[return-value]


@breaks("secret-fields")
class WithAnOpenPassword(Sound):
    @classmethod
    def settings(cls) -> type[BaseModel]:
        return OpenSecret


@breaks("check")
class Nobody(Sound):
    def check(self) -> CheckResult:
        return CheckResult(ok=True)


@breaks("close")
class ClosingOnce(Sound):
    def close(self) -> None:
        if self._closing.is_set():
            raise RuntimeError("already closed")
        super().close()


@breaks("wait")
class Deaf(Sound):
    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        return threading.Event().wait(60)
