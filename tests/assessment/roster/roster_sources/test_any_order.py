"""In whichever order what two systems send is taken, the same roster stands, field by field."""

from collections.abc import Awaitable, Callable
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, run
from tests.assessment.roster.roster_imports.factories import less
from tests.assessment.roster.roster_sources.factories import CODE, declare, one_child, order, push, same, smaller

Step = Callable[[Service, UUID], Awaitable[object]]
#: Moments and counts of changes are of the order, and no words of the roster.
OF_THE_WAY = {"id", "version", "created_at", "updated_at", "deleted_at", "household_id"}


def _bundle(found: Any, source: str) -> Step:
    return lambda assessment, district_id: run(assessment, district_id, pack(found), source=source, allow_shrink="true")


def _push(source: str, source_id: str, **said: Any) -> Step:
    return lambda assessment, district_id: push(assessment, district_id, source, source_id, **said)


def _left(source: str, source_id: str) -> Step:
    async def step(assessment: Service, district_id: UUID) -> None:
        await assessment.machine(district_id).delete(f"/v1/students/{source}/{source_id}")

    return step


#: What each system sends, in its own order.
FIRST: tuple[Step, ...] = (
    _bundle(less(bundles.files(9), 1, "s1"), "sis"),
    _push("sis", "000003", given_name="Gina", family_name="New", grade=None, middle_name="Sis"),
)
SECOND: tuple[Step, ...] = (
    _bundle(smaller("900", "901", "902", grades="05", middleName="Centre"), CODE),
    _push(CODE, "900", grade="06", birth_date="2017-01-01", school_source_id="s2"),
    _left(CODE, "902"),
)
ORDERS = list(combinations(range(len(FIRST) + len(SECOND)), len(FIRST)))


async def _stands(assessment: Service, district_id: UUID) -> dict[str, Any]:
    """The roster, without what says when it came."""
    found = {}
    for what in ("students", "guardians", "classes", "enrollments"):
        rows = await items(assessment, district_id, f"/v1/{what}")
        ids = {one["id"]: one["source_id"] for one in rows}
        told = [
            {name: value for name, value in row.items() if name not in OF_THE_WAY and not name.endswith("_id")}
            | {"source_id": row["source_id"]}
            for row in rows
        ]
        found[what] = sorted((str(row).replace(str(district_id), "") for row in _without_ids(told)), key=str)
        found[f"{what} listed"] = sorted(ids.values())
    return found


def _without_ids(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _without_ids(value) for name, value in found.items() if name not in ("id", "student_ids")}
    if isinstance(found, list):
        return [_without_ids(one) for one in found if not _is_id(one)]
    return found


def _is_id(value: Any) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


async def _after(assessment: Service, firsts: tuple[int, ...]) -> dict[str, Any]:
    district_id = new_id()
    await run(assessment, district_id, pack(bundles.files(9)))
    await declare(assessment, district_id)
    await same(assessment, district_id, "school", {"s1": "s1", "s2": "s2", "s3": "s3", "d": "d"})
    await same(assessment, district_id, "session", {"y": "y"})
    await order(assessment, district_id, grade=[CODE], birth=["sis"])
    await one_child(assessment, district_id, "900", "000003")
    await one_child(assessment, district_id, "902", "000000")
    waiting = {True: list(FIRST), False: list(SECOND)}
    for place in range(len(FIRST) + len(SECOND)):
        await waiting[place in firsts].pop(0)(assessment, district_id)
    return await _stands(assessment, district_id)


@pytest.mark.parametrize("firsts", ORDERS[1:])
async def test_any_order_ends_in_the_same_roster(assessment: Service, firsts: tuple[int, ...]) -> None:
    assert await _after(assessment, firsts) == await _after(assessment, ORDERS[0])
