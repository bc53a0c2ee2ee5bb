"""Use cases of school years."""

from datetime import date
from uuid import UUID

from fastapi import Response

from services.scheduling.calendars import repository, rules
from services.scheduling.calendars.schemas import SchoolYearCreate, SchoolYearUpdate
from services.scheduling.calendars.tables import SchoolYearRow
from services.scheduling.permissions import POLICY
from shared.web.context import Context
from shared.web.paging import Paging


async def listed(ctx: Context, paging: Paging) -> Response:
    """School years, earliest first."""
    POLICY.require(ctx.principal, "calendar:read")
    return await ctx.page(repository.LISTING, paging)


async def read(ctx: Context, year_id: UUID) -> SchoolYearRow:
    """One school year."""
    POLICY.require(ctx.principal, "calendar:read")
    return await repository.get_year(ctx, year_id)


async def add(ctx: Context, wish: SchoolYearCreate) -> SchoolYearRow:
    """Add a school year."""
    POLICY.require(ctx.principal, "calendar:write")
    row = SchoolYearRow(**{**wish.model_dump(), "non_school_days": sorted(set(wish.non_school_days))})
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, year_id: UUID, patch: SchoolYearUpdate) -> SchoolYearRow:
    """Change a school year; due dates of plans already published stay."""
    POLICY.require(ctx.principal, "calendar:write")
    row = await repository.get_year(ctx, year_id)
    ctx.check_version(row)
    for name, value in patch.changes().items():
        setattr(row, name, value)
    row.non_school_days = sorted(set(row.non_school_days))
    await ctx.session.flush()
    return row


async def year_at(ctx: Context, day: date) -> rules.SchoolYear | None:
    """The school year due rules are counted in on a day."""
    row = await repository.find_year_at(ctx, day)
    return rules.SchoolYear(row.starts_on, row.ends_on, frozenset(row.non_school_days)) if row else None
