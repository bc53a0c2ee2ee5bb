"""What an activity asks of a school, as occurrences that facts meet: the kernel's arithmetic on its tasks."""

from datetime import date
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.planning.occurrences import service as occurrences
from services.scheduling.work.evidence import rules
from services.scheduling.work.evidence.repository import Asked
from services.scheduling.work.evidence.tables import ProofOutcome
from services.scheduling.work.task_states import TaskState
from shared import clock
from shared.context.context import Context
from shared.expecting.occurrences import Answer, Occurrence, Span
from shared.expecting.occurrences import answers as answers_of
from shared.ids import new_id


async def answers(ctx: Context, asked: Asked) -> dict[UUID, Answer | None]:
    """What each fact about the activity is an answer to, by the event's id."""
    every, span = await expected(ctx, asked)
    made_at = min(task.created_at for task in asked.tasks)
    facts = {proof.event_id: proof.fact_on for proof in asked.standing_proofs if proof.told_at >= made_at}
    found = answers_of(every, facts, span, _met(asked))
    return {proof.event_id: found.get(proof.event_id) for proof in asked.standing_proofs}


async def expected(ctx: Context, asked: Asked) -> tuple[list[Occurrence], Span]:
    """The occurrences the activity asks of the school, and the days within which facts meet any of them."""
    met = set(_met(asked).values())
    grace = grace_days(asked)
    found = [
        Occurrence(
            task.id,
            task.due_on,
            grace,
            is_met=task.state is TaskState.DONE and task.id not in met,
            is_excused=task.state is TaskState.WITHDRAWN,
        )
        for task in asked.tasks
    ]
    if asked.activity.repeat:
        # Days of an occurrence that is not made yet are no days of the last one that is.
        found += [Occurrence(new_id(), day, grace, is_excused=True) for day in await _to_come(ctx, asked)]
    made_on = clock.day_in(await ctx.zone(), min(task.created_at for task in asked.tasks))
    years = await calendars.years_of(ctx, asked.school_id)
    return found, rules.span_of(years, made_on, [one.due_on for one in found])


def grace_days(asked: Asked) -> int:
    """How many days after it is due an event proves an occurrence of the activity."""
    return asked.activity.repeat.get("grace_days", 0) if asked.activity.repeat else 0


async def _to_come(ctx: Context, asked: Asked) -> list[date]:
    assert asked.activity.reached_on is not None, "tasks of an activity that reached no school"
    years = await calendars.calendars_at(ctx, asked.activity.reached_on)
    return occurrences.to_come(asked.activity, years.of(asked.school_id)) if years else []


def _met(asked: Asked) -> dict[UUID, UUID]:
    """Which facts have met which tasks before."""
    done = {task.id for task in asked.tasks if task.state is TaskState.DONE}
    closed = [proof for proof in asked.standing_proofs if proof.outcome is ProofOutcome.CLOSED]
    return {proof.event_id: proof.task_id for proof in closed if proof.task_id in done}
