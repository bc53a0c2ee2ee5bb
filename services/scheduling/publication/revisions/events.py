"""Events of revisions."""

from uuid import UUID

from shared.events.event import Event
from shared.events.next_to_act import NextToAct


class PlanRevised(Event, type="scheduling.plan.revised.v1", subject="plans/{plan_id}"):
    """A published plan has new content; tasks.changed events say what that means for each person."""

    plan_id: UUID
    title: str
    revision: int
    content_hash: str
    change_id: UUID
    added_count: int
    redated_count: int
    withdrawn_count: int
    #: Whose own it is; null: the district's.
    school_id: UUID | None = None


class RevisionEdited(Event, type="scheduling.revision.edited.v1", subject="revisions/{revision_id}"):
    """A revision that is not submitted was begun or written on; its words are read there. `title` is the plan's."""

    revision_id: UUID
    plan_id: UUID
    title: str
    number: int
    #: Whose own it is; null: the district's.
    school_id: UUID | None


class RevisionFact(Event, type="", subject=""):
    """A revision of a published plan after one step; its purpose and a reason are read there. `title` is the plan's."""

    revision_id: UUID
    plan_id: UUID
    title: str
    number: int
    content_hash: str
    next_to_act: list[NextToAct]
    #: Whose own it is; null: the district's.
    school_id: UUID | None = None


class RevisionSubmitted(RevisionFact, type="scheduling.revision.submitted.v1", subject="revisions/{revision_id}"):
    """A revision was submitted for approval of exactly this content; `next_to_act` may approve it."""


class RevisionReturned(RevisionFact, type="scheduling.revision.returned.v1", subject="revisions/{revision_id}"):
    """A revision was returned to its authors, who are `next_to_act`."""


class RevisionApproved(RevisionFact, type="scheduling.revision.approved.v1", subject="revisions/{revision_id}"):
    """A revision was approved with exactly this content; `next_to_act` publishes it."""

    author_ids: list[UUID]


class RevisionDiscarded(Event, type="scheduling.revision.discarded.v1", subject="revisions/{revision_id}"):
    """A revision was given up; the plan stays as it is."""

    revision_id: UUID
    plan_id: UUID
    number: int
    #: Whose own it is; null: the district's.
    school_id: UUID | None = None
