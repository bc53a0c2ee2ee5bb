"""Use cases of directory information: the notice, refusals, and what may be told."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID

from fastapi import Response

from services.assessment.permissions import POLICY
from services.assessment.privacy.directory_information import repository, rules
from services.assessment.privacy.directory_information.errors import DirectoryNotOpen, SignerMissing
from services.assessment.privacy.directory_information.rules import Notice
from services.assessment.privacy.directory_information.schemas import (
    DirectoryList,
    DirectoryOptOut,
    DirectoryOptOutBody,
    DirectoryPolicy,
    DirectoryPolicyBody,
)
from services.assessment.privacy.directory_information.tables import DirectoryOptOutRow, DirectoryPolicyRow
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.privacy.disclosures.rules import Ground, sentence
from services.assessment.records.student_records.relations import STUDENT_ROWS
from services.assessment.records.student_records.repository import check_not_merged, get_student
from shared.auth.legal_bases import Basis, RecordKind
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NotFound, fault
from shared.texts.words import Words

KIND = RecordKind.DIRECTORY_INFORMATION


async def listed(ctx: Context, filters: DirectoryList) -> Response:
    """Exactly what the notice designates, of those who did not refuse; of the caller's students, by the caller's ground."""
    scope = POLICY.list_filter(ctx, "roster:read", STUDENT_ROWS)
    ground = await disclosures.ground_of(ctx, KIND)
    row = await repository.find_policy(ctx)
    notice = Notice(row.types, row.party_ids, row.purposes, row.refuse_until) if row else None
    await _check(ctx, ground, notice)
    assert notice is not None
    plain, by_consent = (repository.listing_of(notice.types, only_consented=only) for only in (False, True))
    return await disclosures.page(ctx, filters, plain, scope, door="roster:read", by_consent=by_consent)


async def _check(ctx: Context, ground: Ground | None, notice: Notice | None) -> None:
    lack = rules.lacking(notice, await ctx.today())
    if lack is None and notice and ground and ground.party_id and ground.basis == Basis.DIRECTORY_INFORMATION:
        lack = rules.limited(notice, ground.party_id, (ground.purpose or "").split())
    if lack is None:
        return
    if ground is None:
        raise DirectoryNotOpen(sentence(lack))
    disclosures.refuse(ctx, ground)
    raise NoLegalBasis(sentence(lack))


async def read_policy(ctx: Context) -> DirectoryPolicy:
    """The notice; it is public, so whoever may ask sees it."""
    return _policy(await repository.find_policy(ctx))


async def set_policy(ctx: Context, body: DirectoryPolicyBody) -> DirectoryPolicy:
    """Put the notice in the place of the one before."""
    # A party would write down what it may be given itself.
    await disclosures.officials_only(ctx, KIND)
    POLICY.require(ctx, "directory_policy:write")
    if body.refuse_until < body.notice_on:
        raise DaysOutOfOrder(
            errors=[fault("/refuse_until", Words("lies before notice_on", es="es anterior a notice_on"))]
        )
    row = await repository.find_policy(ctx)
    ctx.check_version(row or SimpleNamespace(version=0))
    if row is None:
        row = DirectoryPolicyRow(id=ctx.district_id)
        ctx.add(row)
    for name, value in body.model_dump().items():
        setattr(row, name, list(dict.fromkeys(value)) if isinstance(value, list) else value)
    await ctx.session.flush()
    return _policy(row)


async def read_opt_out(ctx: Context, student_id: UUID) -> DirectoryOptOut:
    """Did they refuse?"""
    await _student(ctx, "consents:read", student_id)
    ctx.audit_reading(records=repository.OPT_OUTS, student_ids=[student_id])
    return _opt_out(student_id, await repository.find_opt_out(ctx, student_id))


async def opt_out(ctx: Context, student_id: UUID, body: DirectoryOptOutBody) -> DirectoryOptOut:
    """Write a refusal down; from the commit on nothing of the student leaves as directory information."""
    await _student(ctx, "consents:write", student_id)
    if body.opted_out_by == "guardian" and body.guardian_id is None:
        raise SignerMissing(
            errors=[
                fault(
                    "/guardian_id",
                    Words("say which parent or guardian refused", es="indique qué madre, padre o tutor se negó"),
                )
            ]
        )
    _check_received(body.received_on, await ctx.today())
    row = DirectoryOptOutRow(student_id=student_id, **body.model_dump())
    ctx.add(row)
    await ctx.session.flush()
    return _opt_out(student_id, row)


async def withdraw_opt_out(ctx: Context, student_id: UUID) -> None:
    """They refuse no longer; that they did stays written."""
    await _student(ctx, "consents:write", student_id)
    standing = await repository.lock_standing(ctx, student_id)
    if not standing:
        raise NotFound(Words("No such refusal.", es="No existe esa negativa."))
    for row in standing:
        row.withdrawn_at = ctx.now
    await ctx.session.flush()


async def _student(ctx: Context, scope: str, student_id: UUID) -> None:
    """The student must be there for the caller. Outside parties have no say in refusals."""
    await disclosures.officials_only(ctx, RecordKind.ROSTER, [student_id])
    row = await get_student(ctx, student_id)
    if not (await POLICY.can_read(ctx, scope, STUDENT_ROWS, student_id)).allowed:
        raise NotFound(Words("No such student.", es="No existe ese estudiante."))
    check_not_merged(row)


def _check_received(received_on: date, today: date) -> None:
    if received_on > today:
        raise DaysOutOfOrder(errors=[fault("/received_on", Words("lies in the future", es="está en el futuro"))])


def _policy(row: DirectoryPolicyRow | None) -> DirectoryPolicy:
    if row is None:
        return DirectoryPolicy(types=[], party_ids=None, purposes=None, notice_on=None, refuse_until=None, version=0)
    return DirectoryPolicy.model_validate(row)


def _opt_out(student_id: UUID, row: DirectoryOptOutRow | None) -> DirectoryOptOut:
    names = ("opted_out_by", "guardian_id", "received_on", "source", "document_reference", "withdrawn_at")
    said = {name: getattr(row, name, None) for name in names}
    return DirectoryOptOut(student_id=student_id, opted_out=row is not None and row.withdrawn_at is None, **said)
