"""Day types of a district's own, beside the standard ones."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class DayTypeRow(DistrictOwned, Stamped, Base):
    """A kind of day; `programme` names whose word it is (a MicroSociety's market day), null the district's own.

    With `school_id` it is one of that school's own: no code of the district's is used again by a school.
    """

    __tablename__ = "day_types"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        UniqueConstraint(
            *("district_id", "code", "school_id"), name="uq_day_types_code", postgresql_nulls_not_distinct=True
        ),
    )

    school_id: Mapped[UUID | None]
    code: Mapped[str]
    title: Mapped[str]
    school_is_held: Mapped[bool]
    programme: Mapped[str | None]
