"""Use cases of lists of organisations: each line by itself, and what was said before is never overwritten."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from services.partners.community.organization_contacts import service as contacts
from services.partners.community.organization_contacts.schemas import OrganizationContactCreate
from services.partners.community.organization_imports import repository, rules, sheets
from services.partners.community.organization_imports.schemas import (
    OrganizationCellFault,
    OrganizationImport,
    OrganizationImportWish,
    OrganizationLine,
)
from services.partners.community.organization_matches.tables import MatchReason
from services.partners.community.organizations import service as organizations
from services.partners.community.organizations.repository import sites_of
from services.partners.community.organizations.rules import matching_address, matching_name, plain
from services.partners.community.organizations.schemas import MOST_IDENTIFIERS, OrganizationCreate
from services.partners.community.organizations.tables import (
    IntroducedBy,
    OrganizationKind,
    OrganizationRow,
    OrganizationSiteRow,
)
from services.partners.community.organizations.transitions import somewhere
from shared.context.context import Context
from shared.errors import BodyTooLarge
from shared.schemas import Reference
from shared.texts.words import Words

MOST_BYTES = 2_000_000
_FILLED = ("website", "description", "pillars", "domains", "languages")


async def take(
    ctx: Context,
    wish: OrganizationImportWish,
    kind: str,
    body: AsyncIterator[bytes],
    claim: Callable[[str], Awaitable[None]],
) -> OrganizationImport:
    """Take a list; `claim` takes the Idempotency-Key for its digest."""
    await somewhere(ctx, None)
    sent = await _whole(body)
    await claim(hashlib.sha256(sent).hexdigest())
    sheet = await asyncio.to_thread(sheets.read, sent, kind)
    if not wish.validate_only:
        return await _take(ctx, wish, sheet)
    async with ctx.rehearsal():
        return await _take(ctx, wish, sheet)


async def _take(ctx: Context, wish: OrganizationImportWish, sheet: sheets.Sheet) -> OrganizationImport:
    lines = [await _line(ctx, number, rules.say(cells)) for number, cells in sheet.lines]
    counts = Counter(line.outcome for line in lines)
    return OrganizationImport(
        validate_only=wish.validate_only,
        added_count=counts["added"],
        filled_count=counts["filled"],
        known_count=counts["known"],
        refused_count=counts["refused"],
        fault_count=sum(len(line.faults) for line in lines),
        unknown_columns=sheet.unknown,
        lines=lines,
    )


async def _line(ctx: Context, number: int, said: rules.Said) -> OrganizationLine:
    faults = [OrganizationCellFault(column=column, code=code) for column, code in said.faults]
    told: dict[str, Any] = {"line": number, "faults": faults, "contact_id": None, "organization": None}
    if "name" not in said.facts:
        return OrganizationLine(outcome="refused", **told)
    await organizations.take_turn(ctx)
    row = await _known(ctx, said)
    found = row is not None
    row = row or await _add(ctx, said)
    changed = found and await _fill(ctx, row, said)
    contact_id = await _contact(ctx, row, said.contact)
    told |= {"organization": Reference(id=row.id, name=row.name), "contact_id": contact_id}
    filled = "filled" if changed or contact_id else "known"
    return OrganizationLine(outcome=filled if found else "added", **told)


async def _known(ctx: Context, said: rules.Said) -> OrganizationRow | None:
    """Who it is already: by a number, else the only one of its name that no number and no town tells from it."""
    numbers = said.facts.get("identifiers", [])
    keys = [(MatchReason.SAME_IDENTIFIER, f"{one['scheme']}:{one['value']}") for one in numbers]
    if keys and len(found := await repository.known(ctx, keys)) == 1:
        return found[0]
    named = await repository.known(ctx, [(MatchReason.SAME_NAME, matching_name(said.facts["name"]))])
    towns = {row.id: {plain(site.city) for site in await sites_of(ctx, row.id) if site.city} for row in named}
    alike = [row for row in named if not rules.tells_apart(said, row.identifiers, towns[row.id])]
    return alike[0] if len(alike) == 1 else None


async def _add(ctx: Context, said: rules.Said) -> OrganizationRow:
    sites = [{"name": said.site.get("city") or said.facts["name"], **said.site}] if said.site else []
    facts = {"kind": OrganizationKind.OTHER, **said.facts, "introduced_by": IntroducedBy.IMPORT, "sites": sites}
    return await organizations.add(ctx, OrganizationCreate.model_validate(facts))


async def _fill(ctx: Context, row: OrganizationRow, said: rules.Said) -> bool:
    """Say what nobody has said of it yet. Returns whether anything was new."""
    new = {name: said.facts[name] for name in _FILLED if name in said.facts and not getattr(row, name)}
    known = {(one["scheme"], one["value"]) for one in row.identifiers}
    more = [one for one in said.facts.get("identifiers", ()) if (one["scheme"], one["value"]) not in known]
    for name, value in new.items():
        setattr(row, name, value)
    if more:
        row.identifiers = [*row.identifiers, *more][:MOST_IDENTIFIERS]
    address = matching_address(said.site)
    there = [matching_address(vars(site)) for site in await sites_of(ctx, row.id)]
    moved = address is not None and address not in there and len(there) < organizations.MOST_SITES
    if moved:
        ctx.add(OrganizationSiteRow(organization_id=row.id, **_site(said, row.name)))
    if new or more or moved:
        await organizations.touched(ctx, row)
    return bool(new or more or moved)


def _site(said: rules.Said, name: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("school_id", "street", "city", "region", "postal_code", "area", "latitude", "longitude"))
    return {**nothing, "name": said.site.get("city") or name, **said.site}


async def _contact(ctx: Context, row: OrganizationRow, said: dict[str, str]) -> Any:
    """Add somebody who is not there yet. Returns their id."""
    if not said or await repository.has_contact(ctx, row.id, said["given_name"], said["family_name"]):
        return None
    wish = OrganizationContactCreate.model_validate({**said, "organization_id": row.id})
    return (await contacts.add(ctx, wish)).id


async def _whole(body: AsyncIterator[bytes]) -> bytes:
    sent = bytearray()
    async for block in body:
        sent += block
        if len(sent) > MOST_BYTES:
            raise BodyTooLarge(Words(f"At most {MOST_BYTES} bytes.", es=f"Como máximo {MOST_BYTES} bytes."))
    return bytes(sent)
