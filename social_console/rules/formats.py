"""Faults for machines: SARIF 2.1.0 for code scanners, workflow commands for GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from social_console import __version__
from social_console.errors import Fault

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_sarif(faults: Iterable[Fault]) -> dict[str, Any]:
    """One run with one result a fault."""
    found = list(faults)
    codes = sorted({fault.code for fault in found})
    driver = {
        "name": "social-console rules check",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_kind(code, next(fault for fault in found if fault.code == code)) for code in codes],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(fault, codes.index(fault.code)) for fault in found],
            }
        ],
    }


def _kind(code: str, first: Fault) -> dict[str, Any]:
    """What is told of all faults of a kind, by the first of them: scanners show it beside each."""
    return {
        "id": code,
        "shortDescription": {"text": _sentence(code.replace("-", " "))},
        "fullDescription": {"text": _sentence(first.message)},
        "help": {"text": _sentence(first.remedy or first.message)},
        "defaultConfiguration": {"level": _LEVELS.get(first.severity, "warning")},
    }


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def _result(fault: Fault, kind: int) -> dict[str, Any]:
    where = fault.location
    region = {"startLine": where.line or 1, "startColumn": where.column or 1}
    physical = {"artifactLocation": {"uri": _uri(where.file or "")}, "region": region}
    return {
        "ruleId": fault.code,
        "ruleIndex": kind,
        "level": _LEVELS.get(fault.severity, "warning"),
        "message": {"text": _sentence(f"{fault.message} {fault.remedy}")},
        "locations": [{"physicalLocation": physical}],
    }


def _uri(file: str) -> str:
    """A relative reference, or a `file:` one; spaces and accents written as URIs have them."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix()) if file else ""


def as_github(faults: Iterable[Fault]) -> Iterator[str]:
    """`::error file=…,line=…,col=…::message`, a line each."""
    for fault in faults:
        where = fault.location
        level = {"error": "error", "warning": "warning"}.get(fault.severity, "notice")
        place = f"file={_property(where.file or '')},line={where.line or 1},col={where.column or 1}"
        yield f"::{level} {place}::{_message(f'{fault.message} {fault.remedy}'.strip())}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
