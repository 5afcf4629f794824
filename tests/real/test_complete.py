"""The same little story on each of the four networks: everything of it arrives, and every field that there is.

A citizen asks; the institution answers in the network's own app; she answers that without naming anybody; another
citizen speaks of the institution without addressing it; a second account of the institution listens beside the first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, cast

import pytest
from pydantic import SecretStr

from social_console.connectors.base import Connector
from social_console.connectors.contract import mentions, read
from social_console.model import AccountRef, Direction, Mention, Visibility
from tests.real.reddit import Reddit
from tests.real.reddit import running as reddit_running
from tests.x import server as x_server
from tests.x import world as x_world

pytestmark = pytest.mark.real
QUESTION, ANSWER, THANKS, ASIDE = (
    "¿Hasta qué hora abren hoy?",
    "Hasta las seis.",
    "Mil gracias",
    "qué semáforo horrible",
)

PAGE = {
    "$type": "app.bsky.embed.external",
    "external": {"uri": "https://town.example/aviso", "title": "Aviso", "description": ""},
}


@dataclass(frozen=True)
class Told:
    """How the network calls what was said."""

    question: str
    answer: str
    thanks: str
    aside: str


class Scene(ABC):
    """One network with the institution's account `town`, a second one, and people."""

    followers: ClassVar[bool] = True
    verified: ClassVar[bool] = True
    lang: ClassVar[bool] = True
    """Whether the network says so at all."""
    media: ClassVar[bool] = False
    """Whether the question has a picture or a page (the parsing of the others' is tested with their own)."""

    @abstractmethod
    def play(self) -> Told:
        """Everybody says their lines."""

    @abstractmethod
    def connector(self, second: bool = False) -> Connector:
        """A new one, of the first account or the second."""

    @abstractmethod
    def asks_second(self) -> str:
        """A citizen addresses the second account."""


class OnX(Scene):
    media = True

    def __init__(self, closing: ExitStack) -> None:
        self.site = closing.enter_context(x_server.running())
        for name in ("town", "aseo"):
            self.site.network.institution(name)

    def play(self) -> Told:
        net = self.site.network
        net.user("ana").followers, net.user("ana").verified = 12, True
        question = net.post("ana", f"@town {QUESTION}", media=("3_77",), lang="es")
        answer = net.post("town", ANSWER, in_reply_to=question)
        thanks = net.post("ana", THANKS, in_reply_to=answer)
        return Told(question, answer, thanks, net.post("luis", ASIDE))

    def connector(self, second: bool = False) -> Connector:
        return x_world.connect(self.site, "aseo" if second else "town", queries=("semáforo",))

    def asks_second(self) -> str:
        return self.site.network.post("eva", "@aseo ¿y la basura?")


class OnReddit(Scene):
    followers, verified, lang = False, False, False

    def __init__(self, closing: ExitStack) -> None:
        self.sites: list[Reddit] = []
        for user in ("alcaldia", "aseo"):
            self.sites.append(closing.enter_context(reddit_running(Reddit(user=user))))
        self.sites[1].count += 10_000  # two sites of one Reddit: names do not meet

    def play(self) -> Told:
        site = self.sites[0]
        question = site.comments("ana", f"u/alcaldia {QUESTION}")
        answer = site.comments("alcaldia", ANSWER, question.name)
        thanks = site.comments("ana", THANKS, answer.name)
        aside = site.posts("luis", ASIDE, title="El semáforo", subreddit="otro")
        return Told(question.name, answer.name, thanks.name, aside.name)

    def connector(self, second: bool = False) -> Connector:
        from social_console.connectors.reddit import RedditConnector, RedditSettings

        site = self.sites[second]
        told = site.settings(queries=("semáforo",))
        return RedditConnector(RedditSettings.model_validate(told), account("reddit", site.user))

    def asks_second(self) -> str:
        return self.sites[1].comments("eva", "u/aseo ¿y la basura?").name


class OnMastodon(Scene):
    def __init__(self, server: Any) -> None:
        self.server = server
        self.town, self.second, self.ana, self.luis = (server.person(name) for name in ("town", "aseo", "ana", "luis"))

    def play(self) -> Told:
        net = self.server
        question = str(net.posts(self.ana, f"@{self.town.username} {QUESTION}", language="es")["id"])
        answer = str(net.posts(self.town, ANSWER, in_reply_to_id=question)["id"])
        thanks = str(net.posts(self.ana, THANKS, in_reply_to_id=answer)["id"])
        aside = str(net.posts(self.luis, f"{ASIDE} #semaforo{self.town.username[-8:]}")["id"])
        return Told(question, answer, thanks, aside)

    def connector(self, second: bool = False) -> Connector:
        from social_console.connectors.mastodon import MastodonConnector, MastodonSettings

        who = self.second if second else self.town
        settings = MastodonSettings(
            base_url=self.server.base_url,
            access_token=SecretStr(who.access_token),
            hashtags=(f"semaforo{self.town.username[-8:]}",),
        )
        return MastodonConnector(settings, account("mastodon", who.username))

    def asks_second(self) -> str:
        return str(self.server.posts(self.ana, f"@{self.second.username} ¿y la basura?")["id"])


class OnBluesky(Scene):
    media = True

    def __init__(self, network: Any) -> None:
        self.network = network
        self.town, self.second, self.ana, self.luis = (network.person(one) for one in ("town", "aseo", "ana", "luis"))
        self.word = f"semaforo{self.town.handle[5:13]}"

    def play(self) -> Told:
        profile = {"$type": "app.bsky.actor.profile", "displayName": "Ana"}
        self.ana.call(
            "com.atproto.repo.putRecord",
            repo=self.ana.did,
            collection="app.bsky.actor.profile",
            rkey="self",
            record=profile,
        )
        question = self.ana.says(f"@{self.town.handle} {QUESTION}", langs=["es"], embed=PAGE)
        answer = self.town.says(ANSWER, under=question)
        thanks = self.ana.says(THANKS, under=answer)
        aside = self.luis.says(f"{ASIDE} {self.word}")
        self.network.settle()
        return Told(question, answer, thanks, aside)

    def connector(self, second: bool = False) -> Connector:
        from social_console.connectors.bluesky import BlueskyConnector, BlueskySettings
        from tests.real.bluesky import PASSWORD

        settings = BlueskySettings(service=self.network.url, password=SecretStr(PASSWORD), queries=(self.word,))
        return BlueskyConnector(settings, account("bluesky", (self.second if second else self.town).handle))

    def asks_second(self) -> str:
        uri = self.ana.says(f"@{self.second.handle} ¿y la basura?")
        self.network.settle()
        return cast(str, uri)


def account(channel: str, handle: str) -> AccountRef:
    return AccountRef(institution="town", channel=channel, handle=handle, label=handle, backfill=timedelta(days=7))


@pytest.fixture(params=["x", "reddit", "mastodon", "bluesky"])
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    with ExitStack() as stack:
        if request.param == "x":
            yield OnX(stack)
        elif request.param == "reddit":
            yield OnReddit(stack)
        elif request.param == "mastodon":
            yield OnMastodon(request.getfixturevalue("mastodon"))
        else:
            yield OnBluesky(request.getfixturevalue("bluesky"))


def everything(connector: Connector) -> dict[str, Mention]:
    found: dict[str, Mention] = {}
    with closing(connector):
        for stream in connector.streams():
            found |= mentions(read(connector, stream))
    return found


def test_everything_arrives_with_every_field_that_there_is(scene: Scene) -> None:
    began = datetime.now(UTC) - timedelta(days=1)
    told = scene.play()
    found = everything(scene.connector())
    question, answer, thanks, aside = (found[name] for name in (told.question, told.answer, told.thanks, told.aside))

    assert QUESTION in question.text
    assert (question.direction, thanks.direction, aside.direction) == (Direction.IN,) * 3
    assert (question.author.handle or "").startswith("ana")
    assert question.author.key == thanks.author.key != aside.author.key
    assert bool(question.author.name) or not scene.followers
    assert (question.author.followers is not None) is scene.followers
    assert (question.author.verified is not None) is scene.verified
    assert (question.lang == "es") is scene.lang
    assert question.url is not None and question.url.startswith("http")
    assert question.visibility is Visibility.PUBLIC
    assert bool(question.media) is scene.media
    assert all(isinstance(count, int) for count in question.extra["counts"].values())
    assert began < question.created_at <= datetime.now(UTC)
    assert not question.automatic and not question.history

    assert (answer.direction, answer.in_reply_to) == (Direction.OUT, question.name), "answered in the network's own app"
    assert answer.to == (question.author.key,)
    assert thanks.in_reply_to == answer.name, "an answer to us that names nobody"
    if question.conversation is not None:
        assert question.conversation == answer.conversation == thanks.conversation
    assert "semáforo" in aside.text + (aside.subject or "")


def test_the_thread_is_completed_upwards(scene: Scene) -> None:
    told = scene.play()
    with closing(scene.connector()) as connector:
        above = [one.name for one in connector.ancestors(told.thanks)]
    assert above[:2] == [told.answer, told.question]


def test_two_accounts_stand_side_by_side(scene: Scene) -> None:
    told, other = scene.play(), scene.asks_second()
    first, second = everything(scene.connector()), everything(scene.connector(second=True))
    assert other in second
    assert told.question not in second
    assert other not in first
    assert {one.account for one in first.values()}.isdisjoint({one.account for one in second.values()})
