"""Use cases of triggers and alerts."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.attendance.definitions import repository as definitions
from services.assessment.attendance.definitions.presets import USUAL
from services.assessment.attendance.figure_settings import service as figure_settings
from services.assessment.attendance.proposals import service as proposals
from services.assessment.attendance.proposals.schemas import ProposedBody
from services.assessment.attendance.proposals.transitions import RIGHT as DECIDE
from services.assessment.attendance.standings import turns
from services.assessment.attendance.standings.service import window_of
from services.assessment.attendance.triggers import acting, repository, rules
from services.assessment.attendance.triggers.errors import NoSuchBand, RoleCannotDecide, TriggerContradictory
from services.assessment.attendance.triggers.may import ALERTS
from services.assessment.attendance.triggers.rules import disagrees, has_twice, lacks_proposal, steps_of
from services.assessment.attendance.triggers.schemas import (
    AlertList,
    AttendanceTriggerCreate,
    AttendanceTriggerUpdate,
    TriedAt,
    TriedLoad,
    TriedTier,
    TriggerStep,
    TriggerTried,
)
from services.assessment.attendance.triggers.tables import AttendanceAlertRow, AttendanceTriggerRow, TriggerState
from services.assessment.attendance.triggers.transitions import ACTIVATE, CHANGE, HANDLE, RETIRE, TRY
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.student_records.relations import STUDENT_ROWS
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.queries import active_roles, catalogue
from shared.directory.references import SCHOOL, STAFF
from shared.errors import NoSuchRole, fault
from shared.near import did_you_mean
from shared.school_year import school_year_of
from shared.texts.words import Words


def visible(ctx: Context) -> dict[str, Any]:
    """Triggers are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "attendance-rules:read")
    return {}


async def draft(ctx: Context, wish: AttendanceTriggerCreate) -> AttendanceTriggerRow:
    """Write a draft."""
    POLICY.require(ctx, "attendance-rules:write")
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    row = AttendanceTriggerRow(**{**wish.model_dump(), "steps": _kept(wish.steps)}, state=TriggerState.DRAFT)
    await _check_deciding(ctx, row)
    await _check_named(ctx, row)
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, trigger_id: UUID, patch: AttendanceTriggerUpdate) -> AttendanceTriggerRow:
    """Change a draft."""
    POLICY.require(ctx, CHANGE.right)
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    row = await ctx.get(AttendanceTriggerRow, trigger_id, "trigger")
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    patch.apply(row)
    row.steps = _kept(row.steps)
    if isinstance(row.proposal, ProposedBody):
        row.proposal = row.proposal.model_dump(mode="json")
    if disagrees(row) or has_twice([row.tier, *(step["tier"] for step in row.steps)]) or lacks_proposal(row):
        raise TriggerContradictory
    await _check_deciding(ctx, row)
    await _check_named(ctx, row)
    await ctx.session.flush()
    return row


async def activate(ctx: Context, trigger_id: UUID) -> AttendanceTriggerRow:
    """Have it raise alerts from now on, of this school year too."""
    POLICY.require(ctx, ACTIVATE.right)
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    await turns.take_turn(ctx)
    row = await ctx.get(AttendanceTriggerRow, trigger_id, "trigger")
    await ACTIVATE.check(ctx, row)
    await _check_deciding(ctx, row)
    row.state = ACTIVATE.leads_to
    await ctx.session.flush()
    await _look(ctx, [row], school_year_of(await ctx.today()), None, None)
    return row


async def retire(ctx: Context, trigger_id: UUID) -> AttendanceTriggerRow:
    """Have it raise none any more, and ask nobody."""
    POLICY.require(ctx, RETIRE.right)
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    await turns.take_turn(ctx)
    row = await ctx.get(AttendanceTriggerRow, trigger_id, "trigger")
    await RETIRE.check(ctx, row)
    row.state = RETIRE.leads_to
    await ctx.session.flush()
    for one in await repository.end_all(ctx, row.id):
        await acting.settle(ctx, row.id, one.tier, one.school_id)
    await proposals.end_of_trigger(ctx, row.id)
    return row


async def try_out(ctx: Context, trigger_id: UUID, school_year: str | None) -> TriggerTried:
    """What a trigger would have raised in a year, school by school: the load it brings. Who may not read how each of these
    students stands is told whole tens, and of no group that is smaller than those the district tells.
    """
    POLICY.require(ctx, TRY.right)
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    row = await ctx.get(AttendanceTriggerRow, trigger_id, "trigger")
    await TRY.check(ctx, row)
    year = school_year or school_year_of(await ctx.today())
    in_force = await definitions.in_force(ctx)
    rule = in_force.definition if in_force else USUAL.definition
    met: dict[UUID, set[UUID]] = {}
    raised: dict[UUID, int] = {}
    tiers: list[tuple[int, int, int]] = []
    load: list[tuple[int, acting.Load]] = []
    for step in steps_of(row):
        found = await repository.tried(ctx, step, rule, (year, *window_of(year)))
        students = {one.school_id: one.students for one in found}
        for one in found:
            met.setdefault(one.school_id, set()).update(one.students)
            raised[one.school_id] = raised.get(one.school_id, 0) + one.alerts
        count = sum(len(some) for some in students.values())
        tiers.append((step.tier, count, sum(one.alerts for one in found)))
        load += [(step.tier, one) for one in await acting.load(ctx, step, students)]
    told: Callable[[int], int | None] = rules.exactly
    if not await _reads_all(ctx, met.values()):
        told = rules.in_tens((await figure_settings.in_force(ctx)).smallest)
    return await _tried(
        ctx, told, year, {school: (len(met[school]), raised[school]) for school in sorted(met)}, tiers, load
    )


async def alerts(ctx: Context, filters: AlertList) -> Response:
    """Alerts of the caller's schools, and of the students they teach, mentor or look after. For the district's own."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    # That there are none has been read as well (`access_arrangements`).
    ctx.trail.is_kept = True
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
    year = school_year_of(await ctx.today())
    for step in steps_of(trigger):
        if step.tier == row.tier:
            await acting.ask(ctx, trigger.id, step, year, [row.school_id], is_handled=True)
    return row


async def end_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Alerts are of a school year and end with it: what nobody looked at has lapsed, and nobody is asked any more."""
    year = school_year_of(day)
    for one in await repository.end_past(ctx, year):
        trigger = await ctx.get(AttendanceTriggerRow, one.trigger_id, "trigger")
        for step in steps_of(trigger):
            if step.tier == one.tier:
                # Alerts of the new year may be there before its first day begins.
                await acting.ask(ctx, trigger.id, step, year, [one.school_id])
    await proposals.end_past(ctx, year)


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
    which = {"school_ids": school_ids, "student_ids": student_ids}
    for row in triggers:
        for step in steps_of(row):
            found = await repository.look(ctx, row.id, step, rule, (school_year, *window_of(school_year)), which)
            await acting.act(ctx, row.id, step, school_year, found)
            if step.proposes is not None:
                await proposals.follow(ctx, (row.id, row.version, step.tier), step.proposes, school_year, which)


async def _check_named(ctx: Context, row: AttendanceTriggerRow) -> None:
    """Raises `NoSuchRole` of one the district has not, or gives to nobody any more; `NoSuchBand` of one nobody is ever at."""
    roles = await active_roles(ctx)
    if lacking := [(pointer, role) for pointer, role in rules.roles_of(row) if role not in roles]:
        raise NoSuchRole(errors=[fault(pointer, _no_role(role, roles)) for pointer, role in lacking])
    if named := list(rules.bands_of(row)):
        in_force = await definitions.in_force(ctx)
        bands = [band.code for band in (in_force.definition if in_force else USUAL.definition).bands]
        words = Words(f"one of {', '.join(bands)}", es=f"una de {', '.join(bands)}")
        if wrong := [pointer for pointer, band in named if band not in bands]:
            raise NoSuchBand(errors=[fault(pointer, words) for pointer in wrong])


async def _reads_all(ctx: Context, students: Iterable[set[UUID]]) -> bool:
    """May the caller read how each of these students stands?"""
    wanted = set[UUID]().union(*students)
    who = ctx.principal
    if "attendance:read" not in who.scopes:
        return False
    return wanted <= await STUDENT_ROWS.among(ctx, wanted, POLICY.access_paths(who, "attendance:read"), who.staff_id)


async def _tried(
    ctx: Context,
    told: Callable[[int], int | None],
    year: str,
    schools: Mapping[UUID, tuple[int, int]],
    tiers: Sequence[tuple[int, int, int]],
    load: Sequence[tuple[int, acting.Load]],
) -> TriggerTried:
    in_all = (sum(students for students, _ in schools.values()), sum(alerts for _, alerts in schools.values()))
    # That there is a row would say of a school or of somebody's students that one is among them.
    schools = {school: counts for school, counts in schools.items() if told(counts[0]) is not None}
    load = [one for one in load if told(one[1][3]) is not None]
    people = [person for _, (person, _, _, _) in load if person is not None]
    named = await references(ctx, {SCHOOL: list(schools), STAFF: people})
    return TriggerTried(
        school_year=year,
        students=told(in_all[0]),
        alerts=_alerts(told, *in_all),
        schools=[
            TriedAt(school=named.to(SCHOOL, school), students=told(students), alerts=_alerts(told, students, alerts))
            for school, (students, alerts) in schools.items()
        ],
        tiers=[
            TriedTier(tier=tier, students=told(students), alerts=_alerts(told, students, alerts))
            for tier, students, alerts in tiers
        ],
        load=[
            TriedLoad(
                person=named.to(STAFF, person),
                school=named.to(SCHOOL, school),
                tier=tier,
                action=action,
                students=told(count),
            )
            for tier, (person, school, action, count) in load
        ],
    )


def _no_role(role: str, roles: Collection[str]) -> Words:
    like = did_you_mean(role, roles)
    return Words(
        f"no role of GET /v1/roles of partners that is in use{like}",
        es=f"no es un rol en uso de GET /v1/roles de partners{like.es}",
    )


def _alerts(told: Callable[[int], int | None], students: int, alerts: int) -> int | None:
    """Of few students not even many alerts are told."""
    return None if told(students) is None else told(alerts)


async def _check_deciding(ctx: Context, row: AttendanceTriggerRow) -> None:
    """Raises `RoleCannotDecide` of a role that may decide about proposals neither at a school nor for the district."""
    roles = await catalogue(ctx)
    wrong = []
    for number, step in enumerate(steps_of(row)):
        role = roles.get(step.proposes.role) if step.proposes else None
        if step.proposes and (role is None or not POLICY.opens_to(DECIDE, role.profile, role.place)):
            pointer = f"/steps/{number - 1}/proposal/role" if number else "/proposal/role"
            words = Words("this role cannot decide", es="este rol no puede decidir")
            wrong.append(fault(pointer, words))
    if wrong:
        raise RoleCannotDecide(errors=wrong)


def _kept(steps: Iterable[TriggerStep | dict[str, Any]]) -> list[dict[str, Any]]:
    return [step if isinstance(step, dict) else step.model_dump(mode="json") for step in steps]
