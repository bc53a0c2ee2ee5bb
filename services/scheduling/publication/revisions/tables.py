"""Revisions: every content a plan had once it was published, and the one being worked on."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.approval.rows import Approvable
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import part_of


class RevisionState(StrEnum):
    """Where a revision stands on its way to the schools."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class RevisionRow(DistrictOwned, Approvable, Stamped, Base):
    """A new content for a published plan; `base_hash` is the content it was made from. At most one is under way."""

    __tablename__ = "plan_revisions"
    keeping = part_of("plans", "plan_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "plan_id"], ["plans.district_id", "plans.id"], name="fk_plan_revisions_plan"
        ),
        UniqueConstraint("district_id", "plan_id", "number", name="uq_plan_revisions_number"),
        Index(
            "uq_plan_revisions_under_way",
            "district_id",
            "plan_id",
            unique=True,
            postgresql_where=text("state in ('draft', 'submitted', 'returned', 'approved')"),
        ),
        Index("ix_plan_revisions_updated_at", "district_id", "updated_at", "id"),
    )

    plan_id: Mapped[UUID]
    number: Mapped[int]
    state: Mapped[RevisionState] = mapped_column(enumeration(RevisionState))
    note: Mapped[str]
    content: Mapped[dict[str, Any]]
    base_hash: Mapped[str | None]
    published_at: Mapped[datetime | None]
    change_id: Mapped[UUID | None]
    added_count: Mapped[int | None]
    redated_count: Mapped[int | None]
    withdrawn_count: Mapped[int | None]
