"""One thing that `doctor` found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from social_console.errors import ConsoleError

OK, NOTE, WARNING, ERROR = "ok", "note", "warning", "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`check` is stable (`settings`, `database`, …); `code` is the exit code of an error (DESIGN 5)."""

    check: str
    level: str
    message: str
    remedy: str = ""
    code: int = 0
    subject: str = ""
    """The account or file that it is about."""

    def as_json(self) -> dict[str, Any]:
        """As it stands in `doctor --json`."""
        return {
            "check": self.check,
            "level": self.level,
            "subject": self.subject,
            "message": self.message,
            "remedy": self.remedy,
        }


def of_error(check: str, error: ConsoleError, *, code: int | None = None, subject: str = "") -> Finding:
    """An error of ours as a finding."""
    return Finding(
        check=check,
        level=ERROR,
        message=error.message,
        remedy=error.remedy,
        code=error.exit_code if code is None else code,
        subject=subject or str(error.location or ""),
    )


def exit_code(findings: Iterable[Finding]) -> int:
    """The highest of the errors'; warnings and notes are 0."""
    return max((finding.code for finding in findings if finding.level == ERROR), default=0)
