"""Wire models of revisions."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.scheduling.planning.plans.schemas import GoalBody, YearNumberOfPlan
from services.scheduling.publication.revisions.tables import RevisionState
from services.scheduling.references import PlanReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import ActorReference
from shared.schemas import ABSENT, MAY_DO, Body, Day, LongText, Moment, Patch, Reply, ShortText, Whole

Note = Annotated[LongText, Field(min_length=1, description="The purpose of this revision, in a sentence for people.")]


class RevisionCreate(Body):
    """Start from the plan as it is, or, to roll back, from a former revision; then change what is sent."""

    note: Note
    copy_of: Whole | None = Field(default=None, ge=1, description="The number of the revision to go back to.")
    title: ShortText | None = None
    school_year: ShortText | None = None
    last_school_year: ShortText | None = None
    first_year_number: YearNumberOfPlan | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    summary: LongText | None = None
    goals: list[GoalBody] | None = Field(default=None, max_length=20, description="All goals, with all they hold.")


class RevisionUpdate(Patch):
    """A merge patch; `goals` is replaced whole."""

    note: Note = ABSENT
    title: ShortText = ABSENT
    school_year: ShortText = ABSENT
    last_school_year: ShortText | None = ABSENT
    first_year_number: YearNumberOfPlan = ABSENT
    starts_on: Day | None = ABSENT
    ends_on: Day | None = ABSENT
    summary: LongText = ABSENT
    goals: Annotated[list[GoalBody], Field(max_length=20)] = ABSENT


RevisionAct = Literal["change", "submit", "return", "approve", "publish", "discard", "effects", "preview"]


class RevisionSummary(Reply):
    """A revision without its content."""

    id: UUID
    plan: PlanReference
    number: int
    state: RevisionState
    note: str
    content_hash: str
    base_hash: str | None = Field(description="The plan's content it was made from; null for the first publication.")
    submitted_by: ActorReference | None
    submitted_at: Moment | None
    returned_reason: str | None
    approved_by: ActorReference | None
    approved_at: Moment | None
    published_at: Moment | None
    change_id: UUID | None
    added_count: int | None
    redated_count: int | None
    withdrawn_count: int | None
    may: list[RevisionAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class Difference(Reply):
    """One difference; a whole part has no field. `before` and `after` are in plain words."""

    what: Literal["added", "removed", "changed"]
    part: Literal["plan", "goal", "strategy", "activity"]
    code: str
    title: str
    field: str | None
    before: str | None
    after: str | None
    words: str


class Revision(RevisionSummary):
    """A revision with its content and what it changes: against the plan while under way, else against its predecessor."""

    content: dict[str, Any]
    differences: list[Difference]


class Effects(Reply):
    """What publishing the revision now would do to tasks."""

    added: int
    redated: int
    withdrawn: int
    revived: int = Field(description="Tasks an earlier change withdrew and this one brings back.")
    moved: int = Field(description="Tasks that get another owner.")
    schools: int
    people: int


class RevisionList(Paging):
    """Filters of the list of revisions."""

    state: Several[RevisionState] | None = None
