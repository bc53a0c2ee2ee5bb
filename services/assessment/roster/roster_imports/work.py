"""One bundle under way: what it is, and what has come of its rows so far."""
# ruff: noqa: S608  names of tables and columns are this code's own

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from services.assessment.records.student_records.repository import ROSTER
from services.assessment.roster.roster_imports import merging, staging
from services.assessment.roster.roster_imports.bounds import Bounds
from services.assessment.roster.roster_imports.bundle import Bundle
from services.assessment.roster.roster_imports.differences import Difference
from services.assessment.roster.roster_imports.reading import Fault
from services.assessment.roster.roster_imports.tables import FaultSeverity
from shared.context.context import Context

MOST_FAULTS_KEPT = 10_000
_UNKNOWN = ("reference_unknown", "No row of the bundle that was taken, and none of the roster, has this sourcedId.")
_HELD = "The row is held for 30 days, until that one comes."
_SOME_UNKNOWN = "One of these sourcedIds is that of no row: the row was taken with the others."
_REFUSED = ("reference_refused", "It hangs on a row that was not taken.")
Report = Callable[[str, int], Awaitable[None]]


@dataclass
class Import:
    """One bundle under way: what it is, and what has come of its rows so far."""

    ctx: Context
    bundle: Bundle
    path: Path
    today: date
    #: When the bundle was sent.
    sent_at: datetime
    may_shrink: Collection[str]
    report: Report
    #: How much of a row is read.
    bounds: Bounds
    #: The system whose roster it is.
    source: str = ROSTER
    #: The digest of the difference that a person approved.
    approved: str | None = None
    difference: Difference | None = None
    #: Whom it seems to list under another id.
    matches: list[dict[str, Any]] = field(default_factory=list)
    done: int = 0
    fault_counts: dict[FaultSeverity, int] = field(default_factory=lambda: dict.fromkeys(FaultSeverity, 0))
    faults: list[Fault] = field(default_factory=list)
    ripples: list[Fault] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    #: Optional columns that a file's header lacks.
    absent: dict[str, set[str]] = field(default_factory=dict)
    #: Columns that a file's header lacks and that its rows could have.
    lacking: dict[str, list[str]] = field(default_factory=dict)
    #: What the same file lacked the last time.
    lacked: dict[str, set[str]] = field(default_factory=dict)
    files: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def delta(self) -> bool:
        """Does the bundle list changes only?"""
        return self.bundle.mode == "delta"

    @property
    def roles_file(self) -> Literal["roles", "users"] | None:
        """The file that lists roles; OneRoster 1.1 does so with users."""
        if "roles" in self.bundle.lines:
            return "roles"
        return "users" if self.bundle.version == "1.1" and "users" in self.bundle.lines else None

    def has(self, file: str) -> bool:
        """Was this file delivered, and could its header be understood?"""
        return file in self.files

    @property
    def fault_count(self) -> int:
        """How many faults there are, without what merely follows from them."""
        return self.fault_counts[FaultSeverity.IDENTITY] + self.fault_counts[FaultSeverity.ATTRIBUTE]

    def add_faults(self, file: str, number: int, ripples: int, faults: list[Fault]) -> None:
        """Count all faults of rows, keep the first."""
        self.fault_counts[FaultSeverity.IDENTITY] += number - ripples
        self.fault_counts[FaultSeverity.RIPPLE] += ripples
        if file in self.files:
            self.files[file]["faulty"] += number
        self._keep(faults)

    def add_slips(self, slips: list[Fault]) -> None:
        """Keep faults of single cells and columns. Their rows count as what became of them."""
        self.fault_counts[FaultSeverity.ATTRIBUTE] += len(slips)
        self._keep([replace(slip, severity=FaultSeverity.ATTRIBUTE) for slip in slips])

    def _keep(self, faults: list[Fault]) -> None:
        for fault in faults:
            kept = self.ripples if fault.severity == FaultSeverity.RIPPLE else self.faults
            if len(kept) < MOST_FAULTS_KEPT:
                kept.append(fault)

    async def reject(self, file: str, column: str, condition: str, *, of: tuple[str, str]) -> None:
        """Take rows with an unknown reference out; `of`: the kind it is of, and the column it stands in."""
        number, ripples, faults = await staging.reject(
            self.ctx, file, column, *_UNKNOWN, condition, of=of, held=self.delta
        )
        code, detail = _REFUSED
        told = [replace(f, code=code, detail=detail) if f.severity == FaultSeverity.RIPPLE else f for f in faults]
        if self.delta:
            told = [replace(fault, detail=f"{fault.detail} {_HELD}") for fault in told]
        self.add_faults(file, number, ripples, told)

    async def spare(self, file: str, column: str, staged: str, condition: str) -> None:
        """Do without a reference to nothing, where a row can: what stood there stays, the first time it is null."""
        code, detail = _UNKNOWN
        found = await staging.fetch(
            self.ctx,
            f"""with slips as (update {staging.stage_of(file)} s set {staged} = null where {condition}
              returning s.row_no, s.source_id, s.id),
            noted as (insert into spared select '{file}', id, '{column}' from slips)
            select row_no, source_id, count(*) over () as total from slips
            where row_no > 0 order by row_no limit {MOST_FAULTS_KEPT}""",
        )
        self._add_some(file, column, code, f"{detail} The row was taken without it.", found)

    async def spare_some(self, file: str, column: str, staged: str, known: str) -> None:
        """Do without those of a list that lead nowhere; where all of them do, what stood there stays.

        `known`: the condition that one of them, `named`, leads somewhere.
        """
        stage = staging.stage_of(file)
        left = (
            f"array(select named from unnest(s.{staged}) with ordinality l (named, place) where {known} order by place)"
        )
        await self.spare(file, column, staged, f"not s.deleted and s.{staged} <> '{{}}' and cardinality({left}) = 0")
        found = await staging.fetch(
            self.ctx,
            f"""with slips as (update {stage} s set {staged} = {left}
              where not s.deleted and cardinality({left}) < cardinality(s.{staged}) returning s.row_no, s.source_id)
            select row_no, source_id, count(*) over () as total from slips order by row_no limit {MOST_FAULTS_KEPT}""",
        )
        code, _ = _UNKNOWN
        self._add_some(file, column, code, _SOME_UNKNOWN, found)

    def _add_some(self, file: str, column: str, code: str, detail: str, found: list[Any]) -> None:
        """Count all rows with such a slip, keep the first."""
        self.add_slips([Fault(file, row.row_no, column, code, detail, row.source_id) for row in found])
        self.fault_counts[FaultSeverity.ATTRIBUTE] += (found[0].total if found else 0) - len(found)

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
