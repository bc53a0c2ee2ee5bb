"""Use cases of definitions of absence."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from services.assessment.attendance.definitions import repository
from services.assessment.attendance.definitions.errors import BandsContradictory
from services.assessment.attendance.definitions.events import AttendanceDefinitionAdopted
from services.assessment.attendance.definitions.may import MAY
from services.assessment.attendance.definitions.presets import PRESETS
from services.assessment.attendance.definitions.rules import Band, contradictions
from services.assessment.attendance.definitions.schemas import (
    AttendanceDefinition,
    AttendanceDefinitionCreate,
    AttendanceDefinitionPreset,
    AttendanceDefinitionPresets,
    AttendanceDefinitionUpdate,
    said,
)
from services.assessment.attendance.definitions.tables import AttendanceDefinitionRow, DefinitionState
from services.assessment.attendance.definitions.transitions import ADOPT, CHANGE
from services.assessment.permissions import POLICY
from shared.context.context import Context
from shared.errors import fault
from shared.texts.words import Words


def visible(ctx: Context) -> dict[str, Any]:
    """Definitions are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "attendance-rules:read")
    return {}


def presets(ctx: Context) -> AttendanceDefinitionPresets:
    """What a district can begin with."""
    POLICY.require(ctx, "attendance-rules:read")
    return AttendanceDefinitionPresets(
        items=[
            AttendanceDefinitionPreset(code=one.code, definition=said(one.title, one.authority, one.definition))
            for one in PRESETS.values()
        ]
    )


async def draft(ctx: Context, wish: AttendanceDefinitionCreate) -> AttendanceDefinitionRow:
    """Write a draft."""
    POLICY.require(ctx, "attendance-rules:write")
    row = AttendanceDefinitionRow(
        **wish.model_dump(mode="json"), state=DefinitionState.DRAFT, adopted_at=None, replaced_at=None
    )
    _check(row)
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, definition_id: UUID, patch: AttendanceDefinitionUpdate) -> AttendanceDefinitionRow:
    """Change a draft."""
    POLICY.require(ctx, CHANGE.right)
    row = await ctx.get(AttendanceDefinitionRow, definition_id, "definition")
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    for name, value in patch.plain().items():
        setattr(row, name, value)
    _check(row)
    await ctx.session.flush()
    return row


async def adopt(ctx: Context, definition_id: UUID) -> AttendanceDefinitionRow:
    """Make figures by it from now on, in the place of the one before."""
    POLICY.require(ctx, ADOPT.right)
    before = await repository.in_force(ctx)
    row = await ctx.get(AttendanceDefinitionRow, definition_id, "definition")
    await ADOPT.check(ctx, row)
    if before is not None:
        before.state, before.replaced_at = DefinitionState.REPLACED, ctx.now
        await ctx.session.flush()
    row.state, row.adopted_at = ADOPT.leads_to, ctx.now
    return await ctx.save(row, AttendanceDefinitionAdopted)


async def shown(ctx: Context, row: AttendanceDefinitionRow) -> AttendanceDefinition:
    """The row as its list shows it."""
    return await MAY.reply(ctx, AttendanceDefinition, row)


def _check(row: AttendanceDefinitionRow) -> None:
    bands = [
        Band(
            band["code"],
            Fraction(band["starts_at"]["numerator"], band["starts_at"]["denominator"]),
            band["is_chronic"],
        )
        for band in row.bands
    ]
    wrong = [
        fault(
            pointer,
            Words(
                "the first begins at 0, each later one above the one before; chronic ones are the last",
                es="la primera comienza en 0 y cada una por encima de la anterior; las crónicas van al final",
            ),
            BandsContradictory.code,
        )
        for pointer in contradictions(bands)
    ]
    if wrong:
        raise BandsContradictory(errors=wrong)
