"""Delegations: who acts for whom, where and from when to when."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class DelegationRow(DistrictOwned, Stamped, Base):
    """Somebody does another's tasks from `starts_on` to `ends_on`, at one school or (null) wherever the absent has any.

    It gives rights on its days and until `ended_at`; `began_at` says that its beginning was told.
    """

    __tablename__ = "delegations"
    keeping = of(Whose.PERSON, "from_id")
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        CheckConstraint("from_id <> to_id", name="two_people"),
        Index("ix_delegations_standing", "district_id", "to_id", postgresql_where=text("ended_at is null")),
        Index("ix_delegations_from", "district_id", "from_id", "starts_on", "id"),
        Index("ix_delegations_to", "district_id", "to_id", "starts_on", "id"),
        Index("ix_delegations_school", "district_id", "school_id", "starts_on", "id"),
        Index("ix_delegations_updated_at", "district_id", "updated_at", "id"),
    )

    from_id: Mapped[UUID]
    to_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
