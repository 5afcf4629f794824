"""What everybody has posted on the pretend network: one append-only file of JSON lines.

Lines are `{"op": "post", …}`, `edit`, `delete`, `attempt` (somebody tried to post) and `fault` (what the next
request will suffer). A position is a byte offset, so that a reader takes up exactly where it left off, and
several processes may read and write at once (writers hold a lock; a half-written last line is not read).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from social_console.model import Author, Direction, Json, Media, Mention, Visibility

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line and the position after it. `record` is None where the line is no JSON object."""

    record: Record | None
    end: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class World:
    """The network's one file."""

    path: Path

    def append(self, *records: Record) -> None:
        """Say something to everybody, whole or not at all."""
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        with self.path.open("ab") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            out.write(text.encode())
            out.flush()

    def post(self, mention: Mention, **more: Json) -> None:
        """Somebody posts."""
        self.append(as_record(mention) | more)

    def size(self) -> int:
        """The position after everything."""
        return self.path.stat().st_size if self.path.exists() else 0

    def lines(self, start: int = 0) -> Iterator[Line]:
        """Every whole line from `start` on."""
        if not self.path.exists():
            return
        with self.path.open("rb") as stream:
            stream.seek(start)
            end = start
            for raw in stream:
                if not raw.endswith(b"\n"):
                    return
                end += len(raw)
                yield Line(parsed(raw), end, raw)

    def records(self, op: str) -> Iterator[Record]:
        """Every record of one kind."""
        return (line.record for line in self.lines() if line.record is not None and line.record.get("op") == op)

    def find(self, ref: str) -> Mention | None:
        """The post of this name, as it stands now; None if nobody made it or it was deleted."""
        found = next((record for record in self.records("post") if record["id"] == ref), None)
        if found is None or any(record["id"] == ref for record in self.records("delete")):
            return None
        edits = [record for record in self.records("edit") if record["id"] == ref]
        return as_mention({**found, "text": edits[-1]["text"]} if edits else found)

    def edit(self, ref: str, text: str, at: datetime) -> None:
        """An author changes a post."""
        self.append({"op": "edit", "id": ref, "text": text, "at": at.isoformat()})

    def delete(self, ref: str, at: datetime) -> None:
        """An author deletes a post."""
        self.append({"op": "delete", "id": ref, "at": at.isoformat()})

    def attempts(self, ref: str) -> int:
        """How often somebody has tried to post `ref`."""
        return sum(record["id"] == ref for record in self.records("attempt"))

    def break_next(self, fault: str) -> None:
        """Let the next request fail in this way (connector.py lists them)."""
        self.append({"op": "fault", "fault": fault})

    def take_fault(self, kinds: frozenset[str]) -> str | None:
        """The oldest fault of these kinds that nobody has suffered yet; it is suffered now."""
        waiting = [record["fault"] for record in self.records("fault") if record["fault"] in kinds]
        suffered = [record["fault"] for record in self.records("suffered")]
        for fault in suffered:
            if fault in waiting:
                waiting.remove(fault)
        if not waiting:
            return None
        self.append({"op": "suffered", "fault": waiting[0]})
        return str(waiting[0])


def parsed(raw: bytes) -> Record | None:
    """A line as a record; None where it is no JSON object with an `op`."""
    try:
        record = json.loads(raw)
    except ValueError:
        return None
    return record if isinstance(record, dict) and "op" in record else None


_PLAIN = ("id", "channel", "account", "text", "conversation", "in_reply_to", "ref", "subject", "url", "lang", "kind")


def as_record(mention: Mention) -> dict[str, Json]:
    """A post as a line of the file."""
    author = {key: getattr(mention.author, key) for key in ("id", "handle", "name", "followers", "verified")}
    record: dict[str, Json] = {"op": "post", **{key: getattr(mention, key) for key in _PLAIN}}
    record |= {
        "at": mention.created_at.isoformat(),
        "author": author,
        "direction": mention.direction.value,
        "visibility": mention.visibility.value,
        "automatic": mention.automatic,
        "to": list(mention.to),
        "media": [{"name": each.name, "type": each.type, "size": each.size} for each in mention.media],
    }
    return {key: value for key, value in record.items() if value not in (None, [], False)}


def as_mention(record: Record) -> Mention:
    """A line of the file as a post. Raises KeyError, ValueError, TypeError for a line that is none."""
    plain = {key: str(record[key]) for key in _PLAIN if record.get(key) is not None}
    return Mention(
        **plain,  # type: ignore[arg-type]
        created_at=datetime.fromisoformat(record["at"]),
        author=Author(**record.get("author", {})),
        direction=Direction(record.get("direction", "in")),
        visibility=Visibility(record.get("visibility", "public")),
        automatic=bool(record.get("automatic", False)),
        to=tuple(record.get("to", ())),
        media=tuple(Media(**each) for each in record.get("media", ())),
    )


def fresh(folder: Path) -> World:
    """An empty network in `folder`."""
    path = folder / "network.jsonl"
    path.touch()
    os.chmod(path, 0o600)
    return World(path)
