"""Facts that close what rules made: of the same place and a day of it or later, the earliest that meets what the rule asks."""

from uuid import UUID

from services.scheduling.work.evidence.repository import add_evidence, remove_evidence
from services.scheduling.work.facts import repository as facts
from services.scheduling.work.facts.tables import FactRow
from services.scheduling.work.owed import repository as owed
from services.scheduling.work.task_states import TaskState
from services.scheduling.work.tasks import service as tasks
from services.scheduling.work.tasks.tables import TaskRow
from services.scheduling.work.work_rules import repository, rules
from services.scheduling.work.work_rules.tables import MadeWorkRow, WorkRuleVersionRow
from shared.context.context import Context


async def follow(ctx: Context, fact: FactRow, former_event_id: UUID | None) -> None:
    """Close what a fact proves now, and open what it proved by what was told of it before and proves no more."""
    if former_event_id is not None and former_event_id != fact.event_id:
        await _take_back(ctx, fact, former_event_id)
    if fact.data is None or fact.fact_on > await ctx.today():
        return
    for made in await repository.waiting_for_proof(ctx, fact.kind, fact):
        await _close(ctx, made, await repository.find_version(ctx, made.rule_id, made.rule_version), [fact])


async def look_back(ctx: Context, made: MadeWorkRow, version: WorkRuleVersionRow) -> None:
    """What was told before the work was made may prove it as well."""
    if made.proof_type is not None:
        today = await ctx.today()
        found = await facts.since(ctx, made.proof_type, made.school_id, made.fact_on)
        await _close(ctx, made, version, [fact for fact in found if fact.id != made.fact_id and fact.fact_on <= today])


async def _close(ctx: Context, made: MadeWorkRow, version: WorkRuleVersionRow, found: list[FactRow]) -> None:
    row = await repository.find_work(ctx, made.owed_work_id)
    meeting = [fact for fact in found if fact.event_id and rules.is_proved(version.content, fact.data)]
    if row is None or not meeting:
        return
    open_ = await owed.live_tasks(ctx, row)
    # One that was shown already, and its task opened again by hand, closes it no more.
    shown = await repository.evidence_of(ctx, [task.id for task in open_])
    for task in open_:
        fact = next((fact for fact in meeting if _is_of(task, fact) and (task.id, fact.event_id) not in shown), None)
        if fact is not None and fact.event_id is not None:
            add_evidence(ctx, task.id, fact.event_id, fact.kind)
            await tasks.finish(ctx, task, proved_by=fact.event_id, day=fact.fact_on)


def _is_of(task: TaskRow, fact: FactRow) -> bool:
    """Of what each holder of a role does, a fact proves that of whom it is about."""
    return task.slot_id is None or task.slot_id == fact.staff_id


async def _take_back(ctx: Context, fact: FactRow, former_event_id: UUID) -> None:
    for task in await repository.proved_by(ctx, former_event_id):
        assert task.owed_work_id is not None, "a rule's task without its work"
        made = await repository.made_for(ctx, task.owed_work_id)
        version = await repository.find_version(ctx, made.rule_id, made.rule_version)
        await remove_evidence(ctx, [task.id], former_event_id)
        still = rules.is_proved(version.content, fact.data) and fact.fact_on >= made.fact_on
        if task.state is not TaskState.DONE:
            continue
        if still and fact.event_id is not None:
            add_evidence(ctx, task.id, fact.event_id, fact.kind)
            continue
        await tasks.reopen(ctx, task, unproved=former_event_id)
        await look_back(ctx, made, version)
