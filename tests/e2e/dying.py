"""`python -m tests.e2e.dying N COUNT-FILE ARGS…`: the console, killed by SIGKILL at its Nth point.

A point stands before and after each: word to or from the outgoing mail server, word to the mailbox, transaction (and
inside each, before its commit). Points are counted, so that the same number dies at the same place; with N = 0
nothing dies, and the places are written to COUNT-FILE, one a line.
"""

from __future__ import annotations

import imaplib
import os
import signal
import smtplib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from social_console.cli import run
from social_console.store import Inbox


class Points:
    """Counts, and dies at its number."""

    def __init__(self, last: int, file: Path) -> None:
        self.last = last
        self.file = file
        self.passed: list[str] = []

    def __call__(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: type, method: str) -> None:
        """Points before and after every call of a method."""
        real: Callable[..., Any] = getattr(owner, method)

        def called(*args: Any, **kwargs: Any) -> Any:
            what = args[1][:12] if len(args) > 1 and isinstance(args[1], str | bytes) else ""
            self(f"before {owner.__name__}.{method} {what!r}")
            result = real(*args, **kwargs)
            self(f"after {owner.__name__}.{method} {what!r}")
            return result

        setattr(owner, method, called)

    def in_transactions(self) -> None:
        """Points around every transaction that may write, and before it is committed."""
        real = Inbox.writing

        @contextmanager
        def writing(inbox: Inbox, *, durable: bool = False) -> Iterator[Any]:
            self("before a transaction")
            with real(inbox, durable=durable) as tx:
                yield tx
                self("before a commit")
            self("after a commit")

        Inbox.writing = writing  # type: ignore[assignment,method-assign]


def main() -> int:
    """Run the console on the remaining arguments."""
    points = Points(int(sys.argv[1]), Path(sys.argv[2]))
    for owner, method in ((smtplib.SMTP, "send"), (smtplib.SMTP, "getreply"), (imaplib.IMAP4, "send")):
        points.around(owner, method)
    points.in_transactions()
    code = run(sys.argv[3:])
    points.file.write_text("".join(f"{name}\n" for name in points.passed), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
