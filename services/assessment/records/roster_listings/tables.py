"""The systems that list a district's roster, what goes before what, and what each of them says."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class FieldGroup(StrEnum):
    """Fields that one system says before the others."""

    NAMES = "names"
    """All names of a person."""
    NUMBER = "number"
    """The district's own number."""
    GRADE = "grade"
    """The grade."""
    BIRTH = "birth"
    """Birth date and sex."""
    SCHOOL = "school"
    """Which of their schools is a student's own."""
    WAYS = "ways"
    """E-mail and telephone of guardians and staff."""
    DEMOGRAPHICS = "demographics"
    """Race, ethnicity and languages."""
    CONTACTS = "contacts"
    """Who answers for a student."""


class AliasKind(StrEnum):
    """What two systems may each list, beside students."""

    SCHOOL = "school"
    """A school, or another organisation."""
    SESSION = "session"
    """A school year, or a part of one."""
    COURSE = "course"
    """A course."""
    CLASS = "class"
    """A class."""
    PERSON = "person"
    """A guardian or a member of staff."""


class RosterSourceRow(DistrictOwned, Stamped, Base):
    """A system that lists the district's roster. The first is `sis`; a district that has no other need not say so."""

    __tablename__ = "roster_sources"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "code", name="uq_roster_sources_code"),
        CheckConstraint("rank between 1 and 99", name="rank_in_bounds"),
        Index("ix_roster_sources_updated_at", "district_id", "updated_at", "id"),
    )

    code: Mapped[str]
    title: Mapped[str]
    #: Of two that say something the lower rank is believed.
    rank: Mapped[int]
    #: Since when what it lists counts no more, and the job that ended it.
    ended_at: Mapped[datetime | None]
    ended_by_import_id: Mapped[UUID | None]


class RosterPrecedenceRow(DistrictOwned, Stamped, Base):
    """Where another order than the ranks' holds: by group of fields, codes of sources. Its id is the district's."""

    __tablename__ = "roster_precedence"
    keeping = of(Whose.DISTRICT)

    orders: Mapped[dict[str, Any]]


class RosterAliasRow(DistrictOwned, Stamped, Base):
    """What one system lists is what another lists too. Its id is the one that a row of that source id would have."""

    __tablename__ = "roster_aliases"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_roster_aliases_updated_at", "district_id", "updated_at", "id"),)

    kind: Mapped[AliasKind] = mapped_column(enumeration(AliasKind))
    source: Mapped[str]
    source_id: Mapped[str]
    row_id: Mapped[UUID]


class RosterListingRow(Base):
    """A row as one source lists it, kept where a district has several: what stands in the roster is made of all of them."""

    __tablename__ = "roster_listings"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        Index("ix_roster_listings_source", "district_id", "source", "kind"),
        Index("ix_roster_listings_student", "district_id", "student_id"),
    )

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: The table it would stand in.
    kind: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    #: The student it is of or hangs on, if it does.
    student_id: Mapped[UUID | None]
    #: Does the source list it still?
    listed: Mapped[bool]
    content: Mapped[dict[str, Any]]
