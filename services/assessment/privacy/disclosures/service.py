"""Where student records leave this service: on which ground, and what is written of it before they do.

A caller without a party is the district's own: a school official, whose readings the audit keeps. A caller of a party reads only
what its legal basis covers; everything outside the school-official exception becomes a line of the ledger partners keeps, in one
transaction with the audit's entry, and so does what only an emergency access shows one of the district's own. A request refused
for want of a basis is a line too (34 CFR 99.32(a)(1)).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from fastapi import Response

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import repository, rules
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.privacy.disclosures.events import RecordsDisclosed
from services.assessment.privacy.disclosures.rules import Ground
from services.assessment.records.student_records.relations import STUDENT_ROWS
from shared.audit.tables import Outcome
from shared.auth.legal_bases import Basis, required_by_99_32
from shared.auth.relations import ProtectedRows
from shared.context.context import Context
from shared.context.lists import Listing
from shared.context.paging import Paging
from shared.ids import new_id
from shared.texts.words import Words


async def ground_of(ctx: Context, records: str, asked_for: Sequence[UUID] = ()) -> Ground | None:
    """The ground a party's caller reads these records on; None for the district's own. Raises `NoLegalBasis`.

    `asked_for` are the students named, whether there are such or not: a refusal must not tell.
    """
    who = ctx.principal
    if who.party is None:
        return None
    party = await repository.find_party(ctx, who.party.id)
    lack = rules.lacking(party, records, await ctx.today())
    if lack is None and party is not None:
        return rules.ground_of(party, records)
    wanted = rules.ground_of(party, records) if party else Ground(who.party.basis, records, who.party.id)
    refuse(ctx, wanted, asked_for)
    assert lack is not None, "who is not known lacks that"
    raise NoLegalBasis(rules.sentence(lack))


async def page(
    ctx: Context,
    filters: Paging,
    listing: Listing,
    scope: Mapping[str, Any],
    *,
    door: str,
    by_consent: Listing,
    rows: ProtectedRows | None = None,
    outside: Mapping[str, Any] | None = None,
    asked_for: UUID | str | None = None,
) -> Response:
    """One page of a list of student records, which the scope `door` opens.

    `by_consent` is the list with the filter of `repository.consented`; `outside` are further filters for any party; `rows` is
    what policy knows of the items, if it is not their students that are seen or not.
    `asked_for` is the one student the filters name, by id or source id: asking for one without consent is a request refused.
    """
    ground = await ground_of(ctx, listing.records)
    if ground is None:
        reply = await ctx.page(listing, filters, scope)
        if ctx.principal.emergency_id is not None:
            await _split_off_emergency(ctx, listing.records, await _shown_calmly(ctx, door, reply, listing, rows))
        return reply
    scope = {**scope, **(outside or {})}
    if ground.is_by_consent:
        listing, scope = by_consent, {**scope, **await consent_scope(ctx, ground)}
    reply = await ctx.page(listing, filters, scope)
    shown = ctx.trail.reading.get("student_ids", ())
    await disclose(ctx, ground, shown)
    if ground.is_by_consent and asked_for is not None:
        student_id = await repository.find_student_id(ctx, asked_for)
        if student_id is not None and student_id not in shown and not await _covers(ctx, ground, student_id):
            ctx.audit("asked_without_consent", outcome=Outcome.REFUSED, rows={"student_id": student_id})
            ctx.trail.is_kept = True
    return reply


async def one(ctx: Context, records: str, student_id: UUID, *, door: str) -> bool:
    """May records of one student leave? False when there is no consent for them; what leaves is written down."""
    ground = await ground_of(ctx, records, [student_id])
    if ground is None:
        ctx.audit_reading(records=records, student_ids=[student_id])
        if ctx.principal.emergency_id is not None:
            await _split_off_emergency(ctx, records, await _among_students(ctx, door, [student_id]))
        return True
    if not await _covers(ctx, ground, student_id):
        return False
    await disclose(ctx, ground, [student_id])
    return True


async def covers(ctx: Context, ground: Ground | None, student_id: UUID) -> bool:
    """Does a ground cover one student of whom nothing leaves now? A refusal is written down."""
    return ground is None or await _covers(ctx, ground, student_id)


async def _covers(ctx: Context, ground: Ground, student_id: UUID) -> bool:
    if ground.is_by_consent and not await repository.is_consented(ctx, student_id, await consent_scope(ctx, ground)):
        refuse(ctx, ground, [student_id])
        return False
    return True


async def _split_off_emergency(ctx: Context, records: str, calm: set[UUID]) -> None:
    """Of the reading of one of the district's own: what only their emergency access shows is read on its ground, not theirs.

    `calm` are the students they are shown without it.
    """
    reading = ctx.trail.reading
    read = reading.get("student_ids", ())
    shown = [student_id for student_id in read if student_id not in calm]
    if not shown:
        return
    ground = Ground(Basis.HEALTH_OR_SAFETY_EMERGENCY, records, emergency_id=ctx.principal.emergency_id)
    if len(shown) < len(read):
        reading["student_ids"] = [student_id for student_id in read if student_id in calm]
        ctx.audit_further_reading(**_audited(ground, shown, None))
    else:
        reading |= _audited(ground, shown, None)
    _emit(ctx, ground, shown, None)


async def _shown_calmly(
    ctx: Context, door: str, reply: Response, listing: Listing, rows: ProtectedRows | None
) -> set[UUID]:
    """The students of a page whom all its items that speak of them would show without the emergency access."""
    if rows is None or listing.students is None:
        return await _among_students(ctx, door, ctx.trail.reading.get("student_ids", ()))
    who, items = ctx.principal, orjson.loads(reply.body)["items"]
    calm = await rows.among(
        ctx, [UUID(item["id"]) for item in items], POLICY.access_paths(who.in_calm(), door), who.staff_id
    )
    every, by_emergency = set[UUID](), set[UUID]()
    for item in items:
        students = {UUID(student_id) for student_id in listing.students(item)}
        every |= students
        by_emergency |= students if UUID(item["id"]) not in calm else set()
    return every - by_emergency


async def _among_students(ctx: Context, door: str, student_ids: Iterable[UUID]) -> set[UUID]:
    who = ctx.principal
    return await STUDENT_ROWS.among(ctx, student_ids, POLICY.access_paths(who.in_calm(), door), who.staff_id)


async def consent_scope(ctx: Context, ground: Ground) -> dict[str, Any]:
    """What the filter by consent takes."""
    assert ground.party_id is not None
    return repository.scope_of(ground.party_id, ground.records, ground.purpose or "", await ctx.today())


async def officials_only(ctx: Context, records: str, asked_for: Sequence[UUID] = ()) -> None:
    """For what no single student is asked for of: the district's own, and parties that are school officials."""
    ground = await ground_of(ctx, records, asked_for)
    if ground is not None and ground.basis != Basis.SCHOOL_OFFICIAL:
        refuse(ctx, ground, asked_for)
        raise NoLegalBasis(
            Words("Only school officials read this.", es="Esto solo lo leen los funcionarios escolares.")
        )


async def disclose(ctx: Context, ground: Ground, student_ids: Sequence[UUID]) -> None:
    """Write down, with the request itself, which students' records leave on a party's ground; by consent, each for the
    purposes its family agreed to.
    """
    if not student_ids:
        return
    by_purpose: dict[str | None, list[UUID]] = {ground.purpose: list(student_ids)}
    if ground.is_by_consent:
        by_purpose = await repository.purposes_of(ctx, student_ids, await consent_scope(ctx, ground))
    purposes = sorted({word for purpose in by_purpose if purpose for word in purpose.split()})
    ctx.audit_reading(**_audited(ground, student_ids, " ".join(purposes) or None))
    if ground.is_recorded:
        for purpose, students in by_purpose.items():
            _emit(ctx, ground, students, purpose)


def refuse(ctx: Context, ground: Ground, student_ids: Sequence[UUID] = ()) -> None:
    """Write down a request that is about to be refused; the line stands although the request's work is undone."""
    required = required_by_99_32(ground.basis, records=ground.records, refused=True, sealed=ground.sealed)
    ctx.emit_lasting(_line(ctx, ground, list(student_ids), required, "refused", ground.purpose))


def _audited(ground: Ground, student_ids: Sequence[UUID], purpose: str | None) -> dict[str, Any]:
    return {
        "records": ground.records,
        "student_ids": list(student_ids),
        "purpose": purpose,
        "basis": ground.basis,
        "party_id": ground.party_id,
        "required_by_99_32": ground.is_required,
    }


def _emit(ctx: Context, ground: Ground, student_ids: Sequence[UUID], purpose: str | None) -> None:
    for part in rules.in_parts(student_ids):
        ctx.emit(_line(ctx, ground, part, ground.is_required, "disclosed", purpose))


def _line(
    ctx: Context, ground: Ground, student_ids: list[UUID], is_required: bool, outcome: str, purpose: str | None
) -> RecordsDisclosed:
    who = ctx.principal
    return RecordsDisclosed(
        disclosure_id=new_id(),
        student_ids=student_ids,
        reader_kind=who.kind,
        reader_id=who.id,
        client_id=who.client_id,
        party_id=ground.party_id,
        basis=ground.basis,
        purpose=purpose,
        records=ground.records,
        outcome=outcome,
        required_by_99_32=is_required,
        sealed=ground.sealed,
        emergency_access_id=ground.emergency_id,
        occurred_at=ctx.now,
    )
