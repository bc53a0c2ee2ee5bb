"""Use cases of thresholds: the district says how much less of its roster is too much."""

from types import SimpleNamespace

from services.assessment.permissions import POLICY
from services.assessment.roster.roster_thresholds import repository
from services.assessment.roster.roster_thresholds.rules import USUAL
from services.assessment.roster.roster_thresholds.schemas import RosterThresholds, RosterThresholdsBody
from services.assessment.roster.roster_thresholds.tables import RosterThresholdsRow
from shared.context.context import Context
from shared.errors import PeopleOnly
from shared.texts.words import Words


async def read(ctx: Context) -> RosterThresholds:
    """The thresholds that hold."""
    POLICY.require(ctx, "roster:write")
    return _said(await repository.find(ctx))


async def set_all(ctx: Context, wish: RosterThresholdsBody) -> RosterThresholds:
    """Put these in the place of those before. The system that sends the roster does not say what may vanish from it."""
    POLICY.require(ctx, "roster:write")
    if ctx.principal.kind != "person":
        raise PeopleOnly(Words("Say it with a person's token.", es="Dígalo con el token de una persona."))
    row = await repository.find(ctx)
    ctx.check_version(row or SimpleNamespace(version=0))
    if row is None:
        row = RosterThresholdsRow(id=ctx.district_id)
        ctx.add(row)
    row.limits = wish.model_dump()
    await ctx.session.flush()
    return _said(row)


def _said(row: RosterThresholdsRow | None) -> RosterThresholds:
    usual = {kind: vars(limit) for kind, limit in USUAL.kinds.items()} | {"students_of_a_school": vars(USUAL.school)}
    stamps = {"version": row.version, "updated_at": row.updated_at} if row else {"version": 0, "updated_at": None}
    return RosterThresholds.model_validate({**usual, **(row.limits if row else {}), **stamps})
