"""Climbing the ladder: whom the day's overdue tasks are told to, in one message for each person."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from services.notifications.messages.messages import service as messages
from services.notifications.messages.messages.composing import KEPT
from services.notifications.messages.messages.making import Notification
from services.notifications.messages.messages.names import Names, named_text, names_of
from services.notifications.messages.messages.payloads import EscalationFacts, TaskEscalated
from services.notifications.messages.messages.shared_facts import WhyFacts
from services.notifications.occasions.escalations import answering, repository
from services.notifications.occasions.escalations.service import rungs_of
from services.notifications.wording.templates.kinds import Kind
from shared.asked_work.texts import people_and_schools
from shared.context.context import Context
from shared.events.next_to_act import Because


async def climb(ctx: Context, day: date) -> int:
    """Tell everybody what has climbed to them since they were last told. Returns the number of messages made."""
    fired = await repository.fire(ctx, await rungs_of(ctx), day)
    at_school = await repository.told_at_schools(ctx)
    said = {id_ for row in fired for id_ in people_and_schools(row.text_code, row.text_values)}
    names = await names_of(
        ctx, schools={row.school_id for row in fired} | said, staff={row.owner_id for row in fired} | said
    )
    by_person: dict[UUID, dict[UUID, Any]] = {}
    for row in fired:
        # Somebody two rungs lead to reads of the task once.
        by_person.setdefault(row.recipient_id, {}).setdefault(row.task_id, row)
    told = [
        Notification(
            answering.subject_of(ctx.district_id, person, day),
            person,
            _facts(day, list(rows.values()), names, at_school),
        )
        for person, rows in by_person.items()
    ]
    await answering.offer(ctx, day, list(by_person))
    return await messages.notify_many(ctx, Kind.ESCALATION, told)


def _facts(day: date, rows: list[Any], names: Names, at_school: Collection[str]) -> EscalationFacts:
    lines = [
        TaskEscalated(
            escalation_id=row.id,
            task_id=row.task_id,
            plan_id=row.plan_id,
            activity_code=row.activity_code,
            title=row.title,
            school_id=row.school_id,
            school_name=names.get(row.school_id),
            due_on=row.due_on,
            text=named_text(row.text_code, row.text_values, names),
            school_days_overdue=row.school_days_overdue,
            owner_name=names.get(row.owner_id),
        )
        for row in rows[:KEPT]
    ]
    return EscalationFacts(
        kind=Kind.ESCALATION, day=day, task_count=len(rows), lines=lines, because=_because(rows, names, at_school)
    )


def _because(rows: list[Any], names: Names, at_school: Collection[str]) -> WhyFacts:
    """The rung that tells, the lowest of several; the school, if it tells of one."""
    rung = min(rows, key=lambda row: row.after_school_days)
    schools = {row.school_id for row in rows}
    return WhyFacts(
        code=Because.LADDER,
        role=rung.tell,
        school_name=names.get(rung.school_id) if len(schools) == 1 and rung.tell in at_school else None,
        school_days=rung.after_school_days,
    )
