"""A consent of somebody who does not answer for the student permits nothing, and partners hear so; and where students are."""

from typing import Any

from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.privacy.disclosures.factories import World, seen

UNFIT, PLACED = "assessment.consent.unfit.v1", "assessment.placements.listed.v1"


async def told(world: World, type_: str) -> list[dict[str, Any]]:
    """What such events said, oldest first."""
    return [event["data"] for event in await world.assessment.published(world.district_id, type_)]


async def test_a_consent_counts_by_who_answers_for_the_student(assessment: Service, district_id: Any) -> None:
    world = await World(assessment, district_id).seed()
    outsider = await world.party("consent")
    mine, anothers = (bundles.person(district_id, f"g00000{number}") for number in (0, 1))
    fit = await world.consent(0, guardian_id=mine)
    unfit = await world.consent(1, guardian_id=mine)
    nobody = await world.consent(2, guardian_id=new_id())
    assert anothers != mine
    assert await seen(outsider, "roster") == {str(fit["student_id"])}
    said = [(row["consent_id"], row["reason"]) for row in await told(world, UNFIT)]
    assert said == [(str(row["consent_id"]), "signer_not_guardian") for row in (unfit, nobody)]


async def test_what_the_next_roster_says_of_a_signer_holds(assessment: Service, district_id: Any) -> None:
    world = await World(assessment, district_id).seed()
    outsider = await world.party("consent")
    consent = await world.consent(0, guardian_id=bundles.person(district_id, "g000001"))
    assert await seen(outsider, "roster") == set()
    both = bundles.files()
    for row in both["users"]:
        if row["sourcedId"] == "000000":
            row["agentSourcedIds"] = "g000000,g000001"
    await bundles.run(assessment, district_id, bundles.pack(both))
    assert await seen(outsider, "roster") == {str(consent["student_id"])}
    await bundles.run(assessment, district_id, bundles.pack(bundles.files()))
    assert await seen(outsider, "roster") == set()
    assert [row["reason"] for row in await told(world, UNFIT)] == ["signer_not_guardian", None, "signer_not_guardian"]


async def test_a_whole_roster_tells_where_all_students_are_and_nothing_else_of_them(
    assessment: Service, district_id: Any
) -> None:
    world = await World(assessment, district_id).seed()
    (event,) = await told(world, PLACED)
    assert event.keys() == {"source", "listed_at", "placements"}
    s1, s2, s3 = (bundles.school(district_id, code) for code in bundles.SCHOOLS)
    at = {row.pop("student_id"): row for row in event["placements"]}
    assert len(at) == 12
    assert [at[world.student(number)] for number in range(3)] == [
        {"school_ids": [str(school)], "active": True} for school in (s1, s2, s3)
    ]
    await bundles.run(assessment, district_id, bundles.pack(bundles.files()))
    assert [len(row["placements"]) for row in await told(world, PLACED)] == [12, 12]


async def test_a_delta_tells_of_those_who_changed(assessment: Service, district_id: Any) -> None:
    world = await World(assessment, district_id).seed()
    found = bundles.files()
    moved = [{**row, "primaryOrgSourcedId": "s2"} for row in found["users"] if row["sourcedId"] == "000000"]
    there = [{**bundles.role("000000", "student", "s1"), "orgSourcedId": "s2"}]
    changed = bundles.delta({"users": moved, "roles": there})
    await bundles.run(assessment, district_id, bundles.pack(changed, mode="delta"))
    gone = [row for row in found["users"] if row["sourcedId"] == "000003"]
    away = bundles.delta({"users": gone}, "tobedeleted")
    await bundles.run(assessment, district_id, bundles.pack(away, mode="delta"))
    (first, second), s2 = (await told(world, PLACED))[1:], str(bundles.school(district_id, "s2"))
    assert first["placements"] == [{"student_id": world.student(0), "school_ids": [s2], "active": True}]
    assert [(row["student_id"], row["active"]) for row in second["placements"]] == [(world.student(3), False)]


async def test_many_are_told_in_parts(assessment: Service, district_id: Any) -> None:
    await bundles.run(assessment, district_id, bundles.pack(bundles.files(501)))
    world = World(assessment, district_id)
    assert [len(row["placements"]) for row in await told(world, PLACED)] == [500, 1]
