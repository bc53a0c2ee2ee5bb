"""Figures beside each other: of weeks, of years, of two weeks, of subgroups, of a class. Nothing is counted anew for them.

Each is a reading of no student, and yet somebody may wait for it (`access_arrangements`): it is kept.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from services.assessment.attendance.definitions import repository as definitions
from services.assessment.attendance.figures import repository
from services.assessment.attendance.figures.errors import FiguresCutRefused, NoFiguresYet
from services.assessment.attendance.figures.flows import WEEKS, Flow, Flows
from services.assessment.attendance.figures.making import flows_of
from services.assessment.attendance.figures.rules import Block, Place
from services.assessment.attendance.figures.schemas import (
    AttendanceChange,
    AttendanceChangeRow,
    AttendanceFiguresTrend,
    AttendanceOfClass,
    AttendanceSubgroupRow,
    AttendanceSubgroups,
    BandCount,
    FigureChangeAsked,
    FigureClassAsked,
    FiguresBy,
    FiguresEvery,
    FigureSubgroupsAsked,
    FigureTableAsked,
    FigureTrendAsked,
)
from services.assessment.attendance.figures.service import Group, is_shown, of_week, rows_of, snapshot_of
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.student_records.relations import CLASS_ROWS
from services.assessment.references import DEFINITION
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.replies import References, references
from shared.directory.references import SCHOOL
from shared.school_year import school_year_of

#: Years that are told beside each other.
YEARS = 5


async def trend(ctx: Context, asked: FigureTrendAsked) -> AttendanceFiguresTrend:
    """The table of each week of a year, or of the last one of each month, as it was told then."""
    POLICY.require_any(ctx, "figures:read")
    ctx.trail.is_kept = True
    year = asked.school_year or school_year_of(await ctx.today())
    weeks = await repository.snapshots(ctx, year)
    if asked.every == FiguresEvery.MONTH:
        weeks = list({(one.as_of.year, one.as_of.month): one for one in weeks}.values())
    return AttendanceFiguresTrend(
        by=asked.by, weeks=[await of_week(ctx, one, asked.by, asked.school_id) for one in weeks]
    )


async def years(ctx: Context, asked: FigureTableAsked) -> AttendanceFiguresTrend:
    """The table of a week, and of the same time of the years before."""
    POLICY.require_any(ctx, "figures:read")
    ctx.trail.is_kept = True
    newest = await snapshot_of(ctx, asked)
    weeks = [newest]
    for year in await repository.years(ctx):
        back = int(newest.school_year[:4]) - int(year[:4])
        if 0 < back < YEARS and (one := await repository.snapshot(ctx, year, _years_before(newest.as_of, back))):
            weeks.append(one)
    found = sorted(weeks, key=lambda one: one.as_of)
    return AttendanceFiguresTrend(
        by=asked.by, weeks=[await of_week(ctx, one, asked.by, asked.school_id) for one in found]
    )


async def change(ctx: Context, asked: FigureChangeAsked) -> AttendanceChange:
    """Who became chronically absent within four weeks, and who is so no longer."""
    POLICY.require_any(ctx, "figures:read")
    ctx.trail.is_kept = True
    if asked.weeks != WEEKS:
        raise FiguresCutRefused
    after = await snapshot_of(ctx, asked)
    if after.flows_since is None or (
        (before := await repository.snapshot(ctx, after.school_year, after.flows_since)) is None
    ):
        raise NoFiguresYet
    flows = flows_of(before, after)
    reach = POLICY.schools(ctx, "figures:read")
    rows = rows_of(flows.after.cells, asked.by)
    groups = [one for one in rows if is_shown(one[0], asked.school_id, reach)]
    named = await references(ctx, {SCHOOL: [UUID(school) for school, _ in groups if school]})
    return AttendanceChange(
        school_year=after.school_year,
        since=before.as_of,
        as_of=after.as_of,
        smallest=flows.smallest,
        by=asked.by,
        items=[_changed(one, rows[one], flows, named) for one in groups],
    )


async def subgroups(ctx: Context, asked: FigureSubgroupsAsked) -> AttendanceSubgroups:
    """The subgroups of the whole district: for who sees its figures."""
    POLICY.require(ctx, "figures:read")
    ctx.trail.is_kept = True
    if asked.by != FiguresBy.DISTRICT:
        raise FiguresCutRefused
    snapshot = await snapshot_of(ctx, asked)
    named = await references(ctx, {DEFINITION: [snapshot.definition_id] if snapshot.definition_id else []})
    return AttendanceSubgroups(
        school_year=snapshot.school_year,
        as_of=snapshot.as_of,
        definition=named.to(DEFINITION, snapshot.definition_id),
        smallest=snapshot.smallest,
        dimension=asked.dimension,
        items=[_subgroup(one) for one in snapshot.subgroups if one["dimension"] == asked.dimension],
    )


async def of_class(ctx: Context, asked: FigureClassAsked) -> AttendanceOfClass:
    """How a class stands now. To who does not see each of its students there is no such count."""
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    if not (await POLICY.can_read(ctx, "attendance:read", CLASS_ROWS, asked.class_id)).allowed:
        raise FiguresCutRefused
    ctx.trail.is_kept = True
    year = school_year_of(await ctx.today())
    found = await repository.of_class(ctx, year, asked.class_id)
    in_force = await definitions.in_force(ctx)
    named = await references(
        ctx, {SCHOOL: [found.school_id] if found else [], DEFINITION: [in_force.id] if in_force else []}
    )
    if found is None:
        raise NoFiguresYet
    return AttendanceOfClass(
        school_year=year,
        school=named.to(SCHOOL, found.school_id),
        definition=named.to(DEFINITION, in_force.id if in_force else None),
        students=sum(found.bands.values()),
        without_figure=found.without_figure,
        chronic=found.chronic,
        bands=[BandCount(band=code, students=count) for code, count in sorted(found.bands.items())],
        whole_through=found.whole_through,
    )


def _changed(group: Group, places: Sequence[Place], flows: Flows, named: References) -> AttendanceChangeRow:
    school, grade = group
    told, left_out = flows.told(Block(places)), 0
    if school is None and grade is not None:
        told, left_out = _across(places, flows)
    return AttendanceChangeRow(
        school=named.to(SCHOOL, UUID(school)) if school else None,
        grade=grade,
        became_chronic=told.became if told else None,
        no_longer_chronic=told.recovered if told else None,
        schools_left_out=left_out,
    )


def _across(places: Iterable[Place], flows: Flows) -> tuple[Flow | None, int]:
    """Of a grade of all schools: the sum of those that are told themselves, and how many are not."""
    found = [flows.told(Block([place])) for place in places]
    told = [one for one in found if one is not None]
    return (sum(told, Flow()) if told else None), len(found) - len(told)


def _subgroup(one: dict[str, object]) -> AttendanceSubgroupRow:
    row = AttendanceSubgroupRow.model_validate(
        {name: value for name, value in one.items() if name != "dimension"} | {"chronic_rate": None}
    )
    if row.students and row.chronic is not None:
        row.chronic_rate = round(row.chronic / row.students, 6)
    return row


def _years_before(day: date, back: int) -> date:
    return day.replace(year=day.year - back, day=28 if (day.month, day.day) == (2, 29) else day.day)
