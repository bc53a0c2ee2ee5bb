"""How what events prove stands at a school: expected, met, missed, excused."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans import service as plans
from services.scheduling.references import ACTIVITY, PLAN
from services.scheduling.work.evidence import expecting, repository
from services.scheduling.work.evidence.repository import Asked
from services.scheduling.work.evidence.schemas import Expectation, Expectations, ExpectedTask
from services.scheduling.work.task_states import TaskState
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.references import SCHOOL
from shared.errors import NotFound
from shared.expecting.occurrences import OccurrenceStanding, standing, stretches, tally
from shared.schemas import Reference
from shared.texts.words import Words


async def of_school(ctx: Context, plan_id: UUID, school_id: UUID) -> Expectations:
    """What a plan asks of a school and events prove, for whoever reads the plan there. Raises `NotFound`."""
    plan = await plans.read(ctx, plan_id)
    every = await repository.list_asked(ctx, plan_id, school_id)
    ids = {PLAN: [plan.id], SCHOOL: [school_id], ACTIVITY: [asked.activity.id for asked in every]}
    names = await references(ctx, ids)
    school = names.to(SCHOOL, school_id)
    schools = POLICY.reach(ctx.principal, "plans:read")
    if school is None or school.name is None or (schools is not None and school_id not in schools):
        raise NotFound(Words("No such school.", es="No existe esa escuela."))
    today = await ctx.today()
    found = [await _stands(ctx, asked, today, names.to(ACTIVITY, asked.activity.id)) for asked in every]
    return Expectations(plan=names.to(PLAN, plan.id), school=school, day=today, activities=found)


async def _stands(ctx: Context, asked: Asked, today: date, activity: Reference | None) -> Expectation:
    is_open = await _school_days(ctx, asked)
    expected, span = await expecting.expected(ctx, asked)
    occurrences, days = {one.id: one for one in expected}, stretches(expected, span)
    tasks = []
    for task in asked.tasks:
        stands = standing(occurrences[task.id], days[task.id], today, is_open, met=task.state is TaskState.DONE)
        if stands is OccurrenceStanding.MISSED and task.state is TaskState.BLOCKED:
            # It waits for somebody else: a blocked task is never overdue.
            stands = OccurrenceStanding.EXPECTED
        first, last = days[task.id].first, days[task.id].last
        tasks.append(ExpectedTask(task_id=task.id, due_on=task.due_on, first_on=first, last_on=last, standing=stands))
    counts = {stands.value: n for stands, n in tally(task.standing for task in tasks).items()}
    return Expectation(activity=activity, grace_days=expecting.grace_days(asked), tasks=tasks, **counts)


async def _school_days(ctx: Context, asked: Asked) -> Callable[[date], bool]:
    assert asked.activity.reached_on is not None, "tasks of an activity that reached no school"
    years = await calendars.calendars_at(ctx, asked.activity.reached_on)
    return years.of(asked.school_id).is_school_day if years else lambda _: True
