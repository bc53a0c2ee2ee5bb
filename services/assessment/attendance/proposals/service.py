"""Use cases of proposals of triggers."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from fastapi import Response

from services.assessment.asking.asked_work.service import ASKING
from services.assessment.attendance.proposals import repository
from services.assessment.attendance.proposals.events import AttendanceProposalAccepted, AttendanceProposalDeclined
from services.assessment.attendance.proposals.may import LISTING
from services.assessment.attendance.proposals.rules import Proposed
from services.assessment.attendance.proposals.schemas import AttendanceProposalDecline, AttendanceProposalList
from services.assessment.attendance.proposals.tables import AttendanceProposalRow, AttendanceProposalState
from services.assessment.attendance.proposals.transitions import ACCEPT, DECLINE
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from shared.asked_work.events import Wish
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.transitions import Transition
from shared.ids import id_from_source
from shared.school_year import school_year_of

#: To decide, by a count for each tier and school; and what was accepted, each by itself.
TO_DECIDE, ACCEPTED = "attendance_proposals", "attendance_proposals_accepted"
READ = "attendance-proposals:read"


async def listed(ctx: Context, filters: AttendanceProposalList) -> Response:
    """Proposals of the caller's schools, and of the students on their caseload. For the district's own."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    # That there are none has been read as well (`access_arrangements`).
    ctx.trail.is_kept = True
    return await ctx.page(LISTING, filters, POLICY.list_filter(ctx, READ, repository.ROWS))


async def read(ctx: Context, proposal_id: UUID) -> Response:
    """One of them."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    return await ctx.item(LISTING, proposal_id, "proposal", POLICY.list_filter(ctx, READ, repository.ROWS))


async def accept(ctx: Context, proposal_id: UUID) -> AttendanceProposalRow:
    """Say that it is to be done, and ask for the work it brings. Raises `NotFound`, `NotPermitted`, `ProposalOver`."""
    row = await _decide(ctx, proposal_id, ACCEPT)
    ctx.emit(AttendanceProposalAccepted.of(row, proposal_id=row.id))
    if row.asks_for is not None:
        wish = Wish(
            school_id=row.school_id,
            role=row.asks_for["role"],
            school_days=row.asks_for["school_days"],
            due_after=await ctx.today(),
            text_code="attendance.proposal_accepted",
            text_values={"school": str(row.school_id)},
            link=f"/v1/attendance-proposals/{row.id}",
            closes_by="hand",
        )
        await ASKING.ask(ctx, ACCEPTED, row.id, wish)
    return row


async def decline(ctx: Context, proposal_id: UUID, body: AttendanceProposalDecline) -> AttendanceProposalRow:
    """Say that it is not to be done, and why; the same occurrence is not proposed again."""
    row = await _decide(ctx, proposal_id, DECLINE, body.reason)
    ctx.emit(AttendanceProposalDeclined.of(row, proposal_id=row.id))
    return row


async def follow(
    ctx: Context, trigger: tuple[UUID, int, int], proposed: Proposed, school_year: str, which: dict[str, Any]
) -> None:
    """Once a tier's alerts are raised and ended: what it proposes is made, or withdrawn, and whoever decides is asked."""
    schools = await repository.follow(ctx, trigger, proposed, school_year, which)
    if proposed.tells:
        await _ask(ctx, (trigger[0], trigger[2]), schools)


async def end_of_trigger(ctx: Context, trigger_id: UUID) -> None:
    """Nobody decides any more about what a trigger proposes."""
    for one in await repository.end_of_trigger(ctx, trigger_id):
        await _settle(ctx, (one.trigger_id, one.tier, one.school_id))


async def end_past(ctx: Context, school_year: str) -> None:
    """Nor about what was proposed in the years before."""
    for one in await repository.end_past(ctx, school_year):
        # Proposals of the new year may be there before its first day begins.
        await _ask(ctx, (one.trigger_id, one.tier), [one.school_id])


async def _decide(
    ctx: Context, proposal_id: UUID, move: Transition[AttendanceProposalState], reason: str | None = None
) -> AttendanceProposalRow:
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    move.check_caller(ctx)
    scope = POLICY.list_filter(ctx, READ, repository.ROWS)
    row = await ctx.row(AttendanceProposalRow, repository.LISTING, proposal_id, "proposal", scope, lock=True)
    POLICY.require(ctx, move.right, school_id=row.school_id)
    await move.check(ctx, row)
    row.state, row.decided_at, row.decided_by, row.reason = move.leads_to, ctx.now, ctx.actor, reason
    row.updated_at, row.version = ctx.now, row.version + 1
    await ctx.session.flush()
    if row.tells:
        await _ask(ctx, (row.trigger_id, row.tier), [row.school_id], is_decided=True)
    return row


async def _ask(ctx: Context, tier: tuple[UUID, int], school_ids: Sequence[UUID], *, is_decided: bool = False) -> None:
    """Ask the role that decides at these schools within some school days of this year's oldest open proposal; no longer where
    none is: that is done where somebody has just decided (`is_decided`), else nobody did it.
    """
    year = school_year_of(await ctx.today())
    counts = await repository.count_open(ctx, *tier, year, school_ids) if school_ids else {}
    for school_id in sorted(school_ids):
        if school_id not in counts:
            await _settle(ctx, (*tier, school_id), "done" if is_decided else "dropped")
            continue
        one = counts[school_id]
        wish = Wish(
            school_id=school_id,
            role=one.role,
            school_days=one.school_days,
            due_after=one.since,
            text_code="attendance.proposals",
            text_values={"count": one.proposals, "school": str(school_id)},
            link=f"/v1/attendance-proposals?state=open&trigger_id={tier[0]}&school_id={school_id}",
        )
        await ASKING.ask(ctx, TO_DECIDE, _origin(ctx, (*tier, school_id)), wish)


async def _settle(ctx: Context, at: tuple[UUID, int, UUID], settled_as: Literal["done", "dropped"] = "dropped") -> None:
    await ASKING.settle(ctx, TO_DECIDE, _origin(ctx, at), settled_as)


def _origin(ctx: Context, at: tuple[UUID, int, UUID]) -> UUID:
    trigger_id, tier, school_id = at
    return id_from_source(ctx.district_id, TO_DECIDE, "school", f"{trigger_id}/{tier}/{school_id}")
