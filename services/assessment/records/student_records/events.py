"""Events of students as they are known."""

from datetime import datetime

from shared.events.event import Event


class StudentsNamed(Event, type="assessment.students.named.v1", subject="students"):
    """Students can be named by an id that named nobody before: what was sent of them ahead of that counts now."""

    named_at: datetime
