"""What speed costs, measured: `python -m tests.bench [NAME…] [--moments N] [--mentions N]` → build/bench.json.

A bench is a function of `Sizes` in a module `bench_*.py`, marked with `@bench`; it yields results. Each ratio is
measured beside its reference in one run: absolute figures move with the machine's load, ratios less.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large to measure, and a folder for it."""

    folder: Path
    moments: int = 100_000
    mentions: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of build/bench.json. `ratio` is value ÷ reference's value."""

    name: str
    value: float
    unit: str
    n: int
    reference: tuple[str, float] | None = None

    def as_json(self) -> dict[str, Any]:
        """As DESIGN 5 writes it."""
        name, value = self.reference or ("", 0.0)
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "n": self.n,
            "reference": {"name": name, "value": value} if self.reference else None,
            "ratio": self.value / value if value else None,
        }


Bench = Callable[[Sizes], Iterator[Result]]
BENCHES: dict[str, Bench] = {}


def bench(function: Bench) -> Bench:
    """Put it on the list, under its name."""
    BENCHES[function.__name__] = function
    return function


def seconds(call: Callable[[], object], *, times: int = 1) -> list[float]:
    """How long each call took, sorted."""
    taken = []
    for _turn in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return sorted(taken)


def middle(taken: list[float]) -> float:
    """The median of sorted figures."""
    return taken[len(taken) // 2]


def late(taken: list[float]) -> float:
    """Their 95th percentile."""
    return taken[min(len(taken) - 1, int(len(taken) * 0.95))]
