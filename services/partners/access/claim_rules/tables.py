"""Claim rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class ClaimRuleRow(DistrictOwned, Stamped, Base):
    """Whose claims meet all conditions gets the role at the place. Of one identity provider or (without one) of all."""

    __tablename__ = "claim_rules"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "provider_id"],
            ["identity_providers.district_id", "identity_providers.id"],
            name="fk_claim_rules_provider",
        ),
        Index("ix_claim_rules_position", "district_id", "position", "id"),
        Index("ix_claim_rules_updated_at", "district_id", "updated_at", "id"),
    )

    provider_id: Mapped[UUID | None]
    position: Mapped[int]
    when: Mapped[list[dict[str, Any]]]
    role: Mapped[str]
    #: `"district"`, `"roster"`, or an object: as the wire has it.
    school: Mapped[Any] = mapped_column(JSONB)
    note: Mapped[str]
    #: Everybody who ever decided what it brings to whom; whoever only moves it is not among them.
    written_by: Mapped[list[str]]
    deleted_at: Mapped[datetime | None]
