"""Subgroups of a week: counted anew only where no told one differs by a few students from what was told before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.assessment.attendance.figure_settings.rules import Dimension
from services.assessment.attendance.figures import repository
from services.assessment.attendance.figures.rules import Block, Place, Publication, total
from services.assessment.attendance.figures.subgroups import Subgroup, Subgroups, are_apart
from services.assessment.attendance.figures.tables import AttendanceFigureSnapshotRow
from shared.context.context import Context

Told = list[dict[str, Any]]


async def told(
    ctx: Context,
    row: AttendanceFigureSnapshotRow,
    week: Publication,
    before: AttendanceFigureSnapshotRow | None,
    dimensions: Sequence[Dimension],
    *,
    is_held: bool,
) -> Told:
    """What is told of each subgroup of these dimensions. One that cannot be told beside another dimension's is not."""
    found: Told = []
    numbers: dict[Dimension, set[str]] = {}
    for dimension in dimensions:
        former = [one for one in (before.subgroups if before else ()) if one["dimension"] == dimension]
        counted = await repository.count_subgroups(ctx, row.school_year, dimension)
        blocks = _numbered(week)
        now = Subgroups(week, _groups(counted, blocks), _sizes(week, blocks))
        own = now.told
        for other, theirs in numbers.items():
            crossed = await repository.count_crossed(ctx, row.school_year, other, dimension)
            if not are_apart(_crossed(crossed, blocks), theirs, own, week.smallest):
                own = set()
        looked_at = own | _told_of(former)
        if former and (is_held or _differs_by_few(counted, former, looked_at, week.smallest)):
            found += former
            numbers[dimension] = _told_of(former)
            continue
        if is_held:
            continue
        await repository.label(ctx, row.school_year, dimension)
        numbers[dimension] = own
        now.told = own
        found += [_kept(dimension, code, now, row) for code in sorted(now.groups)]
    return found


def _kept(dimension: Dimension, code: str, now: Subgroups, row: AttendanceFigureSnapshotRow) -> dict[str, Any]:
    said = now.row(code)
    return {
        **{"dimension": dimension.value, "group": code, "students": said.students, "chronic": said.chronic},
        **{"suppressed": said.suppressed and said.suppressed.value, "counted_on": row.as_of.isoformat()},
    }


def _told_of(former: Iterable[Mapping[str, Any]]) -> set[str]:
    return {one["group"] for one in former if one["students"] is not None}


def _numbered(week: Publication) -> Mapping[Place, int]:
    """The number of the block each place is in."""
    blocks = sorted(set((week.of_chronic or {}).values()), key=sorted)
    return {place: number for number, block in enumerate(blocks) for place in block}


def _sizes(week: Publication, blocks: Mapping[Place, int]) -> Mapping[int, tuple[int, int]]:
    places: dict[int, set[Place]] = {}
    for place, number in blocks.items():
        places.setdefault(number, set()).add(place)
    counts = {number: total(week.cells, Block(held)) for number, held in places.items()}
    return {number: (held.students, held.chronic) for number, held in counts.items()}


def _groups(counted: Sequence[Any], blocks: Mapping[Place, int]) -> Mapping[str, Subgroup]:
    found: dict[str, Subgroup] = {}
    for one in counted:
        block = blocks.get((str(one["school_id"]), one["grade"]))
        parts = ({block: one["students"]}, {block: one["chronic"]}) if block is not None else ({}, {})
        held = Subgroup(one["students"], one["chronic"], *parts)
        found[one["present"]] = found[one["present"]] + held if one["present"] in found else held
    return found


def _crossed(counted: Sequence[Any], blocks: Mapping[Place, int]) -> Mapping[tuple[int, str, str], int]:
    found: dict[tuple[int, str, str], int] = {}
    for one in counted:
        key = (blocks.get((str(one["school_id"]), one["grade"]), -1), one["first"], one["second"])
        found[key] = found.get(key, 0) + one["students"]
    return found


def _differs_by_few(counted: Sequence[Any], former: Sequence[Mapping[str, Any]], own: set[str], smallest: int) -> bool:
    """Would a subgroup that is told, or all the others together, differ by some students, and by fewer than there may be?"""
    changes = dict.fromkeys(own, 0)
    others = 0
    stayed = dict.fromkeys(own, 0)
    for one in counted:
        was, now, students = one["former"], one["present"], one["students"]
        if was == now:
            if now in stayed:
                stayed[now] += students
            continue
        for code in {was, now}:
            if code in changes:
                changes[code] += students
        if (was not in changes) != (now not in changes) or was is None:
            others += students
        if was in stayed:
            stayed[was] += students
    for one in former:
        if one["group"] in changes:
            # Who was counted in it, and is there no more.
            changes[one["group"]] += one["students"] - stayed[one["group"]]
    return any(0 < count < smallest for count in (*changes.values(), others))
