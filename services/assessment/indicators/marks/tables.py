"""Marks, as they were sent."""

from sqlalchemy.orm import Mapped

from services.assessment.feeds.sent_rows.tables import Fact, indexes_of
from shared.db.base import Base
from shared.db.keeping import Whose, of


class MarkRow(Fact, Base):
    """What a student got in a course. Written by SQL."""

    __tablename__ = "marks"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = indexes_of("marks")

    course: Mapped[str]
    subject: Mapped[str | None]
    grading_period: Mapped[str]
    #: Of the period, of a semester, final; as it is sent.
    grade_type: Mapped[str | None]
    mark: Mapped[str]
