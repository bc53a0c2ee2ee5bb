"""Use cases of emergency access: opened by anybody with a role, alerted at once, short, and looked at by somebody else."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.directory.roles.catalogue import profiles_by_role
from services.partners.directory.roles.repository import held_by
from services.partners.directory.schools.tables import SchoolRow
from services.partners.directory.staff.repository import get_staff, lock_staff
from services.partners.permissions import POLICY
from services.partners.privacy.emergency_access import repository
from services.partners.privacy.emergency_access.errors import (
    EmergencyElsewhere,
    EmergencyOpenAlready,
    EmergencyUsedUp,
)
from services.partners.privacy.emergency_access.events import EmergencyAccessClosed, EmergencyAccessOpened
from services.partners.privacy.emergency_access.may import LISTING
from services.partners.privacy.emergency_access.reviewing import ask_for_review, note_review
from services.partners.privacy.emergency_access.rules import Emergency
from services.partners.privacy.emergency_access.schemas import (
    EmergencyAccessList,
    EmergencyAccessOpen,
    EmergencyAccessReview,
)
from services.partners.privacy.emergency_access.tables import EmergencyAccessRow
from services.partners.privacy.emergency_access.transitions import CLOSE, REVIEW, not_own
from services.partners.revocation.ended_access.service import end_access
from shared import clock
from shared.auth.profiles import OWN_STAFF
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.engine import Database
from shared.errors import NoSuchSchool, NotFound, NotPermitted, PeopleOnly, fault
from shared.ids import new_id
from shared.settings import Settings
from shared.texts.words import Words
from shared.worker import Timer

#: How long one person may read by override in any 24 hours, however often they open and close it.
MOST_MINUTES = 240
DAY = timedelta(hours=24)


async def listed(ctx: Context, filters: EmergencyAccessList) -> Response:
    """Emergency access: one's own; stewards see all."""
    POLICY.require(ctx, "emergency:open")
    return await ctx.page(LISTING, filters, _visible(ctx))


async def read(ctx: Context, emergency_id: UUID) -> Response:
    """One's own or, for stewards, anybody's."""
    POLICY.require(ctx, "emergency:open")
    return await ctx.item(LISTING, emergency_id, "emergency access", _visible(ctx))


async def open_access(ctx: Context, wish: EmergencyAccessOpen) -> EmergencyAccessRow:
    """Open it for the caller; the very next token carries it, and those who answer for the records are told at once."""
    staff_id = ctx.principal.staff_id
    if staff_id is None:
        raise PeopleOnly(Words("A person must answer for it.", es="Debe responder por ello una persona."))
    POLICY.require(ctx, "emergency:open")
    await lock_staff(ctx, staff_id)
    if ctx.principal.party is not None or (await get_staff(ctx, staff_id)).party_id is not None:
        raise NotPermitted(
            Words(
                "34 CFR 99.36(c): the district finds that there is a threat. Ask one of its own people.",
                es="34 CFR 99.36(c): el distrito determina que hay una amenaza. Pídalo a una de sus propias personas.",
            )
        )
    await _check_place(ctx, staff_id, wish.school_id)
    # One whose time is over is closed here if the worker has not come to it yet.
    for over in await repository.list_over(ctx, staff_id=staff_id):
        await _close(ctx, over)
    if await repository.find_open(ctx, staff_id):
        raise EmergencyOpenAlready(Words("Use it, or close it first.", es="Úselo o ciérrelo primero."))
    left = MOST_MINUTES - await repository.minutes_since(ctx, staff_id, ctx.now - DAY)
    if wish.minutes > left:
        raise EmergencyUsedUp(
            Words(
                f"{max(0, int(left))} minutes are left of {MOST_MINUTES} in any 24 hours.",
                es=f"Quedan {max(0, int(left))} minutos de {MOST_MINUTES} en cada 24 horas.",
            )
        )
    row = EmergencyAccessRow(
        **{"id": new_id(), "staff_id": staff_id, **wish.model_dump(exclude={"minutes"})},
        **{"opened_at": ctx.now, "until": ctx.now + timedelta(minutes=wish.minutes), "closed_at": None},
        **{"outcome": None, "review_note": None, "reviewed_at": None, "reviewed_by_id": None},
    )
    ctx.add(row)
    await ctx.session.flush()
    ctx.emit(EmergencyAccessOpened.of(row))
    return row


async def open_for(ctx: Context, staff_id: UUID, today: date) -> Emergency | None:
    """What the token about to be signed carries of the emergency access somebody has open, while they still work there."""
    found = await repository.find_open(ctx, staff_id)
    if found is None or not await _works_at(ctx, staff_id, found.school_id, today):
        return None
    return Emergency(found.id, found.school_id, found.until)


async def close(ctx: Context, emergency_id: UUID) -> EmergencyAccessRow:
    """Close it before its time; tokens that carry it are refused from now on."""
    row = await _taken(ctx, emergency_id)
    await CLOSE.check(ctx, row)
    await _close(ctx, row)
    return row


async def review(ctx: Context, emergency_id: UUID, wish: EmergencyAccessReview) -> EmergencyAccessRow:
    """Say whether it was justified; never the opener's own."""
    POLICY.require(ctx, REVIEW.right)
    row = await _taken(ctx, emergency_id)
    REVIEW.check_caller(ctx)
    # Whose own it is hears that, and not that it has to be closed first.
    await not_own(ctx, row)
    await REVIEW.check(ctx, row)
    row.outcome, row.review_note = wish.outcome, wish.note
    row.reviewed_at, row.reviewed_by_id = ctx.now, ctx.principal.staff_id
    await ctx.session.flush()
    await note_review(ctx, row.id)
    return row


async def close_what_is_over(db: Database, settings: Settings) -> None:
    """Close, in every district, what has reached its end."""
    for district_id in await repository.districts_with_over(db, clock.now()):
        async with work_for(db, settings, district_id) as ctx:
            for row in await repository.list_over(ctx):
                await _close(ctx, row)


TIMER = Timer("emergency-access", 15, close_what_is_over)


async def _close(ctx: Context, row: EmergencyAccessRow) -> None:
    row.closed_at = min(ctx.now, row.until)
    await end_access(ctx, "person", row.staff_id, "emergency_closed")
    ctx.emit(EmergencyAccessClosed.of(row, until=row.closed_at))
    await ask_for_review(ctx, row)


async def _check_place(ctx: Context, staff_id: UUID, school_id: UUID | None) -> None:
    """Raises unless the person holds a role there in their own right: at the school, or for the district."""
    if school_id is not None:
        try:
            await ctx.get(SchoolRow, school_id, "school")
        except NotFound:
            raise NoSuchSchool(
                errors=[fault("/school_id", Words("no such school", es="no existe esa escuela"))]
            ) from None
    today = await ctx.today()
    if not await _works_at(ctx, staff_id, school_id, today):
        raise EmergencyElsewhere(
            Words(
                "Name a school where you hold a role of its staff; the whole district needs one of the district's.",
                es="Nombre una escuela donde tenga un rol de su personal; "
                "todo el distrito requiere un rol del distrito.",
            )
        )


async def _works_at(ctx: Context, staff_id: UUID, school_id: UUID | None, today: date) -> bool:
    """Does somebody hold a role of their own at the school, or for the district, as one of the district's own staff?"""
    profiles = await profiles_by_role(ctx)
    held = [one for one in await held_by(ctx, staff_id, today) if profiles[one.role] in OWN_STAFF]
    return bool({None, school_id} & {one.school_id for one in held})


async def _taken(ctx: Context, emergency_id: UUID) -> EmergencyAccessRow:
    """One the caller sees, until the end of this work."""
    POLICY.require(ctx, "emergency:open")
    scope = _visible(ctx)
    return await ctx.row(EmergencyAccessRow, repository.LISTING, emergency_id, "emergency access", scope, lock=True)


def _visible(ctx: Context) -> dict[str, Any]:
    return {} if _is_steward(ctx) else {"own": ctx.principal.id}


def _is_steward(ctx: Context) -> bool:
    """Reasons tell of students: a system that may only open its own sees nobody's, and neither does an outside party."""
    who = ctx.principal
    return who.party is None and "emergency:review" in who.scopes and POLICY.decide(who, "emergency:review").allowed
