"""Use cases of figures. Whoever shows or exports counts of students takes them from here."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from services.assessment.attendance.definitions.presets import USUAL
from services.assessment.attendance.definitions.schemas import said
from services.assessment.attendance.definitions.tables import AttendanceDefinitionRow
from services.assessment.attendance.figures import repository
from services.assessment.attendance.figures.errors import NoFiguresYet
from services.assessment.attendance.figures.making import publication, rank
from services.assessment.attendance.figures.rules import Place, Publication, Row
from services.assessment.attendance.figures.schemas import (
    AttendanceFigureRow,
    AttendanceFigures,
    AttendanceFiguresExplained,
    BandCount,
    FigureRule,
    FiguresAsked,
    FiguresBy,
    FigureTableAsked,
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


async def table(ctx: Context, asked: FigureTableAsked) -> AttendanceFigures:
    """A table of a week. Callers of single schools see those schools' rows of the same table."""
    POLICY.require_any(ctx, "figures:read")
    reach = POLICY.schools(ctx, "figures:read")
    snapshot = await _snapshot(ctx, asked)
    told = publication(snapshot)
    groups = [one for one in _groups(told, asked.by) if _is_shown(one[0], asked.school_id, reach)]
    ids = {school for school, _ in groups if school}
    named = await references(ctx, {SCHOOL: [UUID(one) for one in ids], DEFINITION: _ids([snapshot.definition_id])})
    return AttendanceFigures(
        school_year=snapshot.school_year,
        as_of=snapshot.as_of,
        made_at=snapshot.made_at,
        definition=named.to(DEFINITION, snapshot.definition_id),
        smallest=snapshot.smallest,
        by=asked.by,
        items=[_shown(one, told, snapshot, named) for one in groups],
    )


async def explain(ctx: Context, asked: FiguresAsked) -> AttendanceFiguresExplained:
    """By which definition and rules the figures of a week are made."""
    POLICY.require_any(ctx, "figures:read")
    snapshot = await _snapshot(ctx, asked)
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


async def _snapshot(ctx: Context, asked: FiguresAsked) -> AttendanceFigureSnapshotRow:
    year = asked.school_year or school_year_of(asked.as_of or await ctx.today())
    found = await repository.snapshot(ctx, year, asked.as_of)
    if found is None:
        raise NoFiguresYet
    return found


def _groups(told: Publication, by: FiguresBy) -> list[Group]:
    """The rows of a table, in order."""
    places = sorted(told.cells, key=lambda place: (place[0], rank(place[1])))
    rows: dict[FiguresBy, Iterable[Group]] = {
        FiguresBy.DISTRICT: [(None, None)],
        FiguresBy.SCHOOL: [(school, None) for school, _ in places],
        FiguresBy.GRADE: [(None, grade) for grade in sorted({grade for _, grade in places}, key=rank)],
        FiguresBy.SCHOOL_GRADE: places,
    }
    return list(dict.fromkeys(rows[by]))


def _is_shown(school: str | None, asked: UUID | None, reach: Sequence[UUID] | None) -> bool:
    if school is None:
        return asked is None and reach is None
    return (asked is None or school == str(asked)) and (reach is None or UUID(school) in reach)


def _shown(
    group: Group, told: Publication, snapshot: AttendanceFigureSnapshotRow, named: References
) -> AttendanceFigureRow:
    school, grade = group
    row, left_out = (
        told.across(grade or "") if school is None and grade is not None else (told.row(_of(group, told)), 0)
    )
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
        schools_left_out=left_out,
        suppressed=row.suppressed,
        whole_through=_whole_through(group, told, snapshot),
        unchanged_since=_unchanged_since(group, row, snapshot),
    )


def _of(group: Group, told: Publication) -> list[Place]:
    school, grade = group
    return [place for place in told.cells if school in (None, place[0]) and grade in (None, place[1])]


def _whole_through(group: Group, told: Publication, snapshot: AttendanceFigureSnapshotRow) -> date | None:
    """The first of the schools' days; None where one of them has none."""
    schools = {place[0] for place in _of(group, told)}
    days = [day for school in schools if (day := snapshot.reported.get(school))]
    return date.fromisoformat(min(days)) if days and len(days) == len(schools) else None


def _unchanged_since(group: Group, row: Row, snapshot: AttendanceFigureSnapshotRow) -> date | None:
    school, grade = group
    days = [
        date.fromisoformat(cell["counted_on"])
        for cell in snapshot.cells
        if school in (None, cell["school_id"]) and grade in (None, cell["grade"])
    ]
    first = min(days, default=snapshot.as_of)
    return None if row.suppressed or first == snapshot.as_of else first


def _ids(ids: Iterable[UUID | None]) -> list[UUID]:
    return [one for one in ids if one is not None]
