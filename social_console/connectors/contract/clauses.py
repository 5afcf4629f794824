"""The contract, clause by clause: what is promised, and what an author does where it is broken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, NoReturn

from social_console.errors import ConnectorError

DOCUMENT = "docs/connectors.md, “The contract, clause by clause”"


class Clause(NamedTuple):
    """One promise of a connector to the core."""

    promise: str
    remedy: str


class Broken(AssertionError):
    """A clause does not hold. Its text says which, what was seen, and what to do."""

    def __init__(self, key: str, seen: str) -> None:
        self.key, self.seen = key, seen
        clause = CLAUSES[key]
        super().__init__(
            f"clause “{key}” is broken: {clause.promise}\n"
            f"  seen:  {seen}\n"
            f"  to do: {clause.remedy}\n"
            f"  more:  {DOCUMENT}"
        )


def expect(holds: object, key: str, seen: object) -> None:
    """Raise `Broken` unless the clause called `key` holds; `seen` says what was found instead."""
    __tracebackhide__ = True
    if not holds:
        raise Broken(key, str(seen))


def broken(key: str, seen: object) -> NoReturn:
    """The clause called `key` does not hold."""
    __tracebackhide__ = True
    raise Broken(key, str(seen))


@contextmanager
def only_ours(doing: str) -> Iterator[None]:
    """Whatever a connector raises while `doing` is an error of the contract, and says something."""
    __tracebackhide__ = True
    try:
        yield
    except ConnectorError as error:
        expect(error.message.strip(), "error-words", f"{type(error).__name__} without a message while {doing}")
        raise
    except (AssertionError, NotImplementedError) as error:
        if isinstance(error, Broken):
            raise
        raise Broken("errors", f"{type(error).__name__}: {error} while {doing}") from error
    except Exception as error:
        raise Broken("errors", f"{type(error).__name__}: {error} while {doing}") from error


CLAUSES = {
    # ── what it says of itself ───────────────────────────────────────────────────────────────────────────
    "version": Clause(
        "`api` is the version of the contract that the connector was written for.",
        "Write `api = API` in the class, with API from social_console.connectors.base.",
    ),
    "name": Clause(
        "`name` is the connector's name in lower case, without spaces, as its entry point has it.",
        'Write `name = "mychannel"` in the class.',
    ),
    "streams": Clause(
        "`streams()` names at least one thing to read, each by a name of its own, the same after every restart.",
        "Return StreamSpec(name=…) for each; positions are stored under these names.",
    ),
    "settings": Clause(
        "`settings()` is a pydantic model, and every field of it says what it is for.",
        "Give each field a description: Field(description=…), or a docstring with use_attribute_docstrings=True.",
    ),
    "secret-fields": Clause(
        "Passwords, tokens and keys are SecretStr, so that no log or traceback shows them.",
        "Declare the field as pydantic.SecretStr and read it with get_secret_value() where it is sent.",
    ),
    "check": Clause(
        "`check()` logs in and says who we are there.",
        "Ask the channel for the account behind the credentials: CheckResult(ok=True, identity=…, scopes=…).",
    ),
    "close": Clause(
        "`close()` frees what the connector holds, ends a `wait` in another thread, and may be called twice.",
        "Set an Event that `wait` waits for, close the client if there is one, and forget it.",
    ),
    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────
    "pages": Clause(
        "`fetch` yields at least one page; the last one, and no other, has done=True.",
        "Yield Page(done=False) while there is more, then one with done=True, even an empty one.",
    ),
    "state": Clause(
        'A state is JSON that survives being written down: an object with its version under "v".',
        'Keep strings, numbers, lists and dicts with string keys only: {"v": 1, "after": "…"}; times as isoformat().',
    ),
    "complete": Clause(
        "Everything that citizens post is read, each post once.",
        "Follow the channel's own page tokens to the end; look at where one page ends and the next begins.",
    ),
    "ids": Clause(
        "Ids are opaque strings: `id`, `ref`, `conversation`, `in_reply_to`, the author's id and whom it is `to`.",
        "Wrap what the channel gives: str(post['id']). Numbers above 2^53 and ULIDs must come through whole.",
    ),
    "stable": Clause(
        "The same post is the same mention each time it is read.",
        "Take `id` from the channel; put nothing in that changes by itself (the time of reading, counters).",
    ),
    "author": Clause(
        "Every mention says who wrote it: Author(id=…), or at least handle=….",
        "Pass the author's id as a string; ask for authors with the page if the channel gives them apart.",
    ),
    "incoming": Clause(
        "What others say is direction IN, and names its channel and account.",
        "Pass channel=account.channel and account=account.handle; Direction.OUT is for the institution's own posts.",
    ),
    "times": Clause(
        "Times are aware, in UTC, and not from the future.",
        "datetime.fromisoformat(text).astimezone(UTC), or datetime.fromtimestamp(seconds, UTC).",
    ),
    "text": Clause(
        "Text comes through unchanged, whatever is in it; the core makes it safe where it is shown.",
        "Pass what the citizen wrote: no stripping, no escaping, no cutting. Markup becomes text once, entities too.",
    ),
    "resume": Clause(
        "From the state of any page everything after that page can be read, and nothing is lost.",
        "A page's state speaks of that page only. Newest first: keep {committed, pending}, promote on the last page.",
    ),
    "budget": Clause(
        "A small budget only takes more rounds: nothing is left out for ever, and it comes to an end.",
        "Stop after Budget.items, with done=False and a state from which the next round goes on.",
    ),
    "again": Clause(
        "What has been read is not read again, except within the overlap that the stream declares.",
        "Move the position past the last item; if the channel is late, say so with StreamSpec(overlap=…).",
    ),
    "news": Clause(
        "What is posted after a reading is found by the next one.",
        "The position is the last item seen, never the present time nor a count.",
    ),
    "parent": Clause(
        "An answer names its parent: `in_reply_to` is the parent's `name` (its ref, else its id).",
        "Pass in_reply_to=str(…) as the channel has it.",
    ),
    "ancestors": Clause(
        "`ancestors(ref)` yields what a post answers, the nearest first, or nothing where the channel cannot tell.",
        "Fetch the parent, then its parent; stop at the root or at what is gone.",
    ),
    "errors": Clause(
        "A connector raises errors of the ConnectorError branch of social_console.errors, nothing else.",
        "Catch your client's exceptions where you call it and raise Transient, AuthError, RateLimited … from them.",
    ),
    "error-words": Clause(
        "An error says in words what happened; what to do stands in its remedy.",
        'raise Transient("The server answered 502.", remedy="It is tried again by itself.")',
    ),
    "faults": Clause(
        "Each fault of reading becomes the error that the world expects of it; none is swallowed.",
        "Look at the status before the body. An empty page after a 429 is a lie: raise RateLimited(retry_at=…).",
    ),
    "kept": Clause(
        "A fault loses nothing: the next reading, by a new connector, finds what was there.",
        "Keep positions in the state only, never in the object, the class or a file.",
    ),
    "waiting": Clause(
        "Connectors neither sleep nor retry: the core does.",
        "Take sleeping and retrying out, also out of your library (its own retries, wait_on_rate_limit, backoff).",
    ),
    "secrets": Clause(
        "No error carries a secret.",
        "Say the status and the server's words, never the request, its headers or its address with a key in it.",
    ),
    "edits": Clause(
        "Where capabilities.edits, a change arrives as a Revision, in the stream or from `refresh`.",
        "refresh(refs): look each post up and yield Revision(mention=…, edited_at=…); or edits=False.",
    ),
    "deletes": Clause(
        "Where capabilities.deletes, a deletion arrives as a Tombstone with the mention's id.",
        "refresh(refs): yield Tombstone(id=…) for what the channel no longer has; or deletes=False.",
    ),
    "wait": Clause(
        "`wait` may block, and `close` from another thread ends it.",
        "Wait for an Event that `close` sets, never with a sleep: self._closing.wait(seconds).",
    ),
    # ── answering ────────────────────────────────────────────────────────────────────────────────────────
    "one-way": Clause(
        "A connector that cannot answer refuses in `prepare`, with an error of the contract.",
        "raise PermissionDenied(…) in prepare and send, or say can_reply=True.",
    ),
    "prepared": Clause(
        "What `prepare` returns identifies the post, is JSON, and is made without asking the network.",
        "Put text, parent and a name or key of your making into Prepared.data; use reply.now, not the clock.",
    ),
    "absent": Clause(
        "What was not sent is not found: `find` returns Absent.",
        "Compare what only this reply has (its key, its parent and text and time), not just the text.",
    ),
    "delivered": Clause(
        "After `send` the citizen has the answer, once, word for word, under the right post.",
        "Pass the text of what was prepared, and the target's name as the parent.",
    ),
    "receipt": Clause(
        "A receipt proves the post: its ref is the mention's name; the mention is OUT, says what it answers, and whom.",
        "Receipt(ref=…, at=…, mention=Mention(direction=OUT, in_reply_to=target.name, to=(target.author.key,), …)).",
    ),
    "found": Clause(
        "`find`, also of a new connector, returns the same receipt as `send` did.",
        "Look the post up by what was prepared: the same ref and the same mention id.",
    ),
    "own": Clause(
        "The stream of the institution's own posts holds what was sent, under the same id, direction OUT.",
        "Build mentions of own posts in one place, for the stream and for receipts.",
    ),
    "once": Clause(
        "Whatever happens while a reply is sent, the citizen has it exactly once in the end.",
        "Never retry a post, keep your library from it, and raise UnknownOutcome where the outcome is in doubt.",
    ),
    "honest": Clause(
        "From `send` every error but UnknownOutcome says: certainly not posted.",
        "After the request has left, a time-out, a cut or a 5xx is UnknownOutcome.",
    ),
    "settled": Clause(
        "`find` settles a doubt: a Receipt, or Absent(conclusive=True) after a complete look, and never wrongly.",
        "Read your own posts back to before the reply was prepared, then conclusive=True; else say why not.",
    ),
    "withdrawn": Clause(
        "`delete` takes a post of ours back, or says with an error of the contract that this cannot be done.",
        "Delete receipt.ref, or raise Rejected(…, reason='unsupported').",
    ),
    "limits": Clause(
        "`limits().measure` counts as the channel does: nothing is 0, words are more.",
        "An object with maximum: int | None and measure(text) -> int.",
    ),
    "too-long": Clause(
        "What is too long is Rejected by `prepare`, before anything is sent.",
        "if limits.measure(text) > limits.maximum: raise Rejected(…, reason='too-long')",
    ),
    "threads": Clause(
        "Where capabilities.threads, a reply may go in parts: each answers the part before, and is to the citizen.",
        "prepare(): take the parent from the target, and whom it is to from (reply.answers or target).author.key.",
    ),
    "files": Clause(
        "Where not capabilities.attachments, `prepare` rejects a reply with files instead of losing them.",
        "if reply.attachments: raise Rejected(…, reason='attachments')",
    ),
}
"""By name. Every one can fail: tests/contract/broken breaks each."""
