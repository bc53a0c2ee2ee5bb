"""One bundle under way: what it is, and what has come of its rows so far."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from services.assessment.roster.roster_imports import merging, staging
from services.assessment.roster.roster_imports.bundle import Bundle
from services.assessment.roster.roster_imports.errors import RosterWouldShrink
from services.assessment.roster.roster_imports.reading import Fault
from services.assessment.roster.roster_imports.rules import empties, shrinks
from shared.context.context import Context

MOST_FAULTS_KEPT = 10_000
_UNKNOWN = ("reference_unknown", "No row of the bundle or the roster has this sourcedId.")
Report = Callable[[str, int], Awaitable[None]]


@dataclass
class Import:
    """One bundle under way: what it is, and what has come of its rows so far."""

    ctx: Context
    bundle: Bundle
    path: Path
    today: date
    allow_shrink: bool
    report: Report
    done: int = 0
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    #: Optional columns that a file's header lacks.
    absent: dict[str, set[str]] = field(default_factory=dict)
    files: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def delta(self) -> bool:
        """Does the bundle list changes only?"""
        return self.bundle.mode == "delta"

    def has(self, file: str) -> bool:
        """Was this file delivered, and could its header be understood?"""
        return file in self.files

    def add_faults(self, file: str, number: int, faults: list[Fault]) -> None:
        """Count all, keep the first."""
        self.fault_count += number
        if file in self.files:
            self.files[file]["faulty"] += number
        self.faults += faults[: max(0, MOST_FAULTS_KEPT - len(self.faults))]

    def add_slips(self, slips: list[Fault]) -> None:
        """Keep faults of single cells. Their rows count as what became of them."""
        self.fault_count += len(slips)
        self.faults += slips[: max(0, MOST_FAULTS_KEPT - len(self.faults))]

    async def reject(self, file: str, column: str, condition: str) -> None:
        """Take rows with an unknown reference out."""
        self.add_faults(file, *await staging.reject(self.ctx, file, column, *_UNKNOWN, condition))

    def settle(self, file: str, written: int, deleted: int) -> None:
        """Work out what became of the rows of a file."""
        counts = self.files[file]
        gone = min(deleted, counts["read"]) if self.delta else 0
        counts |= {"written": written, "deleted": deleted}
        counts["unchanged"] = max(0, counts["read"] - counts["faulty"] - written - gone)

    async def retire(self, table: str, stage: str, kind: str, *, unless: str = "false") -> int:
        """Mark what the bundle drops; nothing, when a faulty row of the kind does not say whose it is."""
        if not self.has(kind) or (kind in self.unreadable and not self.delta):
            return 0
        return await merging.retire(self.ctx, table, stage, kind, delta=self.delta, unless=unless)

    def guard(self, what: str, before: int, deleted: int) -> None:
        """Raises `RosterWouldShrink` when a bulk bundle drops more than half, unless that is meant."""
        if shrinks(before, deleted):
            self._refuse_to_shrink(what, before, deleted)

    def guard_school(self, source_id: str | None, before: int, deleted: int) -> None:
        """Raises `RosterWouldShrink` when a bulk bundle drops most students of one school, unless that is meant."""
        if empties(before, deleted):
            self._refuse_to_shrink(f"students of the school {source_id}", before, deleted)

    def _refuse_to_shrink(self, what: str, before: int, deleted: int) -> None:
        if not self.delta and not self.allow_shrink:
            raise RosterWouldShrink(
                f"It would delete {deleted} of {before} {what}. Nothing was changed. If that is meant, send it again "
                "with allow_shrink=true."
            )
