"""Use cases of escalations: the ladder and what it would do, who was told, and taking a task on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import Response

from services.notifications.occasions.digests.repository import newest_day
from services.notifications.occasions.escalations import answering, repository, rules
from services.notifications.occasions.escalations.acknowledging import acknowledge_all
from services.notifications.occasions.escalations.errors import LadderInvalid
from services.notifications.occasions.escalations.rules import USUAL, Rung
from services.notifications.occasions.escalations.schemas import (
    EscalationList,
    Ladder,
    LadderBody,
    LadderPreview,
    PreviewBody,
    RungBody,
    RungPreview,
    RungReply,
)
from services.notifications.occasions.escalations.tables import OWNER, EscalationRow
from services.notifications.permissions import POLICY
from shared.context.context import Context
from shared.directory.queries import active_roles
from shared.errors import NoSuchRole, PeopleOnly, fault
from shared.near import did_you_mean
from shared.texts.words import Words


async def read_ladder(ctx: Context) -> Ladder:
    """The ladder the district climbs."""
    POLICY.require_any(ctx, "escalations:read")
    row = await repository.find_ladder(ctx)
    return _ladder(await rungs_of(ctx), row.version if row else 0)


async def set_ladder(ctx: Context, body: LadderBody) -> Ladder:
    """Replace the ladder; what has been told stays told. Raises `LadderInvalid`, `VersionMissing`, `Stale`."""
    POLICY.require(ctx, "escalations:write")
    await _checked(ctx, body.rungs)
    row = await repository.lock_ladder(ctx)
    ctx.check_version(row)
    row.rungs = [rung.model_dump(mode="json") for rung in body.rungs]
    await ctx.session.flush()
    return _ladder(_rungs(row.rungs), row.version)


async def preview(ctx: Context, body: PreviewBody) -> LadderPreview:
    """What a ladder would do with the last day's overdue tasks. Raises `LadderInvalid`."""
    POLICY.require(ctx, "escalations:write")
    rungs = await rungs_of(ctx) if body.rungs is None else await _checked(ctx, body.rungs)
    day = await newest_day(ctx)
    if day is None:
        blank = dict.fromkeys(("tasks", "people", "new_tasks", "new_people", "tasks_without_anybody"), 0)
        return LadderPreview(day=None, rungs=[RungPreview(**_wire(rung), **blank) for rung in rungs])
    found = await repository.preview(ctx, rungs, day)
    return LadderPreview(
        day=day, rungs=[RungPreview(**_wire(rung), **row._mapping) for rung, row in zip(rungs, found, strict=True)]
    )


async def list_escalations(ctx: Context, filters: EscalationList) -> Response:
    """What was told: all of the district's, those of the schools somebody leads, and one's own."""
    POLICY.require_any(ctx, "escalations:read")
    schools = POLICY.schools(ctx, "escalations:read")
    scope = {} if schools is None else {"visible": [ctx.principal.id, *schools]}
    return await ctx.page(repository.LISTING, filters, scope)


async def acknowledge(ctx: Context, escalation_id: UUID) -> EscalationRow:
    """The recipient takes the task on: higher rungs stay silent for the rung's quiet period. Again changes nothing."""
    me = ctx.principal.staff_id
    if me is None:
        raise PeopleOnly(
            Words(
                "Only the person who was told can take a task on.",
                es="Solo puede hacerse cargo de una tarea la persona a quien se avisó.",
            )
        )
    scope = {"recipient_id": me}
    row = await ctx.row(EscalationRow, repository.LISTING, escalation_id, "escalation", scope, lock=True)
    POLICY.require(ctx, "escalations:write", owner_id=row.recipient_id)
    if row.acknowledged_at is None:
        await acknowledge_all(ctx, [row])
        await answering.revoke_if_settled(ctx, row.recipient_id, row.fired_on)
    return row


async def rungs_of(ctx: Context) -> list[Rung]:
    """The rungs the district climbs, lowest first."""
    row = await repository.find_ladder(ctx)
    return list(USUAL) if row is None else _rungs(row.rungs)


async def _checked(ctx: Context, bodies: Sequence[RungBody]) -> list[Rung]:
    rungs = _rungs([body.model_dump() for body in bodies])
    roles = await active_roles(ctx)
    errors = [fault(f"/rungs/{one.place}/{one.field}", one.detail, one.code) for one in rules.faults(rungs)]
    errors += [
        fault(
            f"/rungs/{place}/tell",
            Words(
                f"owner, or a role in use{did_you_mean(rung.tell, roles)}",
                es=f"owner o un rol en uso{did_you_mean(rung.tell, roles).es}",
            ),
            NoSuchRole.code,
        )
        for place, rung in enumerate(rungs)
        if rung.tell != OWNER and rung.tell not in roles
    ]
    if errors:
        raise LadderInvalid(
            Words(
                "Put the rungs in order of school days, each once, of roles there are.",
                es="Ponga los peldaños en orden de días escolares, cada uno una vez y con roles que existan.",
            ),
            errors=errors,
        )
    return rungs


def _rungs(stored: Sequence[Mapping[str, Any]]) -> list[Rung]:
    return [Rung(rung["after_school_days"], rung["tell"], rung["quiet_period_days"]) for rung in stored]


def _ladder(rungs: Sequence[Rung], version: int) -> Ladder:
    return Ladder(rungs=[RungReply(**_wire(rung)) for rung in rungs], version=version)


def _wire(rung: Rung) -> dict[str, Any]:
    return {name: getattr(rung, name) for name in RungReply.model_fields}
