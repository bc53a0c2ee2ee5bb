"""SQL of roles."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, text, update
from sqlalchemy.orm import aliased

from services.partners.directory.covers.tables import CoverRow
from services.partners.directory.roles.schemas import RoleAssignment, RoleList
from services.partners.directory.roles.tables import GrantSource, RoleAssignmentRow
from services.partners.directory.staff.tables import StaffRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.upsert import upsert_changed
from shared.directory.queries import held_in_sql

LISTING = listing(
    RoleAssignmentRow,
    RoleAssignment,
    RoleList,
    filters={"held_on": held_in_sql("{}::date", "s")},
)

#: Identities stand in a wing above; that one person alone made a link is a fact about whoever holds a role by it.
LONE_LINKS = text("""
select staff_id, id from identities
where district_id = :district_id and staff_id = any(:staff_ids) and linked_by = 'administrator' and confirmed_by is null
order by id""")


async def lone_links(ctx: Context, staff_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The links by hand to these people that nobody but their maker stands for, by person."""
    found: dict[UUID, list[UUID]] = {}
    for row in await ctx.ask(LONE_LINKS, {"district_id": ctx.district_id, "staff_ids": list(staff_ids)}):
        found.setdefault(row["staff_id"], []).append(row["id"])
    return found


def holds_on(day: date) -> ColumnElement[bool]:
    """Is the role held on a day?"""
    return and_(RoleAssignmentRow.starts_on <= day, held_or_will_be(day))


def held_or_will_be(day: date) -> ColumnElement[bool]:
    """Has the role not ended by a day?"""
    return or_(RoleAssignmentRow.ends_on.is_(None), RoleAssignmentRow.ends_on >= day)


async def given_by_hand(ctx: Context, row: RoleAssignmentRow) -> UUID | None:
    """Another assignment by hand of the same role there to the same person, for one of the same days."""
    other = RoleAssignmentRow
    query = select(other.id).where(
        other.id != row.id,
        other.staff_id == row.staff_id,
        other.role == row.role,
        other.school_id.is_not_distinct_from(row.school_id),
        other.granted_by == GrantSource.MANUAL,
        or_(other.ends_on.is_(None), and_(other.ends_on >= row.starts_on, other.ends_on >= other.starts_on)),
        other.starts_on <= (row.ends_on or date.max),
    )
    found: UUID | None = await ctx.session.scalar(query.order_by(other.starts_on, other.id).limit(1))
    return found


async def held_by(ctx: Context, staff_id: UUID, day: date) -> list[RoleAssignmentRow]:
    """The roles somebody holds on a day."""
    query = select(RoleAssignmentRow).where(RoleAssignmentRow.staff_id == staff_id, holds_on(day))
    return list(await ctx.session.scalars(query))


async def not_over(ctx: Context, staff_id: UUID, day: date) -> list[RoleAssignmentRow]:
    """The roles somebody holds on a day, or will."""
    query = select(RoleAssignmentRow).where(RoleAssignmentRow.staff_id == staff_id, held_or_will_be(day))
    return list(await ctx.session.scalars(query))


async def held_by_all(ctx: Context, staff_ids: Sequence[UUID], day: date) -> set[tuple[UUID, str, UUID | None]]:
    """(person, role, school) of all roles these people hold on a day, whoever grants them."""
    found = await ctx.session.execute(
        select(RoleAssignmentRow.staff_id, RoleAssignmentRow.role, RoleAssignmentRow.school_id).where(
            RoleAssignmentRow.staff_id.in_(staff_ids), holds_on(day)
        )
    )
    return {(row.staff_id, row.role, row.school_id) for row in found}


async def with_sign_on_of(ctx: Context, provider_id: UUID) -> set[UUID]:
    """The people to whom this provider's sign-ins brought roles without an end."""
    query = select(RoleAssignmentRow.staff_id).where(*_brought_by(provider_id))
    return set(await ctx.session.scalars(query))


async def end_brought_by(ctx: Context, provider_id: UUID, today: date) -> list[RoleAssignmentRow]:
    """End all roles this provider's sign-ins brought, as of yesterday; returns them."""
    return await _end(ctx, _brought_by(provider_id), today)


def _brought_by(provider_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        RoleAssignmentRow.provider_id == provider_id,
        RoleAssignmentRow.granted_by == GrantSource.SIGN_ON,
        RoleAssignmentRow.ends_on.is_(None),
    )


async def of_sign_on(ctx: Context, staff_id: UUID, provider_id: UUID | None, today: date) -> list[RoleAssignmentRow]:
    """The roles this provider's sign-ins brought somebody: those without an end, and those that began today."""
    found = await ctx.session.scalars(
        select(RoleAssignmentRow)
        .where(
            RoleAssignmentRow.staff_id == staff_id,
            RoleAssignmentRow.granted_by == GrantSource.SIGN_ON,
            RoleAssignmentRow.provider_id.is_not_distinct_from(provider_id),
            or_(RoleAssignmentRow.ends_on.is_(None), RoleAssignmentRow.starts_on == today),
        )
        .order_by(RoleAssignmentRow.id)
    )
    return list(found)


async def with_sign_on_roles(ctx: Context, staff_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the staff to whom sign-ins brought roles without an end."""
    query = select(RoleAssignmentRow.staff_id).where(
        RoleAssignmentRow.staff_id.in_(staff_ids),
        RoleAssignmentRow.granted_by == GrantSource.SIGN_ON,
        RoleAssignmentRow.ends_on.is_(None),
    )
    return list(await ctx.session.scalars(query.distinct().order_by(RoleAssignmentRow.staff_id)))


async def brought_by_sign_on(ctx: Context, staff_id: UUID) -> list[RoleAssignmentRow]:
    """The roles without an end that sign-ins brought somebody, by whichever provider."""
    found = await ctx.session.scalars(
        select(RoleAssignmentRow)
        .where(
            RoleAssignmentRow.staff_id == staff_id,
            RoleAssignmentRow.granted_by == GrantSource.SIGN_ON,
            RoleAssignmentRow.ends_on.is_(None),
        )
        .order_by(RoleAssignmentRow.id)
    )
    return list(found)


async def from_roster(ctx: Context, staff_ids: Collection[UUID]) -> list[RoleAssignmentRow]:
    """The roles the roster ever listed for these people."""
    query = select(RoleAssignmentRow).where(
        RoleAssignmentRow.staff_id.in_(staff_ids), RoleAssignmentRow.granted_by == GrantSource.ROSTER
    )
    return list(await ctx.session.scalars(query))


async def with_roster_roles(ctx: Context, roles: Collection[str], today: date) -> set[UUID]:
    """The people who hold, or will, one of these roles by the roster."""
    query = select(RoleAssignmentRow.staff_id).where(
        RoleAssignmentRow.role.in_(list(roles)),
        RoleAssignmentRow.granted_by == GrantSource.ROSTER,
        held_or_will_be(today),
    )
    return set(await ctx.session.scalars(query))


async def upsert_listed(ctx: Context, rows: list[dict[str, Any]]) -> list[RoleAssignmentRow]:
    """Write the roles a roster grants; returns only those this changed."""
    return await upsert_changed(ctx, RoleAssignmentRow, rows, only_new={"granted_by": GrantSource.ROSTER})


async def end_unlisted(ctx: Context, staff_ids: list[UUID], listed: list[UUID], today: date) -> list[RoleAssignmentRow]:
    """End, as of yesterday, the roster's roles of these staff that the roster no longer lists; returns them."""
    unlisted = (
        RoleAssignmentRow.staff_id.in_(staff_ids),
        RoleAssignmentRow.granted_by == GrantSource.ROSTER,
        RoleAssignmentRow.id.not_in(listed),
        held_or_will_be(today),
    )
    return await _end(ctx, unlisted, today)


async def _end(ctx: Context, which: Sequence[ColumnElement[bool]], today: date) -> list[RoleAssignmentRow]:
    """End roles as of yesterday; one statement."""
    ended = await ctx.session.scalars(
        update(RoleAssignmentRow)
        .where(*which)
        .values(
            ends_on=today - timedelta(days=1),
            updated_at=ctx.now,
            updated_by=ctx.actor,
            version=RoleAssignmentRow.version + 1,
        )
        .returning(RoleAssignmentRow),
        execution_options={"synchronize_session": False, "populate_existing": True},
    )
    return list(ended)


async def lent_to(ctx: Context, staff_id: UUID, day: date) -> list[tuple[str, UUID, UUID]]:
    """(role, school, absent colleague) of each school role this person holds as a cover on a day.

    Only roles the absent hold themselves are lent, none of the district's, and only between people who both still get in.
    """
    absent, delegate = aliased(StaffRow), aliased(StaffRow)
    found = await ctx.session.execute(
        select(RoleAssignmentRow.role, RoleAssignmentRow.school_id, CoverRow.from_id)
        .join(
            CoverRow,
            and_(
                CoverRow.district_id == RoleAssignmentRow.district_id,
                CoverRow.from_id == RoleAssignmentRow.staff_id,
                or_(CoverRow.school_id.is_(None), CoverRow.school_id == RoleAssignmentRow.school_id),
            ),
        )
        .join(absent, and_(absent.district_id == CoverRow.district_id, absent.id == CoverRow.from_id))
        .join(delegate, and_(delegate.district_id == CoverRow.district_id, delegate.id == CoverRow.to_id))
        .where(
            CoverRow.to_id == staff_id,
            CoverRow.is_over.is_(False),
            CoverRow.starts_on <= day,
            CoverRow.ends_on >= day,
            holds_on(day),
            *(person.active & person.account_active for person in (absent, delegate)),
        )
        .distinct()
    )
    return [(role, school_id, from_id) for role, school_id, from_id in found if school_id is not None]
