"""Wire models of tasks."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.scheduling.planning.plans.details import Hours
from services.scheduling.planning.plans.schemas import DoneWhen
from services.scheduling.planning.plans.tables import OwnedBy
from services.scheduling.references import ActivityReference, GoalReference, PlanReference, StrategyReference
from services.scheduling.work.owed_works.tables import ClosesBy
from services.scheduling.work.task_states import TaskState
from services.scheduling.work.tasks.tables import EvidenceKind, NoteVisibility, OriginKind
from shared.context.bulk import rows_of
from shared.context.paging import Paging
from shared.context.several import SORT, ByChange, Several, SeveralPeople
from shared.directory.references import ActorReference, SchoolReference, StaffReference
from shared.schemas import ABSENT, MAY_DO, NO_NUL, Body, Day, LongText, Moment, Patch, Reply, ShortText, Truth

Note = Annotated[LongText, Field(min_length=1)]
Url = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[^\s\x00-\x1f]+$")]


TaskAct = Literal[
    "start",
    "complete",
    "withdraw",
    "reopen",
    "change",
    "reassign",
    "take",
    "release",
    "steps",
    "notes",
    "evidence",
    "files",
    "remove_file",
    "comments",
    "mentions/read",
]


#: A file is taken away; a link and an event stay.
EvidenceAct = Literal["delete"]


class OriginRule(Reply):
    """The rule that made a task, and by which of its versions."""

    id: UUID
    title: str
    version: int


class Origin(Reply):
    """Where a task comes from."""

    kind: OriginKind = Field(
        description="activity: a plan asks for it. given: somebody gave it to a colleague. owed: another service asked for it. "
        "rule: a rule of the district made it."
    )
    id: UUID | None = Field(
        description="The activity's id, or that of the thing it is owed for; null of what was given."
    )
    code: str | None = Field(
        description="The code of the activity or the rule, or of what another service asked for that of its text."
    )
    values: dict[str, Any] | None = Field(
        description="Of what another service asked for: what stands in its text, as ids, counts, days and codes."
    )
    service: str | None = Field(description="The service that asked for it.")
    type: str | None = Field(description="What kind of thing it is owed for there.")
    link: str | None = Field(description="The path at that service where it is done.")
    closes_by: ClosesBy | None = Field(
        description="origin: it is done once the thing is done there. hand: its owner completes it."
    )
    rule: OriginRule | None = Field(description="The rule that made it, and its version.")
    because: dict[str, str] | None = Field(
        description="Why a rule made it, or what of a rule waits for a decision, by language."
    )


class TaskSummary(Reply):
    """A task as lists show it; what no plan asks for has no plan, goal, strategy or activity."""

    id: UUID
    origin: Origin
    plan: PlanReference | None
    goal: GoalReference | None
    strategy: StrategyReference | None
    activity: ActivityReference | None
    activity_code: str | None
    title: str
    hours: Hours | None = Field(description="When on its day it happens, by the district's clock.")
    school: SchoolReference | None = Field(description="null: the district itself owes it.")
    occurrence_on: Day | None = Field(description="The day the activity's repetition names; null without repetition.")
    owned_by: OwnedBy = Field(
        description="one: one person's. each: every holder of the role has one of their own, and this is its owner's for life. "
        "any: whoever of the role takes it; without an owner it waits for that."
    )
    owner: StaffReference | None
    given_by: StaffReference | None = Field(description="Who gave it to its owner.")
    state: TaskState
    due_on: Day
    target_on: Day | None
    blocked_on: Day | None
    done_on: Day | None
    may: list[TaskAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class Step(Reply):
    """A step of the school's own."""

    id: UUID
    title: str
    done_at: Moment | None
    created_by: ActorReference


class TaskNote(Reply):
    """A note on a task."""

    id: UUID
    body: str
    visibility: NoteVisibility
    created_by: ActorReference
    created_at: Moment


class Evidence(Reply):
    """What shows that the task was done."""

    id: UUID
    kind: EvidenceKind
    title: str
    url: str | None
    event_id: UUID | None
    event_type: str | None
    sha256: str | None = Field(description="Of a file: the SHA-256 of its bytes.")
    size: int | None = Field(description="Of a file: how many bytes.")
    media_type: str | None
    scanned_at: Moment | None = Field(description="When a scanner found a file clean; null where none is set up.")
    may: list[EvidenceAct] = MAY_DO
    created_by: ActorReference
    created_at: Moment


class Reopening(Reply):
    """A done or withdrawn task was put right: what it had been, and why it is to be done after all."""

    id: UUID
    reason: str
    former_state: TaskState
    done_on: Day | None = Field(description="When it had been done.")
    done_by: ActorReference | None = Field(description="By whom it had been done.")
    withdrawn_reason: str | None = Field(description="Why it had been withdrawn.")
    created_by: ActorReference
    created_at: Moment


class Task(TaskSummary):
    """A task with what to do, what counts as done, and what the school added.

    What shows the work stays when a task is reopened: `evidence` and `notes` are all there ever was.
    """

    instructions: str
    owner_role: str | None = Field(description="Whom it was asked of; null of what was given to a person.")
    responsible_roles: list[str] = Field(description="Roles and teams that share the responsibility with its owner.")
    responsible_people: list[StaffReference] = Field(description="People who are named to share it.")
    done_when: DoneWhen = Field(description="What closes it.")
    started_at: Moment | None
    done_at: Moment | None
    done_by: ActorReference | None
    withdrawn_reason: str | None
    steps: list[Step]
    notes: list[TaskNote]
    evidence: list[Evidence]
    reopenings: list[Reopening]
    plan_ended_on: Day | None = Field(
        description="The day its plan was closed or archived: nobody owes it any more, and it stays as it is."
    )


class HistoryEntry(Reply):
    """What became different: a field's values before and after, or a thing added (`before` null) or taken away."""

    id: UUID
    task_id: UUID
    happened_at: Moment
    actor: ActorReference
    what: str = Field(
        description="A field (state, owner_id, due_on, target_on, …) or a kind of thing (step, step_done, note, link, file, …)."
    )
    before: str | None
    after: str | None
    change_id: UUID | None = Field(description="Joins the lines one act wrote on many tasks.")


class TaskUpdate(Patch):
    """A merge patch: who does it, and the school's own earlier date."""

    owner_id: Annotated[UUID | None, Field(description="Somebody who holds a role at the school, or null.")] = ABSENT
    target_on: Annotated[Day | None, Field(description="The school's own date, on or before `due_on`.")] = ABSENT


class TaskCreate(Body):
    """A task somebody gives to a colleague, or takes upon themselves, at a school or (no school) for the district."""

    title: ShortText = Field(description="In no event and no mail: only whoever sees the task reads it.")
    instructions: LongText = ""
    school_id: UUID | None = None
    owner_id: UUID = Field(description="Somebody who holds a role at the school, or without a school for the district.")
    responsible_ids: Annotated[list[UUID], Field(max_length=20)] = Field(
        default=[], description="Others who hold a role there and share the responsibility: they see it and may do it."
    )
    due_on: Day


class TaskComplete(Body):
    """Completes a task; some tasks need the note or the link."""

    note: Note | None = None
    url: Url | None = None


class TaskRowBody(Body):
    """A row of a bulk call."""

    task_id: UUID


class RowComplete(TaskRowBody, TaskComplete):
    """A task that is done, with the note or link it may need."""


class RowReassign(TaskRowBody):
    """A task and its new owner."""

    owner_id: UUID | None = Field(description="Somebody who holds a role at the school, or null.")


class TasksComplete(Body):
    """Tasks that are done."""

    items: rows_of(RowComplete)  # type: ignore[valid-type]


class TasksReassign(Body):
    """Tasks that change hands."""

    items: rows_of(RowReassign)  # type: ignore[valid-type]


class TaskWithdraw(Body):
    """Why the task is withdrawn."""

    reason: Note


class TaskReopen(Body):
    """Why a task that was done or withdrawn is to be done after all."""

    reason: Note


class StepCreate(Body):
    """A step of the school's own."""

    title: ShortText


class StepUpdate(Patch):
    """A merge patch."""

    title: ShortText = ABSENT
    done: Truth = ABSENT


class NoteCreate(Body):
    """A note; `visibility` says who reads it."""

    body: Note
    visibility: NoteVisibility = Field(
        default=NoteVisibility.SCHOOL,
        description="school: whoever may see the task; district: district roles, machine clients and you; author: only you.",
    )


class LinkCreate(Body):
    """A link to a file that shows the work."""

    title: ShortText
    url: Url


class TaskList(Paging):
    """Filters of the list of tasks."""

    sort: Literal["due_on", "-due_on"] | ByChange | None = SORT
    school_id: Several[UUID] | None = None
    owner_id: SeveralPeople | None = None
    plan_id: Several[UUID] | None = None
    activity_id: Several[UUID] | None = None
    origin: Several[OriginKind] | None = None
    state: Several[TaskState] | None = None
    due_from: Day | None = Field(default=None, description="Due on this day or later.")
    due_until: Day | None = Field(default=None, description="Due on this day or earlier.")
    unowned: bool | None = Field(default=None, description="true: only tasks nobody owns; false: only owned ones.")
    overdue: bool | None = Field(
        default=None, description="true: live tasks of running plans whose due date has passed."
    )
    search: Annotated[str, StringConstraints(min_length=2, max_length=60, pattern=NO_NUL)] | None = Field(
        default=None, description="Text in the title, or in the activity's code."
    )
