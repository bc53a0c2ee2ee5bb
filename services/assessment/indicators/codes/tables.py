"""Words of incidents, marks and courses."""

from sqlalchemy import CheckConstraint, Double, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.indicators.codes.meanings import CodeKind, Meaning
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class IndicatorCodeRow(DistrictOwned, Stamped, Base):
    """A word as some system sends it, and what it means here; null: nobody has said yet. `folded` is what it is known by.

    A mark of numbers may be a range: from `lowest` up to, but without, `highest`.
    """

    __tablename__ = "indicator_codes"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "kind", "folded", name="uq_indicator_codes_folded"),
        CheckConstraint("(lowest is null) = (highest is null) and lowest < highest", name="range"),
        Index("ix_indicator_codes_updated_at", "district_id", "updated_at", "id"),
    )

    kind: Mapped[CodeKind] = mapped_column(enumeration(CodeKind))
    code: Mapped[str]
    folded: Mapped[str]
    meaning: Mapped[Meaning | None] = mapped_column(enumeration(Meaning))
    #: Of a mark: what it is worth.
    points: Mapped[float | None] = mapped_column(Double)
    lowest: Mapped[float | None] = mapped_column(Double)
    highest: Mapped[float | None] = mapped_column(Double)
