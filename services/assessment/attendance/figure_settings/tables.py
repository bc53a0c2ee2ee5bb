"""What the district wants counted."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class AttendanceFigureSettingsRow(DistrictOwned, Stamped, Base):
    """A district's own settings of figures. Its id is the district's, so that there is one."""

    __tablename__ = "attendance_figure_settings"
    keeping = of(Whose.DISTRICT)

    smallest: Mapped[int]
    subgroups: Mapped[list[str]]
    measures: Mapped[list[dict[str, Any]]]
    #: School days that come before a day nobody reported is owed.
    grace: Mapped[int] = mapped_column(server_default="1")
