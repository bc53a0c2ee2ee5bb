"""Students whose caseload keeper has left: a school's leads are asked to find somebody, by a count and no student."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from services.assessment.asking.asked_work.service import ASKING
from services.assessment.support.caseloads import repository
from shared.asked_work.asking import standing
from shared.asked_work.events import Wish
from shared.context.context import Context

ORIGIN = "orphaned_caseloads"
#: The school days within which somebody is found, from the day it is first asked.
SCHOOL_DAYS = 5


async def look_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day: roles end and assignments begin without anybody's doing."""
    await look(ctx)


async def look(ctx: Context, school_ids: Collection[UUID] | None = None) -> None:
    """Ask each of these schools (without any: of all) that has such students, and no longer those that have none."""
    found = await repository.count_orphaned(ctx, school_ids)
    for school in found:
        await ASKING.ask(ctx, ORIGIN, school.school_id, _wish(school.school_id, school.students, school.role))
    done = set(await standing(ctx, ORIGIN)) - {school.school_id for school in found}
    for school_id in sorted(done if school_ids is None else done & set(school_ids)):
        await ASKING.settle(ctx, ORIGIN, school_id)


def _wish(school_id: UUID, students: int, role: str) -> Wish:
    return Wish(
        school_id=school_id,
        role=role,
        school_days=SCHOOL_DAYS,
        text_code="caseloads.orphaned",
        text_values={"count": students, "school": str(school_id)},
        link="/v1/caseload-assignments?orphaned=true",
    )
