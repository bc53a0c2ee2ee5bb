"""What other services have asked for, as tasks need it: the words, the link, what closes them."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.scheduling.planning.plans.tables import OwnedBy
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class OwedState(StrEnum):
    """Tasks are asked for, or could not be made, or are not asked for any more."""

    STANDING = "standing"
    REFUSED = "refused"
    SETTLED = "settled"


class ClosesBy(StrEnum):
    """What closes its tasks: what happens at the asking service, or their owners by hand."""

    ORIGIN = "origin"
    HAND = "hand"


class OwedWorkRow(DistrictOwned, Stamped, Base):
    """What a service asked for a thing of its own, by the newest version heard; older ones change nothing.

    One that was settled before it was heard of has no wish: its row keeps a wish that comes late from making tasks.
    What a rule of the district made has the rule it is of, with the version, and `because` says why, by language; its service is
    scheduling itself.

    `wish` is as it was said, the columns are what scheduling made of it: `due_on` by the place's calendar, `title` in English.
    """

    __tablename__ = "owed_works"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        UniqueConstraint("district_id", "service", "origin_type", "origin_id", name="uq_owed_works_origin"),
    )

    service: Mapped[str]
    origin_type: Mapped[str]
    origin_id: Mapped[UUID]
    heard_version: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[OwedState] = mapped_column(enumeration(OwedState))
    reason: Mapped[str | None]
    wish: Mapped[dict[str, Any] | None]
    school_id: Mapped[UUID | None]
    owned_by: Mapped[OwnedBy | None] = mapped_column(enumeration(OwnedBy))
    role: Mapped[str | None]
    person_id: Mapped[UUID | None]
    due_on: Mapped[date | None]
    text_code: Mapped[str | None]
    text_values: Mapped[dict[str, Any] | None]
    title: Mapped[str | None]
    link: Mapped[str | None]
    closes_by: Mapped[ClosesBy | None] = mapped_column(enumeration(ClosesBy))
    settled_as: Mapped[str | None]
    settled_on: Mapped[date | None]
    instructions: Mapped[str | None]
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    because: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
