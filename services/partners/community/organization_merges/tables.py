"""Which organisations were made one, and perhaps again two."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of

_ORGANIZATIONS = ["organizations.district_id", "organizations.id"]


class OrganizationMergeRow(DistrictOwned, Stamped, Base):
    """An organisation was made part of another: no row moves, what refers to it is shown with the one that stands for both."""

    __tablename__ = "organization_merges"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "organization_id"], _ORGANIZATIONS, name="fk_organization_merges_organization"
        ),
        ForeignKeyConstraint(["district_id", "merged_id"], _ORGANIZATIONS, name="fk_organization_merges_merged"),
        Index("ix_organization_merges_organization", "district_id", "organization_id", "created_at", "id"),
        Index("ix_organization_merges_merged", "district_id", "merged_id", "created_at", "id"),
        Index("ix_organization_merges_updated_at", "district_id", "updated_at", "id"),
    )

    organization_id: Mapped[UUID]
    merged_id: Mapped[UUID]
    #: Those that had been merged into it before, and went along.
    along_ids: Mapped[list[UUID]]
    reason: Mapped[str]
    split_at: Mapped[datetime | None]
    split_reason: Mapped[str | None]
