"""Plugins as an environment has them: a module and its metadata in a folder of the import path."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent


def put(site: Path, package: str, connector: str, source: str, attribute: str = "It") -> Path:
    """A distribution `package` in `site` that brings `connector`; its one module holds `source`."""
    module = package.replace("-", "_")
    info = site / f"{module}-1.0.dist-info"
    info.mkdir(parents=True)
    (site / f"{module}.py").write_text(dedent(source), encoding="utf-8")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[social_console.connectors]\n{connector} = {module}:{attribute}\n")
    return site
