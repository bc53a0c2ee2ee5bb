"""Events of students who are known by several ids."""

from datetime import datetime
from uuid import UUID

from shared.events.event import Event


class StudentsMerged(Event, type="assessment.students.merged.v1", subject="students/{student_id}"):
    """Two rows of one child were made one: `student_id` stands for both. Of what is decided of `merged_id` the latest holds."""

    student_id: UUID
    merged_id: UUID
    decided_at: datetime


class StudentsSplit(Event, type="assessment.students.split.v1", subject="students/{student_id}"):
    """A merge was undone: both stand for themselves again. Of what is decided of `merged_id` the latest holds."""

    student_id: UUID
    merged_id: UUID
    decided_at: datetime
