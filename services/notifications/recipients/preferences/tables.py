"""What a person wants told, by which way, when, and in which language."""

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class PreferencesRow(DistrictOwned, Stamped, Base):
    """One person's wishes; its id is the person's. Whoever wished nothing has no row.

    `choices`: {kind: {"inbox": "off", "email": "off", "daily" or "on", "set_at": …, "set_by": …}}, only what differs
    from what is usual: inbox "on", email "urgent".
    `quiet_hours`: {"starts_at": "21:00", "ends_at": "06:30", "days": […]}; times are the local clock's.
    """

    __tablename__ = "preferences"
    keeping = of(Whose.PERSON, "id")

    language: Mapped[str | None]
    timezone: Mapped[str | None]
    quiet_hours: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    daily_at: Mapped[str | None]
    choices: Mapped[dict[str, Any]]
