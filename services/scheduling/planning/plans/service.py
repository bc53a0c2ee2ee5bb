"""Use cases of plans, as long as no school has them: draft → submitted → returned; `publication/publishing` goes on."""

from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans import content, people, repository, rights, rules, school_plans, school_years
from services.scheduling.planning.plans.errors import PlanIncomplete
from services.scheduling.planning.plans.events import PlanEdited, PlanReturned, PlanSubmitted
from services.scheduling.planning.plans.schemas import PlanCreate, PlanReturn, PlanUpdate
from services.scheduling.planning.plans.tables import PlanRow, PlanState
from services.scheduling.planning.plans.transitions import CHANGE, RETURN, SUBMIT
from services.scheduling.planning.targets.repository import untargeted
from shared.approval import acts
from shared.approval.hashing import content_hash
from shared.context.context import Context
from shared.context.transitions import Transition
from shared.errors import NoSuchSchool, fault


def visible(ctx: Context) -> dict[str, Any]:
    """Schools see the district's plans that have reached them, and all of their own; the district sees all of both.

    Raises `NotPermitted` for others.
    """
    POLICY.require_any(ctx, "plans:read")
    POLICY.schools(ctx, "plans:read")
    return _scope(ctx)


async def read(ctx: Context, plan_id: UUID) -> PlanRow:
    """One plan the caller may see. Raises `NotFound`."""
    return await ctx.row(PlanRow, repository.LISTING, plan_id, "plan", visible(ctx))


async def get(ctx: Context, plan_id: UUID, *, lock: bool = False) -> PlanRow:
    """The same for whoever may do more than read, which says why they see it. Raises `NotFound`."""
    return await ctx.row(PlanRow, repository.LISTING, plan_id, "plan", _scope(ctx), lock=lock)


def _scope(ctx: Context) -> dict[str, Any]:
    schools = POLICY.reach(ctx.principal, "plans:read")
    return {} if schools is None else {"at_schools": schools}


async def create(ctx: Context, wish: PlanCreate) -> PlanRow:
    """Start a draft of the district's, or of a school's own."""
    plain = await begun(ctx, wish)
    await content.canonical(ctx, plain)
    row = PlanRow(state=PlanState.DRAFT)
    acts.written(ctx, row, content_hash(plain))
    content.keep(row, plain)
    ctx.add(row)
    await ctx.session.flush()
    await repository.replace_parts(ctx, row.id, plain)
    ctx.emit(PlanEdited.of(row))
    return row


async def begun(ctx: Context, wish: PlanCreate) -> dict[str, Any]:
    """The content of a plan the caller may begin, its school named by its id. Raises `NotPermitted`, `NoSuchSchool`."""
    rights.require_somewhere(ctx, CHANGE.right)
    plain = wish.model_dump(mode="json", exclude_none=True)
    # Whether a school is there is nothing to tell whoever may write no plan of it.
    if wrong := await school_plans.name_school(ctx, plain):
        POLICY.require(ctx, CHANGE.right)
        raise NoSuchSchool(errors=wrong)
    POLICY.require(ctx, CHANGE.right, school_id=UUID(plain["school_id"]) if "school_id" in plain else None)
    return plain


async def change(ctx: Context, plan_id: UUID, patch: PlanUpdate) -> PlanRow:
    """Change a draft or a returned plan; who changes it is one of its authors."""
    row = await take(ctx, plan_id, CHANGE, versioned=True)
    changes = patch.plain()
    plain = rules.without_unsaid({**await content.of_plan(ctx, row), **changes})
    plain = await content.canonical(ctx, plain, goals=bool(changes.get("goals")))
    # The plan's last day stands in its activities too.
    if changes.keys() & {"goals", "ends_on"}:
        await repository.replace_parts(ctx, row.id, plain)
    content.keep(row, plain)
    acts.written(ctx, row, content_hash(plain))
    await ctx.session.flush()
    ctx.emit(PlanEdited.of(row))
    return row


async def submit(ctx: Context, plan_id: UUID) -> PlanRow:
    """Ask for approval, as a person. Raises `PlanIncomplete` naming everything that keeps it from the schools."""
    row = await take(ctx, plan_id, SUBMIT)
    await check_ready(ctx, row)
    acts.submitted(ctx, row, SUBMIT.leads_to)
    await ctx.session.flush()
    ctx.emit(PlanSubmitted.of(row, next_to_act=await people.approvers(ctx, row, row.school_id)))
    return row


async def give_back(ctx: Context, plan_id: UUID, wish: PlanReturn) -> PlanRow:
    """Return a submitted or approved plan to its authors, with the reason."""
    row = await take(ctx, plan_id, RETURN)
    acts.returned(row, RETURN.leads_to, wish.reason)
    await ctx.session.flush()
    ctx.emit(PlanReturned.of(row, next_to_act=await people.authors(ctx, row)))
    return row


async def take(ctx: Context, plan_id: UUID, move: Transition[PlanState], *, versioned: bool = False) -> PlanRow:
    """A plan, locked, to which the caller may do this. Raises `NotPermitted`, `PeopleOnly`, `NotFound`, `WrongState`."""
    rights.require_somewhere(ctx, move.right)
    move.check_caller(ctx)
    row = await get(ctx, plan_id, lock=True)
    await rights.require(ctx, row, move.right)
    if versioned:
        ctx.check_version(row)
    await move.check(ctx, row)
    return row


async def check_ready(ctx: Context, row: PlanRow) -> date:
    """Could it go to the schools today? Returns today in the district's zone; raises `PlanIncomplete`."""
    today = await ctx.today()
    plain = await content.of_plan(ctx, row)
    begins = await school_years.counts_from(ctx, row.school_year, today)
    found = rules.faults(plain, await calendars.year_at(ctx, begins, row.school_id), today, counts_from=begins)
    empty = set(await untargeted(ctx, row.id, today))
    found += [
        (f"{pointer}/targets", "targets_no_school", rules.NO_OPEN_SCHOOL)
        for pointer, activity in rules.activities(plain)
        if activity["code"] in empty
    ]
    if found:
        raise PlanIncomplete(errors=[fault(pointer, why, code) for pointer, code, why in found])
    return today
