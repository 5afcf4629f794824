"""What a channel obliges us to forget: the words and the name go, the measures stay.

Times, ids, labels (language, tone, what was asked), verdicts without their words and the names of places that the
rules know remain, so that every figure and every fold is what it was. The log's chain holds: free text that repeats
what is gone is emptied together with its salt (DESIGN 8.4).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from social_console.text import fold_key

from .codec import canonical, compact, micros
from .facts import fact, save_fact
from .search import index, optimise, unindex

_LEFT_IN_INDEX = "words left in the search index"
RUN = 5
"""So many words in a row are a quotation; the whole of a shorter text is one too, if it has two words."""
_BY_ID = (
    "SELECT id, institution, channel, moment, citizen, text, subject, author_handle, author_name, author_id,"
    " annotation, verdict FROM mention WHERE id = ?"
)
_EMPTY = (
    "UPDATE mention SET text = '', subject = NULL, raw = NULL, url = NULL, media = NULL, extra = NULL,"
    " addressees = NULL, fingerprint = NULL, head = NULL, tail = NULL, author_handle = NULL, author_name = NULL,"
    " author_followers = NULL, author_verified = NULL, annotation = ?, verdict = ? WHERE id = ?"
)
_STILL_THERE = (
    "SELECT id FROM mention WHERE channel = ? AND account = ? AND direction = 'in' AND deleted_at IS NOT NULL"
    " AND (text <> '' OR author_name IS NOT NULL OR author_handle IS NOT NULL)"
)


def erase(tx: Connection, mention: int) -> None:
    """Empty one inbound mention and whatever repeats it. What is empty already is not touched again."""
    tx.exec_driver_sql("PRAGMA secure_delete = ON")
    row = tx.exec_driver_sql(_BY_ID, (mention,)).one()
    originals = [row.text, row.subject or "", *_replaced(tx, mention)]
    _empty_events(tx, row.moment, lambda text: any(quotes(text, one) for one in originals))
    unindex(tx, [(row.id, row.text, row.subject, row.author_handle, row.author_name)])
    tx.exec_driver_sql(_EMPTY, (_wordless(row.annotation), _reasonless(row.verdict), mention))
    index(tx, [(row.id, "", None, None, None)])
    save_fact(tx, _LEFT_IN_INDEX, True)
    tx.exec_driver_sql("DELETE FROM revision WHERE mention = ?", (mention,))
    later = tx.exec_driver_sql("SELECT id, annotation, verdict FROM redecision WHERE mention = ?", (mention,)).all()
    for one in later:
        tx.exec_driver_sql(
            "UPDATE redecision SET annotation = ?, verdict = ? WHERE id = ?",
            (_wordless(one.annotation), _reasonless(one.verdict), one.id),
        )
    if row.author_id is None:
        _unname_citizen(tx, row)


def erase_author(tx: Connection, mention: int) -> None:
    """Whoever wrote it has no account any more: the words still stand there without a name, and so they do here."""
    tx.exec_driver_sql("PRAGMA secure_delete = ON")
    row = tx.exec_driver_sql(_BY_ID, (mention,)).one()
    names = [name for name in (row.author_handle, row.author_name) if name]
    _empty_events(tx, row.moment, lambda text: any(_names(text, name) for name in names))
    unindex(tx, [(row.id, row.text, row.subject, row.author_handle, row.author_name)])
    tx.exec_driver_sql(
        "UPDATE mention SET author_id = NULL, author_handle = NULL, author_name = NULL, author_followers = NULL,"
        " author_verified = NULL WHERE id = ?",
        (mention,),
    )
    index(tx, [(row.id, row.text, row.subject, None, None)])
    save_fact(tx, _LEFT_IN_INDEX, True)
    _unname_citizen(tx, row)


def erase_withdrawn(tx: Connection, channel: str, account: str) -> int:
    """Empty what was withdrawn from an account before anybody obliged us; how many mentions that were."""
    found = [row.id for row in tx.exec_driver_sql(_STILL_THERE, (channel, account))]
    for mention in found:
        erase(tx, mention)
    return len(found)


def drop_revisions(tx: Connection, before: datetime) -> int:
    """Let go of texts that their authors replaced, noticed before an instant; how many."""
    tx.exec_driver_sql("PRAGMA secure_delete = ON")
    return tx.exec_driver_sql("DELETE FROM revision WHERE seen_at < ?", (micros(before),)).rowcount


def tidy_search(tx: Connection) -> bool:
    """Write the search index in one piece, where words that were taken out are still in its older pieces."""
    if not fact(tx, _LEFT_IN_INDEX):
        return False
    tx.exec_driver_sql("PRAGMA secure_delete = ON")
    optimise(tx)
    save_fact(tx, _LEFT_IN_INDEX, None)
    return True


# ── what is derived from the words ──────────────────────────────────────────────────────────────────────────


def _wordless(annotation: str | None) -> str | None:
    """Its labels and scores; of its facts only places, which bear the rules' name for them and not the citizen's."""
    if annotation is None:
        return None
    found = json.loads(annotation)
    places = [
        {"kind": "place", "text": fact["text"], "start": 0, "end": 0}
        for fact in found.get("facts", ())
        if fact["kind"] == "place"
    ]
    mood = {**found.get("sentiment", {}), "words": []}
    return compact({**found, "sentiment": mood, "asks_words": {}, "facts": places, "fingerprint": None})


def _reasonless(verdict: str | None) -> str | None:
    """Which rules fired by which clauses, without the words that they found."""
    if verdict is None:
        return None
    found = json.loads(verdict)
    for fired in found.get("fired", ()):
        for clause in fired.get("clauses", ()):
            clause["words"] = []
    return compact(found)


# ── what repeats them ───────────────────────────────────────────────────────────────────────────────────────


def quotes(text: str, original: str) -> bool:
    """Whether `text` repeats `original`: five words of it in a row, or all of it where it is shorter."""
    said, words = _words(text), _words(original)
    run = min(RUN, len(words))
    if run < 2:
        return False
    heard = {tuple(said[at : at + run]) for at in range(len(said) - run + 1)}
    return any(tuple(words[at : at + run]) in heard for at in range(len(words) - run + 1))


def _words(text: str | None) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in fold_key(text or "")).split()


def _names(text: str, name: str) -> bool:
    """Whether a text names somebody: the whole name, as words of their own."""
    said, words = _words(text), _words(name)
    return bool(words) and any(said[at : at + len(words)] == words for at in range(len(said) - len(words) + 1))


def _replaced(tx: Connection, mention: int) -> Iterator[str]:
    for row in tx.exec_driver_sql("SELECT text, subject FROM revision WHERE mention = ?", (mention,)):
        yield row.text
        yield row.subject or ""


def _empty_events(tx: Connection, moment: int | None, repeats: Callable[[str], bool]) -> None:
    """Notes and the like in the moment that repeat it lose their text and its salt."""
    rows = tx.exec_driver_sql(
        "SELECT t.event, t.text FROM event e JOIN event_text t ON t.event = e.id WHERE t.text IS NOT NULL"
        " AND e.moment IN (SELECT ? UNION SELECT id FROM alias WHERE moment = ?)",
        (moment, moment),
    ).all()
    for row in rows:
        if repeats(row.text):
            tx.exec_driver_sql("UPDATE event_text SET text = NULL, salt = NULL WHERE event = ?", (row.event,))


# ── a citizen whom only a name identified ───────────────────────────────────────────────────────────────────


def _unname_citizen(tx: Connection, row: Any) -> None:
    """The key of a citizen without an id is the name itself: the moment's number stands for it from now on.

    The moment itself and the way to it change with its last mention: until then the citizen is there by name.
    """
    old, new = row.citizen, f"deleted:{row.moment if row.moment is not None else f'm{row.id}'}"
    if not old.startswith("@"):
        return
    tx.exec_driver_sql("UPDATE mention SET citizen = ? WHERE id = ?", (new, row.id))
    left = tx.exec_driver_sql(
        "SELECT 1 FROM mention WHERE moment = ? AND citizen = ? AND direction = 'in'", (row.moment, old)
    ).first()
    if left is not None:
        return
    _unname_addressee(tx, row, old, new)
    if row.moment is None:
        return
    tx.exec_driver_sql("UPDATE moment SET citizen = ? WHERE id = ? AND citizen = ?", (new, row.moment, old))
    tx.exec_driver_sql("UPDATE route SET citizen = ? WHERE moment = ? AND citizen = ?", (new, row.moment, old))
    tx.exec_driver_sql(
        "UPDATE reply SET prepared = replace(prepared, ?, ?) WHERE moment = ?",
        (json.dumps(old), json.dumps(new), row.moment),
    )


def _unname_addressee(tx: Connection, row: Any, old: str, new: str) -> None:
    """In our posts of the moment; with the citizen's last mention of all, in whatever we addressed to them."""
    here = (row.institution, row.channel)
    others = tx.exec_driver_sql(
        "SELECT 1 FROM mention WHERE institution = ? AND channel = ? AND citizen = ? LIMIT 1", (*here, old)
    ).first()
    found = tx.exec_driver_sql(
        "SELECT id, moment, addressees FROM mention WHERE institution = ? AND channel = ? AND addressees IS NOT NULL"
        " AND (? OR moment = ?)",
        (*here, others is None, row.moment),
    ).all()
    for each in found:
        keys = json.loads(each.addressees)
        if old in keys:
            renamed = canonical([new if key == old else key for key in keys])
            tx.exec_driver_sql("UPDATE mention SET addressees = ? WHERE id = ?", (renamed, each.id))
