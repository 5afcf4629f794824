"""What is known when a mention is decided: read once a page, as of each mention's publication."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import Connection

from social_console.model import Context, Direction, Mention

from .codec import canonical, instant
from .driver import driver_of
from .lane import Lane
from .mentions import sound
from .placing import Placing

CONTACTS = 50
_FOREVER = timedelta(days=36_500)
_BEFORE = (
    "SELECT created_at FROM mention WHERE institution = ? AND channel = ? AND citizen = ? AND created_at < ?"
    " AND direction = 'in' ORDER BY created_at DESC LIMIT ?"
)
_SPOKEN = (
    "SELECT moment, created_at, direction, automatic, void FROM mention"
    " WHERE moment IN (SELECT value FROM json_each(?)) ORDER BY created_at, id"
)
_Spoken = list[tuple[int, bool, bool]]
"""(when, inbound, answers): what was said in a moment, in order."""


def contexts(tx: Connection, institution_of: Callable[[str, str], str], mentions: Sequence[Mention]) -> list[Context]:
    """One context a mention, in the same order; the mentions of the page know each other too."""
    found: dict[int, Context] = {}
    lanes: dict[tuple[str, str], list[tuple[int, Mention]]] = defaultdict(list)
    for place, mention in enumerate(mentions):
        lanes[institution_of(mention.channel, mention.account), mention.channel].append((place, mention))
    for (institution, channel), members in lanes.items():
        found.update(_in_lane(Lane(tx, institution, channel), members))
    return [found[place] for place in range(len(mentions))]


def _in_lane(lane: Lane, members: Sequence[tuple[int, Mention]]) -> Iterable[tuple[int, Context]]:
    now = datetime.max.replace(tzinfo=UTC)
    page = {mention.id: sound(mention, now) for _place, mention in members}
    placing = Placing(lane, list(page.values()), count(1 << 60))
    placing.place(_FOREVER)
    spoken = _spoken(lane, placing)
    contacts = _contacts(lane, placing)
    for place, mention in members:
        node = placing.nodes[mention.id]
        if mention.direction is Direction.OUT or node.moment is None:
            yield place, Context(institution=lane.institution)
            continue
        before = [one for one in spoken[node.moment] if one[0] < node.at]
        yield (
            place,
            Context(
                position="reply" if before else "first",
                unanswered=_unanswered(before),
                contacts=tuple(instant(at) for at in contacts(node.citizen, node.at)),
                institution=lane.institution,
            ),
        )


def _spoken(lane: Lane, placing: Placing) -> dict[int, _Spoken]:
    """What was said in the page's moments, stored or in the page itself."""
    spoken: dict[int, _Spoken] = defaultdict(list)
    ids = sorted({node.moment for node in placing.nodes.values() if node.moment is not None})
    for moment, at, direction, automatic, void in driver_of(lane.tx).execute(_SPOKEN, (canonical(ids),)):
        spoken[moment].append((at, direction == "in", direction == "out" and not automatic and not void))
    for mention in placing.mentions:
        node = placing.nodes[mention.id]
        parent = placing.parent(node)
        moment = node.moment if node.inbound or parent is None or not parent.inbound else parent.moment
        if moment is not None:
            spoken[moment].append((node.at, node.inbound, not node.inbound and not mention.automatic))
    for said in spoken.values():
        said.sort()
    return spoken


def _unanswered(before: _Spoken) -> bool:
    """A citizen spoke after our last word."""
    last = next((inbound for _at, inbound, answers in reversed(before) if inbound or answers), False)
    return last


def _contacts(lane: Lane, placing: Placing) -> Callable[[str, int], list[int]]:
    here: dict[str, list[int]] = defaultdict(list)
    for node in placing.nodes.values():
        if node.inbound:
            here[node.citizen].append(node.at)
    for times in here.values():
        times.sort()

    driver = driver_of(lane.tx)
    wrote = lane.known_citizens(here)

    def before(citizen: str, at: int) -> list[int]:
        asked = (lane.institution, lane.channel, citizen, at, CONTACTS)
        rows = driver.execute(_BEFORE, asked) if citizen in wrote else ()
        mine = here[citizen][: bisect_left(here[citizen], at)]
        return sorted({*(row[0] for row in rows), *mine}, reverse=True)[:CONTACTS]

    return before
