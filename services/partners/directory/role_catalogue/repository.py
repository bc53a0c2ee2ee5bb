"""SQL of the district's catalogue of roles."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text

from services.partners.directory.role_catalogue.schemas import Role, RoleList
from services.partners.directory.roles.repository import held_or_will_be
from services.partners.directory.roles.tables import RoleAssignmentRow, RolePlace, RoleRow
from services.partners.directory.staff.tables import StaffRow
from shared.context.context import Context
from shared.context.listing import listing

LISTING = listing(RoleRow, Role, RoleList, order=("code",))

#: Claim rules and what a roster may bring stand above; that they bring the role is a fact about it.
BRINGING = text("""
select
  (select count(*) from claim_rules where district_id = :district_id and role = :role and deleted_at is null) as claim_rules,
  (select :role = any (roles) from let_roster_roles where district_id = :district_id) as roster""")


class Bringing(NamedTuple):
    """What brings a role: so many claim rules; the roster, or (None) nobody has said what a roster may bring."""

    claim_rules: int
    roster: bool | None


async def count(ctx: Context) -> int:
    """How many roles the district has."""
    return int(await ctx.session.scalar(select(func.count()).select_from(RoleRow)) or 0)


async def holders_of(ctx: Context, code: str, today: date) -> list[UUID]:
    """The people who hold the role today, or will."""
    query = select(RoleAssignmentRow.staff_id).where(RoleAssignmentRow.role == code, held_or_will_be(today))
    return sorted(set(await ctx.session.scalars(query)))


async def first_holdings(ctx: Context, code: str, today: date, most: int) -> Sequence[RoleAssignmentRow]:
    """So many of the holdings of the role, today or later, by their holders' names."""
    held = RoleAssignmentRow
    query = (
        select(held)
        .join(StaffRow, (StaffRow.district_id == held.district_id) & (StaffRow.id == held.staff_id))
        .where(held.role == code, held_or_will_be(today))
        .order_by(StaffRow.family_name, StaffRow.given_name, held.staff_id, held.starts_on, held.id)
    )
    return (await ctx.session.scalars(query.limit(most))).all()


async def held_since(ctx: Context, code: str, since: datetime, today: date) -> int:
    """How many holdings of the role, today or later, were given or changed after a moment."""
    query = select(func.count()).where(
        RoleAssignmentRow.role == code, held_or_will_be(today), RoleAssignmentRow.updated_at > since
    )
    return int(await ctx.session.scalar(query) or 0)


async def held_elsewhere(ctx: Context, code: str, place: RolePlace, today: date) -> int:
    """How many hold the role, today or later, where it could not be held if this were its place."""
    if place is RolePlace.EITHER:
        return 0
    at_school = RoleAssignmentRow.school_id.is_not(None)
    wrong = ~at_school if place is RolePlace.SCHOOL else at_school
    query = select(func.count()).where(RoleAssignmentRow.role == code, held_or_will_be(today), wrong)
    return int(await ctx.session.scalar(query) or 0)


async def bringing(ctx: Context, code: str) -> Bringing:
    """What brings the role."""
    (found,) = await ctx.ask(BRINGING, {"district_id": ctx.district_id, "role": code})
    return Bringing(found["claim_rules"], found["roster"])
