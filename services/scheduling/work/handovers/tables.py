"""Handovers: whose tasks of a role at a school became whose."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of, part_of


class HandoverRow(DistrictOwned, Stamped, Base):
    """One person's tasks of a role at a school, given to who holds it now, or to nobody yet.

    Which tasks: those whose history names this change and these owners.
    """

    __tablename__ = "handovers"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        Index("ix_handovers_former_owner", "district_id", "former_owner_id", "id"),
        Index("ix_handovers_new_owner", "district_id", "new_owner_id", "id"),
        Index("ix_handovers_role", "district_id", "school_id", "role", "id"),
        Index("ix_handovers_updated_at", "district_id", "updated_at", "id"),
    )

    change_id: Mapped[UUID]
    former_owner_id: Mapped[UUID]
    new_owner_id: Mapped[UUID | None]
    school_id: Mapped[UUID | None]
    role: Mapped[str]
    task_count: Mapped[int]
    open_count: Mapped[int]
    overdue_count: Mapped[int]


class HandoverNoteRow(DistrictOwned, Stamped, Base):
    """What one side of a handover, or who leads them, tells the other: where the binder lies."""

    __tablename__ = "handover_notes"
    keeping = part_of("handovers", "handover_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "handover_id"], ["handovers.district_id", "handovers.id"], name="fk_handover_notes_handover"
        ),
        Index("ix_handover_notes_handover", "district_id", "handover_id", "id"),
    )

    handover_id: Mapped[UUID]
    body: Mapped[str]
