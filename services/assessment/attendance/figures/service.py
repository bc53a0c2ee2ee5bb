"""Use cases of figures. Whoever shows or exports counts of students takes them from here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from services.assessment.attendance.definitions.presets import USUAL
from services.assessment.attendance.definitions.schemas import said
from services.assessment.attendance.definitions.tables import AttendanceDefinitionRow
from services.assessment.attendance.figures import repository
from services.assessment.attendance.figures.errors import NoFiguresYet
from services.assessment.attendance.figures.making import make_now, publication, rank
from services.assessment.attendance.figures.rules import Place, Publication
from services.assessment.attendance.figures.schemas import (
    AttendanceFigureRow,
    AttendanceFigures,
    AttendanceFiguresExplained,
    BandCount,
    FigureRule,
    FiguresAsked,
    FiguresBy,
    FigureTableAsked,
    MeasureCount,
)
from services.assessment.attendance.figures.tables import AttendanceFigureSnapshotRow
from services.assessment.attendance.standings.schemas import RuleApplied
from services.assessment.permissions import POLICY
from services.assessment.references import DEFINITION
from shared.context.context import Context
from shared.context.replies import References, references
from shared.directory.references import SCHOOL
from shared.school_year import school_year_of

#: A school's id and a grade; None: all of them.
Group = tuple[str | None, str | None]


class Week(NamedTuple):
    """A snapshot, what is told of it, and in which week each cell was counted so."""

    snapshot: AttendanceFigureSnapshotRow
    told: Publication
    counted_on: Mapping[Place, date]


async def table(ctx: Context, asked: FigureTableAsked) -> AttendanceFigures:
    """A table of a week. Callers of single schools see those schools' rows of the same table."""
    POLICY.require_any(ctx, "figures:read")
    # A reading of no student, and yet somebody may wait for it (`access_arrangements`).
    ctx.trail.is_kept = True
    return await of_week(ctx, await snapshot_of(ctx, asked), asked.by, asked.school_id)


async def of_week(
    ctx: Context, snapshot: AttendanceFigureSnapshotRow, by: FiguresBy, school_id: UUID | None
) -> AttendanceFigures:
    """A table of a snapshot, as the caller sees it."""
    reach = POLICY.schools(ctx, "figures:read")
    counted = {(cell["school_id"], cell["grade"]): date.fromisoformat(cell["counted_on"]) for cell in snapshot.cells}
    week = Week(snapshot, publication(snapshot), counted)
    rows = rows_of(week.told.cells, by)
    groups = [one for one in rows if is_shown(one[0], school_id, reach)]
    ids = {school for school, _ in groups if school}
    named = await references(ctx, {SCHOOL: [UUID(one) for one in ids], DEFINITION: _ids([snapshot.definition_id])})
    return AttendanceFigures(
        school_year=snapshot.school_year,
        as_of=snapshot.as_of,
        made_at=snapshot.made_at,
        definition=named.to(DEFINITION, snapshot.definition_id),
        smallest=snapshot.smallest,
        measures=snapshot.measures,
        by=by,
        items=[_shown(one, rows[one], week, named) for one in groups],
    )


async def make(ctx: Context) -> None:
    """Count the school week that has ended, unless it is counted."""
    POLICY.require(ctx, "attendance-rules:write")
    await make_now(ctx)


async def explain(ctx: Context, asked: FiguresAsked) -> AttendanceFiguresExplained:
    """By which definition and rules the figures of a week are made."""
    POLICY.require_any(ctx, "figures:read")
    snapshot = await snapshot_of(ctx, asked)
    row = snapshot.definition_id and await ctx.find(AttendanceDefinitionRow, snapshot.definition_id)
    facts = (
        said(row.title, row.authority, row.definition) if row else said(USUAL.title, USUAL.authority, USUAL.definition)
    )
    return AttendanceFiguresExplained(
        school_year=snapshot.school_year,
        as_of=snapshot.as_of,
        made_at=snapshot.made_at,
        rule=RuleApplied(id=row.id if row else None, **facts.model_dump()),
        smallest=snapshot.smallest,
        margin=publication(snapshot).margin,
        rules=list(FigureRule),
    )


async def snapshot_of(ctx: Context, asked: FiguresAsked) -> AttendanceFigureSnapshotRow:
    """The week asked for. Raises `NoFiguresYet`."""
    year = asked.school_year or school_year_of(asked.as_of or await ctx.today())
    found = await repository.snapshot(ctx, year, asked.as_of)
    if found is None:
        raise NoFiguresYet
    return found


def rows_of(places: Iterable[Place], by: FiguresBy) -> dict[Group, list[Place]]:
    """The rows of a table, in order, and the places each is of."""
    found: dict[Group, list[Place]] = {}
    order = [*places] if by == FiguresBy.DISTRICT else sorted(places, key=lambda one: _first(one, by))
    for school, grade in order:
        group: Group = (
            school if by in (FiguresBy.SCHOOL, FiguresBy.SCHOOL_GRADE) else None,
            grade if by in (FiguresBy.GRADE, FiguresBy.SCHOOL_GRADE) else None,
        )
        found.setdefault(group, []).append((school, grade))
    return found


def _first(place: Place, by: FiguresBy) -> tuple[Any, ...]:
    school, grade = place
    return (*rank(grade), school) if by == FiguresBy.GRADE else (school, *rank(grade))


def is_shown(school: str | None, asked: UUID | None, reach: Sequence[UUID] | None) -> bool:
    """Is a row, of a school or of all, one that was asked for and that the caller sees?"""
    if school is None:
        return asked is None and reach is None
    return (asked is None or school == str(asked)) and (reach is None or UUID(school) in reach)


def _shown(group: Group, places: list[Place], week: Week, named: References) -> AttendanceFigureRow:
    school, grade = group
    is_across = school is None and grade is not None
    row, left_out = week.told.across(grade or "") if is_across else (week.told.row(places), 0)
    chronic = row.chronic
    exact = chronic.count if chronic else None
    return AttendanceFigureRow(
        school=named.to(SCHOOL, UUID(school)) if school else None,
        grade=grade,
        students=row.students,
        bands=[BandCount(band=code, students=count) for code, count in row.bands.items()] if row.bands else None,
        chronic=exact,
        chronic_at_least=chronic.at_least if chronic else None,
        chronic_at_most=chronic.at_most if chronic else None,
        chronic_rate=round(exact / row.students, 6) if exact is not None and row.students else None,
        measures=[MeasureCount(measure=code, students=count) for code, count in row.measures.items()],
        schools_left_out=left_out,
        suppressed=row.suppressed,
        whole_through=_whole_through(places, week.snapshot),
        unchanged_since=None if row.suppressed else _unchanged_since(places, week),
    )


def _whole_through(places: list[Place], snapshot: AttendanceFigureSnapshotRow) -> date | None:
    """The first of the schools' days; None where one of them has none."""
    schools = {school for school, _ in places}
    days = [day for school in schools if (day := snapshot.reported.get(school))]
    return date.fromisoformat(min(days)) if days and len(days) == len(schools) else None


def _unchanged_since(places: list[Place], week: Week) -> date | None:
    first = min(week.counted_on[place] for place in places)
    return None if first == week.snapshot.as_of else first


def _ids(ids: Iterable[UUID | None]) -> list[UUID]:
    return [one for one in ids if one is not None]
