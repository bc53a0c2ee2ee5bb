"""When a relationship is stale."""

from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class RelationshipRulesRow(DistrictOwned, Stamped, Base):
    """A district's own rules. Its id is the district's, so that there is one."""

    __tablename__ = "relationship_rules"
    keeping = of(Whose.DISTRICT)

    stale_after_days: Mapped[int]
    overdue_after_days: Mapped[int]
    due_before_days: Mapped[int]
