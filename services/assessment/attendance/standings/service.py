"""Use cases of how students stand."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.attendance.definitions import repository as definitions
from services.assessment.attendance.definitions.presets import USUAL
from services.assessment.attendance.definitions.rules import Definition
from services.assessment.attendance.definitions.schemas import said
from services.assessment.attendance.definitions.tables import AttendanceDefinitionRow
from services.assessment.attendance.standings import repository
from services.assessment.attendance.standings.schemas import (
    AttendanceExplained,
    ExplainedDay,
    RuleApplied,
    StandingFigures,
    StandingList,
    StudentAttendance,
    StudentAttendanceAsked,
)
from services.assessment.attendance.standings.scopes import Scope
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.student_records.relations import STUDENT_ROWS
from services.assessment.records.student_records.repository import check_not_merged, get_student
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.replies import References, references
from shared.directory.references import SCHOOL
from shared.errors import NotFound
from shared.schemas import Reference
from shared.school_year import FIRST_MONTH, school_year_of
from shared.texts.words import Words

#: What a roster changed is followed within this time, whatever else waits.
LATELY = timedelta(days=3)
_EXPLAINED = (
    *("day", "period", "code", "outcome", "reason", "missed", "counts_as", "recorded_at"),
    "enrolled_known_at",
)


async def listed(ctx: Context, filters: StandingList) -> Response:
    """Standings at the caller's schools, and of the students they teach, mentor or look after."""
    scope = POLICY.list_filter(ctx, "attendance:read", repository.ROWS)
    # That there are none has been read as well (`access_arrangements`).
    ctx.trail.is_kept = True
    return await disclosures.page(
        ctx,
        filters,
        repository.LISTING,
        scope,
        door="attendance:read",
        rows=repository.ROWS,
        by_consent=repository.LISTING_CONSENTED,
    )


async def of_student(ctx: Context, student_id: UUID, asked: StudentAttendanceAsked) -> StudentAttendance:
    """How one student stands, or stood."""
    await require_readable(ctx, student_id)
    _, items, _ = await _figures(ctx, student_id, asked)
    return StudentAttendance(as_of=asked.as_of, items=items)


async def explain(ctx: Context, student_id: UUID, asked: StudentAttendanceAsked) -> AttendanceExplained:
    """Why one student stands so: each day that is not plainly present, and the rule."""
    await require_readable(ctx, student_id)
    row, items, window = await _figures(ctx, student_id, asked)
    rule = row.definition if row else USUAL.definition
    found = await repository.events(ctx, rule, student_id, window, asked.as_of or repository.AS_KNOWN)
    named = await references(ctx, {SCHOOL: [one["school_id"] for one in found]})
    days = [
        ExplainedDay(
            school=named.to(SCHOOL, one["school_id"]),
            attendance_batch_id=None if one["is_correction"] else one["batch_id"],
            attendance_correction_id=one["batch_id"] if one["is_correction"] else None,
            **{name: one[name] for name in _EXPLAINED},
        )
        for one in found
    ]
    facts = said(row.title, row.authority, rule) if row else said(USUAL.title, USUAL.authority, rule)
    applied = RuleApplied(id=row.id if row else None, **facts.model_dump())
    return AttendanceExplained(as_of=asked.as_of, rule=applied, items=items, days=days)


def window_of(school_year: str) -> tuple[date, date]:
    """The first and the last day of a school year."""
    first = int(school_year[:4])
    return date(first, FIRST_MONTH, 1), date(first + 1, FIRST_MONTH - 1, 30)


async def restand(ctx: Context, scope: Scope) -> int:
    """Work out anew how those concerned stand; returns how many standings differ."""
    row = await definitions.in_force(ctx)
    rule = row.definition if row else USUAL.definition
    first_on, last_on = window_of(scope.school_year)
    values = {"school_year": scope.school_year, "first_on": first_on, "last_on": last_on, "moment": ctx.now}
    which = {"school_ids": scope.school_ids, "definition_id": row.id if row else None}
    if scope.days:
        return await repository.lengthen(ctx, rule, {**values, **which}, scope.days, scope.student_ids or [])
    return await repository.stand(ctx, rule, {**values, **which, "student_ids": scope.student_ids})


async def restand_district(ctx: Context) -> None:
    """Work out this year anew for everybody: enrolments, the calendar or the definition may have changed."""
    await restand(ctx, Scope(school_year_of(await ctx.today())))
    await _restand_last_year(ctx)


async def restand_students(ctx: Context, student_ids: Sequence[UUID]) -> None:
    """Work out anew how students stand in every year they have a standing in: what is theirs has become another's."""
    for year in await repository.years_of(ctx, student_ids):
        await restand(ctx, Scope(year, None, list(student_ids)))


async def restand_years(ctx: Context, years: Iterable[str]) -> None:
    """Work out these years anew for everybody, as far as anybody has a standing in them: their calendar is another."""
    for year in sorted(set(years)):
        if await repository.is_any(ctx, year):
            await restand(ctx, Scope(year))


async def _restand_last_year(ctx: Context) -> None:
    """A roster may correct where somebody was last year: who has just been changed is worked out anew there."""
    first_on, _ = window_of(school_year_of(await ctx.today()))
    last_year = school_year_of(first_on - timedelta(days=1))
    if moved := await repository.moved_since(ctx, last_year, ctx.now - LATELY):
        await restand(ctx, Scope(last_year, None, moved))


async def require_readable(ctx: Context, student_id: UUID) -> None:
    """Raises `NotFound`, `NoLegalBasis`: to who has nothing to do with a student there is none."""
    await disclosures.ground_of(ctx, RecordKind.ATTENDANCE, [student_id])
    row = await get_student(ctx, student_id)
    if not (await POLICY.can_read(ctx, "attendance:read", STUDENT_ROWS, row.id)).allowed:
        raise NotFound(Words("No such student.", es="No existe ese estudiante."))
    if not await disclosures.one(ctx, RecordKind.ATTENDANCE, row.id, door="attendance:read"):
        raise NotFound(Words("No such student.", es="No existe ese estudiante."))
    check_not_merged(row)


async def _figures(
    ctx: Context, student_id: UUID, asked: StudentAttendanceAsked
) -> tuple[AttendanceDefinitionRow | None, list[StandingFigures], tuple[date, date]]:
    row = await _definition(ctx, asked)
    rule = row.definition if row else USUAL.definition
    year = asked.school_year or school_year_of(await ctx.today())
    found = await repository.figures(ctx, rule, student_id, window_of(year), asked.as_of or repository.AS_KNOWN)
    named = await references(ctx, {SCHOOL: [one["school_id"] for one in found]})
    items = [_shown(one, year, rule, row, named) for one in found]
    return row, items, window_of(year)


async def _definition(ctx: Context, asked: StudentAttendanceAsked) -> AttendanceDefinitionRow | None:
    if asked.attendance_definition_id is not None:
        return await ctx.get(AttendanceDefinitionRow, asked.attendance_definition_id, "definition")
    return await definitions.in_force_at(ctx, asked.as_of) if asked.as_of else await definitions.in_force(ctx)


def _shown(
    one: Any, year: str, rule: Definition, row: AttendanceDefinitionRow | None, named: References
) -> StandingFigures:
    same = (
        "student_id",
        "days_enrolled",
        "days_absent",
        "tardies",
        "days_excluded",
        "band",
        "no_figure",
        "basis",
        "whole_through",
    )
    enrolled, absent = one["days_enrolled"], one["days_absent"]
    return StandingFigures(
        **{name: one[name] for name in same},
        school=named.to(SCHOOL, one["school_id"]),
        school_year=year,
        rate=round(absent / enrolled, 6) if enrolled else None,
        by_category=[{"category": key, "days": days} for key, days in sorted((one["by_category"] or {}).items())],
        is_chronic=next((band.is_chronic for band in rule.bands if band.code == one["band"]), None),
        definition=Reference(id=row.id, name=row.title) if row else None,
    )
