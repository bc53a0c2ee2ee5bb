"""Who is asked to confirm or refuse a grant that waits: somebody who may, by name, until it is decided or its time is over."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.partners.asking.asked_work.service import ASKING
from services.partners.directory.roles.catalogue import far_reaching_roles
from services.partners.directory.roles.repository import holds_on
from services.partners.directory.roles.tables import GrantProposalRow, RoleAssignmentRow
from services.partners.directory.staff.tables import StaffRow
from shared import clock
from shared.asked_work import asking
from shared.asked_work.events import Wish
from shared.context.context import Context

ORIGIN = "grant_proposal"
#: The school days within which somebody answers; it waits for fourteen days.
SCHOOL_DAYS = 3


async def waiting(ctx: Context) -> list[GrantProposalRow]:
    """What can be confirmed now, oldest first."""
    query = select(GrantProposalRow).where(GrantProposalRow.outcome.is_(None), GrantProposalRow.expires_at > ctx.now)
    return list(await ctx.session.scalars(query.order_by(GrantProposalRow.id)))


async def who_could(ctx: Context, row: GrantProposalRow, day: date) -> list[UUID]:
    """The district's own people who hold a far-reaching role for it today and get in, but who asked and whose it becomes."""
    query = (
        select(RoleAssignmentRow.staff_id)
        .join(
            StaffRow,
            (StaffRow.district_id == RoleAssignmentRow.district_id) & (StaffRow.id == RoleAssignmentRow.staff_id),
        )
        .where(
            RoleAssignmentRow.role.in_(await far_reaching_roles(ctx)),
            RoleAssignmentRow.school_id.is_(None),
            holds_on(day),
            StaffRow.active,
            StaffRow.account_active,
            StaffRow.party_id.is_(None),
        )
        .distinct()
        .order_by(RoleAssignmentRow.staff_id)
    )
    found = await ctx.session.scalars(query)
    return [id_ for id_ in found if id_ != row.staff_id and f"person:{id_}" != row.asked_by]


async def ask_somebody(ctx: Context, row: GrantProposalRow) -> None:
    """Ask one of those who could; where nobody could, the operator is asked by word of mouth."""
    could = await who_could(ctx, row, await ctx.today())
    if not could:
        return await ask_no_more(ctx, row)
    asked_on = clock.day_in(await ctx.zone(), row.created_at)
    values = {"day": asked_on.isoformat(), "grant": row.operation}
    wish = Wish(
        person_id=could[0],
        school_days=SCHOOL_DAYS,
        due_after=asked_on,
        text_code="grant.confirm_for" if row.staff_id else "grant.confirm_of",
        text_values={**values, **({"staff": str(row.staff_id)} if row.staff_id else {})},
        link=f"/v1/grant-proposals/{row.id}",
    )
    await ASKING.ask(ctx, ORIGIN, row.id, wish)


async def ask_no_more(ctx: Context, row: GrantProposalRow) -> None:
    """It is decided, or its time is over: nobody is asked any more."""
    await ASKING.settle(ctx, ORIGIN, row.id, "done" if row.outcome is not None else "dropped")


async def ask_for_answers(ctx: Context, day: date, last: date | None) -> None:
    """Each day: ask whoever could confirm by now what waits, and nobody for what waits no more."""
    rows = {row.id: row for row in await waiting(ctx)}
    for row in rows.values():
        await ask_somebody(ctx, row)
    for id_ in await asking.standing(ctx, ORIGIN):
        if id_ not in rows:
            await ASKING.settle(ctx, ORIGIN, id_, "dropped")
