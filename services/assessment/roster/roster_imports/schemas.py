"""Wire models of roster imports."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.assessment.records.roster_listings.schemas import SourceCode
from services.assessment.roster.roster_imports.tables import (
    FaultSeverity,
    ImportChange,
    ImportMode,
    ImportState,
    RosterKind,
)
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import ActorReference, SchoolReference
from shared.schemas import MAY_DO, Body, Moment, Reference, Reply


class Progress(Reply):
    """How far a running import is; `rows_total` is a close guess until the end. `file` is `merging` after the last."""

    file: str | None
    rows_done: int
    rows_total: int


class FileCounts(Reply):
    """The result of one file's rows."""

    read: int
    written: int = Field(description="Rows that were new, changed or back again.")
    unchanged: int = Field(description="Rows that repeat what is known already, or that are not kept here.")
    deleted: int = Field(description="What the file dropped: in a bulk bundle by not listing it.")
    faulty: int = Field(description="Rows not imported; see the faults. They are never treated as deleted.")


class FaultCounts(Reply):
    """How many faults of each severity there are."""

    identity: int = Field(default=0, description="Rows that were not taken.")
    attribute: int = Field(default=0, description="Cells and columns without which rows were taken.")
    ripple: int = Field(
        default=0, description="Rows that hang on one that was not taken. `fault_count` has the cause alone."
    )


class ImportRefusal(Reply):
    """Why nothing was imported."""

    code: str
    detail: str


class KindDifference(Reply):
    """What an import made different of one kind, or would have."""

    kind: RosterKind
    before: int
    after: int
    added: int
    changed: int
    returned: int = Field(description="They had gone, and are listed again.")
    removed: int = Field(description="They are listed no more.")


class SchoolDifference(Reply):
    """How many students a school had, and has or would have."""

    school: Reference = Field(description="As the roster calls it.")
    source_id: str
    before: int
    after: int


class RosterDifference(Reply):
    """What an import made different, or would have."""

    kinds: list[KindDifference]
    schools: list[SchoolDifference] = Field(description="Those whose number of students differs; most losses first.")


class RosterImport(Reply):
    """An import of a roster bundle."""

    id: UUID
    state: ImportState
    source: str = Field(description="The system whose roster it is (`/v1/roster-sources`).")
    mode: ImportMode
    validate_only: bool
    allow_shrink: bool = Field(description="Every kind may shrink.")
    may_shrink: list[RosterKind] = Field(description="Kinds of which much less may be left.")
    sha256: str
    bytes: int
    progress: Progress
    files: dict[str, FileCounts]
    passed_over: list[str] = Field(
        description="Files of the zip that were not read: the manifest does not list them, or they are no data."
    )
    fault_count: int = Field(
        description="Rows not imported, and cells without which a row was (an e-mail address that is none); not what follows."
    )
    fault_counts: FaultCounts
    refusal: ImportRefusal | None
    difference: RosterDifference | None = Field(
        description="What it made different, or would have: of a trial run and of one that was held back. Its rows: `/changes`."
    )
    difference_hash: str | None = Field(description="Of exactly this difference; whoever approves it says it.")
    held_until: Moment | None = Field(
        description="It was held back because it would leave much less than there is. Until then a person may approve it."
    )
    approved_by: ActorReference | None
    approved_at: Moment | None
    may: list[Literal["approve", "restore"]] = MAY_DO
    restores: UUID | None = Field(description="The import that this one took back.")
    ends_source: bool = Field(description="It has no bundle: it ends its source, whose word counts no more.")
    restorable_until: Moment | None = Field(description="Until then a person may have it taken back.")
    started_at: Moment | None
    finished_at: Moment | None
    version: int
    created_at: Moment
    updated_at: Moment


class ImportFault(Reply):
    """What one row or cell was not imported for; `row` counts data rows from 1, null when the file as a whole is meant."""

    file: str
    row: int | None
    column: str | None
    code: str
    detail: str
    source_id: str | None
    severity: FaultSeverity
    cause_file: str | None = Field(description="Of a ripple: the file of the row it hangs on.")
    cause_row: int | None = Field(description="Of a ripple: the row it hangs on.")


class ImportedChange(Reply):
    """A row that an import made different, or would have. Names and values are where the row is."""

    kind: RosterKind
    change: ImportChange
    row_id: UUID
    source_id: str
    columns: list[str] = Field(description="Of a changed row: which of its columns differ.")
    from_school: SchoolReference | None = Field(description="Of a row of a school that was there: which it was at.")
    school: SchoolReference | None = Field(description="Of a row of a school: which it is at.")


class ImportApprovalBody(Body):
    """Which difference somebody approves."""

    difference_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="As the import says it.")]


class ImportWish(BaseModel):
    """How to import."""

    model_config = ConfigDict(extra="forbid")

    source: SourceCode | None = Field(
        default=None, description="The system whose roster it is; left out: the district's first, `sis`."
    )
    mode: ImportMode | None = Field(default=None, description="Must match the manifest.")
    validate_only: bool = Field(
        default=False, description="A trial run: everything is checked and counted, nothing kept."
    )
    allow_shrink: Several[RosterKind | Literal["true", "false"]] = Field(
        default=["false"],
        description="Kinds of which a bulk bundle may leave much less than there is, such as `staff,classes`; `true`: of all.",
    )


class ImportList(Paging):
    """Filters of the list of imports."""

    state: Several[ImportState] | None = None
    source: Several[SourceCode] | None = None


class ChangeList(Paging):
    """Filters of the list of changes."""

    kind: Several[RosterKind] | None = None
    change: Several[ImportChange] | None = None
    school_id: Several[UUID] | None = None


class FaultList(Paging):
    """Filters of the list of faults."""

    file: Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z]+$")] | None = None
    code: Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+$")] | None = None
    severity: Several[FaultSeverity] | None = None
