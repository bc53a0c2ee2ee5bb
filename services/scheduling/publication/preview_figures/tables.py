"""What a preview warns of, as the district sets it."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class PreviewLimitsRow(DistrictOwned, Stamped, Base):
    """How much is not yet too much, at most one row (its id is the district's)."""

    __tablename__ = "preview_limits"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (CheckConstraint("id = district_id", name="one_row"),)

    tasks_per_person_and_month: Mapped[int]
    tasks_per_school_and_week: Mapped[int]
    plans_per_school: Mapped[int]
