"""A file that an earlier roster had and this one does not: told, and nothing retires by it."""

from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import FILES, delta, faults, items, pack, run

LISTS = ("/v1/students", "/v1/guardians", "/v1/classes", "/v1/enrollments", "/v1/academic-sessions")


@pytest.mark.parametrize("file", FILES)
async def test_it_is_told_and_nothing_retires(assessment: Service, district_id: UUID, file: str) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    before = [await items(assessment, district_id, path) for path in LISTS]
    job = await run(assessment, district_id, pack(bundles.files() | {file: []}))
    (told,) = await faults(assessment, district_id, job)
    assert (told["file"], told["row"], told["column"], told["code"]) == (file, None, None, "file_absent")
    assert (told["severity"], job["fault_count"], job["state"]) == ("attribute", 1, "finished_with_faults")
    assert [kind["removed"] for kind in job["difference"]["kinds"]] == [0] * 8
    assert [await items(assessment, district_id, path) for path in LISTS] == before


async def test_it_is_told_when_it_goes(assessment: Service, district_id: UUID) -> None:
    less = pack(bundles.files() | {"demographics": []})
    first = await run(assessment, district_id, less)
    await run(assessment, district_id, pack(bundles.files()))
    changes = await run(assessment, district_id, pack(delta({"courses": bundles.files()["courses"]}), "delta"))
    told = [await run(assessment, district_id, less) for _ in range(2)]
    assert [job["fault_count"] for job in (first, changes, *told)] == [0, 0, 1, 0]


async def test_a_trial_tells_it_and_one_that_was_held_says_nothing_of_later_ones(
    assessment: Service, district_id: UUID
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    less = bundles.files() | {"demographics": []}
    trial = await run(assessment, district_id, pack(less), validate_only="true")
    held = await run(assessment, district_id, pack(less | {"enrollments": bundles.files()["enrollments"][:1]}))
    later = await run(assessment, district_id, pack(less))
    assert [job["state"] for job in (trial, held, later)] == ["validated", "failed", "finished_with_faults"]
    assert [job["fault_count"] for job in (trial, held, later)] == [1, 1, 1]


async def test_version_1_1_has_its_roles_with_its_users(assessment: Service, district_id: UUID) -> None:
    for _ in range(2):
        job = await run(assessment, district_id, pack(bundles.one_dot_one(), version="1.1"))
        assert (job["state"], job["fault_count"]) == ("finished", 0)
