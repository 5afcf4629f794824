"""The temporary home's two files: the settings of a made-up municipality, and its rules with its people and places."""

from __future__ import annotations

from pathlib import Path

from social_console.connectors.demo.world import fresh
from social_console.demo.cast import SECTORS
from social_console.demo.scenario import ACCOUNTS, WEEKS
from social_console.settings import FILE, quoted
from social_console.upkeep.files import with_entries

OPERATOR = "ana"
PEOPLE = """\
  ana: {name: Ana, role: lead, areas: [aseo, guardia]}
  pedro: {name: Pedro, role: operator, areas: [obras]}
  rosa: {name: Rosa, role: operator, areas: [ventanilla]}
  luis: {name: Luis, role: lead}
"""
_LABELS = {"x": "alcaldia-x", "a": "aseo-x", "m": "mastodon", "e": "correo"}
_LIMITS = {"x": 280, "a": 280, "m": 500}


def build(home: Path, *, language: str, seed: int, moody: bool) -> None:
    """Write social-console.toml, rules.yaml and the empty pretend network. `moody`: replies sometimes fail."""
    from social_console.rules import starter_files

    world = fresh(home).path
    files = starter_files()
    places = "".join(f"  {quoted(sector)}: []\n" for sector in SECTORS)
    rules = with_entries(with_entries(files["rules.yaml"], "people", PEOPLE), "places", places)
    (home / "rules.yaml").write_text(rules, encoding="utf-8")
    for name in set(files) - {"rules.yaml"}:
        (home / name).write_text(files[name], encoding="utf-8")
    text = _head(language) + "".join(_account(where, world, seed, moody) for where in ACCOUNTS)
    (home / FILE).write_text(text, encoding="utf-8")


def _head(language: str) -> str:
    return f"""\
language = {quoted(language)}

[institutions.valle-verde]
name = "Alcaldía de Valle Verde"
languages = ["es", "en", "pt"]
timezone = "America/Santo_Domingo"
"""


def _account(where: str, world: Path, seed: int, moody: bool) -> str:
    channel, handle = ACCOUNTS[where]
    lines = [
        f"\n[accounts.{_LABELS[where]}]",
        f"channel = {quoted(channel)}",
        'connector = "demo"',
        f"handle = {quoted(handle)}",
        'reply = "on"',
        f'backfill = "{WEEKS} weeks"',
        'interval = "20s"',
        'settle_after = "20s"',
        f"world = {quoted(str(world))}",
        f"seed = {seed}",
    ]
    if where in _LIMITS:
        lines.append(f"maximum = {_LIMITS[where]}")
    if where == "e":
        lines.append('visibility = "private"')
    if moody:
        lines += ["rejects = 0.06", "stumbles = 0.1", "times_out = 0.12", "latency = 1.5"]
    return "\n".join(lines) + "\n"
