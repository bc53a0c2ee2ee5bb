"""By what organisations are found again, and pairs of them that may be one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of

_ORGANIZATIONS = ["organizations.district_id", "organizations.id"]


class MatchReason(StrEnum):
    """Why two organisations may be one, the weightiest first."""

    SAME_IDENTIFIER = "same_identifier"
    SAME_WEBSITE = "same_website"
    SAME_NAME = "same_name"
    SAME_ADDRESS = "same_address"
    """Beside another reason only: very different people work in one house."""


class MatchEnd(StrEnum):
    """Why a pair is proposed no more."""

    DISMISSED = "dismissed"
    MERGED = "merged"
    NOTHING_IN_COMMON = "nothing_in_common"


class OrganizationKeyRow(Base):
    """One thing an organisation is found again by, as `organizations/rules.py` writes it."""

    __tablename__ = "organization_keys"
    keeping = part_of("organizations", "organization_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "organization_id"], _ORGANIZATIONS, name="fk_organization_keys_organization"
        ),
        Index("ix_organization_keys_value", "district_id", "reason", "value"),
    )

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[MatchReason] = mapped_column(enumeration(MatchReason), primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class OrganizationMatchRow(DistrictOwned, Stamped, Base):
    """Two organisations that may be one, and why one might think so; proposed until it has an end."""

    __tablename__ = "organization_matches"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "organization_id"], _ORGANIZATIONS, name="fk_organization_matches_organization"
        ),
        ForeignKeyConstraint(["district_id", "other_id"], _ORGANIZATIONS, name="fk_organization_matches_other"),
        CheckConstraint("organization_id < other_id", name="pair_in_order"),
        CheckConstraint("(ended_as is null) = (ended_at is null)", name="whole_end"),
        Index("uq_organization_matches_pair", "district_id", "organization_id", "other_id", unique=True),
        Index("ix_organization_matches_other", "district_id", "other_id"),
        Index("ix_organization_matches_updated_at", "district_id", "updated_at", "id"),
    )

    organization_id: Mapped[UUID]
    other_id: Mapped[UUID]
    reasons: Mapped[list[str]]
    ended_as: Mapped[MatchEnd | None] = mapped_column(enumeration(MatchEnd))
    ended_at: Mapped[datetime | None]
