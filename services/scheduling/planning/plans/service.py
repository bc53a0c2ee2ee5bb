"""Use cases of plans, as long as no school has them: draft → submitted → returned; `publication/publishing` goes on."""

from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans import content, repository, rules
from services.scheduling.planning.plans.errors import PlanIncomplete, PlanNotEditable
from services.scheduling.planning.plans.events import PlanReturned, PlanSubmitted
from services.scheduling.planning.plans.schemas import PlanCreate, PlanReturn, PlanUpdate
from services.scheduling.planning.plans.tables import PlanRow, PlanState
from services.scheduling.planning.targets.repository import untargeted
from shared.context.context import Context
from shared.errors import NotFound, PeopleOnly, WrongState, fault

EDITABLE = (PlanState.DRAFT, PlanState.RETURNED)


def visible_states(ctx: Context) -> dict[str, Any]:
    """Schools see the plans that have reached them; the district sees all. Raises `NotPermitted` for others."""
    POLICY.require_any(ctx, "plans:read")
    return {} if POLICY.schools(ctx, "plans:read") is None else {"states": repository.REACHED}


async def read(ctx: Context, plan_id: UUID) -> PlanRow:
    """One plan the caller may see."""
    row = await repository.get_plan(ctx, plan_id)
    if "states" in visible_states(ctx) and row.state not in repository.REACHED:
        raise NotFound("No such plan.")
    return row


async def create(ctx: Context, wish: PlanCreate) -> PlanRow:
    """Start a draft."""
    POLICY.require(ctx, "plans:write")
    plain = await content.canonical(ctx, wish.model_dump(mode="json", exclude_none=True))
    row = PlanRow(
        title=wish.title,
        school_year=wish.school_year,
        summary=wish.summary,
        state=PlanState.DRAFT,
        content_hash=rules.content_hash(plain),
        authors=[ctx.actor],
    )
    ctx.add(row)
    await ctx.session.flush()
    await repository.replace_parts(ctx, row.id, plain)
    return row


async def change(ctx: Context, plan_id: UUID, patch: PlanUpdate) -> PlanRow:
    """Change a draft or a returned plan; who changes it is one of its authors."""
    POLICY.require(ctx, "plans:write")
    row = await repository.get_plan(ctx, plan_id, lock=True)
    ctx.check_version(row)
    if row.state not in EDITABLE:
        raise PlanNotEditable(f"It is {row.state}.")
    changes = patch.plain()
    plain = {**await content.of_plan(ctx, row), **changes}
    if "goals" in changes:
        plain = await content.canonical(ctx, plain) if changes["goals"] else plain
        await repository.replace_parts(ctx, row.id, plain)
    row.title, row.school_year, row.summary = plain["title"], plain["school_year"], plain["summary"]
    row.content_hash = rules.content_hash(plain)
    row.authors = sorted({*row.authors, ctx.actor})
    await ctx.session.flush()
    return row


async def submit(ctx: Context, plan_id: UUID) -> PlanRow:
    """Ask for approval, as a person. Raises `PlanIncomplete` naming everything that keeps it from the schools."""
    POLICY.require(ctx, "plans:write")
    if ctx.principal.kind != "person":
        # Behind a machine client may stand the very person who would approve.
        raise PeopleOnly("Somebody must answer for the plan: submit it with a person's token.")
    row = await get_at(ctx, plan_id, *EDITABLE)
    await check_ready(ctx, row)
    row.state, row.submitted_by, row.submitted_at = PlanState.SUBMITTED, ctx.actor, ctx.now
    row.returned_reason = None
    row.authors = sorted({*row.authors, ctx.actor})
    await ctx.session.flush()
    ctx.emit(PlanSubmitted.of(row))
    return row


async def give_back(ctx: Context, plan_id: UUID, wish: PlanReturn) -> PlanRow:
    """Return a submitted or approved plan to its authors, with the reason."""
    POLICY.require(ctx, "plans:approve")
    row = await get_at(ctx, plan_id, PlanState.SUBMITTED, PlanState.APPROVED)
    row.state, row.returned_reason = PlanState.RETURNED, wish.reason
    row.approved_by = row.approved_at = row.approved_hash = None
    await ctx.session.flush()
    ctx.emit(PlanReturned.of(row))
    return row


async def get_at(ctx: Context, plan_id: UUID, *states: PlanState) -> PlanRow:
    """A plan in one of these states, locked. Raises `WrongState`."""
    row = await repository.get_plan(ctx, plan_id, lock=True)
    if row.state not in states:
        raise WrongState(f"It is {row.state}; this needs {' or '.join(states)}.")
    return row


async def check_ready(ctx: Context, row: PlanRow) -> date:
    """Could it go to the schools today? Returns today in the district's zone; raises `PlanIncomplete`."""
    today = await ctx.today()
    plain = await content.of_plan(ctx, row)
    found = rules.faults(plain, await calendars.year_at(ctx, today), today)
    empty = set(await untargeted(ctx, row.id, today))
    found += [
        (f"{pointer}/targets", "targets_no_school", "no open school of the district matches")
        for pointer, activity in rules.activities(plain)
        if activity["code"] in empty
    ]
    if found:
        raise PlanIncomplete("See errors.", errors=[fault(pointer, why, code) for pointer, code, why in found])
    return today
