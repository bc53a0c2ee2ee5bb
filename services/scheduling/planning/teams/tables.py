"""The copy of teams, by what plans ask of it. No foreign keys: events may arrive in any order."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of


class KnownTeamRow(DistrictOwned, Base):
    """A team as partners last told it."""

    __tablename__ = "known_teams"
    keeping = of(Whose.SCHOOL, "school_id")

    school_id: Mapped[UUID | None]
    kind: Mapped[str]
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigInteger)


class TeamPartRow(DistrictOwned, Base):
    """Somebody is on a team, or (`leads`) answers for it, from a day to a day, both included.

    `role` is how plans name the team: by its kind, and a second row by its id. Who answers is its leader or, while there is none
    or they are away, who stands in for them: one person a day.
    """

    __tablename__ = "team_parts"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        Index("ix_team_parts_team", "district_id", "team_id"),
        Index("ix_team_parts_role", "district_id", "role", "school_id"),
        Index("ix_team_parts_staff", "district_id", "staff_id"),
    )

    team_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    role: Mapped[str]
    leads: Mapped[bool]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
