"""SQL of tasks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, text

from services.scheduling.planning.plans.tables import ActivityRow
from services.scheduling.work.delegations.repository import COVERED
from services.scheduling.work.tasks.history import record, sees_whole_district
from services.scheduling.work.tasks.people import SEES
from services.scheduling.work.tasks.schemas import Evidence, Step, TaskNote
from services.scheduling.work.tasks.tables import EvidenceKind, EvidenceRow, NoteRow, NoteVisibility, StepRow
from shared.context.context import Context
from shared.context.listing import parts
from shared.context.paging import Listing
from shared.directory.tables import DirectoryRoleRow, DirectoryStaffRow
from shared.errors import NotFound

COLUMNS = """t.id, t.plan_id, t.goal_id, t.strategy_id, t.activity_id, a.code as activity_code, a.title, t.school_id,
    t.occurrence_on, t.owner_id, t.state, t.due_on, t.target_on, t.blocked_on, t.done_on, t.version, t.created_at, t.updated_at"""
SOURCE = "tasks t join activities a on a.district_id = t.district_id and a.id = t.activity_id"
LIVE = "t.state in ('open', 'in_progress', 'blocked')"
#: A blocked task waits for somebody else: it is not overdue.
MOVING = "t.state in ('open', 'in_progress')"
#: Whom the list's second entry acts for on the day of its first, a moment, at each school.
COVERED_AT = f"""(
  with recursive today as (
    select (({{}}::text[])[1]::timestamptz
            at time zone coalesce((select timezone from directory_districts), 'UTC'))::date as day),
  {COVERED.format(person="({}::text[])[2]::uuid", day="(select day from today)")}
  select c.owner_id, s.id from covered c join directory_schools s on c.school_id is null or s.id = c.school_id)"""
#: A caller who may not see every school sees those in the list and, its second entry being themselves, their own tasks and
#: those of whom they act for.
VISIBLE = f"""(t.school_id = any(({{}}::text[])[3:]::uuid[]) or t.owner_id = ({{}}::text[])[2]::uuid
    or (t.owner_id, t.school_id) in {COVERED_AT})"""

LISTING = Listing(
    name="tasks",
    columns=COLUMNS,
    source=SOURCE,
    order=(("t.due_on", "date"), ("t.id", "uuid")),
    changed=(("t.updated_at", "timestamptz"), ("t.id", "uuid")),
    filters={
        "school_id": "t.school_id = {}::uuid",
        "owner_id": "t.owner_id = {}::uuid",
        "plan_id": "t.plan_id = {}::uuid",
        "activity_id": "t.activity_id = {}::uuid",
        "state": "t.state = {}",
        "due_from": "t.due_on >= {}::date",
        "due_until": "t.due_on <= {}::date",
        "unowned": "(t.owner_id is null) = {}::boolean",
        "search": "strpos(lower(a.code || ' ' || a.title), lower({})) > 0",
        "overdue_on": f"({MOVING} and t.due_on < {{}}::date)",
        "not_overdue_on": f"not ({MOVING} and t.due_on < {{}}::date)",
        "visible": VISIBLE,
        "at_schools": "t.school_id = any({}::uuid[])",
    },
)

OF_TASK = "p.task_id = t.id"
#: Of what visibilities somebody reads notes, and who they are.
READABLE = "(p.visibility = any({notes}::text[]) or p.created_by = {reader})"
#: One task with all that `Task` has.
WHOLE = replace(
    LISTING,
    columns=f"""{COLUMNS}, a.instructions, a.owner_role, a.done_when, t.started_at, t.done_at, t.done_by, t.withdrawn_reason,
    {parts(StepRow, Step, OF_TASK)} as steps,
    {parts(NoteRow, TaskNote, f"{OF_TASK} and {READABLE}")} as notes,
    {parts(EvidenceRow, Evidence, OF_TASK)} as evidence""",
)

WITHDRAW_OPEN = text(f"""
with gone as (
  update tasks t set state = 'withdrawn', withdrawn_reason = :reason, withdrawn_cause = 'plan', blocked_on = null,
                   updated_at = :occurred_at, updated_by = :actor, version = version + 1
  where plan_id = :plan_id and state in ('open', 'in_progress', 'blocked')
  returning t.district_id, t.id, t.plan_id, t.activity_id, t.school_id, t.owner_id, old.state as former),
hearing as (
  select t.id, json_agg(w.staff_id order by w.staff_id) as ids from gone t
  join task_watchers w on w.district_id = t.district_id and w.task_id = t.id
  where {SEES.format(staff="w.staff_id")} group by t.id),
noted as (
  insert into task_history (district_id, id, task_id, happened_at, actor, what, before, after)
  select district_id, uuidv7(), id, :occurred_at, :actor, 'state', former, 'withdrawn' from gone),
told as (
  insert into outbox (district_id, id, type, subject, data, actor, correlation_id, causation_id, traceparent, occurred_at)
  select :district_id, uuidv7(), 'scheduling.task.withdrawn.v1', 'tasks/' || gone.id,
         json_build_object('task_id', gone.id, 'plan_id', plan_id, 'activity_id', activity_id, 'school_id', school_id,
                            'owner_id', owner_id, 'watcher_ids', coalesce(hearing.ids, '[]')),
         :actor, :correlation_id, :causation_id, :traceparent, :occurred_at
  from gone left join hearing on hearing.id = gone.id)
select count(*) from gone""")


async def get_activity(ctx: Context, activity_id: UUID) -> ActivityRow:
    """The activity a task is of."""
    row = await ctx.session.scalar(select(ActivityRow).where(ActivityRow.id == activity_id))
    assert row is not None, "a task without its activity"
    return row


async def list_additions(
    ctx: Context, task_id: UUID
) -> tuple[Sequence[StepRow], Sequence[NoteRow], Sequence[EvidenceRow]]:
    """What the school added to a task, each oldest first; of the notes those the caller may read."""
    steps = await ctx.session.scalars(select(StepRow).where(StepRow.task_id == task_id).order_by(StepRow.id))
    notes = await ctx.session.scalars(
        select(NoteRow).where(NoteRow.task_id == task_id, _readable(ctx)).order_by(NoteRow.id)
    )
    evidence = await ctx.session.scalars(
        select(EvidenceRow).where(EvidenceRow.task_id == task_id).order_by(EvidenceRow.id)
    )
    return steps.all(), notes.all(), evidence.all()


async def get_step(ctx: Context, task_id: UUID, step_id: UUID) -> StepRow:
    """One step of a task. Raises `NotFound`."""
    row = await ctx.session.scalar(select(StepRow).where(StepRow.task_id == task_id, StepRow.id == step_id))
    if row is None:
        raise NotFound("No such step.")
    return row


async def has_evidence(ctx: Context, task_id: UUID) -> bool:
    """Is there a note, a link or a file on the task? A note counts if the caller may read it, and not its author alone."""
    note = select(NoteRow.id).where(
        NoteRow.task_id == task_id, _readable(ctx), NoteRow.visibility != NoteVisibility.AUTHOR
    )
    shown = select(EvidenceRow.id).where(EvidenceRow.task_id == task_id)
    return bool(await ctx.session.scalar(select(or_(note.exists(), shown.exists()))))


def notes_for(ctx: Context) -> list[NoteVisibility]:
    """The visibilities of notes the caller may read beside their own, of a task they may see."""
    return [NoteVisibility.SCHOOL, *([NoteVisibility.DISTRICT] if sees_whole_district(ctx) else [])]


def _readable(ctx: Context) -> ColumnElement[bool]:
    return or_(NoteRow.visibility.in_(notes_for(ctx)), NoteRow.created_by == ctx.actor)


def keep_note(ctx: Context, task_id: UUID, body: str, visibility: NoteVisibility = NoteVisibility.SCHOOL) -> None:
    """Add a note; the history tells that there is one, unless it is for its author alone."""
    ctx.add(NoteRow(task_id=task_id, body=body, visibility=visibility))
    if visibility is not NoteVisibility.AUTHOR:
        record(ctx, task_id, "note", None, visibility)


def keep_link(ctx: Context, task_id: UUID, title: str, url: str) -> None:
    """Add a link to a file that shows the work."""
    ctx.add(EvidenceRow(task_id=task_id, kind=EvidenceKind.LINK, title=title, url=url))
    record(ctx, task_id, "link", None, title)


async def holds_role_at(ctx: Context, staff_id: UUID, school_id: UUID, day: date) -> bool:
    """Does an active staff member hold a role at the school on a day?"""
    found = await ctx.session.scalar(
        select(DirectoryRoleRow.id)
        .join(
            DirectoryStaffRow,
            (DirectoryStaffRow.district_id == DirectoryRoleRow.district_id)
            & (DirectoryStaffRow.id == DirectoryRoleRow.staff_id),
        )
        .where(
            DirectoryRoleRow.staff_id == staff_id,
            DirectoryRoleRow.school_id == school_id,
            DirectoryRoleRow.starts_on <= day,
            or_(DirectoryRoleRow.ends_on.is_(None), DirectoryRoleRow.ends_on >= day),
            DirectoryStaffRow.active.is_(True),
        )
        .limit(1)
    )
    return found is not None


async def withdraw_open(ctx: Context, plan_id: UUID, reason: str) -> int:
    """Withdraw a plan's live tasks and tell of each; returns how many."""
    values: dict[str, Any] = {"plan_id": plan_id, "reason": reason, "district_id": ctx.district_id}
    return int((await ctx.session.execute(WITHDRAW_OPEN, {**values, **ctx.envelope_columns()})).scalar_one())
