"""The means of access to attendance: who gets which of it, on what ground and how often."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, Index, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class ArrangementState(StrEnum):
    """Whether an arrangement is expected to be used."""

    ACTIVE = "active"
    """It is; its silence is told."""
    ENDED = "ended"
    """It is over."""


class HolderKind(StrEnum):
    """Who gets the data."""

    STAFF = "staff"
    """A member of staff."""
    CLIENT = "client"
    """A system of the district's."""
    PARTY = "party"
    """An outside party, by any of its systems."""


class HolderRight(StrEnum):
    """Whether the holder may read all that an arrangement is of, today."""

    HELD = "held"
    """By role or agreement."""
    LACKING = "lacking"
    """Not, or not all of it."""
    BY_SCOPES = "by_scopes"
    """A client may what its scopes say; they stand with the client, and are not known here."""


class AccessData(StrEnum):
    """What they get."""

    STANDINGS = "standings"
    """How students stand, and in which band."""
    FIGURES = "figures"
    """Counts of students, which tell of none."""
    ALERTS = "alerts"
    """The triggers that students meet, and what these propose."""


class AccessGround(StrEnum):
    """On what ground they get it."""

    ROLE = "role"
    """Their role in the district."""
    AGREEMENT = "agreement"
    """An agreement with the party."""
    CONSENT = "consent"
    """Consents of families."""


class AccessRhythm(StrEnum):
    """How often they should look."""

    WEEKLY = "weekly"
    """Once in seven days, unless no school is held."""
    SCHOOL_DAILY = "school_daily"
    """Every school day."""


class AccessArrangementRow(DistrictOwned, Stamped, Base):
    """Somebody gets some of the attendance, regularly. It gives nobody a right."""

    __tablename__ = "access_arrangements"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_access_arrangements_updated_at", "district_id", "updated_at", "id"),)

    state: Mapped[ArrangementState] = mapped_column(enumeration(ArrangementState))
    title: Mapped[str]
    holder_kind: Mapped[HolderKind] = mapped_column(enumeration(HolderKind))
    holder_id: Mapped[UUID]
    data: Mapped[list[str]] = mapped_column(ARRAY(Text))
    #: None: all of the district.
    school_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    ground: Mapped[AccessGround] = mapped_column(enumeration(AccessGround))
    rhythm: Mapped[AccessRhythm] = mapped_column(enumeration(AccessRhythm))
    #: Who answers for it, and is asked when it is silent.
    owner_id: Mapped[UUID]
    #: Since when it has been silent for longer than its rhythm.
    silent_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
