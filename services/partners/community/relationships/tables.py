"""Relationships that somebody of the district keeps."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class RelationshipWith(StrEnum):
    """Whom it is with."""

    ORGANIZATION = "organization"
    COLLEAGUE = "colleague"
    BODY = "body"
    """A body of the district or the town: the school board, a council, a coalition."""


class RelationshipHealth(StrEnum):
    """How it stands, by the district's rules, as of the day that has begun."""

    GOOD = "good"
    DUE = "due"
    """The day of its next step is near, or past by less than makes it stale."""
    STALE = "stale"
    UNOWNED = "unowned"
    """Whoever kept it works there no more, and nobody has taken it over."""
    ENDED = "ended"


class RelationshipRow(DistrictOwned, Stamped, Base):
    """A relationship of a school or (`school_id` null) of the district, with somebody on our side who keeps it."""

    __tablename__ = "relationships"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "school_id"], ["schools.district_id", "schools.id"], name="fk_relationships_school"
        ),
        ForeignKeyConstraint(
            ["district_id", "organization_id"],
            ["organizations.district_id", "organizations.id"],
            name="fk_relationships_organization",
        ),
        ForeignKeyConstraint(
            ["district_id", "colleague_id"], ["staff.district_id", "staff.id"], name="fk_relationships_colleague_staff"
        ),
        ForeignKeyConstraint(
            ["district_id", "owner_id"], ["staff.district_id", "staff.id"], name="fk_relationships_owner_staff"
        ),
        CheckConstraint(
            "(is_with = 'organization') = (organization_id is not null) and (is_with = 'colleague') = (colleague_id is not null) "
            "and (is_with = 'body') = (body is not null)",
            name="with_one",
        ),
        CheckConstraint("ended_on is null or ended_on >= started_on", name="days_in_order"),
        CheckConstraint("next_step is not null or next_step_on is null", name="whole_step"),
        Index(
            "uq_relationships_organization",
            *("district_id", "organization_id", "school_id"),
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("organization_id is not null and ended_on is null"),
        ),
        Index("ix_relationships_school", "district_id", "school_id", "updated_at", "id"),
        Index("ix_relationships_owner", "district_id", "owner_id", "updated_at", "id"),
        Index("ix_relationships_updated_at", "district_id", "updated_at", "id"),
    )

    school_id: Mapped[UUID | None]
    is_with: Mapped[RelationshipWith] = mapped_column(enumeration(RelationshipWith))
    organization_id: Mapped[UUID | None]
    colleague_id: Mapped[UUID | None]
    body: Mapped[str | None]
    owner_id: Mapped[UUID | None]
    aim: Mapped[str | None]
    #: What they could give besides, or more of.
    could_give: Mapped[str | None]
    next_step: Mapped[str | None]
    next_step_on: Mapped[date | None]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    ended_because: Mapped[str | None]
    last_contact_on: Mapped[date | None]
    #: As last reckoned: with each change, and as each day begins.
    health: Mapped[RelationshipHealth] = mapped_column(enumeration(RelationshipHealth))
    stale_since: Mapped[date | None]
