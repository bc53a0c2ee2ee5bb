"""Use cases of the means of access: they are set up, looked at each day, and end."""

from datetime import date
from typing import Any
from uuid import UUID

from services.assessment.asking.asked_work.service import ASKING
from services.assessment.attendance.access_arrangements import repository
from services.assessment.attendance.access_arrangements.errors import NoSuchHolder
from services.assessment.attendance.access_arrangements.events import AccessFellSilent
from services.assessment.attendance.access_arrangements.schemas import (
    AccessArrangementCreate,
    AccessArrangementUpdate,
)
from services.assessment.attendance.access_arrangements.tables import AccessArrangementRow, ArrangementState
from services.assessment.attendance.access_arrangements.transitions import CHANGE, END
from services.assessment.permissions import POLICY
from shared.asked_work.events import Wish
from shared.context.context import Context
from shared.directory.queries import known_schools, known_staff
from shared.errors import NoSuchSchool, NoSuchStaff, fault
from shared.ids import id_from_source
from shared.texts.words import Words

ORIGIN = "silent_access"
#: The school days within which its owner finds out why.
SCHOOL_DAYS = 3
_UNKNOWN = Words("unknown in this district", es="desconocido en este distrito")


def visible(ctx: Context) -> dict[str, Any]:
    """Arrangements are for whoever sets them up."""
    POLICY.require(ctx, "attendance-rules:write")
    return {}


async def add(ctx: Context, wish: AccessArrangementCreate) -> AccessArrangementRow:
    """Say who gets what, and how often. They get it by their own right or not at all."""
    POLICY.require(ctx, "attendance-rules:write")
    await _check(ctx, wish.school_ids, wish.owner_id)
    if not await repository.is_known(ctx, wish.holder_kind, wish.holder_id):
        raise NoSuchHolder(errors=[fault("/holder_id", _UNKNOWN, NoSuchHolder.code)])
    row = AccessArrangementRow(**_plain(wish.model_dump()), state=ArrangementState.ACTIVE)
    row.silent_since = row.ended_at = None
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, arrangement_id: UUID, patch: AccessArrangementUpdate) -> None:
    """Change what it says."""
    POLICY.require(ctx, CHANGE.right)
    row = await ctx.get(AccessArrangementRow, arrangement_id, "access arrangement")
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    said = _plain(patch.changes())
    await _check(ctx, said.get("school_ids", ()), said.get("owner_id"))
    for name, value in said.items():
        setattr(row, name, value)
    await ctx.session.flush()
    await _ask(ctx)


async def end(ctx: Context, arrangement_id: UUID) -> None:
    """It is over: nobody waits for it."""
    POLICY.require(ctx, END.right)
    row = await ctx.get(AccessArrangementRow, arrangement_id, "access arrangement")
    await END.check(ctx, row)
    row.state, row.ended_at = END.leads_to, ctx.now
    await ctx.session.flush()
    await _ask(ctx)


async def look_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day: what has been silent longer than its rhythm is told once, and its owner asked, until it is used again."""
    for arrangement_id, kind, holder_id, last_used_at in await repository.look(ctx, day):
        ctx.emit(
            AccessFellSilent(
                arrangement_id=arrangement_id, holder_kind=kind, holder_id=holder_id, last_used_at=last_used_at
            )
        )
    await _ask(ctx)


async def _ask(ctx: Context) -> None:
    """Ask everybody who answers for silent arrangements to find out why; no longer who has none."""
    for owner_id, number in (await repository.silent_by_owner(ctx)).items():
        origin_id = id_from_source(ctx.district_id, ORIGIN, "staff", str(owner_id))
        if not number:
            await ASKING.settle(ctx, ORIGIN, origin_id)
            continue
        wish = Wish(
            person_id=owner_id,
            school_days=SCHOOL_DAYS,
            text_code="attendance.access_silent",
            text_values={"count": number},
            link="/v1/access-arrangements?overdue=true",
        )
        await ASKING.ask(ctx, ORIGIN, origin_id, wish)


async def _check(ctx: Context, school_ids: Any, owner_id: UUID | None) -> None:
    known = await known_schools(ctx, school_ids) if school_ids else set()
    for place, school_id in enumerate(school_ids):
        if school_id not in known:
            raise NoSuchSchool(errors=[fault(f"/school_ids/{place}", _UNKNOWN, NoSuchSchool.code)])
    if owner_id is not None and owner_id not in await known_staff(ctx, [owner_id]):
        raise NoSuchStaff(errors=[fault("/owner_id", _UNKNOWN, NoSuchStaff.code)])


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    """Data once each, as their words."""
    return {name: list(dict.fromkeys(map(str, value))) if name == "data" else value for name, value in said.items()}
