"""Who answers for whom, named by ids that lead nowhere: told with a count, and of each row what can be taken is."""

from typing import Any
from uuid import UUID

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import faults, items, pack, run
from tests.assessment.roster.roster_imports.factories import Files, change, row_of

CHILD = "000003"


def naming(agents: str, found: Files | None = None) -> Files:
    """The sample with other agents of a child."""
    found = found or bundles.files()
    for row in found["users"]:
        if row["sourcedId"] == CHILD:
            row["agentSourcedIds"] = agents
    return found


async def told(assessment: Service, district_id: UUID, job: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    found = await faults(assessment, district_id, job)
    return [(f["column"], f["code"], f["severity"], f["source_id"]) for f in found]


async def guardians_of(assessment: Service, district_id: UUID) -> set[str]:
    """The source ids of a child's guardians."""
    child = bundles.person(district_id, CHILD)
    linked = await items(assessment, district_id, "/v1/guardians")
    return {row["source_id"] for row in linked if child in row["student_ids"]}


NOWHERE = ("agentSourcedIds", "reference_unknown", "attribute", CHILD)


async def test_all_of_them_lead_nowhere_and_what_stood_there_stays(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    job = await run(assessment, district_id, pack(naming("x1,x2")))
    assert await told(assessment, district_id, job) == [NOWHERE]
    assert (job["state"], job["fault_count"], job["fault_counts"]["attribute"]) == ("finished_with_faults", 1, 1)
    assert await guardians_of(assessment, district_id) == {f"g{CHILD}"}


async def test_some_of_them_lead_nowhere_and_the_others_are_taken(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    job = await run(assessment, district_id, pack(naming("x1,g000004")))
    assert await told(assessment, district_id, job) == [NOWHERE]
    assert await guardians_of(assessment, district_id) == {"g000004"}


async def test_a_guardian_who_is_listed_no_more_is_nobody(assessment: Service, district_id: UUID) -> None:
    """The night they go and every night after it, until the child's row names them no more."""
    await run(assessment, district_id, pack(bundles.files()))
    found = bundles.files()
    for name, key in (("users", "sourcedId"), ("roles", "userSourcedId")):
        found[name] = [row for row in found[name] if row[key] != f"g{CHILD}"]
    for _ in range(2):
        job = await run(assessment, district_id, pack(found))
        assert await told(assessment, district_id, job) == [NOWHERE]
        assert await guardians_of(assessment, district_id) == set()
    assert (await run(assessment, district_id, pack(naming("", found))))["state"] == "finished"


async def test_a_change_names_who_is_there_already(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    job = await run(assessment, district_id, change(row_of("users", CHILD, agentSourcedIds="g000004")))
    assert (job["state"], await guardians_of(assessment, district_id)) == ("finished", {"g000004"})
    later = change(row_of("users", CHILD, agentSourcedIds="x1"), "2026-10-02T06:00:00Z")
    job = await run(assessment, district_id, later)
    assert await told(assessment, district_id, job) == [NOWHERE]
    assert await guardians_of(assessment, district_id) == {"g000004"}


async def test_a_guardian_whose_row_is_at_fault_is_told_once(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    found = bundles.files()
    for row in found["users"]:
        if row["sourcedId"] == f"g{CHILD}":
            row["givenName"] = ""
    job = await run(assessment, district_id, pack(found))
    assert [row[:2] for row in await told(assessment, district_id, job)] == [("givenName", "value_missing")]
    assert await guardians_of(assessment, district_id) == {f"g{CHILD}"}
