"""What facts prove: of each activity one occurrence at the school, that of the day they speak of."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import Response

from services.scheduling.permissions import POLICY
from services.scheduling.planning.evidence_types import rules as conditions
from services.scheduling.planning.evidence_types.catalogue import proves_as
from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.work.evidence import expecting, repository
from services.scheduling.work.evidence.repository import Asked
from services.scheduling.work.evidence.schemas import ProofList
from services.scheduling.work.evidence.tables import ProofOutcome, ProofRow
from services.scheduling.work.task_states import LIVE, TaskState
from services.scheduling.work.tasks import service as tasks
from services.scheduling.work.tasks.history import record
from services.scheduling.work.tasks.tables import TaskRow
from shared.context.context import Context
from shared.expecting.occurrences import Answer

ROLE_ASSIGNED = "partners.role.assigned.v1"


@dataclass(frozen=True)
class Fact:
    """Something another service stated: by the event's id and type, what it is about, when it was told, the day it is of."""

    id: UUID
    type: str
    subject: str
    told_at: datetime
    day: date


class Done(NamedTuple):
    """When a task was done, by whom, on which day."""

    at: datetime | None
    by: str | None
    on: date | None


async def listed(ctx: Context, filters: ProofList) -> Response:
    """Proofs at the schools whose plans the caller reads."""
    POLICY.require_any(ctx, "plans:read")
    schools = POLICY.schools(ctx, "plans:read")
    return await ctx.page(repository.LISTING, filters, {} if schools is None else {"visible": schools})


async def prove_begun_roles(ctx: Context, last: date, today: date) -> None:
    """Close the tasks proved by roles that were told of earlier and began after `last`."""
    for row in await repository.begun_roles(ctx, ROLE_ASSIGNED, last, today):
        fact = Fact(row.id, ROLE_ASSIGNED, f"role-assignments/{row.id}", ctx.now, row.starts_on)
        await prove(ctx, fact, row.school_id, {"role": row.role}, staff_id=row.staff_id)


async def put_right(
    ctx: Context,
    fact: Fact,
    version: int,
    school_id: UUID | None,
    data: dict[str, Any] | None,
    *,
    staff_id: UUID | None = None,
) -> None:
    """Have a fact of a subject whose facts are corrected stand for what was said of it before, or (no data) for nothing.

    What is older than what was heard already changes nothing.
    """
    if not await repository.hear(ctx, fact.subject, version):
        return
    if data is not None:
        await prove(ctx, fact, school_id, data, staff_id=staff_id)
    for event_id in await repository.list_former(ctx, fact.subject, fact.id):
        await unprove(ctx, event_id)


async def places_asking(ctx: Context, event_type: str, school_ids: Collection[UUID | None]) -> set[UUID | None]:
    """At which of these places facts of a type can prove anything: of thousands told at once most find nothing asked.

    Whoever asks has waited for what is being published.
    """
    return await repository.places_asking(ctx, proves_as(event_type), school_ids)


async def prove(
    ctx: Context, fact: Fact, school_id: UUID | None, data: dict[str, Any], *, staff_id: UUID | None = None
) -> int:
    """Close, of each activity whose conditions the fact meets, the task at its place in whose days the fact's day lies.

    The place is the school, or without one the district itself; of what each holder of a role does the fact proves the task of
    whom it is about.

    One of each at most; returns how many. Where it is done already the fact is further evidence of it, and where there is none
    it changes nothing: the proof says so. What was told before the school had the activity proves nothing of it.
    """
    await wait_for_publishing(ctx)
    closed = 0
    for asked in await repository.lock_asked(ctx, school_id, event_type=proves_as(fact.type)):
        is_known = any(proof.event_id == fact.id for proof in asked.proofs)
        is_others = asked.slot_id is not None and asked.slot_id != staff_id
        if is_known or is_others or not conditions.meets(asked.activity.done_when["conditions"], data):
            continue
        proof = ProofRow(
            plan_id=asked.activity.plan_id,
            activity_id=asked.activity.id,
            school_id=school_id,
            slot_id=asked.slot_id,
            task_id=None,
            outcome=ProofOutcome.NOWHERE,
            event_id=fact.id,
            event_type=fact.type,
            subject=fact.subject,
            fact_on=fact.day,
            told_at=fact.told_at,
        )
        ctx.add(proof)
        asked.proofs.append(proof)
        closed += await _derive(ctx, asked)
    return closed


async def unprove(ctx: Context, proof_id: UUID) -> int:
    """Take a fact back: what it closed is open again, unless another fact closes it. Returns how many tasks are.

    `proof_id` is the event's id, as `TaskCompleted.proved_by` and the proofs have it. One that proves nothing changes nothing,
    and tasks of plans that are not published any more stay as they are.
    """
    await wait_for_publishing(ctx)
    told = await repository.list_told(ctx, proof_id)
    opened = 0
    for school_id in _in_order(row.school_id for row in told):
        activity_ids = {row.activity_id for row in told if row.school_id == school_id}
        for asked in await repository.lock_asked(ctx, school_id, activity_ids=activity_ids):
            shown = {row.task_id for row in told if row.activity_id == asked.activity.id}
            mine = [proof for proof in asked.proofs if proof.event_id == proof_id]
            further = {proof.task_id for proof in mine if proof.outcome is ProofOutcome.FURTHER}
            closed = [task for task in asked.tasks if task.id in shown - further and task.state is TaskState.DONE]
            await repository.forget(ctx, proof_id, asked)
            opened += await _open_again(ctx, asked, closed, proof_id)
    return opened


async def _open_again(ctx: Context, asked: Asked, closed: list[TaskRow], proof_id: UUID) -> int:
    """Open what a fact had closed, unless another closes it: of that nobody hears. Returns how many are open."""
    done = {task.id: Done(task.done_at, task.done_by, task.done_on) for task in closed}
    for task in closed:
        task.state, task.done_at, task.done_by, task.done_on = TaskState.OPEN, None, None, None
    await _derive(ctx, asked, done)
    opened = [task for task in closed if task.state is not TaskState.DONE]
    for task in opened:
        task.state, (task.done_at, task.done_by, task.done_on) = TaskState.DONE, done[task.id]
        await tasks.reopen(ctx, task, unproved=proof_id)
    return len(opened)


async def derive_waiting(ctx: Context, activity_ids: Collection[UUID]) -> None:
    """Look again at the facts about these activities that fell nowhere: their occurrence may have been made by now."""
    waiting = await repository.list_nowhere(ctx, activity_ids)
    for school_id in _in_order(row.school_id for row in waiting):
        ids = {row.activity_id for row in waiting if row.school_id == school_id}
        for asked in await repository.lock_asked(ctx, school_id, activity_ids=ids):
            await _derive(ctx, asked)


async def _derive(ctx: Context, asked: Asked, done: Mapping[UUID, Done] | None = None) -> int:
    """Bring tasks and proofs to what the facts say of them; returns how many tasks that closed.

    What was `done` until now, and is closed by another fact, only has that one's day.
    """
    answers = await expecting.answers(ctx, asked)
    before = {proof.event_id: proof.task_id for proof in asked.standing_proofs if proof.outcome is ProofOutcome.CLOSED}
    for proof in asked.standing_proofs:
        await _point(ctx, proof, answers[proof.event_id])
    await ctx.session.flush()
    by_id = {task.id: task for task in asked.tasks}
    closed = 0
    for proof in asked.standing_proofs:
        if proof.outcome is not ProofOutcome.CLOSED or proof.task_id is None:
            continue
        task = by_id[proof.task_id]
        if done and task.id in done and task.state in LIVE:
            task.state, (task.done_at, task.done_by, task.done_on) = TaskState.DONE, done[task.id]
            _redate(ctx, task, proof.fact_on)
        elif task.state in LIVE:
            await tasks.finish(ctx, task, proved_by=proof.event_id, day=proof.fact_on)
            closed += 1
        elif before.get(proof.event_id) != task.id:
            _redate(ctx, task, proof.fact_on)
    return closed


async def _point(ctx: Context, proof: ProofRow, answer: Answer | None) -> None:
    """Have a proof, and the evidence at the task, say what the fact is."""
    task_id = answer.occurrence_id if answer else None
    if task_id != proof.task_id:
        if proof.task_id is not None:
            await repository.remove_evidence(ctx, [proof.task_id], proof.event_id)
        if task_id is not None:
            repository.add_evidence(ctx, task_id, proof.event_id, proof.event_type)
    proof.task_id = task_id
    proof.outcome = _outcome(answer)


def _in_order(schools: Iterable[UUID | None]) -> list[UUID | None]:
    """Each place once, in one order for everybody, the district itself last."""
    return sorted(set(schools), key=lambda school_id: (school_id is None, school_id or UUID(int=0)))


def _outcome(answer: Answer | None) -> ProofOutcome:
    if answer is None:
        return ProofOutcome.NOWHERE
    return ProofOutcome.CLOSED if answer.meets else ProofOutcome.FURTHER


def _redate(ctx: Context, task: TaskRow, day: date) -> None:
    """Another fact closes a done task now, such as one of an earlier day that came later: it is done on that one's day."""
    record(ctx, task.id, "done_on", task.done_on, day)
    task.done_on = day
