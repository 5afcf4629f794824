"""From an exception to what a person reads and the exit code a script tests (DESIGN 5)."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from typing import Any

import click

from social_console.cli.output import to_json
from social_console.errors import ConsoleError, FaultsError
from social_console.i18n import gettext as _
from social_console.text import plain

OUR_FAULT = 70
DISKFULL = 4
INTERRUPTED = 130
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when there is no more room."""


def report(error: BaseException, *, as_json: bool) -> int:
    """Say what went wrong (stderr, or `{"error": …}` on stdout) and return the exit code."""
    if isinstance(error, BrokenPipeError):
        return _reader_left()
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return _interrupted(as_json)
    body, code = _body(error)
    if not (as_json and _answered(body)):
        _print(error, body)
    return code


def _body(error: BaseException) -> tuple[dict[str, Any], int]:
    if isinstance(error, ConsoleError):
        return error.as_json(), error.exit_code
    if isinstance(error, click.ClickException):
        remedy = _("`social-console --help` lists the commands.")
        return _plain_body("usage", error.format_message(), remedy), 2
    if isinstance(error, OSError) and error.errno in FULL:
        remedy = _("Make room and run again; nothing stored is lost.")
        return _plain_body(
            "disk-full", _("The disk is full: {reason}.").format(reason=error.strerror), remedy
        ), DISKFULL
    if isinstance(error, OSError) and error.filename is not None:
        return _plain_body("file", f"{error.filename}: {error.strerror}", _("Check the path and who may use it.")), 2
    where = traceback.extract_tb(error.__traceback__)[-1:] if error.__traceback__ else []
    place = f" ({os.path.basename(where[0].filename)}:{where[0].lineno})" if where else ""
    message = _("Our own fault: {kind}{place}.").format(kind=type(error).__name__, place=place)
    remedy = _("Nothing stored is lost. Run again with SOCIAL_CONSOLE_TRACE=1 and report what it prints.")
    return _plain_body("internal", message, remedy), OUR_FAULT


def _plain_body(code: str, message: str, remedy: str) -> dict[str, Any]:
    return {"code": code, "title": "", "message": message, "location": None, "remedy": remedy}


def _print(error: BaseException, body: dict[str, Any]) -> None:
    if isinstance(error, FaultsError):
        lines = [str(fault) for fault in error.faults]
    else:
        where = f"{error.location}: " if isinstance(error, ConsoleError) and error.location else ""
        lines = [f"{where}{body['message']}"]
    for line in [*lines, body["remedy"]]:
        if line:
            print(plain(line), file=sys.stderr)
    if os.environ.get("SOCIAL_CONSOLE_TRACE") and not isinstance(error, ConsoleError | click.ClickException):
        # Frames and lines only: values of variables may be secrets or private text.
        print(plain("".join(traceback.format_tb(error.__traceback__))), file=sys.stderr)


def _interrupted(as_json: bool) -> int:
    message = _("Interrupted; nothing is left half done.")
    if as_json:
        print(to_json({"error": _plain_body("interrupted", message, "")}))
    else:
        print(message, file=sys.stderr)
    return INTERRUPTED


def _answered(body: dict[str, Any]) -> bool:
    """Print it as JSON; where stdout itself takes nothing more, a person is told on stderr."""
    try:
        print(to_json({"error": body}), flush=True)
    except OSError:
        _reader_left()  # what Python still holds for it is let go
        return False
    return True


def _reader_left() -> int:
    """Whoever read our output has left (`… | head`): no fault, and Python must not complain while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
