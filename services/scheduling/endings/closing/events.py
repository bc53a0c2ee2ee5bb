"""Events of plans that end."""

from datetime import date
from typing import Literal
from uuid import UUID

from shared.events.event import Event, Part
from shared.events.provable import Provable

CLOSED = Provable(
    right="plans:publish",
    fields={"school_year": (), "task_count": (), "done_count": (), "undone_count": ()},
    day="closed_on",
    said={"en": "a plan was closed{place}", "es": "se cerró un plan{place}"},
)

Ended = Literal["closed", "archived"]


class PlanClosed(Event, type="scheduling.plan.closed.v1", subject="plans/{plan_id}", provable=CLOSED):
    """A plan was closed. Its tasks stay as they are and ask nothing of anybody any more; its figures are kept.

    `plan.people_released` tells whom it concerns.
    """

    plan_id: UUID
    title: str
    school_year: str
    closed_on: date
    task_count: int
    done_count: int
    undone_count: int
    definitions_version: int
    figures_hash: str
    #: Whose own it is; null: the district's.
    school_id: UUID | None = None


class PlanArchived(Event, type="scheduling.plan.archived.v1", subject="plans/{plan_id}"):
    """A plan was archived: put away. No task is withdrawn; `undone_count` tells how many it leaves undone."""

    plan_id: UUID
    withdrawn_count: int
    undone_count: int = 0
    #: Whose own it is; null: the district's.
    school_id: UUID | None = None


class PersonReleased(Part):
    """Somebody a plan's end concerns: as owner of what was not done, or as author or approver with none of it."""

    person_id: UUID
    undone_count: int
    overdue_count: int


class PlanPeopleReleased(Event, type="scheduling.plan.people_released.v1", subject="plans/{plan_id}"):
    """Whom a plan's end concerns, at most 500 people an event; a plan ends once. Written by the closing SQL itself."""

    plan_id: UUID
    title: str
    school_year: str
    ended_as: Ended
    ended_on: date
    chunk: int
    people: list[PersonReleased]
