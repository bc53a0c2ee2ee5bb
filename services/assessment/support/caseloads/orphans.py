"""Students whose mentor, counselor or teacher is gone: each is noticed once, and told as a number to whoever leads the school."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from services.assessment.support.caseloads import repository
from services.assessment.support.caseloads.events import CaseloadsOrphaned
from shared.auth.profiles import DISTRICT_COORDINATOR, LEADS_IN_TURN
from shared.context.context import Context
from shared.directory.queries import holders
from shared.events.next_to_act import Because, NextToAct, each_once


async def notice(ctx: Context, day: date, _: date | None) -> None:
    """Tell of assignments whose holder is gone since the last day; how many a school has, and never of whom."""
    found = await repository.notice_orphans(ctx, day)
    leads = await _leads(ctx, {row.school_id for row in found if row.school_id is not None})
    district = await holders(ctx, [DISTRICT_COORDINATOR]) if found else []
    coordinators = [NextToAct(person_id=one.staff_id, because=Because.NOBODY_ELSE, role=one.role) for one in district]
    for row in found:
        acting = leads.get(row.school_id) or each_once(coordinators)
        ctx.emit(CaseloadsOrphaned(day=day, next_to_act=acting, **row._mapping))


async def _leads(ctx: Context, schools: set[UUID]) -> dict[UUID | None, list[NextToAct]]:
    """Who leads each school: of the roles that do the first that somebody holds there."""
    held: dict[UUID, dict[str, list[UUID]]] = defaultdict(dict)
    for role, school_id, staff_id in await holders(ctx, LEADS_IN_TURN, schools):
        if school_id is not None:
            held[school_id].setdefault(role, []).append(staff_id)
    found: dict[UUID | None, list[NextToAct]] = {}
    for school_id, by_role in held.items():
        role = next(role for role in LEADS_IN_TURN if role in by_role)
        found[school_id] = each_once(
            NextToAct(person_id=staff_id, because=Because.ROLE, role=role, school_id=school_id)
            for staff_id in by_role[role]
        )
    return found
