"""Incidents, student by student and action by action. No description of anybody is kept."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Double
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.feeds.sent_rows.tables import Fact, indexes_of
from shared.db.base import Base, enumeration
from shared.db.keeping import Whose, of


class Participation(StrEnum):
    """What part somebody had in an incident. Only perpetrators count."""

    PERPETRATOR = "perpetrator"
    VICTIM = "victim"
    WITNESS = "witness"
    REPORTER = "reporter"


class IncidentRow(Fact, Base):
    """A student's part in an incident, and one action that followed from it. Written by SQL."""

    __tablename__ = "incidents"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        *indexes_of("incidents"),
        CheckConstraint("days_removed between 0 and 366", name="days_removed"),
    )

    incident_source_id: Mapped[str]
    participation: Mapped[Participation] = mapped_column(enumeration(Participation))
    behavior: Mapped[str | None]
    action_source_id: Mapped[str | None]
    action: Mapped[str | None]
    #: From class or school.
    days_removed: Mapped[float | None] = mapped_column(Double)
