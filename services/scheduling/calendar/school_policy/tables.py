"""What a district lets its schools say of their days."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class SchoolPolicyRow(DistrictOwned, Stamped, Base):
    """The district's own policy, at most one row (its id is the district's)."""

    __tablename__ = "school_calendar_policies"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (CheckConstraint("id = district_id", name="one_row"),)

    own_day_types: Mapped[int]
    own_days: Mapped[int]
    may_close: Mapped[bool]
    district_day_types: Mapped[list[str]]
