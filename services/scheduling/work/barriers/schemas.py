"""Wire models of barriers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.scheduling.work.barriers.tables import BarrierCategory, BarrierLevel, BarrierState, Move, Restore
from services.scheduling.work.task_states import TaskState
from shared.context.paging import Paging
from shared.context.several import SORT, ByChange, Several, SeveralPeople
from shared.directory.references import ActorReference, SchoolReference, StaffReference
from shared.schemas import MAY_DO, Body, Day, LongText, Moment, Reply, ShortText, Whole

Words = Annotated[LongText, Field(min_length=1)]
MOST_TASKS = 1_000
MOST_SCHOOLS = 1_000
TaskIds = Annotated[list[UUID], Field(max_length=MOST_TASKS)]
SchoolIds = Annotated[list[UUID], Field(max_length=MOST_SCHOOLS)]
Contact = Annotated[ShortText, Field(description="Who outside answers: a name, an office, how to reach them.")]
SchoolDays = Annotated[Whole, Field(ge=1, le=100, description="School days.")]


BarrierAct = Literal[
    "triage", "assign", "escalate", "decide", "resolve", "confirm", "reopen", "tasks", "schools", "comments"
]


class BarrierSummary(Reply):
    """A barrier as lists show it."""

    id: UUID
    number: int
    code: str = Field(description="The code people use, such as BR-17.")
    title: str
    category: BarrierCategory
    state: BarrierState
    level: BarrierLevel
    restore: Restore
    raised_by: ActorReference
    raised_on: Day
    assignee: StaffReference | None
    answer_due_on: Day | None = Field(description="When the level's answer is due; null while no answer is due.")
    resolved_on: Day | None
    reopened_count: int
    schools: list[SchoolReference]
    task_count: int = Field(description="Tasks it blocks or has blocked.")
    may: list[BarrierAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class BarrierStep(Reply):
    """A line of a barrier's history: who did what, when and why."""

    id: UUID
    move: Move
    happened_at: Moment
    actor: ActorReference
    from_state: BarrierState | None
    to_state: BarrierState
    from_level: BarrierLevel | None
    level: BarrierLevel
    assignee: StaffReference | None
    task_id: UUID | None
    reason: str | None
    clock_due_on: Day | None = Field(description="The day of the clock this step stopped, if it stopped one.")


class BarrierTask(Reply):
    """A task a barrier blocks, or blocked until `unblocked_on`."""

    task_id: UUID
    activity_code: str | None
    title: str
    school: SchoolReference | None
    owner: StaffReference | None
    state: TaskState
    due_on: Day
    blocked_on: Day
    former_state: TaskState
    former_due_on: Day
    unblocked_on: Day | None


class Barrier(BarrierSummary):
    """A barrier with its words, its steps and the tasks the caller may see."""

    description: str
    contact: str | None
    decision: str | None
    resolution: str | None
    possible: list[Move] = Field(
        description="The moves its state allows; whether the caller may make them is not considered."
    )
    steps: list[BarrierStep] = Field(description="The newest 200, oldest first.")
    step_count: int
    tasks: list[BarrierTask] = Field(description="Those the caller may see, by due date.")


class BarrierRaise(Body):
    """A barrier and the tasks it blocks. The schools of the tasks are added automatically."""

    title: ShortText = Field(description="One line, which events and messages carry: name no child in it.")
    description: LongText = ""
    category: BarrierCategory
    task_ids: TaskIds = []
    school_ids: SchoolIds = []
    restore: Restore = Field(
        default=Restore.EXTEND,
        description="When unblocked, a task's due date is extended by the school days it was blocked (extend) or kept.",
    )


class BarrierTasksAdd(Body):
    """More tasks the barrier blocks."""

    task_ids: Annotated[TaskIds, Field(min_length=1)]


class BarrierSchoolsAdd(Body):
    """More schools the barrier affects."""

    school_ids: Annotated[SchoolIds, Field(min_length=1)]


class BarrierTriage(Body):
    """The level that must answer; `outside` needs a contact."""

    level: BarrierLevel
    reason: Words
    contact: Contact | None = None


class BarrierAssign(Body):
    """The person responsible for an answer."""

    assignee_id: UUID


class BarrierEscalate(Body):
    """To the next level up, named so that two who escalate at once do not skip one."""

    level: BarrierLevel
    reason: Words
    contact: Contact | None = None


class BarrierDecide(Body):
    """What will be done."""

    decision: Words


class BarrierResolve(Body):
    """What was done."""

    resolution: Words
    restore: Restore | None = Field(default=None, description="Another rule for the due dates than the barrier has.")


class BarrierConfirm(Body):
    """The barrier is gone. A coordinator who confirms in place of the person who raised it gives the reason."""

    reason: Words | None = None


class BarrierReopen(Body):
    """The barrier is not gone."""

    reason: Words


class BarrierComment(Body):
    """A comment on a barrier."""

    body: Words


class BarrierList(Paging):
    """Filters of the list of barriers."""

    sort: ByChange | None = SORT
    state: Several[BarrierState] | None = None
    level: Several[BarrierLevel] | None = None
    category: Several[BarrierCategory] | None = None
    school_id: Several[UUID] | None = None
    task_id: Several[UUID] | None = Field(default=None, description="Those that block this task, or have blocked it.")
    assignee_id: SeveralPeople | None = None
    raised_by_me: bool | None = None
    overdue: bool | None = Field(default=None, description="true: those whose level's clock ran out.")


class BarrierClocks(Reply):
    """How many school days each level has for an answer, and the raiser to confirm before a coordinator may."""

    school: int
    district_team: int
    executive: int
    outside: int
    confirmation: int


class BarrierClocksSet(Body):
    """The district's own clocks; running ones stay as they are."""

    school: SchoolDays
    district_team: SchoolDays
    executive: SchoolDays
    outside: SchoolDays
    confirmation: SchoolDays


class ReportWindow(BaseModel):
    """The days of a report."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)

    from_: Day | None = Field(
        default=None, alias="from", description="First day; default: 180 days before the last day."
    )
    until: Day | None = Field(default=None, description="Last day; default: today.")


class ReportGroup(Reply):
    """The barriers of one category on one level."""

    category: BarrierCategory
    level: BarrierLevel
    barriers: int
    standing: int
    resolved: int
    reopened: int
    schools: int
    tasks: int


class ReportLevel(Reply):
    """How one level responds."""

    level: BarrierLevel
    resolved: int
    median_school_days: float | None
    clocks_missed: int


class RecurringBarrier(Reply):
    """A category that recurs."""

    category: BarrierCategory
    barriers: int
    schools: int
    repeating_schools: list[SchoolReference]


class BarrierReport(Reply):
    """What the barriers raised in a window have in common; `definitions` says what each number counts."""

    since: Day
    until: Day
    as_of: Moment
    definitions: dict[str, str]
    barriers: int
    standing: int
    resolved: int
    reopened: int
    reopened_share: float | None
    tasks_blocked: int
    clocks_missed: int
    groups: list[ReportGroup]
    levels: list[ReportLevel]
    recurring: list[RecurringBarrier]
