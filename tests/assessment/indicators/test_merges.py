"""Facts and flags of a student go along when two become one, or go; and come back when they are two again."""

from typing import Any
from uuid import UUID

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment.attendance.factories import enrolled
from tests.assessment.bundles import files, pack, person, run
from tests.assessment.indicators.factories import (
    INCIDENTS,
    MARKS,
    RESULTS,
    SCREENER,
    act,
    incident,
    listed,
    mark,
    push,
    result,
)
from tests.assessment.indicators.indicator_rules.factories import activated, flags, states

LISTS = {"/v1/incidents": INCIDENTS, "/v1/marks": MARKS, "/v1/screening-results": RESULTS}


async def of(assessment: Service, district_id: UUID, path: str, **query: Any) -> list[tuple[str, bool]]:
    """Whose the facts of a list are, and whether they are no more."""
    found = await listed(assessment, district_id, path, **query)
    return sorted((one["student_id"], one["deleted_at"] is not None) for one in found)


async def reported(assessment: Service, district_id: UUID, *students: int) -> None:
    """An incident, a mark and a screening result of each."""
    await push(assessment, district_id, [incident(n) for n in students])
    await push(assessment, district_id, [mark(n) for n in students], path=MARKS)
    await push(assessment, district_id, [result(n) for n in students], path=RESULTS)


async def begun(assessment: Service, district_id: UUID) -> tuple[str, str]:
    await enrolled(assessment, district_id)
    assert (await assessment.machine(district_id).post("/v1/screeners", json=SCREENER)).status_code == 201
    return person(district_id, "000000"), person(district_id, "000003")


async def test_facts_and_flags_go_along_and_come_back(assessment: Service, district_id: UUID) -> None:
    kept, other = await begun(assessment, district_id)
    await activated(assessment, district_id)
    await reported(assessment, district_id, 3)
    assert states(await flags(assessment, district_id)) == {3: "raised"}
    before = clock.now().isoformat()
    await act(assessment, district_id, "merge", kept, other)
    for path in LISTS:
        assert await of(assessment, district_id, path) == [(kept, False)], path
        assert await of(assessment, district_id, path, updated_since=before) == [(kept, False)], path
    assert states(await flags(assessment, district_id)) == {0: "raised"}
    between = clock.now().isoformat()
    await act(assessment, district_id, "split", kept, other)
    for path in LISTS:
        assert await of(assessment, district_id, path) == [(other, False)], path
        assert await of(assessment, district_id, path, updated_since=between) == [(other, False)], path
    assert states(await flags(assessment, district_id)) == {3: "raised"}


async def test_what_the_other_has_as_well_goes_and_who_syncs_hears_of_it(
    assessment: Service, district_id: UUID
) -> None:
    kept, other = await begun(assessment, district_id)
    two = {"kind": "incidents", "count": 2}
    await activated(assessment, district_id, two)
    await activated(assessment, district_id)
    await reported(assessment, district_id, 0, 3)
    await push(assessment, district_id, [incident(3, "D-2")])
    assert sorted(flag["state"] for flag in (await every(assessment, district_id, 3))) == ["raised", "raised"]
    before = clock.now().isoformat()
    await act(assessment, district_id, "merge", kept, other)
    for path in LISTS:
        more = [(kept, False)] if path == "/v1/incidents" else []
        assert await of(assessment, district_id, path) == [(kept, False), *more], path
        synced = await of(assessment, district_id, path, updated_since=before)
        assert synced == sorted([(other, True), *more]), path
    # The child has two incidents now, and each flag once.
    assert [flag["state"] for flag in await every(assessment, district_id, 0)] == ["raised", "raised"]
    assert {flag["state"] for flag in await every(assessment, district_id, 3)} <= {"cleared"}
    between = clock.now().isoformat()
    await act(assessment, district_id, "split", kept, other)
    for path in LISTS:
        more = [(other, False)] if path == "/v1/incidents" else []
        assert await of(assessment, district_id, path) == sorted([(kept, False), (other, False), *more]), path
        synced = await of(assessment, district_id, path, updated_since=between)
        assert {one for one in synced if one[0] == other} == {(other, False)}, path
    assert [flag["state"] for flag in await every(assessment, district_id, 0)] == ["raised"]
    assert [flag["state"] for flag in await every(assessment, district_id, 3)] == ["raised", "raised"]


async def test_what_was_removed_of_one_and_sent_of_the_other_is_not_lost(
    assessment: Service, district_id: UUID
) -> None:
    kept, other = await begun(assessment, district_id)
    await push(assessment, district_id, [incident(0)])
    # The system gave the child another id.
    await push(assessment, district_id, [incident(0, is_removed=True), incident(3)])
    await act(assessment, district_id, "merge", kept, other)
    assert await of(assessment, district_id, "/v1/incidents") == [(other, False)]
    synced = await of(assessment, district_id, "/v1/incidents", updated_since="2020-01-01T00:00:00Z")
    assert synced == sorted([(kept, True), (other, False)])


async def every(assessment: Service, district_id: UUID, student: int) -> list[Any]:
    """All flags of a student."""
    query = {"student_id": person(district_id, f"{student:06d}")}
    return await listed(assessment, district_id, "/v1/indicator-flags", **query)


async def test_a_flag_of_who_has_left_is_cleared_and_the_facts_stay(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    await activated(assessment, district_id)
    await reported(assessment, district_id, 11)
    assert states(await flags(assessment, district_id)) == {11: "raised"}
    await run(assessment, district_id, pack(files(11)))
    await assessment.receive(district_id, ("assessment.roster_import.finished.v1", {"import_id": new_id()}))
    assert states(await flags(assessment, district_id)) == {11: "cleared"}
    for path in LISTS:
        assert await of(assessment, district_id, path) == [(person(district_id, "000011"), False)], path
