"""Roster imports: the job, its bundle while it waits, and the rows that could not be taken."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class ImportState(StrEnum):
    """The state of a job."""

    QUEUED = "queued"
    """It waits for the worker, or for its next attempt."""
    RUNNING = "running"
    """The worker is at it."""
    FINISHED = "finished"
    """Every row was taken."""
    FINISHED_WITH_FAULTS = "finished_with_faults"
    """Taken, but for the rows its faults name."""
    FAILED = "failed"
    """Nothing was taken; `refusal` says why."""
    VALIDATED = "validated"
    """A trial run ended; nothing was kept."""


class ImportMode(StrEnum):
    """The kind of bundle."""

    BULK = "bulk"
    """The complete set: what it does not list is gone."""
    DELTA = "delta"
    """Changes: each row touches only itself."""


class RosterKind(StrEnum):
    """What a roster lists."""

    SCHOOLS = "schools"
    SESSIONS = "sessions"
    CLASSES = "classes"
    STUDENTS = "students"
    GUARDIANS = "guardians"
    STAFF = "staff"
    ROLES = "roles"
    ENROLLMENTS = "enrollments"


class ImportChange(StrEnum):
    """What an import makes of a row."""

    ADDED = "added"
    """It was not there."""
    CHANGED = "changed"
    """Columns of it differ."""
    RETURNED = "returned"
    """It had gone, and is listed again."""
    REMOVED = "removed"
    """It is listed no more."""


class FaultSeverity(StrEnum):
    """What a fault costs."""

    IDENTITY = "identity"
    """The row: it does not say whose it is or what."""
    ATTRIBUTE = "attribute"
    """A cell or a column: what stood there stays, the first time it is null."""
    RIPPLE = "ripple"
    """A row that hangs on one that was not taken: its cause says on which."""


class RosterImportRow(DistrictOwned, Stamped, Base):
    """One bundle's way through the worker."""

    __tablename__ = "roster_imports"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_roster_imports_updated_at", "district_id", "updated_at", "id"),)

    state: Mapped[ImportState] = mapped_column(enumeration(ImportState))
    #: The system whose roster it is.
    source: Mapped[str] = mapped_column(server_default=text("'sis'"))
    mode: Mapped[ImportMode] = mapped_column(enumeration(ImportMode))
    validate_only: Mapped[bool]
    allow_shrink: Mapped[bool]
    may_shrink: Mapped[list[str]]
    sha256: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    attempts: Mapped[int]
    progress: Mapped[dict[str, Any]]
    files: Mapped[dict[str, Any]]
    #: By file the columns its header lacked.
    lacking: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    passed_over: Mapped[list[str]]
    fault_count: Mapped[int]
    fault_counts: Mapped[dict[str, Any]]
    refusal: Mapped[dict[str, Any] | None]
    difference: Mapped[dict[str, Any] | None]
    difference_hash: Mapped[str | None]
    #: Until when somebody may approve what was held back.
    held_until: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    approved_hash: Mapped[str | None]
    #: The import it takes back.
    restores: Mapped[UUID | None]
    #: It has no bundle: what its source lists counts no more.
    ends_source: Mapped[bool] = mapped_column(server_default=text("false"))
    #: The moment that its rows bear.
    imported_at: Mapped[datetime | None]
    #: Until when it can be taken back.
    restorable_until: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class RosterImportPartRow(Base):
    """A megabyte of a bundle that waits; gone when the job has ended."""

    __tablename__ = "roster_import_parts"
    keeping = part_of("roster_imports", "import_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "import_id"],
            ["roster_imports.district_id", "roster_imports.id"],
            name="fk_roster_import_parts_import",
            ondelete="cascade",
        ),
    )

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class RosterImportFaultRow(DistrictOwned, Base):
    """Why one row (row null: one file) was not taken. Says where, never what stood there."""

    __tablename__ = "roster_import_faults"
    keeping = part_of("roster_imports", "import_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "import_id"],
            ["roster_imports.district_id", "roster_imports.id"],
            name="fk_roster_import_faults_import",
            ondelete="cascade",
        ),
        Index("ix_roster_import_faults_place", "district_id", "import_id", "file", "row", "id"),
    )

    import_id: Mapped[UUID]
    file: Mapped[str]
    row: Mapped[int]
    column: Mapped[str | None]
    code: Mapped[str]
    detail: Mapped[str]
    source_id: Mapped[str | None]
    severity: Mapped[FaultSeverity] = mapped_column(enumeration(FaultSeverity))
    cause_file: Mapped[str | None]
    cause_row: Mapped[int | None]
    created_at: Mapped[datetime]


class RosterImportChangeRow(DistrictOwned, Base):
    """What an import made different, or would have: which row, which columns, and of what a school has the school."""

    __tablename__ = "roster_import_changes"
    keeping = part_of("roster_imports", "import_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "import_id"],
            ["roster_imports.district_id", "roster_imports.id"],
            name="fk_roster_import_changes_import",
            ondelete="cascade",
        ),
        Index("ix_roster_import_changes_place", "district_id", "import_id", "place", "id"),
    )

    import_id: Mapped[UUID]
    place: Mapped[int]
    kind: Mapped[RosterKind] = mapped_column(enumeration(RosterKind))
    change: Mapped[ImportChange] = mapped_column(enumeration(ImportChange))
    row_id: Mapped[UUID]
    source_id: Mapped[str]
    columns: Mapped[list[str]]
    from_school_id: Mapped[UUID | None]
    school_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class RosterImportBeforeRow(Base):
    """What a row was before an import changed it; of a link between student and guardian, whether it was there."""

    __tablename__ = "roster_import_befores"
    keeping = part_of("roster_imports", "import_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "import_id"],
            ["roster_imports.district_id", "roster_imports.id"],
            name="fk_roster_import_befores_import",
            ondelete="cascade",
        ),
    )

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_kind: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: The guardian of a link, else the row's own id.
    other_id: Mapped[UUID] = mapped_column(primary_key=True)
    before: Mapped[dict[str, Any]]


class RosterMomentRow(Base):
    """When a row that came as a change was last modified by the SIS: an older version does not replace it."""

    __tablename__ = "roster_moments"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    modified_at: Mapped[datetime]


class RosterHeldRow(Base):
    """A change that came before the row it names: held as it was read until that comes, or a whole roster does."""

    __tablename__ = "roster_held_rows"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    held_at: Mapped[datetime]


class ToldPlacementsRow(Base):
    """When the district's placements were last told whole."""

    __tablename__ = "told_placements"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    whole_at: Mapped[datetime]
