"""SQL of evidence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, delete, false, or_, select, text

from services.scheduling.planning.evidence_types.catalogue import names_of, proves_as
from services.scheduling.planning.plans.tables import ActivityRow, PlanRow, PlanState
from services.scheduling.work.evidence.schemas import Proof, ProofList
from services.scheduling.work.evidence.tables import ProofOutcome, ProofRow
from services.scheduling.work.task_states import TaskState, live_in_sql
from services.scheduling.work.tasks.history import record
from services.scheduling.work.tasks.tables import EvidenceKind, EvidenceRow, ReopeningRow, TaskRow, WithdrawnCause
from shared.context.context import Context
from shared.context.leads import Lead, at_each
from shared.context.listing import listing
from shared.directory.queries import at_work_in_sql, held_in_sql

# Somebody opened the task again since it was heard: it proves nothing of it any more (`Asked.standing_proofs`).
_SET_ASIDE = """exists (select from task_reopenings o where o.district_id = s.district_id and o.task_id = s.task_id
  and o.created_at >= s.created_at)"""
LISTING = listing(
    ProofRow,
    Proof,
    ProofList,
    order=("fact_on",),
    computed={"outcome": f"case when {_SET_ASIDE} then 'set_aside' else s.outcome end"},
    filters={
        "visible": Lead((at_each("s.school_id"),)),
        "outcome=closed": f"s.outcome = 'closed' and not {_SET_ASIDE}",
        "outcome=further": f"s.outcome = 'further' and not {_SET_ASIDE}",
        "outcome=nowhere": "s.outcome = 'nowhere'",
        "outcome=set_aside": _SET_ASIDE,
    },
)

# Roles at schools that began after one day and hold on the other, where a live task waits for some role.
BEGUN_ROLES = text(f"""
select r.id, r.school_id, r.role, r.staff_id, r.starts_on from directory_roles r
{at_work_in_sql()}
where r.starts_on > :last and {held_in_sql(":today")} and exists (
  select from tasks t join activities a on a.district_id = t.district_id and a.id = t.activity_id
  where t.district_id = r.district_id and t.school_id is not distinct from r.school_id and {live_in_sql()}
    and a.proof_type = :type)
order by r.starts_on, r.id""")


@dataclass
class Asked:
    """What one activity asks of one place, or of one person there: its tasks by their days, and what facts said of them."""

    activity: ActivityRow
    #: None: the district itself.
    school_id: UUID | None
    #: Of what each holder of a role does: of whom it is asked.
    slot_id: UUID | None = None
    tasks: list[TaskRow] = field(default_factory=list)
    proofs: list[ProofRow] = field(default_factory=list)
    #: When somebody last opened a task again, by its id.
    reopened_at: dict[UUID, datetime] = field(default_factory=dict)

    @property
    def standing_proofs(self) -> list[ProofRow]:
        """Those of the events that prove it now: a revision may have asked for others before, and what was heard before
        somebody opened its task again proves nothing more.
        """
        names = names_of(self.activity.proof_type) if self.activity.proof_type else ()
        return [
            proof for proof in self.proofs if proves_as(proof.event_type) in names and not self._is_set_aside(proof)
        ]

    def _is_set_aside(self, proof: ProofRow) -> bool:
        opened_at = self.reopened_at.get(proof.task_id) if proof.task_id else None
        return opened_at is not None and proof.created_at <= opened_at


async def begun_roles(ctx: Context, type_: str, last: date, today: date) -> Sequence[Row[Any]]:
    """(id, school_id, role, staff_id, starts_on) of the roles begun since `last` that could prove a task of this proof type."""
    return (await ctx.session.execute(BEGUN_ROLES, {"type": type_, "last": last, "today": today})).all()


async def lock_asked(
    ctx: Context, school_id: UUID | None, *, event_type: str | None = None, activity_ids: Collection[UUID] = ()
) -> list[Asked]:
    """What published plans ask of a school that events of a type prove, or these activities; all tasks of it locked.

    Done tasks are among them, and those withdrawn by hand; what a rule withdrew is not.
    """
    which: ColumnElement[bool] = ActivityRow.id.in_(activity_ids)
    if event_type is not None:
        which = ActivityRow.proof_type.in_(names_of(event_type))
    query = _asking(school_id, which, PlanRow.state == PlanState.PUBLISHED).order_by(TaskRow.id)
    locked = query.with_for_update(of=TaskRow).execution_options(populate_existing=True)
    return await _together(ctx, school_id, locked)


async def places_asking(ctx: Context, event_type: str, school_ids: Collection[UUID | None]) -> set[UUID | None]:
    """Those of these places (None: the district itself) of which published plans ask what events of a type prove."""
    which = ActivityRow.proof_type.in_(names_of(event_type))
    asking = _asking_anywhere(which, PlanRow.state == PlanState.PUBLISHED)
    here = or_(
        TaskRow.school_id.in_([school_id for school_id in school_ids if school_id]),
        TaskRow.school_id.is_(None) if None in school_ids else false(),
    )
    return set(await ctx.session.scalars(asking.with_only_columns(TaskRow.school_id).where(here).distinct()))


async def list_asked(ctx: Context, plan_id: UUID, school_id: UUID) -> list[Asked]:
    """What a plan asks of a school that events prove, by the activities' places; in whatever state the plan is."""
    which = (ActivityRow.plan_id == plan_id, ActivityRow.proof_type.is_not(None))
    found = await _together(ctx, school_id, _asking(school_id, *which))
    return sorted(found, key=lambda asked: (asked.activity.position, asked.activity.code))


def _asking(school_id: UUID | None, *which: ColumnElement[bool]) -> Select[TaskRow, ActivityRow]:
    return _asking_anywhere(*which, TaskRow.school_id.is_not_distinct_from(school_id))


def _asking_anywhere(*which: ColumnElement[bool]) -> Select[TaskRow, ActivityRow]:
    return (
        select(TaskRow, ActivityRow)
        .join(ActivityRow, (ActivityRow.id == TaskRow.activity_id) & (ActivityRow.plan_id == TaskRow.plan_id))
        .join(PlanRow, PlanRow.id == ActivityRow.plan_id)
        .where(
            *which,
            ActivityRow.retired_on.is_(None),
            or_(TaskRow.state != TaskState.WITHDRAWN, TaskRow.withdrawn_cause == WithdrawnCause.HAND),
        )
    )


async def _together(ctx: Context, school_id: UUID | None, query: Select[TaskRow, ActivityRow]) -> list[Asked]:
    found: dict[tuple[UUID, UUID | None], Asked] = {}
    for task, activity in await ctx.session.execute(query):
        key = activity.id, task.slot_id
        found.setdefault(key, Asked(activity, school_id, task.slot_id)).tasks.append(task)
    for asked in found.values():
        asked.tasks.sort(key=lambda task: (task.due_on, task.occurrence_on or task.due_on, task.id))
    proofs = select(ProofRow).where(
        ProofRow.school_id.is_not_distinct_from(school_id), ProofRow.activity_id.in_({id_ for id_, _ in found})
    )
    for proof in await ctx.session.scalars(proofs.order_by(ProofRow.id)) if found else ():
        if (proof.activity_id, proof.slot_id) in found:
            found[proof.activity_id, proof.slot_id].proofs.append(proof)
    await _note_reopenings(ctx, list(found.values()))
    return list(found.values())


async def _note_reopenings(ctx: Context, every: list[Asked]) -> None:
    by_task = {task.id: asked for asked in every for task in asked.tasks}
    if not by_task:
        return
    query = select(ReopeningRow).where(ReopeningRow.task_id.in_(by_task)).order_by(ReopeningRow.created_at)
    for row in await ctx.session.scalars(query):
        by_task[row.task_id].reopened_at[row.task_id] = row.created_at


async def list_told(ctx: Context, event_id: UUID) -> Sequence[Row[UUID, UUID | None, UUID | None]]:
    """(activity_id, school_id, task_id) of all an event is a proof or evidence of; without a task where it fell nowhere."""
    proofs = select(ProofRow.activity_id, ProofRow.school_id, ProofRow.task_id).where(ProofRow.event_id == event_id)
    shown = (
        select(TaskRow.activity_id, TaskRow.school_id, TaskRow.id)
        .join(EvidenceRow, EvidenceRow.task_id == TaskRow.id)
        .where(EvidenceRow.event_id == event_id)
    )
    return (await ctx.session.execute(proofs.union(shown))).all()


HEARD = text("""
insert into fact_versions as held (district_id, id, subject, version) values (:district_id, uuidv7(), :subject, :version)
on conflict (district_id, subject) do update set version = excluded.version where held.version <= excluded.version
returning version""")


async def hear(ctx: Context, subject: str, version: int) -> bool:
    """Note that this was heard of a subject. False when something newer was: whoever asks waits for who hears of it too."""
    return bool(await ctx.ask(HEARD, {"district_id": ctx.district_id, "subject": subject, "version": version}))


async def list_former(ctx: Context, subject: str, event_id: UUID) -> Sequence[UUID]:
    """The other events that prove something by what they said of a subject."""
    query = select(ProofRow.event_id).where(ProofRow.subject == subject, ProofRow.event_id != event_id)
    return (await ctx.session.scalars(query.distinct().order_by(ProofRow.event_id))).all()


async def list_nowhere(ctx: Context, activity_ids: Collection[UUID]) -> Sequence[Row[UUID | None, UUID]]:
    """(school_id, activity_id) of facts about these activities that fell nowhere, once each."""
    query = select(ProofRow.school_id, ProofRow.activity_id).where(
        ProofRow.outcome == ProofOutcome.NOWHERE, ProofRow.activity_id.in_(activity_ids)
    )
    return (await ctx.session.execute(query.distinct().order_by(ProofRow.school_id, ProofRow.activity_id))).all()


async def forget(ctx: Context, event_id: UUID, asked: Asked) -> None:
    """Take an event's word about an activity away, and its evidence from the tasks."""
    await remove_evidence(ctx, [task.id for task in asked.tasks], event_id)
    for proof in [proof for proof in asked.proofs if proof.event_id == event_id]:
        await ctx.session.delete(proof)
        asked.proofs.remove(proof)
    await ctx.session.flush()


def add_evidence(ctx: Context, task_id: UUID, event_id: UUID, event_type: str) -> None:
    """Show the event at the task, as what proves it."""
    facts = {"title": event_type, "event_id": event_id, "event_type": event_type}
    ctx.add(EvidenceRow(task_id=task_id, kind=EvidenceKind.EVENT, **facts))
    record(ctx, task_id, "evidence", None, event_type)


async def remove_evidence(ctx: Context, task_ids: Collection[UUID], event_id: UUID) -> None:
    """The event proves nothing of these tasks any more."""
    which = delete(EvidenceRow).where(EvidenceRow.task_id.in_(task_ids), EvidenceRow.event_id == event_id)
    gone = await ctx.session.execute(which.returning(EvidenceRow.task_id, EvidenceRow.event_type))
    for task_id, event_type in gone.all():
        record(ctx, task_id, "evidence", event_type, None)
