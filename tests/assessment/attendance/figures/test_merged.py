"""Two rows of one child are one student of every figure made after they were merged, and no two figures tell which."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.factories import covering, push
from tests.assessment.attendance.figures.factories import begin, monday_after, reported, told
from tests.assessment.bundles import person

SMALLEST = 10


async def act(assessment: Service, district_id: UUID, what: str, kept: int, other: int) -> None:
    body = {"student_id": person(district_id, f"{other:06d}"), "reason": "One child, entered twice."}
    path = f"/v1/students/{person(district_id, f'{kept:06d}')}/{what}"
    reply = await assessment.machine(district_id).post(path, json=body)
    assert reply.is_success, reply.text


@pytest.mark.parametrize("count", [1, SMALLEST - 1, SMALLEST])
async def test_a_child_who_was_two_is_counted_once_where_that_tells_of_nobody(
    assessment: Service, district_id: UUID, count: int
) -> None:
    """A student of s1 in each pair stands for both; what was told of the week before stays."""
    days = await reported(assessment, district_id, 72, 5)
    before = await told(assessment, district_id)
    for number in range(count):
        await act(assessment, district_id, "merge", 3 * number, 3 * (number + count))
    await push(assessment, district_id, [], **covering(district_id, days[20], days[24]))
    await begin(assessment, district_id, monday_after(days[24]))
    school = str(bundles.school(district_id, "s1"))
    row = {row["school"]["id"]: row for row in await told(assessment, district_id)}[school]
    is_told = count >= SMALLEST
    assert (row["students"], row["unchanged_since"] is None) == ((24 - count, True) if is_told else (24, False))
    assert await told(assessment, district_id, as_of=days[23].isoformat()) == before
    for number in range(count):
        await act(assessment, district_id, "split", 3 * number, 3 * (number + count))
    await push(assessment, district_id, [], **covering(district_id, days[25], days[29]))
    await begin(assessment, district_id, monday_after(days[29]))
    row = {row["school"]["id"]: row for row in await told(assessment, district_id)}[school]
    assert (row["students"], row["unchanged_since"]) == (24, None)


async def test_a_merge_within_a_week_changes_nothing_told(assessment: Service, district_id: UUID) -> None:
    days = await reported(assessment, district_id, 60, 5)
    before = await told(assessment, district_id)
    await act(assessment, district_id, "merge", 0, 3)
    await begin(assessment, district_id, monday_after(days[19]) + timedelta(days=1))
    assert await told(assessment, district_id) == before


async def test_one_merged_and_one_split_in_one_week_are_no_week_like_the_one_before(
    assessment: Service, district_id: UUID
) -> None:
    days = await reported(assessment, district_id, 72, 5)
    school = str(bundles.school(district_id, "s1"))
    for number in range(SMALLEST):
        await act(assessment, district_id, "merge", 6 * number, 6 * number + 3)
    await push(assessment, district_id, [], **covering(district_id, days[20], days[24]))
    await begin(assessment, district_id, monday_after(days[24]))
    before = {row["school"]["id"]: row for row in await told(assessment, district_id)}[school]
    assert (before["students"], before["unchanged_since"]) == (14, None)
    await act(assessment, district_id, "split", 0, 3)
    await act(assessment, district_id, "merge", 60, 63)
    for first, last in ((25, 29), (30, 34)):
        await push(assessment, district_id, [], **covering(district_id, days[first], days[last]))
        await begin(assessment, district_id, monday_after(days[last]))
        row = {row["school"]["id"]: row for row in await told(assessment, district_id)}[school]
        assert row == before | {**{"unchanged_since": days[24].isoformat(), "whole_through": days[last].isoformat()}}
