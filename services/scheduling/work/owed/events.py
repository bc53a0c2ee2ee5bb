"""What scheduling answers to a service that asks for work."""

from datetime import date
from typing import Literal
from uuid import UUID

from shared.events.event import Event

SUBJECT = "owed-work/{owed_work_id}"

#: unknown_school: not of the district, or closed. unknown_role: there is no such role. unknown_person: nobody who holds a role
#: there. nobody_holds_role: each who holds it was asked, and nobody does. unknown_text: the catalogue lacks it, or its values are
#: others.
Reason = Literal["unknown_school", "unknown_role", "unknown_person", "nobody_holds_role", "unknown_text"]


class _Answer(Event, type="", subject=SUBJECT):
    """To which version of which wish."""

    owed_work_id: UUID
    service: str
    origin_type: str
    origin_id: UUID
    wish_version: int


class WorkTaken(_Answer, type="scheduling.work.taken.v1", subject=SUBJECT):
    """Tasks stand for the wish: so many live ones, due on this day."""

    due_on: date
    task_count: int


class WorkRefused(_Answer, type="scheduling.work.refused.v1", subject=SUBJECT):
    """No task can be made of the wish; of an older version none is left open."""

    reason: Reason
