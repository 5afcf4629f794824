"""Whatever a thread looks like, it ends the same in whatever order and pages it came."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_console.model import Mention
from social_console.store import Inbox

from .world import World, ours, said

MINE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def threads(draw: st.DrawFn) -> list[Mention]:
    """A few posts, each answering an earlier one, one that nobody has, or none."""
    conversation = draw(st.sampled_from([None, None, "c"]))
    posts: list[Mention] = []
    for number in range(draw(st.integers(1, 9))):
        names = [post.id for post in posts]
        answers = draw(st.sampled_from([None, "lost", *names, *names]))
        given_: dict[str, Any] = {"answers": answers, "conversation": conversation}
        if draw(st.booleans()):
            posts.append(said(str(number), draw(st.sampled_from(["ana", "luis"])), number, **given_))
        else:
            posts.append(ours(str(number), number, **given_))
    return posts


@given(threads(), st.data())
@MINE
def test_threads_end_the_same(empty_inbox: Path, tmp_path: Path, posts: list[Mention], data: st.DataObject) -> None:
    order = data.draw(st.permutations(posts))
    cuts = data.draw(st.lists(st.integers(0, len(posts)), max_size=4))
    assert _end(empty_inbox, tmp_path, order, sorted(cuts)) == _end(empty_inbox, tmp_path, posts, [])


def _end(empty: Path, folder: Path, posts: list[Mention], cuts: list[int]) -> object:
    """What becomes of these posts: threads, and the state of each moment."""
    path = folder / "inbox.db"
    shutil.copy(empty, path)
    with Inbox.open(path) as inbox:
        world = World(inbox)
        for start, end in zip([0, *cuts], [*cuts, len(posts)], strict=True):
            world.put(*posts[start:end])
        world.sound()
        states = world.query("SELECT opened_at, last_in_at, last_out_at, status, unanswered, n_in, n_out FROM moment")
        return (
            world.threads(),
            sorted(map(tuple, states)),
            world.query("SELECT remote_id, root FROM mention ORDER BY 1"),
        )
