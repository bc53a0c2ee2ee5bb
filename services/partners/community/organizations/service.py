"""Use cases of organisations: the district's, kept by whoever works with some at any school of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlalchemy.orm.attributes import flag_modified

from services.partners.community.organization_matches import service as matches
from services.partners.community.organization_matches.tables import MatchReason
from services.partners.community.organizations import repository, rules
from services.partners.community.organizations.errors import NoSuchOrganization, TooManySites
from services.partners.community.organizations.events import OrganizationRecorded
from services.partners.community.organizations.may import LISTING
from services.partners.community.organizations.schemas import (
    OrganizationCreate,
    OrganizationList,
    OrganizationSiteCreate,
    OrganizationSiteUpdate,
    OrganizationUpdate,
)
from services.partners.community.organizations.tables import OrganizationRow, OrganizationSiteRow
from services.partners.community.organizations.transitions import (
    CHANGE,
    CHANGE_SITE,
    DELETE_SITE,
    SITES,
    somewhere,
    stands_for_itself,
)
from services.partners.permissions import require_somewhere
from shared.context.context import Context
from shared.context.transitions import Kept, Transition
from shared.db.locks import one_at_a_time
from shared.errors import NotFound, fault
from shared.texts.words import Words

MOST_SITES = 100


async def listed(ctx: Context, filters: OrganizationList) -> Response:
    """Organisations by name."""
    require_somewhere(ctx, "organizations:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, organization_id: UUID) -> Response:
    """One organisation, also one that was merged into another."""
    require_somewhere(ctx, "organizations:read")
    return await ctx.item(LISTING, organization_id, "organization")


async def reply(ctx: Context, row: OrganizationRow, status: int = 200) -> Response:
    """The whole organisation, as it reads after a change."""
    return await ctx.reply_item(LISTING, row.id, status=status)


async def take_turn(ctx: Context) -> None:
    """Wait until nobody else of the district adds, changes or merges organisations: of two alike each sees the other."""
    await one_at_a_time(ctx, "organizations")


async def add(ctx: Context, wish: OrganizationCreate) -> OrganizationRow:
    """Write down an organisation and its sites."""
    await somewhere(ctx, None)
    await take_turn(ctx)
    row = OrganizationRow(
        **_facts(wish.model_dump(exclude={"sites", "identifiers"}) | {"identifiers": wish.identifiers}),
        merged_into_id=None,
        merged_at=None,
    )
    ctx.add(row)
    await ctx.session.flush()
    for site in wish.sites:
        ctx.add(OrganizationSiteRow(organization_id=row.id, **site.model_dump()))
    await ctx.session.flush()
    return await tell(ctx, row)


async def change(ctx: Context, organization_id: UUID, patch: OrganizationUpdate) -> OrganizationRow:
    """Change an organisation; `status: ended` is how it ends."""
    row = await _take(ctx, organization_id, CHANGE)
    ctx.check_version(row)
    for name, value in _facts(patch.changes()).items():
        setattr(row, name, value)
    await ctx.session.flush()
    return await tell(ctx, row)


async def add_site(ctx: Context, organization_id: UUID, wish: OrganizationSiteCreate) -> OrganizationRow:
    """One more place where it works."""
    row = await _take(ctx, organization_id, SITES)
    if len(await repository.sites_of(ctx, row.id)) >= MOST_SITES:
        raise TooManySites(Words(f"It has room for {MOST_SITES}.", es=f"Tiene lugar para {MOST_SITES}."))
    ctx.add(OrganizationSiteRow(organization_id=row.id, **wish.model_dump()))
    return await touched(ctx, row)


async def change_site(
    ctx: Context, organization_id: UUID, site_id: UUID, patch: OrganizationSiteUpdate
) -> OrganizationRow:
    """Change a place where it works."""
    row = await _take(ctx, organization_id, CHANGE_SITE)
    ctx.check_version(row)
    patch.apply(await _site(ctx, row, site_id))
    return await touched(ctx, row)


async def remove_site(ctx: Context, organization_id: UUID, site_id: UUID) -> None:
    """It does not work there any more."""
    row = await _take(ctx, organization_id, DELETE_SITE)
    await ctx.session.delete(await _site(ctx, row, site_id))
    await touched(ctx, row)


async def named(ctx: Context, organization_id: UUID) -> OrganizationRow:
    """One that a body names. Raises `NoSuchOrganization`, `OrganizationMerged`."""
    row = await ctx.find(OrganizationRow, organization_id)
    if row is None:
        unknown = Words("unknown in this district", es="desconocida en este distrito")
        raise NoSuchOrganization(errors=[fault("/organization_id", unknown, NoSuchOrganization.code)])
    await stands_for_itself(ctx, row)
    return row


async def tell(ctx: Context, row: OrganizationRow) -> OrganizationRow:
    """Say how it stands now, and look who may be the same. The caller has the turn."""
    if row.merged_into_id is None:
        alike = [row, *await repository.merged_into(ctx, row.id)]
        keys = {key for one in alike for key in _keys(one)} | _places(await repository.sites_of(ctx, row.id))
        await matches.look(ctx, row.id, keys)
    ctx.emit(OrganizationRecorded.of(row))
    return row


async def _take(ctx: Context, organization_id: UUID, move: Transition[Kept]) -> OrganizationRow:
    """An organisation to which the caller may do this."""
    await somewhere(ctx, None)
    await take_turn(ctx)
    row = await ctx.get(OrganizationRow, organization_id, "organization")
    await move.check(ctx, row)
    return row


async def _site(ctx: Context, row: OrganizationRow, site_id: UUID) -> OrganizationSiteRow:
    found = next((one for one in await repository.sites_of(ctx, row.id) if one.id == site_id), None)
    if found is None:
        raise NotFound(Words("No such site of it.", es="No tiene esa sede."))
    return found


async def touched(ctx: Context, row: OrganizationRow) -> OrganizationRow:
    """A change of its sites is a change of the organisation: it has another version."""
    flag_modified(row, "name")
    await ctx.session.flush()
    return await tell(ctx, row)


def _facts(said: dict[str, Any]) -> dict[str, Any]:
    """What was said, as it is kept: lists without repeats, identifiers as JSON."""
    kept = {**said}
    for name in ("pillars", "domains", "languages"):
        if name in kept:
            kept[name] = list(dict.fromkeys(kept[name]))
    if "identifiers" in kept:
        plain = (one if isinstance(one, dict) else one.model_dump(mode="json") for one in kept["identifiers"])
        kept["identifiers"] = list({(one["scheme"], one["value"]): one for one in plain}.values())
    return kept


def _keys(row: OrganizationRow) -> set[tuple[MatchReason, str]]:
    """What it is found again by, wherever it is."""
    found = {(MatchReason.SAME_NAME, rules.matching_name(row.name))}
    found |= {(MatchReason.SAME_IDENTIFIER, f"{one['scheme']}:{one['value']}") for one in row.identifiers}
    if host := rules.matching_host(row.website):
        found.add((MatchReason.SAME_WEBSITE, host))
    return found


def _places(sites: Iterable[OrganizationSiteRow]) -> set[tuple[MatchReason, str]]:
    """Where it is found."""
    said = ("street", "city", "postal_code")
    found = (rules.matching_address({name: getattr(site, name) for name in said}) for site in sites)
    return {(MatchReason.SAME_ADDRESS, address) for address in found if address}
