"""What a message of each kind tells, as it stood when the message was made: a union told apart by `kind`.

A row keeps its facts without `kind`, which is a column of its own; the wire has it in both places.
Facts hold names of schools and staff and titles of plans and activities, never anything of a student.
Names are null where the directory had not told of them yet. Lists are cut short; the counts beside them are whole.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.notifications.messages.messages.shared_facts import FirstTask, TasksSharedFacts, Told
from services.notifications.wording.templates.kinds import Kind
from shared.schemas import Reply


class SchoolShare(Reply):
    """A person's tasks at one school. `name` is null if the directory had not published the school yet."""

    school_id: UUID | None
    name: str | None
    count: int
    first_due_on: date | None


class Unowned(Reply):
    """Tasks of the plan that nobody owns, for the district's coordinators."""

    task_count: int
    school_count: int
    first_due_on: date | None


class PlanPublishedFacts(Told):
    """A plan was published: somebody's tasks of it, by school, and the first of them. `by_name`: who published it."""

    kind: Literal[Kind.PLAN_PUBLISHED]
    title: str
    school_year: str
    task_count: int
    first_due_on: date | None
    schools: list[SchoolShare]
    unowned: Unowned | None
    first_tasks: list[FirstTask] = []
    by_name: str | None = None


class PlanStepFacts(Told):
    """A plan, or a revision of one (`revision` is its number), went a step on its way to the schools.

    `part`: is this person to approve it (`approver`), to find somebody who may (`finder`), to publish it (`publisher`), or did
    they write it (`author`)? `next_names` is who has to act now.
    """

    kind: Literal[Kind.PLAN_STEP]
    plan_id: UUID
    revision: int | None
    title: str
    step: Literal["submitted", "returned", "approved"]
    part: Literal["approver", "finder", "publisher", "author"]
    by_name: str | None
    next_names: list[str]


class PlanEndedFacts(Told):
    """A plan was closed or archived: what of somebody's stays undone in it; none for who wrote or approved it alone."""

    kind: Literal[Kind.PLAN_ENDED]
    title: str
    school_year: str
    ended_as: Literal["closed", "archived"]
    ended_on: date
    undone_count: int
    overdue_count: int


class PlanAtRiskFacts(Told):
    """A plan, or one of its goals, is at risk by a rule of the district, or is so no longer; for who wrote or approved it."""

    kind: Literal[Kind.PLAN_AT_RISK]
    step: Literal["at_risk", "cleared"]
    title: str
    looked_at: str
    goal_title: str | None
    found_on: date
    figures: dict[str, float]


class TaskText(Reply):
    """What another service asked for: a text of the catalogue and its values, staff and schools by name."""

    code: str
    values: dict[str, int | str | None]


class TaskTold(Reply):
    """A task as a line of a message; what somebody gave has its words at the task alone, the district's own no school.

    `text` is what another service asked for, said in the reader's language; `title` is then its sentence in English.
    `made_because` is why a rule of the district made it, by language.
    """

    task_id: UUID
    plan_id: UUID | None
    activity_code: str | None
    title: str | None
    school_id: UUID | None
    school_name: str | None
    due_on: date
    text: TaskText | None = None
    made_because: dict[str, str] | None = None


class TaskSoon(TaskTold):
    """A task that is due soon: this person's or (`to_take`) that of whoever of their role takes it."""

    to_take: bool = False


class TaskChanged(TaskTold):
    """What became different about a task, and whom it came from or went to if it changed hands."""

    change: str
    former_due_on: date | None
    other_name: str | None


class TaskOverdue(TaskSoon):
    """A task past its day, by so many school days of its school."""

    school_days_overdue: int


class TaskEscalated(TaskOverdue):
    """An overdue task escalated up the ladder; `owner_name` is null if nobody owns it."""

    escalation_id: UUID
    owner_name: str | None


class ChangeCounts(Reply):
    """How many tasks were changed, by what the change did to them."""

    added: int
    redated: int
    withdrawn: int
    received: int
    given_away: int


class TasksChangedFacts(Told):
    """One change that touched many tasks: what it means for this person's. Not `mine`: nobody owns them.

    `only` is the task when it touched one, for the subject, which has no lists.
    """

    kind: Literal[Kind.TASKS_CHANGED]
    change_id: UUID
    cause: str
    plan_title: str | None
    mine: bool
    task_count: int
    counts: ChangeCounts
    first_due_on: date | None
    only: TaskChanged | None = None
    lines: list[TaskChanged]


class TaskReopenedFacts(Told):
    """A task of this person that was done or withdrawn is open again. `by_name` is null if no person did it."""

    kind: Literal[Kind.TASK_REOPENED]
    task_id: UUID
    activity_code: str | None
    title: str | None
    plan_title: str | None
    school_name: str | None
    due_on: date
    former_state: Literal["done", "withdrawn"]
    done_on: date | None
    evidence_count: int
    by_name: str | None
    text: TaskText | None = None


class TaskGivenFacts(Told):
    """A colleague gave this person a task; what it is they read at the task. `by_name` is null if no person did it."""

    kind: Literal[Kind.TASK_GIVEN]
    task_id: UUID
    by_name: str | None
    school_name: str | None
    due_on: date


class HandoverFacts(Told):
    """Somebody's work has passed on. `part`: whether this person is the `former` owner, the `new` one or a `coordinator`."""

    kind: Literal[Kind.HANDOVER]
    handover_id: UUID
    part: Literal["former", "new", "coordinator"]
    former_name: str | None
    new_name: str | None
    school_name: str | None
    role: str
    task_count: int
    open_count: int
    overdue_count: int


class DelegationFacts(Told):
    """Somebody does another's work for some days. `part`: is this person the absent one (`from`) or the delegate (`to`)?"""

    kind: Literal[Kind.DELEGATION]
    delegation_id: UUID
    step: str
    part: Literal["from", "to"]
    other_name: str | None
    school_name: str | None
    starts_on: date
    ends_on: date


class BarrierFacts(Told):
    """One step of a barrier, for whoever raised it or has to act on it; but for its title the text is read at the barrier.

    `part`: did this person raise it, is it assigned to them, or do they keep the level it is on? `next_names` is who has to act
    now. `title` is empty in messages of before it was kept.
    """

    kind: Literal[Kind.BARRIER]
    barrier_id: UUID
    number: int
    step: str
    part: Literal["raiser", "assignee", "keeper"]
    title: str = ""
    raiser_name: str | None = None
    next_names: list[str] = []
    level: str | None
    category: str
    assignee_name: str | None
    school_name: str | None
    school_count: int
    task_count: int
    answer_due_on: date | None


class MentionFacts(Told):
    """A comment on a task mentions this person; the text is read at the task."""

    kind: Literal[Kind.MENTION]
    task_id: UUID
    comment_id: UUID
    plan_title: str | None
    school_name: str | None
    by_name: str | None


class WatchedFacts(Told):
    """A task this person watches has changed. `by_name` is null if no person did it."""

    kind: Literal[Kind.WATCHED]
    task_id: UUID
    step: str
    plan_title: str | None
    school_name: str | None
    owner_name: str | None
    by_name: str | None


class DigestFacts(Told):
    """What a school day begins with: a person's tasks and, for a district's coordinators, those nobody owns."""

    kind: Literal[Kind.DIGEST]
    day: date
    due_soon_count: int
    overdue_count: int
    due_soon: list[TaskSoon]
    overdue: list[TaskOverdue]
    unowned_due_soon_count: int
    unowned_overdue_count: int
    unowned_due_soon: list[TaskTold]
    unowned_overdue: list[TaskOverdue]


class PlanWeek(Reply):
    """How one plan stands at the end of a week."""

    plan_id: UUID
    title: str
    tasks: int
    done: int
    overdue: int


class TaskOfWeek(TaskTold):
    """One of the tasks that have been overdue for longest; `owner_name` is null if nobody owns it."""

    owner_name: str | None


class TaskEarly(TaskOfWeek):
    """A task that was done so many days before it was due."""

    days_early: int


class WeeklySummaryFacts(Told):
    """The past week at one school or, without `school_id`, in the whole district."""

    kind: Literal[Kind.WEEKLY_SUMMARY]
    week_starts_on: date
    week_ends_on: date
    school_id: UUID | None
    school_name: str | None
    done_count: int
    on_time_count: int
    overdue_count: int
    blocked_count: int
    unowned_count: int
    due_next_week_count: int
    plan_count: int
    plans: list[PlanWeek]
    worst: list[TaskOfWeek] = []
    best: TaskEarly | None = None


class EscalationFacts(Told):
    """Overdue tasks that escalated to this person on one day."""

    kind: Literal[Kind.ESCALATION]
    day: date
    task_count: int
    lines: list[TaskEscalated]


class AnnouncementFacts(Told):
    """An announcement by somebody of the district, in their own words."""

    kind: Literal[Kind.ANNOUNCEMENT]
    title: str
    body: str


class EmergencyAccessFacts(Told):
    """Somebody may read student records because of a threat, or (`closed`) no longer, and it is to be reviewed.

    Those permitted read the reason at the emergency access.
    """

    kind: Literal[Kind.EMERGENCY_ACCESS]
    step: Literal["opened", "closed"] = "opened"
    emergency_access_id: UUID
    by_name: str | None
    school_name: str | None
    is_whole_district: bool
    minutes: int


class AttendanceAlertsFacts(Told):
    """So many students of a school newly call for attention by their absences, or no longer do after a correction.

    Who they are is read at the alerts, by those permitted. `part`: by a role, or by a caseload these students are on.
    """

    kind: Literal[Kind.ATTENDANCE_ALERTS]
    trigger_id: UUID
    school_id: UUID
    school_name: str | None
    tier: int
    part: Literal["role", "caseload"]
    raised: int
    undone: int
    still_open: int


Facts = Annotated[
    PlanPublishedFacts
    | PlanStepFacts
    | PlanEndedFacts
    | PlanAtRiskFacts
    | TasksChangedFacts
    | TaskReopenedFacts
    | TaskGivenFacts
    | TasksSharedFacts
    | HandoverFacts
    | DelegationFacts
    | BarrierFacts
    | MentionFacts
    | WatchedFacts
    | DigestFacts
    | WeeklySummaryFacts
    | EscalationFacts
    | AnnouncementFacts
    | EmergencyAccessFacts
    | AttendanceAlertsFacts,
    Field(discriminator="kind"),
]
