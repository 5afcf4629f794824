"""The rule file that ships, and the JSON Schema beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent
SCHEMA_NAME = "rules.schema.json"
_NAMED_IN_REPOSITORY = "$schema=./social_console/rules/rules.schema.json"


def starter() -> Path:
    """The starter `rules.yaml`: the repository's in a checkout, else the packaged copy."""
    checkout = PACKAGE.parent / "rules.yaml"
    return checkout if checkout.is_file() else PACKAGE / "starter" / "rules.yaml"


def starter_languages() -> tuple[str, ...]:
    """The languages that every template of the starter has a text in, its own first."""
    from social_console.rules.load import load

    rule_set = load(starter())
    every = set.intersection(*(set(texts) for texts in rule_set.templates.values()))
    return tuple(sorted(every, key=lambda lang: (lang != rule_set.defaults.lang, lang)))


def starter_files() -> dict[str, str]:
    """What a new home begins with, by file name: the rules, and the schema that their first line names."""
    rules = starter().read_text(encoding="utf-8")
    return {
        "rules.yaml": rules.replace(_NAMED_IN_REPOSITORY, f"$schema=./{SCHEMA_NAME}", 1),
        SCHEMA_NAME: schema_text(),
    }


def schema() -> dict[str, Any]:
    """The JSON Schema of rules.yaml, described in the user's language."""
    from social_console.rules.grammar.file import json_schema

    return json_schema()


def schema_text() -> str:
    """The same as a file's text; the shipped file is this in Spanish."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
