"""Whether what was signed counts: by where its student is, and by what assessment says of its signer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from services.partners.directory.roles.granting import Grant, Maker, Verdict, What, verdict
from services.partners.privacy.consents import repository
from services.partners.privacy.consents.events import ConsentRecorded
from services.partners.privacy.consents.tables import ConsentRow, ConsentStandingRow, Standing, Unfit
from services.partners.privacy.placements import service as placements
from services.partners.privacy.placements.rules import Placed
from shared.bus.inbox import Received
from shared.context.context import Context

ASSESSMENT = Maker("service:assessment", "service")


async def keep_placements(ctx: Context, events: Sequence[Received]) -> None:
    """Take over where students are, and weigh what waited for it: what stands is told now."""
    told: list[tuple[datetime, Any]] = [
        (event.data.listed_at, placement) for event in events for placement in event.data.placements
    ]
    students = await placements.keep(ctx, told)
    for row, standing in await repository.waiting(ctx, students):
        placed = await placements.placed(ctx, row.student_id, row.school_id, row.signed_on)
        fits = verdict(Grant(what=What.CONSENT, placed=placed is Placed.YES), ASSESSMENT) is Verdict.GRANTED
        standing.standing = Standing.STANDS if fits else Standing.UNFIT
        standing.reason = None if fits else Unfit.NOT_THE_SCHOOLS_STUDENT
        standing.weighed_at = ctx.now
        await _show(ctx, row)
        if fits and row.revoked_at is None:
            ctx.emit(ConsentRecorded.of(row))


async def keep_signers(ctx: Context, events: Sequence[Received]) -> None:
    """Take over whether signers answer for their students; what was said before something newer changes nothing."""
    for event in sorted(events, key=lambda event: event.data.weighed_at):
        said = event.data
        row = await ctx.find(ConsentRow, said.consent_id)
        standing = await repository.standing_of(ctx, said.consent_id)
        if row is None or (standing is not None and standing.weighed_at >= said.weighed_at):
            continue
        if standing is None:
            standing = ConsentStandingRow(id=said.consent_id)
            ctx.add(standing)
        standing.standing = Standing.UNFIT if said.reason else Standing.STANDS
        standing.reason = Unfit(said.reason) if said.reason else None
        standing.weighed_at = said.weighed_at
        await _show(ctx, row)


async def _show(ctx: Context, row: ConsentRow) -> None:
    """Have those who sync see that it stands otherwise; one that was revoked never changes again."""
    if row.revoked_at is None:
        flag_modified(row, "updated_by")
    await ctx.session.flush()


async def begin(ctx: Context, row: ConsentRow, placed: Placed) -> None:
    """Tell of a consent that stands; one about a district of which no placement is known waits."""
    if placed is Placed.NOBODY_SAID:
        ctx.add(ConsentStandingRow(id=row.id, standing=Standing.WAITS, reason=None, weighed_at=ctx.now))
        await ctx.session.flush()
    else:
        ctx.emit(ConsentRecorded.of(row))


async def standing_of(ctx: Context, consent_id: UUID) -> dict[str, Any]:
    """The fields of a reply that say how a consent stands."""
    found = await repository.standing_of(ctx, consent_id)
    if found is None:
        return {"standing": Standing.STANDS, "unfit_reason": None}
    return {"standing": found.standing, "unfit_reason": found.reason}
