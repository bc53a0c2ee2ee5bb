"""Day types of a district's own, beside the standard ones."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class DayTypeRow(DistrictOwned, Stamped, Base):
    """A kind of day; `programme` names whose word it is (a MicroSociety's market day), null the district's own."""

    __tablename__ = "day_types"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (UniqueConstraint("district_id", "code", name="uq_day_types_code"),)

    code: Mapped[str]
    title: Mapped[str]
    school_is_held: Mapped[bool]
    programme: Mapped[str | None]
