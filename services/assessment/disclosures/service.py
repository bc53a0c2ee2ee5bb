"""Where student records leave this service: on which ground, and what is written of it before they do.

A caller without a party is the district's own: a school official, whose readings the audit keeps. A caller of a party reads only
what its legal basis covers; everything outside the school-official exception becomes a line of the ledger partners keeps, in one
transaction with the audit's entry. A request refused for want of a basis is a line too (34 CFR 99.32(a)(1)).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.disclosures import repository, rules
from services.assessment.disclosures.rules import Ground
from services.assessment.errors import NoLegalBasis
from services.assessment.events import RecordsDisclosed
from shared import clock
from shared.auth.legal_bases import Basis, RecordKind, required_by_99_32
from shared.ids import new_id
from shared.web.context import Context
from shared.web.paging import Listing, Paging
from shared.web.work import work_for

#: What emergency access opens to somebody whom their roles do not.
SHOWN_IN_EMERGENCY = frozenset({RecordKind.ROSTER, RecordKind.CONTACTS, RecordKind.ENROLLMENT})


async def ground_of(ctx: Context, records: str) -> Ground | None:
    """The ground the caller reads these records on; None for the district's own. Raises `NoLegalBasis`."""
    who = ctx.principal
    party_id = who.party.id if who.party else None
    # What an emergency shows somebody is given on its ground, theirs from a party too: the ledger must have the threat.
    if who.emergency_id is not None and (party_id is None or records in SHOWN_IN_EMERGENCY):
        return Ground(Basis.HEALTH_OR_SAFETY_EMERGENCY, records, party_id, emergency_id=who.emergency_id)
    if who.party is None:
        return None
    party = await repository.find_party(ctx, who.party.id)
    lack = rules.lacking(party, records, await today_of(ctx))
    if lack is not None or party is None:
        await refuse(ctx, party.basis if party else who.party.basis, records, sealed=bool(party and party.sealed))
        raise NoLegalBasis(f"{lack}.".capitalize())
    return rules.ground_of(party, records)


async def page(
    ctx: Context, filters: Paging, listing: Listing, scope: Mapping[str, Any], *, by_consent: Listing
) -> Response:
    """One page of a list of student records. `by_consent` is the list with the filter of `repository.consented`."""
    ground = await ground_of(ctx, listing.records)
    if ground is None:
        return await ctx.page(listing, filters, scope)
    if ground.is_by_consent:
        listing, scope = by_consent, {**scope, **await consent_scope(ctx, ground)}
    reply = await ctx.page(listing, filters, scope)
    disclose(ctx, ground, ctx.trail.reading.get("student_ids", ()))
    return reply


async def one(ctx: Context, records: str, student_id: UUID) -> bool:
    """May records of one student leave? False when there is no consent for them; what leaves is written down."""
    ground = await ground_of(ctx, records)
    if ground is None:
        ctx.audit_reading(records=records, student_ids=[student_id])
        return True
    if not await _covers(ctx, ground, student_id):
        return False
    disclose(ctx, ground, [student_id])
    return True


async def covers(ctx: Context, records: str, student_id: UUID) -> bool:
    """Does the caller's ground cover one student of whom nothing leaves now? A refusal is written down."""
    ground = await ground_of(ctx, records)
    return ground is None or await _covers(ctx, ground, student_id)


async def _covers(ctx: Context, ground: Ground, student_id: UUID) -> bool:
    if ground.is_by_consent and not await repository.is_consented(ctx, student_id, await consent_scope(ctx, ground)):
        await refuse(ctx, ground.basis, ground.records, [student_id], sealed=ground.sealed)
        return False
    return True


async def consent_scope(ctx: Context, ground: Ground) -> dict[str, Any]:
    """What the filter by consent takes."""
    assert ground.party_id is not None
    return repository.scope_of(ground.party_id, ground.records, ground.purpose or "", await today_of(ctx))


async def officials_only(ctx: Context, records: str) -> None:
    """For what no single student is asked for of: the district's own, and parties that are school officials."""
    ground = await ground_of(ctx, records)
    if ground is not None and ground.party_id is not None and ground.basis != Basis.SCHOOL_OFFICIAL:
        await refuse(ctx, ground.basis, records, sealed=ground.sealed)
        raise NoLegalBasis("Only school officials read this.")


def disclose(ctx: Context, ground: Ground, student_ids: Sequence[UUID]) -> None:
    """Write down, with the request itself, which students' records leave on this ground."""
    if not student_ids:
        return
    ctx.audit_reading(
        records=ground.records,
        student_ids=student_ids,
        purpose=ground.purpose,
        basis=ground.basis,
        party_id=ground.party_id,
        required_by_99_32=ground.is_required,
    )
    if ground.is_recorded:
        for part in rules.in_parts(student_ids):
            ctx.emit(_line(ctx, ground, part, ground.is_required, "disclosed"))


async def refuse(
    ctx: Context, basis: str, records: str, student_ids: Sequence[UUID] = (), *, sealed: bool = False
) -> None:
    """Write down a request that is about to be refused, apart from its transaction, which will be undone."""
    party_id = ctx.principal.party.id if ctx.principal.party else None
    ground = Ground(basis, records, party_id, sealed=sealed)
    required = required_by_99_32(basis, records=records, refused=True, sealed=sealed)
    async with work_for(ctx.db, ctx.settings, ctx.district_id, correlation_id=ctx.correlation_id) as work:
        work.emit(_line(ctx, ground, list(student_ids), required, "refused"))


def _line(ctx: Context, ground: Ground, student_ids: list[UUID], is_required: bool, outcome: str) -> RecordsDisclosed:
    who = ctx.principal
    return RecordsDisclosed(
        disclosure_id=new_id(),
        student_ids=student_ids,
        reader_kind=who.kind,
        reader_id=who.id,
        client_id=who.client_id,
        party_id=ground.party_id,
        basis=ground.basis,
        purpose=ground.purpose,
        records=ground.records,
        outcome=outcome,
        required_by_99_32=is_required,
        sealed=ground.sealed,
        emergency_access_id=ground.emergency_id,
        occurred_at=ctx.now,
    )


async def today_of(ctx: Context) -> date:
    """Today by the district's clock."""
    return clock.day_in(await repository.zone_of(ctx), ctx.now)
