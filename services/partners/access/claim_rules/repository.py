"""SQL of claim rules, and of what they are held against."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from services.partners.access.claim_rules.rules import School, Schools
from services.partners.access.claim_rules.schemas import ClaimRule, ClaimRuleList
from services.partners.access.claim_rules.tables import ClaimRuleRow
from services.partners.directory.roles.repository import holds_on
from services.partners.directory.roles.tables import GrantSource, RoleAssignmentRow
from services.partners.directory.schools.tables import SchoolRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.errors import NotFound
from shared.texts.words import Words

LISTING = listing(
    ClaimRuleRow,
    ClaimRule,
    ClaimRuleList,
    order=("position",),
    filters={"removed": "(s.deleted_at is not null) = {}::boolean"},
    present="s.deleted_at is null",
)


async def get_rule(ctx: Context, rule_id: UUID) -> ClaimRuleRow:
    """One rule that was not removed. Raises `NotFound`."""
    query = select(ClaimRuleRow).where(ClaimRuleRow.id == rule_id, ClaimRuleRow.deleted_at.is_(None))
    row = await ctx.session.scalar(query)
    if row is None:
        raise NotFound(Words("No such claim rule.", es="No existe esa regla de inicio de sesión."))
    return row


async def count(ctx: Context) -> int:
    """How many rules the district has."""
    query = select(func.count()).select_from(ClaimRuleRow).where(ClaimRuleRow.deleted_at.is_(None))
    return int(await ctx.session.scalar(query) or 0)


async def rules_for(ctx: Context, provider_id: UUID | None) -> Sequence[ClaimRuleRow]:
    """The rules of all providers and of this one, in their order."""
    query = select(ClaimRuleRow).where(
        ClaimRuleRow.deleted_at.is_(None),
        or_(ClaimRuleRow.provider_id.is_(None), ClaimRuleRow.provider_id == provider_id),
    )
    return (await ctx.session.scalars(query.order_by(ClaimRuleRow.position, ClaimRuleRow.id))).all()


async def schools_for(ctx: Context, staff_id: UUID | None, today: date) -> Schools:
    """The schools that are not closed, and those of them where the roster lists the person today."""
    rows = await ctx.session.execute(
        select(SchoolRow.id, SchoolRow.local_code, SchoolRow.source_id)
        .where(or_(SchoolRow.closes_on.is_(None), SchoolRow.closes_on >= today))
        .order_by(SchoolRow.local_code)
    )
    schools = [School(row.id, row.local_code, row.source_id) for row in rows]
    listed = await ctx.session.scalars(
        select(RoleAssignmentRow.school_id).where(
            RoleAssignmentRow.staff_id == staff_id,
            RoleAssignmentRow.granted_by == GrantSource.ROSTER,
            holds_on(today),
        )
    )
    return Schools(schools, frozenset({school.id for school in schools} & set(listed)))
