"""Whatever threads there were, in whatever order they came: once everybody has deleted everything, nothing is left."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from social_console.model import Author, Direction, Mention, Revision, Tombstone
from tests.store.test_erasing import words_left
from tests.store.world import World, at, ours, said

PEOPLE = ("ana_1", "luis_2", "eva_3")


def story(chance: random.Random) -> list[Mention]:
    """A dozen posts that answer each other, ours among them, in the order in which they arrive."""
    found: list[Mention] = []
    for n in range(12):
        who = chance.choice(PEOPLE)
        above = chance.choice(found).id if found and chance.random() < 0.6 else None
        if above is not None and chance.random() < 0.3:
            found.append(ours(str(n), n, answers=above, to=(f"@{who}",)))
        else:
            author = Author(handle=who, name=who.upper())
            found.append(said(str(n), minutes=n, answers=above, author=author, text=f"Zorrilla{n} dice: no hay agua"))
    chance.shuffle(found)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_left_and_every_step_verifies(world: World, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    posts = story(chance)
    for start in range(0, len(posts), 4):
        world.put(*posts[start : start + 4])
    heard = [one for one in posts if one.direction is Direction.IN]
    for moment in world.moments():
        world.act(moment, "note", text=f"cita: {chance.choice(heard).text}")
    chance.shuffle(heard)
    for one in heard:
        if chance.random() < 0.3:
            world.put(Revision(mention=replace(one, text=one.text + " y más"), edited_at=at(50)))
        if chance.random() < 0.3:
            nobody = replace(one, author=Author(id=f"deleted:{one.id}", name="[deleted]"))
            world.put(Revision(mention=nobody, edited_at=at(60), author_gone=True))
        world.put(Tombstone(id=one.id, channel="x", account="alcaldia", deleted_at=at(70)), forget=True)
        assert world.sound()
    left = words_left(world)
    notes = left.count("cita: Zorrilla")
    spoke = {one.author.handle for one in heard}
    assert not [name for name in spoke if name and (name in left or name.upper() in left)]
    assert left.count("Zorrilla") == notes, "only in notes of moments that it was not said in"
