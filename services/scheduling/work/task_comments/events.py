"""Events of task comments."""

from uuid import UUID

from shared.events.event import Event


class PeopleMentioned(Event, type="scheduling.people.mentioned.v2", subject="tasks/{task_id}"):
    """A comment mentions people; the event does not carry its text."""

    task_id: UUID
    plan_id: UUID | None
    school_id: UUID | None
    comment_id: UUID
    mentioned_ids: list[UUID]
    by_id: UUID | None


class PeopleMentionedV1(Event, type="scheduling.people.mentioned.v1", subject="tasks/{task_id}"):
    """A comment mentions people, as it was told while every task was a plan's and at a school."""

    task_id: UUID
    plan_id: UUID
    school_id: UUID
    comment_id: UUID
    mentioned_ids: list[UUID]
    by_id: UUID | None


class PeopleUnmentioned(Event, type="scheduling.people.unmentioned.v1", subject="tasks/{task_id}"):
    """A comment mentions these people no more: it is deleted, or changed."""

    task_id: UUID
    plan_id: UUID | None
    school_id: UUID | None
    comment_id: UUID
    unmentioned_ids: list[UUID]
