"""The district: the owner of everything else."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, Stamped
from shared.db.keeping import Whose, of


class DistrictRow(Stamped, Base):
    """One district. Made by the operator's command line, never over the API."""

    __tablename__ = "districts"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str]
    language: Mapped[str]
