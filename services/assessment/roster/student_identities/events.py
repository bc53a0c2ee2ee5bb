"""Events of students who are known by several ids."""

from uuid import UUID

from shared.events.event import Event


class StudentsMerged(Event, type="assessment.students.merged.v1", subject="students/{student_id}"):
    """Two rows of one child were made one: `student_id` stands for both from now on."""

    student_id: UUID
    merged_id: UUID


class StudentsSplit(Event, type="assessment.students.split.v1", subject="students/{student_id}"):
    """A merge was undone: both stand for themselves again."""

    student_id: UUID
    merged_id: UUID
