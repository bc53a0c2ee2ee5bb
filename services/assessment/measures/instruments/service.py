"""Use cases of instruments."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.assessment.measures.instruments import rules
from services.assessment.measures.instruments.errors import InstrumentContradictory
from services.assessment.measures.instruments.events import InstrumentPublished
from services.assessment.measures.instruments.may import MAY
from services.assessment.measures.instruments.schemas import (
    Instrument,
    InstrumentCreate,
    InstrumentSummary,
    InstrumentUpdate,
)
from services.assessment.measures.instruments.tables import InstrumentRow, InstrumentState
from services.assessment.measures.instruments.transitions import CHANGE, PUBLISH
from services.assessment.measures.subjects.kinds import unknown_kinds
from services.assessment.permissions import POLICY
from shared import entity_tags
from shared.context.context import Context

PARTS = ("threshold", "scales", "subscales")


async def shown(ctx: Context, row: InstrumentRow) -> tuple[Instrument, dict[str, str]]:
    """The wire model and the ETag, which the edition's name `version` leaves to a header of its own."""
    names = InstrumentSummary.model_fields.keys() - {"version", "revision", "may"}
    facts = {name: getattr(row, name) for name in (*names, *PARTS)}
    facts["may"] = await MAY.of(ctx, row.id)
    return Instrument(**facts, version=row.edition, revision=row.version), {"ETag": entity_tags.of_version(row.version)}


def visible(ctx: Context) -> dict[str, Any]:
    """Instruments are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "instruments:read")
    return {}


async def read(ctx: Context, instrument_id: UUID) -> InstrumentRow:
    """One instrument."""
    POLICY.require(ctx, "instruments:read")
    return await ctx.get(InstrumentRow, instrument_id, "instrument")


async def draft(ctx: Context, wish: InstrumentCreate) -> InstrumentRow:
    """Write a draft. It has to make sense from the first."""
    POLICY.require(ctx, "instruments:write")
    facts = wish.model_dump()
    row = InstrumentRow(**{**facts, "edition": facts["version"], "version": None}, state=InstrumentState.DRAFT)
    _check(row)
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, instrument_id: UUID, patch: InstrumentUpdate) -> InstrumentRow:
    """Change a draft."""
    POLICY.require(ctx, CHANGE.right)
    row = await ctx.get(InstrumentRow, instrument_id, "instrument")
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    for name, value in patch.changes().items():
        setattr(row, "edition" if name == "version" else name, _plain(value))
    _check(row)
    await ctx.session.flush()
    return row


async def publish(ctx: Context, instrument_id: UUID) -> InstrumentRow:
    """From here on it never changes: results stay comparable."""
    POLICY.require(ctx, PUBLISH.right)
    row = await ctx.get(InstrumentRow, instrument_id, "instrument")
    await PUBLISH.check(ctx, row)
    row.state = PUBLISH.leads_to
    row.published_at = ctx.now
    await ctx.session.flush()
    ctx.emit(InstrumentPublished.of(row, version=row.edition))
    return row


def _check(row: InstrumentRow) -> None:
    faults = [*unknown_kinds(row.subject_kinds), *rules.contradictions({name: getattr(row, name) for name in PARTS})]
    if faults:
        raise InstrumentContradictory(errors=faults[:100])


def _plain(value: Any) -> Any:
    match value:
        case BaseModel():
            return value.model_dump()
        case list():
            return [_plain(item) for item in value]
    return value
