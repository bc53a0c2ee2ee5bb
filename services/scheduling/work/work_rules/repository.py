"""SQL of rules that make work."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, text

from services.scheduling.planning.evidence_types.catalogue import names_of
from services.scheduling.work.facts.tables import FactRow
from services.scheduling.work.owed_works.tables import OwedWorkRow
from services.scheduling.work.tasks.tables import EvidenceRow, OriginKind, TaskRow
from services.scheduling.work.work_rules.schemas import MadeWork, MadeWorkList, WorkRule, WorkRuleList
from services.scheduling.work.work_rules.tables import (
    MadeState,
    MadeWorkRow,
    WorkRuleRow,
    WorkRuleState,
    WorkRuleVersionRow,
)
from shared.context.context import Context
from shared.context.leads import Lead, at_each
from shared.context.listing import listing
from shared.directory.queries import at_work_in_sql, held_in_sql

IS_DRAFTED = """not exists (select from work_rule_versions v where v.district_id = s.district_id and v.rule_id = s.id
    and v.number = s.number and v.title = s.title and v.content = s.content)"""
RULES = listing(
    WorkRuleRow,
    WorkRule,
    WorkRuleList,
    order=("code",),
    computed={"name": "s.title", "holds": "s.number", "is_drafted": IS_DRAFTED},
)
MADE = listing(
    MadeWorkRow,
    MadeWork,
    MadeWorkList,
    order=("fact_on",),
    filters={"visible": Lead((at_each("s.school_id"),))},
)

# Who holds which role, the longest first.
HELD = text(f"""
select r.role, r.school_id, r.staff_id from directory_roles r
{at_work_in_sql()}
where {held_in_sql(":today")} order by r.starts_on, r.id""")


#: What facts of roles are about.
OF_ROLES = "role-assignments/"
# The same role there in the same person's hands besides, for some of the same days: by hand and by the roster, for one.
BESIDES = """directory_roles mine
join directory_roles other on other.district_id = mine.district_id and other.staff_id = mine.staff_id
  and other.role = mine.role and other.school_id is not distinct from mine.school_id and other.id <> mine.id"""
AT_ONCE = """mine.starts_on <= coalesce(other.ends_on, 'infinity') and other.starts_on <= coalesce(mine.ends_on, 'infinity')
  and other.starts_on <= coalesce(other.ends_on, 'infinity')"""
#: Which facts are of roles somebody held by another assignment when they began: nothing began.
HELD_BEFORE = text(f"""
select '{OF_ROLES}' || mine.id from {BESIDES}
where mine.district_id = :district_id and '{OF_ROLES}' || mine.id = any(cast(:subjects as text[]))
  and {AT_ONCE} and (other.starts_on, other.id) < (mine.starts_on, mine.id)""")
#: The facts of the same role in the same hands; `at_once`: for some of the same days alone.
OF_SAME_HOLDER = text(f"""
select f.id from {BESIDES}
join facts f on f.district_id = mine.district_id and f.kind = :kind and f.subject = '{OF_ROLES}' || other.id
where mine.district_id = :district_id and mine.id = :assignment_id and (not :at_once or {AT_ONCE})
order by f.fact_on, f.id""")


async def versions_of(ctx: Context, kind: str) -> dict[UUID, list[WorkRuleVersionRow]]:
    """By rule: every version of those that ever made work of this kind of fact. Read once in a piece of work."""
    known: dict[str, dict[UUID, list[WorkRuleVersionRow]]] = ctx.session.info.setdefault("work_rules", {})
    if kind not in known:
        rules = select(WorkRuleVersionRow.rule_id).where(WorkRuleVersionRow.kind == kind)
        query = select(WorkRuleVersionRow).where(WorkRuleVersionRow.rule_id.in_(rules))
        found: dict[UUID, list[WorkRuleVersionRow]] = {}
        for row in await ctx.session.scalars(query.order_by(WorkRuleVersionRow.rule_id, WorkRuleVersionRow.number)):
            found.setdefault(row.rule_id, []).append(row)
        known[kind] = found
    return known[kind]


async def goes_by(ctx: Context, kind: str) -> bool:
    """Did any rule ever make work of facts of this kind, or close it by them? Asked once in a piece of work."""
    known: dict[str, bool] = ctx.session.info.setdefault("work_rules_go_by", {})
    if kind not in known:
        closed_by = WorkRuleVersionRow.content["done_when"]["event_type"].astext
        which = or_(WorkRuleVersionRow.kind == kind, closed_by.in_(names_of(kind)))
        known[kind] = await ctx.session.scalar(select(WorkRuleVersionRow.id).where(which).limit(1)) is not None
    return known[kind]


def forget_versions(ctx: Context) -> None:
    """What was read of versions is not what holds any more."""
    ctx.session.info.pop("work_rules", None)
    ctx.session.info.pop("work_rules_go_by", None)


async def versions(ctx: Context, rule_id: UUID) -> Sequence[WorkRuleVersionRow]:
    """Every version of a rule, the newest first."""
    query = select(WorkRuleVersionRow).where(WorkRuleVersionRow.rule_id == rule_id)
    return (await ctx.session.scalars(query.order_by(WorkRuleVersionRow.number.desc()))).all()


async def find_version(ctx: Context, rule_id: UUID, number: int) -> WorkRuleVersionRow:
    """One version of a rule."""
    query = select(WorkRuleVersionRow).where(WorkRuleVersionRow.rule_id == rule_id, WorkRuleVersionRow.number == number)
    return (await ctx.session.scalars(query)).one()


async def active(ctx: Context, ids: Sequence[UUID]) -> dict[UUID, WorkRuleRow]:
    """Those of these rules that make work now."""
    query = select(WorkRuleRow).where(WorkRuleRow.id.in_(ids), WorkRuleRow.state == WorkRuleState.ACTIVE)
    return {row.id: row for row in await ctx.session.scalars(query)} if ids else {}


async def active_kinds(ctx: Context) -> Sequence[str]:
    """Of which kinds of facts rules make work now."""
    query = (
        select(WorkRuleVersionRow.kind)
        .join(WorkRuleRow, WorkRuleRow.id == WorkRuleVersionRow.rule_id)
        .where(WorkRuleRow.state == WorkRuleState.ACTIVE)
    )
    return (await ctx.session.scalars(query.distinct().order_by(WorkRuleVersionRow.kind))).all()


async def made_of(ctx: Context, fact_id: UUID) -> dict[UUID, MadeWorkRow]:
    """By rule: what was made of a fact. Whoever asks has the turn in which rules make and unmake work."""
    query = select(MadeWorkRow).where(MadeWorkRow.fact_id == fact_id).order_by(MadeWorkRow.id)
    return {row.rule_id: row for row in await ctx.session.scalars(query.execution_options(populate_existing=True))}


async def held_before(ctx: Context, found: Sequence[FactRow]) -> set[UUID]:
    """Those of the facts that say somebody began as what they were already, by another assignment: nothing began."""
    by_subject = {fact.subject: fact.id for fact in found if fact.subject.startswith(OF_ROLES)}
    if not by_subject:
        return set()
    values = {"district_id": ctx.district_id, "subjects": list(by_subject)}
    return {by_subject[subject] for subject in await ctx.session.scalars(HELD_BEFORE, values)}


async def of_same_holder(ctx: Context, fact: FactRow, *, at_once: bool = False) -> list[UUID]:
    """The other facts that say the same person began as the same there; `at_once`: for some of the same days."""
    if not fact.subject.startswith(OF_ROLES):
        return []
    values = {"district_id": ctx.district_id, "kind": fact.kind, "at_once": at_once}
    values["assignment_id"] = UUID(fact.subject.removeprefix(OF_ROLES))
    return list(await ctx.session.scalars(OF_SAME_HOLDER, values))


async def has_made(ctx: Context, rule_id: UUID, fact_ids: Sequence[UUID]) -> bool:
    """Has a rule made something of one of these facts that was not undone?"""
    query = select(MadeWorkRow.id).where(
        MadeWorkRow.rule_id == rule_id, MadeWorkRow.fact_id.in_(fact_ids), MadeWorkRow.state != MadeState.UNDONE
    )
    return bool(fact_ids) and await ctx.session.scalar(query.limit(1)) is not None


async def made_by(ctx: Context, rule_id: UUID, states: Sequence[MadeState]) -> Sequence[MadeWorkRow]:
    """What a rule made and is in these states, in the order of ids."""
    query = select(MadeWorkRow).where(MadeWorkRow.rule_id == rule_id, MadeWorkRow.state.in_(states))
    return (await ctx.session.scalars(query.order_by(MadeWorkRow.id))).all()


async def refused(ctx: Context) -> Sequence[MadeWorkRow]:
    """What could not be made for want of a school or of somebody."""
    query = select(MadeWorkRow).where(MadeWorkRow.state == MadeState.REFUSED)
    return (await ctx.session.scalars(query.order_by(MadeWorkRow.id))).all()


async def waiting_for_proof(ctx: Context, kind: str, fact: FactRow) -> Sequence[MadeWorkRow]:
    """What stands at a fact's place, of its day or before, and is closed by facts of its kind."""
    query = select(MadeWorkRow).where(
        MadeWorkRow.proof_type == kind,
        MadeWorkRow.state == MadeState.STANDING,
        MadeWorkRow.school_id.is_not_distinct_from(fact.school_id),
        MadeWorkRow.fact_on <= fact.fact_on,
        MadeWorkRow.fact_id != fact.id,
    )
    return (await ctx.session.scalars(query.order_by(MadeWorkRow.id))).all()


async def proved_by(ctx: Context, event_id: UUID) -> Sequence[TaskRow]:
    """The tasks rules made that this event is evidence of, locked."""
    query = (
        select(TaskRow)
        .join(EvidenceRow, EvidenceRow.task_id == TaskRow.id)
        .where(EvidenceRow.event_id == event_id, TaskRow.origin_kind == OriginKind.RULE)
    )
    return (await ctx.session.scalars(query.order_by(TaskRow.id).with_for_update(of=TaskRow))).all()


async def made_for(ctx: Context, owed_work_id: UUID) -> MadeWorkRow:
    """What the tasks of a piece of work are of."""
    return (await ctx.session.scalars(select(MadeWorkRow).where(MadeWorkRow.owed_work_id == owed_work_id))).one()


async def evidence_of(ctx: Context, task_ids: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """(task, event) of the facts that are evidence of these tasks already."""
    query = select(EvidenceRow.task_id, EvidenceRow.event_id).where(
        EvidenceRow.task_id.in_(task_ids), EvidenceRow.event_id.is_not(None)
    )
    return {(task_id, event_id) for task_id, event_id in await ctx.session.execute(query) if event_id}


async def find_work(ctx: Context, id_: UUID | None) -> OwedWorkRow | None:
    """What tasks are made of, if there is any yet."""
    return None if id_ is None else await ctx.session.get_one(OwedWorkRow, (ctx.district_id, id_))


async def held(ctx: Context, today: date) -> list[tuple[str, UUID | None, UUID]]:
    """(role, school, person) of every role held today, the longest first."""
    found: Sequence[Any] = (await ctx.session.execute(HELD, {"today": today})).all()
    return [(row.role, row.school_id, row.staff_id) for row in found]


async def kept_since(ctx: Context, kind: str) -> date | None:
    """The day of the first fact of a kind that is kept."""
    found: date | None = await ctx.session.scalar(select(func.min(FactRow.fact_on)).where(FactRow.kind == kind))
    return found
