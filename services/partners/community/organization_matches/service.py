"""Use cases of pairs of organisations that may be one."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import Response

from services.partners.community.organization_matches import repository
from services.partners.community.organization_matches.may import LISTING
from services.partners.community.organization_matches.schemas import OrganizationMatchList
from services.partners.community.organization_matches.tables import MatchEnd, MatchReason, OrganizationMatchRow
from services.partners.community.organization_matches.transitions import DELETE
from services.partners.permissions import POLICY, require_somewhere
from shared.context.context import Context


async def listed(ctx: Context, filters: OrganizationMatchList) -> Response:
    """Pairs that are proposed, those proposed first before the others."""
    require_somewhere(ctx, "organizations:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, match_id: UUID) -> Response:
    """One pair."""
    require_somewhere(ctx, "organizations:read")
    return await ctx.item(LISTING, match_id, "match")


async def dismiss(ctx: Context, match_id: UUID) -> None:
    """They are two: the pair is not proposed again for what they have in common now."""
    POLICY.require(ctx, DELETE.right)
    row = await ctx.get(OrganizationMatchRow, match_id, "match")
    await DELETE.check(ctx, row)
    _end(ctx, row, MatchEnd.DISMISSED)
    await ctx.session.flush()


async def look(ctx: Context, organization_id: UUID, keys: Iterable[tuple[MatchReason, str]]) -> None:
    """Propose whoever may be the same as this organisation, and propose no more who is not. The caller has the turn."""
    await repository.keep_keys(ctx, organization_id, keys)
    alike = {
        other: reasons
        for other, reasons in (await repository.in_common(ctx, organization_id)).items()
        if reasons != [MatchReason.SAME_ADDRESS]
    }
    for row in await repository.pairs_of(ctx, organization_id):
        other = row.other_id if row.organization_id == organization_id else row.organization_id
        _consider(ctx, row, alike.pop(other, []))
    for other, reasons in alike.items():
        first, second = sorted((organization_id, other))
        ctx.add(
            OrganizationMatchRow(organization_id=first, other_id=second, reasons=reasons, ended_as=None, ended_at=None)
        )
    await ctx.session.flush()


async def settle(ctx: Context, organization_id: UUID) -> None:
    """An organisation was merged: no pair with it is proposed any more."""
    for row in await repository.pairs_of(ctx, organization_id):
        if row.ended_at is None:
            _end(ctx, row, MatchEnd.MERGED)
    await ctx.session.flush()


def _consider(ctx: Context, row: OrganizationMatchRow, reasons: list[str]) -> None:
    """What a pair that was once proposed is now: a dismissed one comes back only with something new in common."""
    if not reasons:
        if row.ended_at is None:
            _end(ctx, row, MatchEnd.NOTHING_IN_COMMON)
        return
    if row.ended_as is MatchEnd.DISMISSED and {*reasons} <= {*row.reasons}:
        return
    if row.reasons != reasons or row.ended_at is not None:
        row.reasons, row.ended_as, row.ended_at = reasons, None, None


def _end(ctx: Context, row: OrganizationMatchRow, end: MatchEnd) -> None:
    row.ended_as, row.ended_at = end, ctx.now
