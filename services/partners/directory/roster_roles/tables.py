"""Which roles a district lets its roster bring, and what a roster listed that it did not bring."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class RosterRolesRow(DistrictOwned, Stamped, Base):
    """The roles a district lets its roster bring. Its id is the district's, so that there is one."""

    __tablename__ = "let_roster_roles"
    keeping = of(Whose.DISTRICT)

    roles: Mapped[list[str]]


class LeftOutBecause(StrEnum):
    """Why a role the roster lists was not given."""

    NOT_LET = "not_let"
    """The district does not let its roster bring this role."""
    TO_SENDER = "to_sender"
    """It is the sender's own: nobody gives a role to themselves."""
    SENT_BY_A_PERSON = "sent_by_a_person"
    """It reaches far, and one person alone sent the list."""
    HELD_ELSEWHERE = "held_elsewhere"
    """The role is not held there: the list has it at a school and it is the district's, or the other way round."""
    LINK_NOT_CONFIRMED = "link_not_confirmed"
    """It reaches far, and one person alone linked its holder's identity."""


class RoleLeftOutRow(DistrictOwned, Stamped, Base):
    """A role the roster lists and did not bring; its id is the assignment's. Gone once it is listed no more, or brought."""

    __tablename__ = "left_out_roster_roles"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "staff_id"], ["staff.district_id", "staff.id"], name="fk_left_out_roster_roles_staff"
        ),
        Index("ix_left_out_roster_roles_staff", "district_id", "staff_id"),
        Index("ix_left_out_roster_roles_updated_at", "district_id", "updated_at", "id"),
    )

    staff_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    role: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[LeftOutBecause] = mapped_column(enumeration(LeftOutBecause))
    import_id: Mapped[UUID | None]
    #: Where it stands in that import: a data row of a file, sent by a client.
    import_file: Mapped[str | None]
    import_row: Mapped[int | None]
    import_client_id: Mapped[UUID | None]
    #: The person who sent the list; None: a system.
    sent_by: Mapped[UUID | None]
