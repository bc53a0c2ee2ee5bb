"""Tables of the copy. No foreign keys: events may arrive in any order, and a role may come before its holder."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of


class DirectoryDistrictRow(Base):
    """The district as partners last told it."""

    __tablename__ = "directory_districts"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str]
    language: Mapped[str]
    version: Mapped[int] = mapped_column(BigInteger)


class DirectorySchoolRow(DistrictOwned, Base):
    """A school."""

    __tablename__ = "directory_schools"
    keeping = of(Whose.SCHOOL, "id")

    name: Mapped[str]
    local_code: Mapped[str]
    level: Mapped[str | None]
    grades: Mapped[list[str]]
    tags: Mapped[list[str]]
    cohort: Mapped[str | None]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigInteger)


class DirectoryStaffRow(DistrictOwned, Base):
    """A staff member: work facts only."""

    __tablename__ = "directory_staff"
    keeping = of(Whose.PERSON, "id")

    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str | None]
    language: Mapped[str]
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(BigInteger)

    @property
    def name(self) -> str:
        """What they are called."""
        return f"{self.given_name} {self.family_name}"


class DirectoryClientRow(DistrictOwned, Base):
    """A machine client: what it is called, for what it did has its name."""

    __tablename__ = "directory_clients"
    keeping = of(Whose.DISTRICT)

    name: Mapped[str]
    version: Mapped[int] = mapped_column(BigInteger)


class DirectoryCatalogueRow(Base):
    """A role of the district's catalogue, by its code. One nobody has told of is as it starts (`starting_catalogue.py`)."""

    __tablename__ = "directory_catalogue"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    names: Mapped[dict[str, Any]]
    profile: Mapped[str]
    place: Mapped[str]
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(BigInteger)


class DirectoryRoleRow(DistrictOwned, Base):
    """Who holds which role where, from when to when (both days included; None is open), and the profile it stands on."""

    __tablename__ = "directory_roles"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        Index("ix_directory_roles_role_school", "district_id", "role", "school_id"),
        Index("ix_directory_roles_staff", "district_id", "staff_id"),
        Index("ix_directory_roles_profile_school", "district_id", "profile", "school_id"),
    )

    staff_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    role: Mapped[str]
    profile: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(BigInteger)
