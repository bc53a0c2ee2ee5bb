"""Figures are made once, when a school week has ended."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from services.assessment.attendance.definitions import repository as definitions
from services.assessment.attendance.figures import repository
from services.assessment.attendance.figures.rules import (
    USUAL_SMALLEST,
    Counts,
    Moves,
    Place,
    Publication,
    moves,
    tree_of,
)
from services.assessment.attendance.figures.tables import AttendanceFigureSnapshotRow
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


def publication(row: AttendanceFigureSnapshotRow) -> Publication:
    """All that is told of a week."""
    cells = {
        (cell["school_id"], cell["grade"]): Counts(cell["students"], cell["chronic"], cell["bands"])
        for cell in row.cells
    }
    return Publication(cells, row.schools, row.grades, row.smallest)


async def _make(ctx: Context, year: str, as_of: date, before: AttendanceFigureSnapshotRow | None) -> None:
    await repository.follow_standings(ctx, year)
    members, waiting = await repository.counted(ctx, year), await repository.waiting(ctx, year)
    sizes = {place: row["students"] for place, row in members.items()}
    schools, grades = _order(before, sizes, waiting)
    told = publication(before) if before else None
    found = moves(told, tree_of(schools, grades), sizes, waiting, USUAL_SMALLEST)
    await repository.admit(ctx, year, [place for place in found.admitted if place in waiting])
    cells = await _cells(ctx, year, as_of, before, found)
    row = await definitions.in_force(ctx)
    ctx.add(
        AttendanceFigureSnapshotRow(
            id=new_id(),
            school_year=year,
            as_of=as_of,
            made_at=ctx.now,
            definition_id=row.id if row else None,
            smallest=USUAL_SMALLEST,
            schools=schools,
            grades=grades,
            cells=cells,
            reported={
                str(one["school_id"]): one["whole_through"] and one["whole_through"].isoformat()
                for one in await repository.reported(ctx, year)
            },
        )
    )
    await ctx.session.flush()


async def _cells(
    ctx: Context, year: str, as_of: date, before: AttendanceFigureSnapshotRow | None, found: Moves
) -> list[dict[str, Any]]:
    """As they are now; where they are held, as they were told before."""
    told = {(cell["school_id"], cell["grade"]): cell for cell in (before.cells if before else ())}
    cells = [told[place] for place in sorted(found.held) if place in told]
    for place, row in sorted((await repository.counted(ctx, year)).items()):
        if place not in found.held:
            facts = {name: row[name] for name in ("students", "chronic", "bands")}
            cells.append({"school_id": place[0], "grade": place[1], **facts, "counted_on": as_of.isoformat()})
    return cells


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
