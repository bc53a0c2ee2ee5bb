"""SQL of tasks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, text

from services.scheduling.planning.plans.tables import ActivityRow, OwnedBy, PlanState
from services.scheduling.planning.targets.owners import task_holders_in_sql
from services.scheduling.references import GOAL, PLAN, STRATEGY
from services.scheduling.work.owed_works.tables import OwedWorkRow
from services.scheduling.work.task_states import TO_DO, TaskState, asked_for_in_sql, live_in_sql, to_do_in_sql
from services.scheduling.work.tasks import people
from services.scheduling.work.tasks.events import TaskNoted
from services.scheduling.work.tasks.history import record, sees_whole_district
from services.scheduling.work.tasks.people import HEARING
from services.scheduling.work.tasks.schemas import Reopening, Step, TaskNote
from services.scheduling.work.tasks.sharing import (
    at_place_in_sql,
    everywhere_in_sql,
    is_shared_everywhere_in_sql,
    standing_for_in_sql,
)
from services.scheduling.work.tasks.tables import (
    EvidenceKind,
    EvidenceRow,
    NoteRow,
    NoteVisibility,
    ReopeningRow,
    StepRow,
    TaskRow,
)
from services.scheduling.work.tasks.taking import is_of_in_sql, roles_to_take_by_in_sql
from shared.context.context import Context
from shared.context.days import day_in_sql, zone_in_sql
from shared.context.leads import Branch, Lead, at_each, by
from shared.context.listing import parts
from shared.context.lists import Listing
from shared.db.loading import columns_in_sql, objects
from shared.directory.references import ACTOR, SCHOOL, STAFF
from shared.errors import NotFound
from shared.texts.words import Words

#: What a task is called, and whom it was asked of, in the words of its activity or its own.
TITLE, ROLE = "coalesce(t.title, a.title)", "coalesce(t.role, a.owner_role)"
COLUMNS = f"""t.id,
    case when t.owed_work_id is null then json_build_object('kind', t.origin_kind, 'id', t.activity_id, 'code', a.code,
        'service', null, 'type', null, 'values', null, 'link', null, 'closes_by', null, 'rule', null, 'because', null)
      else (select json_build_object('kind', t.origin_kind, 'id', o.origin_id, 'code', coalesce(o.rule ->> 'code', o.text_code),
          'service', o.service, 'type', o.origin_type, 'values', o.text_values, 'link', o.link, 'closes_by', o.closes_by,
          'rule', case when o.rule is not null then json_build_object('id', o.rule -> 'id', 'title', o.rule -> 'title',
            'version', o.rule -> 'version') end, 'because', o.because)
        from owed_works o where o.district_id = t.district_id and o.id = t.owed_work_id) end as origin,
    {PLAN.reference("t.plan_id")} as plan, {GOAL.reference("t.goal_id")} as goal,
    {STRATEGY.reference("t.strategy_id")} as strategy,
    case when t.activity_id is not null then json_build_object('id', t.activity_id, 'name', a.title) end as activity,
    a.code as activity_code, {TITLE} as title, a.details -> 'hours' as hours,
    {SCHOOL.reference("t.school_id")} as school, t.occurrence_on,
    case when t.slot_id is not null then '{OwnedBy.EACH}' when t.is_pool then '{OwnedBy.ANY}' else '{OwnedBy.ONE}' end
      as owned_by,
    {STAFF.reference("t.owner_id")} as owner, {STAFF.reference("t.given_by")} as given_by, t.state, t.due_on, t.target_on,
    t.blocked_on, t.done_on, t.version, t.created_at, t.updated_at"""
#: What closes it, as its activity or the rule that made it says; a person's word, where neither does.
DONE_WHEN = """coalesce(a.done_when, (select o.rule -> 'done_when' from owed_works o
    where o.district_id = t.district_id and o.id = t.owed_work_id), '{"kind": "manual"}')"""
SOURCE = "tasks t left join activities a on a.district_id = t.district_id and a.id = t.activity_id"
LIVE = live_in_sql()
MOVING = to_do_in_sql()
#: The list's second entry is who asks, on the day of its first, a moment. In whose place they do and take tasks, and where.
ME, THEIR_DAY = "({}::text[])[2]::uuid", "(select day from their_day)"
STANDING = f"""their_day as (select {day_in_sql("({}::text[])[1]")} as day),
standing as materialized {standing_for_in_sql(ME, THEIR_DAY)}"""
#: Whom they act for at each school, and in what the district itself owes.
COVERED_AT = """(
  select c.staff_id, s.id from standing c join directory_schools s on c.school_id is null or s.id = c.school_id
  where c.is_cover)"""
COVERED_OF_DISTRICT = "(select distinct c.staff_id from standing c where c.is_cover and c.school_id is null)"
#: Tasks they share, or who they act for, and activities shared everywhere.
SHARED_AT_PLACE = f"{at_place_in_sql('standing', THEIR_DAY)} w"
#: The roles by which they take from pools, their own and those of who they act for, and where (null: for the district).
HELD = f"(select distinct h.role, h.school_id from {roles_to_take_by_in_sql('standing', THEIR_DAY)} h)"
SHARED_EVERYWHERE = f"{everywhere_in_sql('standing', THEIR_DAY)} w"
#: A caller who may not see every school sees those in the list and, its second entry being themselves, their own tasks, those
#: of whom they act for, what waits for somebody of a role of either, what they gave to others, and what they share.
VISIBLE = Lead(
    (
        at_each("t.school_id", "({}::text[])[3:]"),
        Branch("t.owner_id = ({}::text[])[2]::uuid"),
        Branch(
            "t.owner_id = covered.owner_id and t.school_id = covered.school_id",
            f"{COVERED_AT} covered (owner_id, school_id)",
        ),
        Branch("t.owner_id = covered.owner_id and t.school_id is null", f"{COVERED_OF_DISTRICT} covered (owner_id)"),
        Branch(
            is_of_in_sql("held"),
            f"{HELD} held (role, school_id)",
        ),
        Branch("t.given_by = ({}::text[])[2]::uuid"),
        Branch("t.id = w.id", SHARED_AT_PLACE),
        Branch(is_shared_everywhere_in_sql(THEIR_DAY), SHARED_EVERYWHERE),
    ),
    given=STANDING,
)
MATCHING = "(select a.id from activities a where strpos(lower(a.code || ' ' || a.title), lower({})) > 0) matching"


def _of_plans(states: Sequence[TaskState], further: str = "", which: str = "true") -> Branch:
    """Tasks in these states: a page of each plan `p` of `which` it is true, and state."""
    each = f"(select p.id, s.state from plans p cross join {_states(states)} where {which}) of_plan"
    return Branch(f"t.plan_id = of_plan.id and t.state = of_plan.state{further}", each)


def _of_none(states: Sequence[TaskState], further: str = "") -> Branch:
    """The same of what no plan asks for."""
    return Branch(f"t.activity_id is null and t.state = s.state{further}", _states(states))


def _states(states: Sequence[TaskState]) -> str:
    listed = ", ".join(f"('{state}')" for state in states)
    return f"(values {listed}) s (state)"


#: Tasks that no plan asks for have words of their own.
UNPLANNED = _of_none(list(TaskState), " and strpos(lower(t.title), lower({})) > 0")


def _by_plans(where: str) -> Lead:
    every = list(TaskState)
    return Lead((_of_plans(every), _of_none(every)), where, to_changes=False)


#: At {now}, a moment.
TODAY = day_in_sql("{now}")
#: Of a plan that asks for nothing more no task is overdue.
ASKING = f"p.state = '{PlanState.PUBLISHED}'"
PAST, AHEAD = f" and t.due_on < {TODAY}", f" and t.due_on >= {TODAY}"
SETTLED = [state for state in TaskState if state not in TO_DO]
OVERDUE = Lead((_of_plans(TO_DO, PAST, ASKING), _of_none(TO_DO, PAST)), to_changes=False)
NOT_OVERDUE = Lead(
    (
        _of_plans(TO_DO, AHEAD, ASKING),
        _of_plans(TO_DO, which=f"not ({ASKING})"),
        _of_plans(SETTLED),
        _of_none(TO_DO, AHEAD),
        _of_none(SETTLED),
    ),
    f"not ({MOVING} and t.due_on < {TODAY})",
    to_changes=False,
)

LISTING = Listing(
    name="tasks",
    columns=COLUMNS,
    source=SOURCE,
    rows="tasks t",
    order=(("t.due_on", "date"), ("t.id", "uuid")),
    changed=(("t.updated_at", "timestamptz"), ("t.id", "uuid")),
    filters={
        # In the order in which they lead: what few rows pass, first.
        "visible": VISIBLE,
        "owner_id": by("t.owner_id = {}::uuid"),
        "school_id": by("t.school_id = {}::uuid"),
        "activity_id": by("t.activity_id = {}::uuid"),
        "origin": "t.origin_kind = {}",
        "unowned=true": by("t.owner_id is null", to_changes=False),
        "unowned=false": "t.owner_id is not null",
        "search": Lead((Branch("t.activity_id = matching.id", MATCHING), UNPLANNED), to_changes=False),
        "overdue=true": OVERDUE,
        "overdue=false": NOT_OVERDUE,
        "state": _by_plans("t.state = {}"),
        "plan_id": _by_plans("t.plan_id = {}::uuid"),
        "due_from": "t.due_on >= {}::date",
        "due_until": "t.due_on <= {}::date",
        "at_schools": "t.school_id = any({}::uuid[])",
    },
)

OF_TASK = "p.task_id = t.id"
#: Who is named to share a task, by its activity or for it alone.
SHARERS = """coalesce(a.responsible_ids,
    array(select x.staff_id from task_sharers x where x.task_id = t.id order by x.staff_id))"""
#: Of what visibilities somebody reads notes, and who they are.
READABLE = "(p.visibility = any({notes}::text[]) or p.created_by = {reader})"
#: One task with all that `Task` has but what shows the work, which says what may be done to it (`may.py`).
WHOLE = replace(
    LISTING,
    columns=f"""{COLUMNS}, coalesce(a.instructions, t.instructions, '') as instructions, {ROLE} as owner_role,
    coalesce(a.responsible_roles, '{{}}') as responsible_roles, {STAFF.references(SHARERS)} as responsible_people,
    {DONE_WHEN} as done_when, t.started_at, t.done_at,
    {ACTOR.reference("t.done_by")} as done_by, t.withdrawn_reason,
    {parts(StepRow, Step, OF_TASK)} as steps,
    {parts(NoteRow, TaskNote, f"{OF_TASK} and {READABLE}")} as notes,
    {parts(ReopeningRow, Reopening, OF_TASK)} as reopenings,
    (select p.ended_on from plans p where p.district_id = t.district_id and p.id = t.plan_id) as plan_ended_on""",
)

# What nearly every move of a task asks: its activity, whether its plan runs, where the district is, who hears of it.
AROUND = text(f"""
select {columns_in_sql(ActivityRow, "a")}, {asked_for_in_sql()} as asked, {zone_in_sql()} as zone,
  array({HEARING.text}) as hearing
from tasks t join activities a on a.district_id = t.district_id and a.id = t.activity_id
where t.district_id = :district_id and t.id = :task_id""")
# Who would own what falls to a role at a school, and whether somebody still holds a role there or for the district.
HOLDER = text(f"""
with {task_holders_in_sql(":today")}
select exists (select from holding h where h.staff_id = :owner_id and (h.school_id = :school_id or h.school_id is null)) as holds,
  coalesce((select staff_id from at_school where school_id = :school_id and role = :role),
           (select staff_id from of_district where role = :role)) as staff_id""")


async def get_activity(ctx: Context, activity_id: UUID | None) -> ActivityRow | None:
    """The activity a task is of, if a plan asks for it; found once a request."""
    if activity_id is None:
        return None
    known: dict[UUID, ActivityRow] = ctx.session.info.setdefault("activities", {})
    if activity_id not in known:
        known[activity_id] = await ctx.get(ActivityRow, activity_id, "activity")
    return known[activity_id]


async def get_owed(ctx: Context, row: TaskRow) -> OwedWorkRow | None:
    """What the task was made of, if another service asked for it."""
    return None if row.owed_work_id is None else await ctx.get(OwedWorkRow, row.owed_work_id, "piece of work")


async def done_when(ctx: Context, row: TaskRow) -> dict[str, Any]:
    """What closes it, as its activity or its rule says; a person, where neither does."""
    activity = await get_activity(ctx, row.activity_id)
    if activity is not None:
        return activity.done_when
    owed = await get_owed(ctx, row)
    found: dict[str, Any] = owed.rule["done_when"] if owed and owed.rule else {"kind": "manual"}
    return found


async def is_asked_for(ctx: Context, row: TaskRow) -> bool:
    """Does the task's plan run? Asked once a plan and request: whoever ends it waits for the tasks locked here.

    What else its move will ask is asked with it.
    """
    if row.plan_id is None:
        return True
    known: dict[UUID, bool] = ctx.session.info.setdefault("plans_that_run", {})
    if row.plan_id not in known:
        (found,) = await ctx.ask(AROUND, {"district_id": ctx.district_id, "task_id": row.id, "now": ctx.now})
        known[row.plan_id] = found["asked"]
        (activity,) = objects(ctx.session.sync_session, ActivityRow, [found], anew=False)
        ctx.session.info.setdefault("activities", {})[activity.id] = activity
        ctx.session.info["zone"] = found["zone"]
        people.keep_hearing(ctx, row, found["hearing"])
    return known[row.plan_id]


async def owner_now(ctx: Context, row: TaskRow, role: str | None, today: date) -> UUID | None:
    """Who owns the task of a role: its owner as long as they hold a role there, or else who holds that role."""
    values = {"owner_id": row.owner_id, "school_id": row.school_id, "role": role, "today": today}
    found = (await ctx.session.execute(HOLDER, values)).one()
    owner: UUID | None = row.owner_id if found.holds else found.staff_id
    return owner


async def count_evidence(ctx: Context, task_id: UUID) -> int:
    """How many links, files and events show the work."""
    return int(await ctx.session.scalar(select(func.count(EvidenceRow.id)).where(EvidenceRow.task_id == task_id)) or 0)


async def get_step(ctx: Context, task_id: UUID, step_id: UUID) -> StepRow:
    """One step of a task. Raises `NotFound`."""
    row = await ctx.session.scalar(select(StepRow).where(StepRow.task_id == task_id, StepRow.id == step_id))
    if row is None:
        raise NotFound(Words("No such step.", es="No existe ese paso."))
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


def reader(ctx: Context) -> dict[str, Any]:
    """What `WHOLE` takes of whoever reads it."""
    return {"reader": ctx.actor, "notes": notes_for(ctx)}


def _readable(ctx: Context) -> ColumnElement[bool]:
    return or_(NoteRow.visibility.in_(notes_for(ctx)), NoteRow.created_by == ctx.actor)


def keep_note(ctx: Context, task_id: UUID, body: str, visibility: NoteVisibility = NoteVisibility.SCHOOL) -> None:
    """Add a note; the history tells that there is one, unless it is for its author alone."""
    ctx.add(NoteRow(task_id=task_id, body=body, visibility=visibility))
    if visibility is not NoteVisibility.AUTHOR:
        record(ctx, task_id, "note", None, visibility)
    if visibility is not NoteVisibility.SCHOOL:
        ctx.emit(TaskNoted(task_id=task_id, visibility=visibility.value, author_id=ctx.principal.staff_id))


def keep_link(ctx: Context, task_id: UUID, title: str, url: str) -> None:
    """Add a link to a file that shows the work."""
    ctx.add(EvidenceRow(task_id=task_id, kind=EvidenceKind.LINK, title=title, url=url))
    record(ctx, task_id, "link", None, title)
