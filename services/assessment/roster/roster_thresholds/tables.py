"""How much less of its roster a district lets a bundle leave."""

from typing import Any

from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class RosterThresholdsRow(DistrictOwned, Stamped, Base):
    """A district's own thresholds, by kind. Its id is the district's, so that there is one."""

    __tablename__ = "roster_thresholds"
    keeping = of(Whose.DISTRICT)

    limits: Mapped[dict[str, Any]]
