"""SQL of proposed grants."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.partners.access.grant_proposals.schemas import GrantProposalList
from services.partners.directory.roles.repository import holds_on
from services.partners.directory.roles.schemas import GrantProposal
from services.partners.directory.roles.tables import GrantProposalRow, Role, RoleAssignmentRow
from services.partners.directory.staff.tables import StaffRow
from shared.auth.profiles import FAR_REACHING
from shared.context.context import Context
from shared.context.listing import listing

LISTING = listing(
    GrantProposalRow,
    GrantProposal,
    GrantProposalList,
    filters={"decided": "(s.outcome is not null) = {}::boolean"},
)


async def waiting(ctx: Context) -> list[GrantProposalRow]:
    """What can be confirmed now, oldest first."""
    query = select(GrantProposalRow).where(GrantProposalRow.outcome.is_(None), GrantProposalRow.expires_at > ctx.now)
    return list(await ctx.session.scalars(query.order_by(GrantProposalRow.id)))


async def who_could_confirm(ctx: Context, row: GrantProposalRow, day: date) -> set[UUID]:
    """The district's own people who hold a far-reaching role for it today and get in, but who asked and whose it becomes."""
    query = (
        select(RoleAssignmentRow.staff_id)
        .join(
            StaffRow,
            (StaffRow.district_id == RoleAssignmentRow.district_id) & (StaffRow.id == RoleAssignmentRow.staff_id),
        )
        .where(
            RoleAssignmentRow.role.in_([Role(role) for role in FAR_REACHING]),
            RoleAssignmentRow.school_id.is_(None),
            holds_on(day),
            StaffRow.active,
            StaffRow.account_active,
            StaffRow.party_id.is_(None),
        )
    )
    found = set(await ctx.session.scalars(query))
    return {id_ for id_ in found if id_ != row.staff_id and f"person:{id_}" != row.asked_by}
