"""Wire models of plans. The same shape is written in YAML files."""

from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from services.scheduling.planning.plans.days import Due, Repeat
from services.scheduling.planning.plans.details import (
    ActivityDetails,
    Benchmark,
    Cost,
    GoalDetails,
    Hours,
    Measured,
    MeasuredBy,
    PlanYears,
    unsaid,
)
from services.scheduling.planning.plans.owners import OwnerRole
from services.scheduling.planning.plans.tables import GoalDecision, OwnedBy, PlanState
from services.scheduling.planning.plans.targeting import Targets, Word
from services.scheduling.references import GoalReference, PlanReference
from shared import teams
from shared.context.paging import Paging
from shared.context.several import SORT, ByChange, Several
from shared.directory.references import ActorReference, SchoolReference, StaffReference
from shared.schemas import ABSENT, MAY_DO, NO_NUL, Body, Code, Day, LongText, Moment, Patch, Reply, ShortText, Whole

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class DoneManual(Body):
    """A person marks it as done."""

    kind: Literal["manual"]


class DoneNote(Body):
    """A person marks it as done, with a note, a link or a file."""

    kind: Literal["note"]


class Condition(Body):
    """A condition on a field of the proving event's data."""

    field: Word
    op: Literal["equals", "not_equals", "at_least", "at_most", "one_of"]
    value: bool | int | Word | list[Word]


class DoneEvent(Body):
    """An event proves it, at the same school, when all conditions hold."""

    kind: Literal["event"]
    event_type: Word
    conditions: list[Condition] = Field(default=[], max_length=20)


DoneWhen = Annotated[DoneManual | DoneNote | DoneEvent, Field(discriminator="kind")]


class ActivityWords(ActivityDetails):
    """What a school, or the district itself, has to do, by whoever holds a role."""

    code: Code
    title: ShortText
    instructions: LongText = ""
    owner_role: OwnerRole
    # What is left to its default is not named: a content from before there was a choice keeps its hash.
    owned_by: OwnedBy = Field(
        default=OwnedBy.ONE,
        exclude_if=lambda value: value == OwnedBy.ONE,
        description="one: one holder of the role, the longest in it, does it at each place. each: every holder there has a "
        "task of their own. any: it waits there for whoever of them takes it.",
    )
    responsible_roles: Annotated[list[OwnerRole], Field(max_length=10, exclude_if=unsaid)] = Field(
        default=[],
        description="Roles and teams whose holders at the place share the responsibility: they see the task and may do it; "
        "its owner alone answers for it.",
    )
    targets: Targets
    due: Due
    repeat: Repeat | None = None
    done_when: DoneWhen

    @model_validator(mode="after")
    def _goes_on_or_repeats(self) -> "ActivityWords":
        if self.repeat is not None and self.due.kind == "ongoing":
            raise ValueError("what is ongoing repeats by itself, each school year: name one of them")
        if self.owned_by is not OwnedBy.ONE and teams.is_team(self.owner_role):
            raise ValueError("a team does it together: leave owned_by out")
        return self


class ActivityBody(ActivityWords):
    """What a school, or the district itself, has to do."""

    owner_id: UUID | None = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="With `one`: this person does it where they hold a role, or everywhere with one for the district, as long as "
        "they are at work; elsewhere, and then, who holds the role.",
    )
    responsible_ids: Annotated[list[UUID], Field(max_length=50, exclude_if=unsaid)] = Field(
        default=[], description="People who share the responsibility, wherever they hold a role."
    )

    @model_validator(mode="after")
    def _is_one_persons(self) -> "ActivityBody":
        if self.owner_id is not None and self.owned_by is not OwnedBy.ONE:
            raise ValueError("owner_id goes with owned_by one")
        return self


class StrategyBody(Body):
    """A strategy towards the goal."""

    code: Code
    title: ShortText
    description: LongText = ""
    activities: list[ActivityBody] = Field(default=[], max_length=200)


class GoalBody(GoalDetails):
    """A SMART goal."""

    code: Code
    title: ShortText
    measure: LongText = Field(min_length=1, description="What is measured, and where the number comes from.")
    unit: Literal["percent", "count", "score"]
    baseline: Measured
    target: Measured
    target_on: Day
    serves: Code | None = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="In a school's own plan, the goal of the district it serves: by its id, or by its code where one published "
        "plan of the district has it.",
    )
    strategies: list[StrategyBody] = Field(default=[], max_length=50)


YearNumberOfPlan = Annotated[Whole, Field(ge=0, le=1)]
SCHOOL_YEAR = "Such as 2026-27; also as 2026-2027 School Year, or the title of one of the district's school years."


class PlanCreate(Body):
    """A plan's whole content. It may be incomplete while it is a draft."""

    school_id: UUID | None = Field(
        default=None,
        description="The school whose own plan it is; without one, the district's. What is for all is for that school then.",
    )
    school_code: Code | None = Field(default=None, description="The same by the district's own code of the school.")
    title: ShortText
    school_year: Annotated[ShortText, Field(description=SCHOOL_YEAR)]
    last_school_year: ShortText | None = Field(
        default=None, description="The last of several school years; the plan's only one when left out."
    )
    first_year_number: YearNumberOfPlan = Field(
        default=1,
        exclude_if=lambda number: number == 1,
        description="How its first school year is counted: 0 where it is a year of preparation, Year 0.",
    )
    starts_on: Day | None = None
    ends_on: Day | None = Field(default=None, description="After it nothing of the plan is due.")
    summary: LongText = ""
    goals: list[GoalBody] = Field(default=[], max_length=20)

    @model_validator(mode="after")
    def _is_one_schools(self) -> "PlanCreate":
        if self.school_id is not None and self.school_code is not None:
            raise ValueError("name the school by its id or by its code, not by both")
        return self


class PlanUpdate(Patch):
    """A merge patch; `goals` is replaced whole."""

    title: ShortText = ABSENT
    school_year: Annotated[ShortText, Field(description=SCHOOL_YEAR)] = ABSENT
    last_school_year: ShortText | None = ABSENT
    first_year_number: YearNumberOfPlan = ABSENT
    starts_on: Day | None = ABSENT
    ends_on: Day | None = ABSENT
    summary: LongText = ABSENT
    goals: Annotated[list[GoalBody], Field(max_length=20)] = ABSENT


class Activity(Reply):
    """What a school has to do; `due_on` is set by publishing."""

    id: UUID
    code: str
    title: str
    instructions: str
    owner_role: str
    owned_by: OwnedBy
    owner: StaffReference | None = Field(description="Who is named to do it, as long as they are at work.")
    responsible_roles: list[str] = Field(description="Roles and teams that share the responsibility.")
    responsible_people: list[StaffReference] = Field(description="People who share the responsibility.")
    targets: dict[str, Any]
    due: dict[str, Any]
    repeat: dict[str, Any] | None
    done_when: dict[str, Any]
    starts_on: Day | None = Field(description="The day work on it begins.")
    follow_up_on: Day | None = Field(description="The day it is looked at again.")
    hours: Hours | None = Field(description="When on its day it happens.")
    years: PlanYears | None = Field(description="The years of the plan it is for.")
    responsible: list[str] = Field(description="Who is responsible, in the plan's words.")
    resources: list[str]
    costs: list[Cost]
    evidence_wanted: str | None
    status_words: str | None = Field(description="The district's own word; how it stands is computed.")
    notes: str | None
    due_on: Day | None = Field(
        description="The (first) day by the district's calendar, once it has reached the schools."
    )


class Strategy(Reply):
    """A strategy towards the goal."""

    id: UUID
    code: str
    title: str
    description: str
    activities: list[Activity]


class Goal(Reply):
    """A SMART goal."""

    id: UUID
    code: str
    title: str
    measure: str
    unit: str
    baseline: float
    target: float
    target_on: Day
    serves: GoalReference | None = Field(description="Of a school's own plan: the goal of the district it serves.")
    objective: str | None
    root_cause: str | None
    theory_of_action: str | None
    key_outcomes: list[str]
    benchmarks: list[Benchmark] = Field(description="Between baseline and target, in the order of their days.")
    measured_by: MeasuredBy | None
    decision: GoalDecision | None = Field(description="What became of it when the plan was carried on.")
    strategies: list[Strategy]


PlanAct = Literal[
    "change",
    "submit",
    "return",
    "approve",
    "publish",
    "close",
    "archive",
    "carry-on",
    "preview",
    "values",
    "revisions",
]


class PlanSummary(Reply):
    """A plan without its goals, as lists show it."""

    id: UUID
    school: SchoolReference | None = Field(description="Whose own plan it is; null: the district's.")
    title: str
    school_year: str = Field(description="Such as 2026-27: the first, if there are several.")
    last_school_year: str | None = Field(description="The last of several.")
    first_year_number: int = Field(
        description="How its first school year is counted: 1, or 0 for a year of preparation."
    )
    starts_on: Day | None
    ends_on: Day | None
    summary: str
    state: PlanState
    content_hash: str
    submitted_by: ActorReference | None
    submitted_at: Moment | None
    returned_reason: str | None
    approved_by: ActorReference | None
    approved_at: Moment | None
    approved_hash: str | None
    published_at: Moment | None
    published_on: Day | None
    closed_at: Moment | None
    closed_reason: str | None
    archived_at: Moment | None
    ended_on: Day | None = Field(
        description="The day it was closed or archived. Its tasks stay as they are, and its figures as they were on that day."
    )
    carried_from: PlanReference | None = Field(description="The plan of an earlier school year it goes on with.")
    school_count: int | None
    task_count: int | None
    revision: int = Field(description="Which of its published contents it has: 0 before the first, 1 from publication.")
    may: list[PlanAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class Plan(PlanSummary):
    """A plan with everything in it. `content_hash` names exactly this content; an approval is of one hash."""

    goals: list[Goal]


class PlanReturn(Body):
    """Why a plan is returned to its authors."""

    reason: Annotated[LongText, Field(min_length=1)]


class PlanApprove(Body):
    """The hash of the content that was read and is approved, and of the warnings of its preview."""

    content_hash: Sha256
    seen_warnings: Sha256 | None = Field(
        default=None, description="The preview's `warnings_hash`; needed when it has warnings."
    )


class PlanOwner(StrEnum):
    """Whose plans: the district's, or its schools' own."""

    DISTRICT = "district"
    SCHOOL = "school"


class PlanList(Paging):
    """Filters of the list of plans."""

    sort: ByChange | None = SORT
    owner: PlanOwner | None = Field(default=None, description="Only the district's, or only schools' own.")
    school_id: Several[UUID] | None = Field(default=None, description="Only this school's own.")

    state: Several[PlanState] | None = None
    school_year: Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)] | None = None
