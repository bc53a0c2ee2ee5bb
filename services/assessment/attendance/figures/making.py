"""Figures are made once, when a school week has ended."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from services.assessment.attendance.definitions import repository as definitions
from services.assessment.attendance.definitions.presets import USUAL
from services.assessment.attendance.figure_settings import service as figure_settings
from services.assessment.attendance.figure_settings.rules import Measure, MeasureKind
from services.assessment.attendance.figures import repository, subgrouping
from services.assessment.attendance.figures.flows import WEEKS, Flow, Flows
from services.assessment.attendance.figures.rules import (
    Counts,
    Moves,
    Place,
    Publication,
    moves,
    tree_of,
)
from services.assessment.attendance.figures.tables import AttendanceFigureSnapshotRow
from services.assessment.attendance.standings.service import window_of
from services.assessment.attendance.triggers import repository as triggers
from services.assessment.attendance.triggers.rules import Step, TriggerKind
from shared.context.context import Context
from shared.ids import new_id
from shared.school_year import school_year_of


async def make_each_day(ctx: Context, day: date, last: date | None) -> None:
    """On the first day of work after a school week, and on no other."""
    monday = day - timedelta(days=day.weekday())
    as_of = await repository.last_school_day(ctx, monday - timedelta(days=7), monday - timedelta(days=1))
    if as_of is None:
        return
    year = school_year_of(as_of)
    before = await repository.snapshot(ctx, year, None)
    if before is None or before.as_of < as_of:
        await _make(ctx, year, as_of, before)


async def make_now(ctx: Context) -> None:
    """The same before the next day begins; a week that was counted stays as it is."""
    await make_each_day(ctx, await ctx.today(), None)


def publication(row: AttendanceFigureSnapshotRow) -> Publication:
    """All that is told of a week."""
    cells = {
        (cell["school_id"], cell["grade"]): Counts(
            cell["students"], cell["chronic"], cell["bands"], cell.get("measures", {})
        )
        for cell in row.cells
    }
    return Publication(cells, row.schools, row.grades, row.smallest)


def flows_of(before: AttendanceFigureSnapshotRow, after: AttendanceFigureSnapshotRow) -> Flows:
    """All that is told of the way from one week to another."""
    flows = {
        (cell["school_id"], cell["grade"]): Flow(**cell["flow"]) for cell in after.cells if cell.get("flow") is not None
    }
    return Flows(publication(before), publication(after), flows)


async def _make(ctx: Context, year: str, as_of: date, before: AttendanceFigureSnapshotRow | None) -> None:
    settings = await figure_settings.in_force(ctx)
    measures = before.measures if before else [one.model_dump(mode="json") for one in settings.measures]
    await repository.follow_standings(ctx, year)
    (members, back), waiting = await repository.members(ctx, year), await repository.waiting(ctx, year)
    sizes = {place: members[place] + back[place] for place in members}
    if not sizes and not waiting:
        # A week of which nothing is known yet is not told, and can be once it is.
        return
    schools, grades = _order(before, sizes, waiting)
    told = publication(before) if before else None
    # Of two sizes the larger one: a week told of smaller groups may not be told apart from one told of larger ones.
    least = max(settings.smallest, before.smallest if before else 0)
    found = moves(told, tree_of(schools, grades), members, back, waiting, least)
    await repository.admit(ctx, year, [place for place in found.admitted if place in waiting])
    await repository.mark_told(ctx, year, found.held)
    await _mark(ctx, year, measures)
    earlier = await _earlier(ctx, year)
    cells = await _cells(ctx, year, as_of, before, found, [one["code"] for one in measures])
    await _with_flows(ctx, year, cells, earlier, found)
    row = await definitions.in_force(ctx)
    made = AttendanceFigureSnapshotRow(
        id=new_id(),
        school_year=year,
        as_of=as_of,
        made_at=ctx.now,
        definition_id=row.id if row else None,
        smallest=settings.smallest,
        schools=schools,
        grades=grades,
        cells=cells,
        measures=measures,
        flows_since=earlier.as_of if earlier else None,
        subgroups=[],
        reported={
            str(one["school_id"]): one["whole_through"] and one["whole_through"].isoformat()
            for one in await repository.reported(ctx, year)
        },
    )
    made.subgroups = await subgrouping.told(
        ctx, made, publication(made), before, settings.subgroups, is_held=bool(found.held)
    )
    await repository.remember(ctx, year, WEEKS)
    ctx.add(made)
    await ctx.session.flush()


async def _mark(ctx: Context, year: str, measures: Sequence[Mapping[str, Any]]) -> None:
    """Of whom each measure holds: as triggers would look for them."""
    in_force = await definitions.in_force(ctx)
    rule = in_force.definition if in_force else USUAL.definition
    await repository.forget_measures(ctx, year)
    for said in measures:
        measure = Measure(said["code"], MeasureKind(said["kind"]), said["days"], said["months"])
        step = Step(0, TriggerKind(measure.kind), days=measure.days, months=measure.months)
        found = await triggers.tried(ctx, step, rule, (year, *window_of(year)))
        await repository.mark_measure(ctx, year, measure.code, {one.school_id: one.students for one in found})


async def _earlier(ctx: Context, year: str) -> AttendanceFigureSnapshotRow | None:
    """The week that flows are told of."""
    weeks = await repository.snapshots(ctx, year)
    return weeks[-WEEKS] if len(weeks) >= WEEKS else None


async def _cells(
    ctx: Context,
    year: str,
    as_of: date,
    before: AttendanceFigureSnapshotRow | None,
    found: Moves,
    measures: Sequence[str],
) -> list[dict[str, Any]]:
    """As they are now; where they are held, as they were told before."""
    told = {(cell["school_id"], cell["grade"]): cell for cell in (before.cells if before else ())}
    cells = [{**told[place], "flow": None} for place in sorted(found.held) if place in told]
    of_measures = await repository.count_measures(ctx, year)
    for place, row in sorted((await repository.counted(ctx, year)).items()):
        if place not in found.held:
            facts = {name: row[name] for name in ("students", "chronic", "bands")}
            facts["measures"] = {code: of_measures.get((place, code), 0) for code in measures}
            cells.append({"school_id": place[0], "grade": place[1], **facts, "counted_on": as_of.isoformat()})
    return cells


async def _with_flows(
    ctx: Context,
    year: str,
    cells: list[dict[str, Any]],
    earlier: AttendanceFigureSnapshotRow | None,
    found: Moves,
) -> None:
    """Say of each cell who changed since an earlier week; of none that is, or was then, told as of another week."""
    if earlier is None:
        return
    then = {(cell["school_id"], cell["grade"]): cell for cell in earlier.cells}
    counted = await repository.count_flows(ctx, year, WEEKS)
    for cell in cells:
        place = (cell["school_id"], cell["grade"])
        was = then.get(place)
        if place in found.held or (was is not None and was["counted_on"] != earlier.as_of.isoformat()):
            continue
        row = counted[place]
        names = ("stayed", "were", "became", "recovered", "came", "came_chronic")
        gone = {
            "gone": (was["students"] if was else 0) - row["stayed"],
            "gone_chronic": (was["chronic"] if was else 0) - row["were"],
        }
        cell["flow"] = {**{name: row[name] for name in names}, **gone}


def _order(before: AttendanceFigureSnapshotRow | None, *sizes: Mapping[Place, int]) -> tuple[list[str], list[str]]:
    """Schools and grades in the order of the tree: those of the week before, then the new ones, small beside small."""
    held: dict[str, int] = {}
    for counts in sizes:
        for (school, _), students in counts.items():
            held[school] = held.get(school, 0) + students
    grades = {grade for counts in sizes for _, grade in counts}
    return (
        _extended(before.schools if before else (), sorted(held, key=lambda school: (held[school], school))),
        _extended(before.grades if before else (), sorted(grades, key=rank)),
    )


def _extended(order: Iterable[str], named: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*order, *named]))


def rank(grade: str) -> tuple[int, str]:
    """Grades from the youngest up; the numbered ones after kindergarten."""
    return (2 if grade.isdigit() else 3 if not grade else 0 if grade != "KG" else 1), grade
