"""What a measurement found, and how it is told: a ratio against a target, the absolute numbers beside it."""

import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Target:
    """What the median ratio must be."""

    bound: float
    at_least: bool = False

    def met(self, ratio: float) -> bool:
        return ratio >= self.bound if self.at_least else ratio <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g} ×"


@dataclass
class Outcome:
    """Pairs of ours and the bare baseline, each pair measured one right after the other."""

    name: str
    unit: str
    target: Target | None
    ours: Sequence[float]
    bare: Sequence[float]
    notes: list[str] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        return [ours / bare for ours, bare in zip(self.ours, self.bare, strict=True)]

    def lines(self) -> Iterable[str]:
        ratio = statistics.median(self.ratios)
        verdict = "no target"
        if self.target:
            verdict = f"target {self.target}  {'met' if self.target.met(ratio) else 'MISSED'}"
        yield f"{self.name:<44} {ratio:6.2f} ×   {verdict}"
        yield f"    ours {self._said(self.ours)}   bare {self._said(self.bare)}"
        yield f"    ratios of {len(self.ratios)} pairs: {'  '.join(f'{one:.2f}' for one in sorted(self.ratios))}"
        for note in self.notes:
            yield f"    {note}"

    def _said(self, values: Sequence[float]) -> str:
        return f"{statistics.median(values):,.3g} {self.unit} ({min(values):,.3g} to {max(values):,.3g})"


@dataclass(frozen=True)
class NotMeasured:
    """Why there is no number."""

    name: str
    why: str

    def lines(self) -> Iterable[str]:
        yield f"{self.name:<44} not measured: {self.why}"


Found = Outcome | NotMeasured


def table(head: str, rows: Iterable[tuple[str, float]], unit: str) -> list[str]:
    """Parts of a whole, one a line."""
    return [head, *(f"  {what:<58} {value:9,.1f} {unit}" for what, value in rows)]


class Progress:
    """Lines on standard error while the benchmark works."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def __call__(self, what: str) -> None:
        print(f"[{time.monotonic() - self.began:5.0f} s] {what}", file=sys.stderr, flush=True)


def show(found: Iterable[Found]) -> None:
    """Print the results on standard output."""
    for one in found:
        print(*one.lines(), "", sep="\n", flush=True)
