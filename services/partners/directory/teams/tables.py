"""Teams, and who is on them."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class TeamKind(StrEnum):
    """What a team is for, in the field's words; plans speak of a school's team by its kind."""

    DISTRICT_IMPLEMENTATION = "district_implementation"
    SCHOOL_LEADERSHIP = "school_leadership"
    ATTENDANCE = "attendance"
    STUDENT_SUPPORT = "student_support"
    CHILD_STUDY = "child_study"
    BEHAVIOR_SUPPORT = "behavior_support"
    DATA = "data"
    SITE = "site"
    FAMILY_ENGAGEMENT = "family_engagement"
    GRADE_LEVEL = "grade_level"
    MENTORING = "mentoring"
    MICROSOCIETY = "microsociety"
    OTHER = "other"


class MeetingRole(StrEnum):
    """What somebody does for the team; its leader answers for what the team owes."""

    LEADER = "leader"
    FACILITATOR = "facilitator"
    MINUTE_TAKER = "minute_taker"
    DATA_ANALYST = "data_analyst"
    TIMEKEEPER = "timekeeper"


class GuestFrom(StrEnum):
    """Whom somebody on a team who is no staff speaks for."""

    FAMILY = "family"
    ORGANIZATION = "organization"
    COMMUNITY = "community"


class TeamRow(DistrictOwned, Stamped, Base):
    """A team of a school or (`school_id` null) of the district, from a day to a day, both included."""

    __tablename__ = "teams"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "school_id"], ["schools.district_id", "schools.id"], name="fk_teams_school"
        ),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="days_in_order"),
        Index("ix_teams_school", "district_id", "school_id", "name", "id"),
        Index("ix_teams_kind", "district_id", "kind", "name", "id"),
        Index("ix_teams_name", "district_id", "name", "id"),
        Index("ix_teams_updated_at", "district_id", "updated_at", "id"),
    )

    school_id: Mapped[UUID | None]
    kind: Mapped[TeamKind] = mapped_column(enumeration(TeamKind))
    name: Mapped[str]
    charge: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class TeamMemberRow(DistrictOwned, Stamped, Base):
    """Somebody on a team: of the staff, or a guest, of whom nothing is kept but what the team calls them.

    A guest's name is forgotten a year after their last day; `guest_from` stays.
    """

    __tablename__ = "team_members"
    keeping = part_of("teams", "team_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "team_id"], ["teams.district_id", "teams.id"], name="fk_team_members_team"
        ),
        ForeignKeyConstraint(
            ["district_id", "staff_id"], ["staff.district_id", "staff.id"], name="fk_team_members_staff"
        ),
        CheckConstraint("(staff_id is null) = (guest_from is not null)", name="staff_or_guest"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="days_in_order"),
        CheckConstraint(
            "(away_from is null) = (away_until is null) and away_until >= away_from", name="days_away_in_order"
        ),
        CheckConstraint(
            "guest_from is null or not ('leader' = any(meeting_roles) or 'leader' = any(stands_in_for))",
            name="leader_of_the_staff",
        ),
        CheckConstraint("guest_from is distinct from 'family' or guest_email is null", name="no_family_contact"),
        Index("ix_team_members_team", "district_id", "team_id", "id"),
        Index("ix_team_members_staff", "district_id", "staff_id", postgresql_where=text("staff_id is not null")),
    )

    team_id: Mapped[UUID]
    staff_id: Mapped[UUID | None]
    guest_name: Mapped[str | None]
    guest_from: Mapped[GuestFrom | None] = mapped_column(enumeration(GuestFrom))
    guest_email: Mapped[str | None]
    meeting_roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    stands_in_for: Mapped[list[str]] = mapped_column(ARRAY(Text))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
