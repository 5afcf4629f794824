"""`python -m tests.x.dying N COUNT-FILE ARGS…`: the console, killed by SIGKILL at its Nth point.

A point stands before and after each request to X and each transaction (and inside each, before its commit).
"""

from __future__ import annotations

import sys
from pathlib import Path

from social_console.cli import run
from social_console.connectors.x.opening import Rerouted
from tests.e2e.dying import Points


def main() -> int:
    """Run the console on the remaining arguments."""
    points = Points(int(sys.argv[1]), Path(sys.argv[2]))
    points.around(Rerouted, "send")
    points.in_transactions()
    code = run(sys.argv[3:])
    points.file.write_text("".join(f"{name}\n" for name in points.passed), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
