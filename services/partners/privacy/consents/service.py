"""Use cases of consents: each is the district's, or of the school that keeps it, and of one of its students."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.directory.roles.granting import Grant, Verdict, What, decide, maker_of
from services.partners.directory.staff.errors import NoSuchParty
from services.partners.permissions import POLICY
from services.partners.privacy.consents import repository, rules
from services.partners.privacy.consents.errors import (
    BeyondTheParty,
    ConsentIncomplete,
    NoSuchStudent,
    OralIsNoConsent,
)
from services.partners.privacy.consents.events import ConsentRecorded
from services.partners.privacy.consents.may import LISTING
from services.partners.privacy.consents.schemas import ConsentCreate, ConsentList, ConsentRevoke
from services.partners.privacy.consents.standing import begin
from services.partners.privacy.consents.tables import ConsentRow
from services.partners.privacy.consents.transitions import REVOKE
from services.partners.privacy.parties.repository import find_party
from services.partners.privacy.parties.service import acts_for_district
from services.partners.privacy.placements import service as placements
from services.partners.privacy.placements.rules import Placed
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NotPermitted, Refusal, fault
from shared.texts.words import Words


async def listed(ctx: Context, filters: ConsentList) -> Response:
    """Consents, oldest first."""
    await _admit(ctx)
    return await ctx.page(LISTING, filters, _visible(ctx, "consents:read"))


async def read(ctx: Context, consent_id: UUID) -> ConsentRow:
    """One consent. One another school keeps does not exist for its leads."""
    await _admit(ctx)
    row = await ctx.row(ConsentRow, repository.LISTING, consent_id, "consent", _visible(ctx, "consents:read"))
    ctx.audit_reading(records=repository.RECORDS, student_ids=[row.student_id])
    return row


async def add(ctx: Context, wish: ConsentCreate) -> ConsentRow:
    """Record a consent that was signed. Who leads a school records those their school keeps."""
    await _admit(ctx)
    POLICY.require(ctx, "consents:write", school_id=wish.school_id)
    if wish.signed_how == "oral":
        said = fault(
            "/signed_how",
            Words(
                "34 CFR 99.30(a) wants a signed and dated written consent",
                es="34 CFR 99.30(a) exige un consentimiento por escrito, firmado y fechado",
            ),
            "oral_is_no_consent",
        )
        raise OralIsNoConsent(
            Words(
                "Have it signed, on paper or electronically.",
                es="Haga que lo firmen, en papel o por medios electrónicos.",
            ),
            errors=[said],
        )
    lacking = [fault(f"/{name}", why, "consent_part_missing") for name, why in rules.missing(wish.model_dump())]
    if lacking:
        raise ConsentIncomplete(
            Words("Without these parts it permits nothing.", es="Sin estas partes no permite nada."), errors=lacking
        )
    await _check_party(ctx, wish)
    assert wish.signed_on is not None
    placed = await placements.placed(ctx, wish.student_id, wish.school_id, wish.signed_on)
    await _admit(ctx, placed=placed is not Placed.NO)
    row = ConsentRow(**wish.model_dump())
    row.records = list(dict.fromkeys(wish.records))
    row.starts_on = wish.starts_on or row.signed_on
    wrong = rules.out_of_order(row.signed_on, row.starts_on, row.expires_on, await ctx.today())
    if wrong:
        raise DaysOutOfOrder(errors=[fault(f"/{name}", why) for name, why in wrong])
    ctx.add(row)
    await ctx.session.flush()
    await begin(ctx, row, placed)
    return row


async def revoke(ctx: Context, consent_id: UUID, wish: ConsentRevoke) -> ConsentRow:
    """End a consent now, for good: what is given to the party from this moment on has no basis in it."""
    await _admit(ctx)
    scope = _visible(ctx, REVOKE.right)
    if wish.revoked_by == "guardian" and wish.guardian_id is None:
        said = fault(
            "/guardian_id",
            Words("say which parent or guardian revokes", es="indique qué madre, padre o tutor lo revoca"),
            "consent_part_missing",
        )
        raise ConsentIncomplete(errors=[said])
    row = await ctx.row(ConsentRow, repository.LISTING, consent_id, "consent", scope, lock=True)
    await REVOKE.check(ctx, row)
    row.revoked_at, row.revoked_by, row.revoking_guardian_id = ctx.now, wish.revoked_by, wish.guardian_id
    await ctx.session.flush()
    ctx.emit(ConsentRecorded.of(row))
    return row


def _visible(ctx: Context, right: str) -> dict[str, Any]:
    POLICY.require_any(ctx, right)
    schools = POLICY.schools(ctx, right)
    return {} if schools is None else {"school_ids": schools}


async def _admit(ctx: Context, *, placed: bool = True) -> None:
    """A party may neither write its own basis nor read who else has one: school officials alone act for the district.

    `placed`: is the student the school's that keeps it?
    """
    asked = maker_of(ctx.principal, for_district=await acts_for_district(ctx, RecordKind.ROSTER))
    said = {Verdict.OWN_GROUND: _not_for_parties, Verdict.NOT_PLACED: _not_theirs}
    await decide(ctx, Grant(what=What.CONSENT, placed=placed), asked=asked, refusals=said)


def _not_for_parties() -> Refusal:
    return NotPermitted(
        Words(
            "Consents are kept by the district's own people and systems, and by school officials.",
            es="Los consentimientos los llevan las personas y los sistemas "
            "propios del distrito y los funcionarios escolares.",
        )
    )


def _not_theirs() -> Refusal:
    """Nobody hears whether there is such a student elsewhere."""
    return NoSuchStudent(
        errors=[
            fault(
                "/student_id", Words("no student of the school", es="no es estudiante de la escuela"), "no_such_student"
            )
        ]
    )


async def _check_party(ctx: Context, wish: ConsentCreate) -> None:
    party = wish.party_id and await find_party(ctx, wish.party_id)
    if not party:
        raise NoSuchParty(
            errors=[
                fault(
                    "/party_id",
                    Words(
                        "there is no such party in this district", es="no existe esa entidad externa en este distrito"
                    ),
                    "no_such_party",
                )
            ]
        )
    beyond = [
        fault(
            f"/records/{place}",
            Words(
                "the party may not get these records at all",
                es="la entidad externa no puede recibir estos expedientes en absoluto",
            ),
            "beyond_the_party",
        )
        for place, kind in enumerate(wish.records)
        if kind not in party.records
    ]
    if wish.purpose not in party.purposes:
        beyond.append(
            fault(
                "/purpose",
                Words("not one of the party's purposes", es="no es uno de los fines de la entidad externa"),
                "beyond_the_party",
            )
        )
    if beyond:
        raise BeyondTheParty(
            Words(
                "Change the party first, or the consent.",
                es="Modifique primero la entidad externa, o el consentimiento.",
            ),
            errors=beyond,
        )
