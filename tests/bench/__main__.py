"""Runs the benches that are named, or all; prints them and writes build/bench.json."""

from __future__ import annotations

import argparse
import importlib
import json
import tempfile
from pathlib import Path

from tests.bench import BENCHES, Sizes

ROOT = Path(__file__).parents[2]


def main() -> None:
    """A line each on standard output as it is measured."""
    for module in sorted(Path(__file__).parent.glob("bench_*.py")):
        importlib.import_module(f"tests.bench.{module.stem}")
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--moments", type=int, default=100_000)
    parser.add_argument("--mentions", type=int, default=20_000)
    asked = parser.parse_args()
    found = []
    for name in asked.names or BENCHES:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            sizes = Sizes(folder=Path(folder), moments=asked.moments, mentions=asked.mentions)
            for result in BENCHES[name](sizes):
                line = result.as_json()
                found.append(line)
                beside = f"   {line['ratio']:.3g} × {result.reference[0]}" if result.reference else ""
                print(f"{result.name:44} {result.value:12.4g} {result.unit:14} n={result.n}{beside}", flush=True)
    target = ROOT / "build/bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


main()
