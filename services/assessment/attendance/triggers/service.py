"""Use cases of triggers and alerts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.asking.asked_work.service import ASKING
from services.assessment.attendance.definitions import repository as definitions
from services.assessment.attendance.definitions.presets import USUAL
from services.assessment.attendance.standings.service import window_of
from services.assessment.attendance.triggers import repository
from services.assessment.attendance.triggers.errors import TriggerContradictory
from services.assessment.attendance.triggers.may import ALERTS
from services.assessment.attendance.triggers.schemas import (
    AlertList,
    AttendanceTriggerCreate,
    AttendanceTriggerUpdate,
    TriedAt,
    TriggerTried,
)
from services.assessment.attendance.triggers.tables import AttendanceAlertRow, AttendanceTriggerRow, TriggerState
from services.assessment.attendance.triggers.transitions import ACTIVATE, CHANGE, HANDLE, RETIRE, TRY
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from shared.asked_work.events import Wish
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.replies import references
from shared.db.locks import one_at_a_time
from shared.directory.references import SCHOOL
from shared.ids import id_from_source
from shared.school_year import school_year_of

ORIGIN = "attendance_alerts"


def visible(ctx: Context) -> dict[str, Any]:
    """Triggers are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "attendance-rules:read")
    return {}


async def draft(ctx: Context, wish: AttendanceTriggerCreate) -> AttendanceTriggerRow:
    """Write a draft."""
    POLICY.require(ctx, "attendance-rules:write")
    row = AttendanceTriggerRow(**wish.model_dump(), state=TriggerState.DRAFT)
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, trigger_id: UUID, patch: AttendanceTriggerUpdate) -> AttendanceTriggerRow:
    """Change a draft."""
    POLICY.require(ctx, CHANGE.right)
    row = await ctx.get(AttendanceTriggerRow, trigger_id, "trigger")
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    patch.apply(row)
    goes_by = {name for name in ("days", "band") if getattr(row, name) is not None}
    if goes_by != ({"band"} if row.kind == "band" else {"days"}) or (row.months and row.kind != "cumulative"):
        raise TriggerContradictory
    await ctx.session.flush()
    return row


async def activate(ctx: Context, trigger_id: UUID) -> AttendanceTriggerRow:
    """Have it raise alerts from now on, of this school year too."""
    POLICY.require(ctx, ACTIVATE.right)
    row = await ctx.get(AttendanceTriggerRow, trigger_id, "trigger")
    await ACTIVATE.check(ctx, row)
    await one_at_a_time(ctx, "attendance")
    row.state = ACTIVATE.leads_to
    await ctx.session.flush()
    await _look(ctx, [row], school_year_of(await ctx.today()), None, None)
    return row


async def retire(ctx: Context, trigger_id: UUID) -> AttendanceTriggerRow:
    """Have it raise none any more, and ask nobody."""
    POLICY.require(ctx, RETIRE.right)
    row = await ctx.get(AttendanceTriggerRow, trigger_id, "trigger")
    await RETIRE.check(ctx, row)
    row.state = RETIRE.leads_to
    await ctx.session.flush()
    await _ask(ctx, row, await repository.end_all(ctx, row.id))
    return row


async def try_out(ctx: Context, trigger_id: UUID, school_year: str | None) -> TriggerTried:
    """What a trigger would have raised in a year, school by school: the load it brings."""
    POLICY.require(ctx, TRY.right)
    row = await ctx.get(AttendanceTriggerRow, trigger_id, "trigger")
    await TRY.check(ctx, row)
    year = school_year or school_year_of(await ctx.today())
    in_force = await definitions.in_force(ctx)
    rule = in_force.definition if in_force else USUAL.definition
    found = await repository.tried(ctx, row, rule, (year, *window_of(year)))
    named = await references(ctx, {SCHOOL: [one.school_id for one in found]})
    schools = [
        TriedAt.model_validate(
            {"school": named.to(SCHOOL, one.school_id), "students": one.students, "alerts": one.alerts}
        )
        for one in found
    ]
    return TriggerTried(
        school_year=year,
        students=sum(one.students for one in schools),
        alerts=sum(one.alerts for one in schools),
        schools=schools,
    )


async def alerts(ctx: Context, filters: AlertList) -> Response:
    """Alerts of the caller's schools, and of the students they teach, mentor or look after. For the district's own."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    return await ctx.page(ALERTS, filters, POLICY.list_filter(ctx, "attendance:read", repository.ROWS))


async def alert(ctx: Context, alert_id: UUID) -> Response:
    """One of them."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    return await ctx.item(ALERTS, alert_id, "alert", POLICY.list_filter(ctx, "attendance:read", repository.ROWS))


async def handle(ctx: Context, alert_id: UUID) -> AttendanceAlertRow:
    """Say that somebody has looked."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    scope = POLICY.list_filter(ctx, "attendance:read", repository.ROWS)
    row = await ctx.row(AttendanceAlertRow, repository.ALERTS, alert_id, "alert", scope)
    POLICY.require(ctx, HANDLE.right, school_id=row.school_id)
    await HANDLE.check(ctx, row)
    row.state, row.handled_at, row.handled_by = HANDLE.leads_to, ctx.now, ctx.actor
    row.updated_at, row.version = ctx.now, row.version + 1
    await ctx.session.flush()
    trigger = await ctx.get(AttendanceTriggerRow, row.trigger_id, "trigger")
    await _ask(ctx, trigger, [row.school_id])
    return row


async def look(
    ctx: Context, school_year: str, school_ids: Sequence[UUID] | None, student_ids: Sequence[UUID] | None
) -> None:
    """Hold the active triggers against how these students stand now."""
    await _look(ctx, await repository.active(ctx), school_year, school_ids, student_ids)


async def look_today(ctx: Context) -> None:
    """The same of this year for everybody."""
    await look(ctx, school_year_of(await ctx.today()), None, None)


async def _look(
    ctx: Context,
    triggers: Sequence[AttendanceTriggerRow],
    school_year: str,
    school_ids: Sequence[UUID] | None,
    student_ids: Sequence[UUID] | None,
) -> None:
    in_force = await definitions.in_force(ctx) if triggers else None
    rule = in_force.definition if in_force else USUAL.definition
    for row in triggers:
        which = {"school_ids": school_ids, "student_ids": student_ids}
        concerned = await repository.look(ctx, row, rule, (school_year, *window_of(school_year)), which)
        await _ask(ctx, row, concerned)


async def _ask(ctx: Context, row: AttendanceTriggerRow, school_ids: Sequence[UUID]) -> None:
    """Ask who should look at these schools, by a count and no student; no longer where there is nothing to look at."""
    counts = await repository.count_open(ctx, row.id, school_ids) if school_ids else {}
    for school_id in sorted(school_ids):
        origin_id = id_from_source(ctx.district_id, ORIGIN, "school", f"{row.id}/{school_id}")
        if school_id not in counts:
            await ASKING.settle(ctx, ORIGIN, origin_id)
            continue
        wish = Wish(
            school_id=school_id,
            role=row.role,
            school_days=row.school_days,
            text_code="attendance.alerts",
            text_values={"count": counts[school_id], "school": str(school_id)},
            link=f"/v1/attendance-alerts?state=open&trigger_id={row.id}&school_id={school_id}",
        )
        await ASKING.ask(ctx, ORIGIN, origin_id, wish)
