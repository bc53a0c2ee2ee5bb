"""What may be done to an organisation, and to its sites."""

from sqlalchemy import select

from services.partners.community.organizations.errors import OrganizationMerged, OrganizationsNotMerged
from services.partners.community.organizations.tables import OrganizationRow
from services.partners.permissions import require_somewhere
from shared.context.context import Context
from shared.context.transitions import act
from shared.texts.words import Words


async def somewhere(ctx: Context, _: object) -> None:
    """Raises `NotPermitted`: organisations are the district's, kept by whoever works with some at any school of it."""
    require_somewhere(ctx, "organizations:write")


async def stands_for_itself(_: Context, row: OrganizationRow) -> None:
    """Raises `OrganizationMerged`."""
    if row.merged_into_id is not None:
        raise OrganizationMerged(Words(f"It is now {row.merged_into_id}.", es=f"Ahora es {row.merged_into_id}."))


async def stands_for_others(ctx: Context, row: OrganizationRow) -> None:
    """Raises `OrganizationsNotMerged`: none was merged into it."""
    merged = select(OrganizationRow.id).where(OrganizationRow.merged_into_id == row.id)
    if await ctx.session.scalar(merged.limit(1)) is None:
        raise OrganizationsNotMerged


CHANGE = act("change", "organizations:write", conditions=(somewhere, stands_for_itself))
SITES = act("sites", "organizations:write", conditions=(somewhere, stands_for_itself))
CHANGE_SITE = act("change_site", "organizations:write", conditions=(somewhere, stands_for_itself))
DELETE_SITE = act("delete_site", "organizations:write", conditions=(somewhere, stands_for_itself))
MERGE = act("merge", "organizations:merge", conditions=(stands_for_itself,))
SPLIT = act("split", "organizations:merge", conditions=(stands_for_itself, stands_for_others))

TRANSITIONS = (CHANGE, SITES, CHANGE_SITE, DELETE_SITE, MERGE, SPLIT)
