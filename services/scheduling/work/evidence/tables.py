"""Proofs: what facts say of the activities they can prove."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class ProofOutcome(StrEnum):
    """What became of a fact that meets what an activity asks for.

    `closed`: it closed the task. `further`: the task of its days was done already. `nowhere`: its day is in no task's days.
    """

    CLOSED = "closed"
    FURTHER = "further"
    NOWHERE = "nowhere"


class ProofRow(DistrictOwned, Stamped, Base):
    """A fact that meets what an activity asks for, at one place: of which day it speaks, and which task it is evidence of.

    Of what each holder of a role does, it is a fact of the one in `slot_id`.

    The fact is an event of another service, known by its id; `subject` is what it is about, as a path. No foreign key to the
    task: tasks are never deleted.
    """

    __tablename__ = "proofs"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        Index(
            "uq_proofs_event",
            *("district_id", "activity_id", "school_id", "event_id"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("(outcome = 'nowhere') = (task_id is null)", name="of_a_task"),
        Index("ix_proofs_plan", "district_id", "plan_id", "fact_on", "id"),
        Index("ix_proofs_school", "district_id", "school_id", "fact_on", "id"),
        Index("ix_proofs_outcome", "district_id", "outcome", "fact_on", "id"),
        Index("ix_proofs_event", "district_id", "event_id", "id"),
        Index("ix_proofs_fact_on", "district_id", "fact_on", "id"),
        Index("ix_proofs_updated_at", "district_id", "updated_at", "id"),
    )

    plan_id: Mapped[UUID]
    activity_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    slot_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    outcome: Mapped[ProofOutcome] = mapped_column(enumeration(ProofOutcome))
    event_id: Mapped[UUID]
    event_type: Mapped[str]
    subject: Mapped[str]
    fact_on: Mapped[date]
    told_at: Mapped[datetime]


class FactVersionRow(DistrictOwned, Base):
    """The newest that was heard of a subject whose facts are corrected: what is older and comes later proves nothing."""

    __tablename__ = "fact_versions"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (UniqueConstraint("district_id", "subject", name="uq_fact_versions_subject"),)

    subject: Mapped[str]
    version: Mapped[int] = mapped_column(BigInteger)
