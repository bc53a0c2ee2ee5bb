"""Changes that come row by row: late, twice, before what they need, and with what hangs on them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import enrollment, faults, items, pack, run, user
from tests.assessment.roster.roster_imports.factories import Files, change, row_of

CHILD = "000003"


async def begun(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))


async def codes(assessment: Service, district_id: UUID, job: dict[str, Any]) -> list[tuple[str, str]]:
    return [(f["file"], f["code"]) for f in await faults(assessment, district_id, job)]


async def family_name(assessment: Service, district_id: UUID) -> str:
    (child,) = await items(assessment, district_id, "/v1/students", source_id=CHILD)
    return str(child["family_name"])


async def enrolled(assessment: Service, district_id: UUID) -> set[str]:
    return {row["source_id"] for row in await items(assessment, district_id, "/v1/enrollments")}


async def test_an_older_version_does_not_replace_a_newer_one(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    new = row_of("users", CHILD, familyName="New")
    old = row_of("users", CHILD, familyName="Old")
    await run(assessment, district_id, change(new, "2026-10-02T06:00:00.000Z"))
    job = await run(assessment, district_id, change(old, "2026-10-02T05:59:59.999Z"))
    (told,) = await faults(assessment, district_id, job)
    assert (told["file"], told["row"], told["column"], told["code"]) == ("users", 1, "dateLastModified", "row_outdated")
    assert (told["severity"], await family_name(assessment, district_id)) == ("attribute", "New")
    gone = await run(assessment, district_id, change(old, "2026-10-01T00:00:00+02:00", "tobedeleted"))
    assert await codes(assessment, district_id, gone) == [("users", "row_outdated")]
    assert await family_name(assessment, district_id) == "New"


async def test_the_same_version_again_is_no_fault(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    for _ in range(2):
        job = await run(assessment, district_id, change(row_of("users", CHILD, familyName="New")))
        assert (job["state"], await family_name(assessment, district_id)) == ("finished", "New")


@pytest.mark.parametrize("turned", [False, True])
async def test_of_two_versions_in_one_file_the_newer_stands(
    assessment: Service, district_id: UUID, turned: bool
) -> None:
    await begun(assessment, district_id)
    rows = [
        {**row_of("users", CHILD, familyName=name)["users"][0], "dateLastModified": at, "status": "active"}
        for name, at in (("Old", "2026-10-01T06:00:00Z"), ("New", "2026-10-01T07:00:00Z"))
    ]
    job = await run(assessment, district_id, pack({"users": rows[::-1] if turned else rows}, "delta"))
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    assert await family_name(assessment, district_id) == "New"


async def test_two_people_of_one_id_are_no_versions(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    rows = [
        {**user(CHILD, given, "Other", "s1", identifier=number), "dateLastModified": at, "status": "active"}
        for given, number, at in (("Gina", "000003", "2026-10-01T06:00:00Z"), ("Tilda", "T9", "2026-10-01T07:00:00Z"))
    ]
    job = await run(assessment, district_id, pack({"users": rows}, "delta"))
    assert await codes(assessment, district_id, job) == [("users", "source_id_ambiguous")] * 2
    assert await family_name(assessment, district_id) == f"Child{CHILD}"


async def test_a_delta_that_is_not_dated_says_so(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    rows = [{"status": "active", **row} for row in row_of("users", CHILD, familyName="New")["users"]]
    job = await run(assessment, district_id, pack({"users": rows}, "delta"))
    (told,) = await faults(assessment, district_id, job)
    assert (told["column"], told["row"], told["code"]) == ("dateLastModified", None, "column_absent")
    job = await run(assessment, district_id, change(row_of("users", CHILD, familyName="Newer"), "yesterday"))
    (told,) = await faults(assessment, district_id, job)
    assert (told["column"], told["row"], told["code"]) == ("dateLastModified", 1, "date_malformed")
    assert await family_name(assessment, district_id) == "Newer"


async def test_who_is_deleted_is_in_no_class_and_comes_back_into_theirs(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    before = await enrolled(assessment, district_id)
    job = await run(assessment, district_id, change(row_of("users", CHILD), status="tobedeleted"))
    assert job["state"] == "finished"
    assert await enrolled(assessment, district_id) == before - {f"e{CHILD}"}
    await run(assessment, district_id, change(row_of("users", CHILD), "2026-10-02T06:00:00Z"))
    assert await enrolled(assessment, district_id) == before


async def test_what_was_deleted_by_itself_stays_so(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    both = {**row_of("users", CHILD), **row_of("enrollments", f"e{CHILD}")}
    await run(assessment, district_id, change(both, status="tobedeleted"))
    await run(assessment, district_id, change(row_of("users", CHILD), "2026-10-02T06:00:00Z"))
    assert f"e{CHILD}" not in await enrolled(assessment, district_id)


async def test_nobody_is_in_a_class_that_is_deleted(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    before = await enrolled(assessment, district_id)
    await run(
        assessment, district_id, change(row_of("classes", "k1"), status="tobedeleted"), allow_shrink="enrollments"
    )
    assert await enrolled(assessment, district_id) == set()
    await run(assessment, district_id, change(row_of("classes", "k1"), "2026-10-02T06:00:00Z"))
    assert await enrolled(assessment, district_id) == before


async def test_a_school_that_is_deleted_has_no_classes_and_no_students(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    before = await enrolled(assessment, district_id)
    await run(assessment, district_id, change(row_of("orgs", "s1"), status="tobedeleted"), allow_shrink="enrollments")
    assert await items(assessment, district_id, "/v1/classes") == []
    assert await enrolled(assessment, district_id) == set()
    schools = {row["source_id"]: row["school"] for row in await items(assessment, district_id, "/v1/students")}
    assert (len(schools), schools[CHILD]) == (12, None)
    await run(assessment, district_id, change(row_of("orgs", "s1"), "2026-10-02T06:00:00Z"))
    assert await enrolled(assessment, district_id) == before


def newcomer() -> Files:
    """A child who is not there yet."""
    found: Files = {name: [] for name in bundles.FILES}
    bundles.add_student(found, "000099", "s1")
    return {name: rows for name, rows in found.items() if rows}


async def test_a_row_that_comes_before_what_it_names_is_held_until_that_comes(
    assessment: Service, district_id: UUID
) -> None:
    await begun(assessment, district_id)
    found = newcomer()
    early = {name: found[name] for name in ("enrollments", "demographics", "roles")}
    job = await run(assessment, district_id, change(early))
    assert job["state"] == "finished_with_faults"
    told = await faults(assessment, district_id, job)
    assert {(f["code"], f["severity"]) for f in told} <= {
        ("reference_unknown", "identity"),
        ("reference_refused", "ripple"),
    }
    assert [("is held" in f["detail"]) for f in told] == [True] * 4
    # Something else comes, and it waits on.
    await run(assessment, district_id, change(row_of("users", CHILD, familyName="New")))
    assert "e000099" not in await enrolled(assessment, district_id)
    job = await run(assessment, district_id, change({"users": found["users"]}, "2026-10-02T06:00:00Z"))
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    assert "e000099" in await enrolled(assessment, district_id)
    (child,) = await items(assessment, district_id, "/v1/students", source_id="000099")
    assert child["birth_date"] == "2018-02-03"
    assert len(await items(assessment, district_id, "/v1/guardians", student_id=child["id"])) == 1
    assert not await assessment.sql("select from roster_held_rows where district_id = $1", district_id)


async def test_what_is_said_anew_meanwhile_is_what_holds(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    row = enrollment("e-new", "000099", "student")
    await run(assessment, district_id, change({"enrollments": [row]}))
    await run(assessment, district_id, change({"enrollments": [row]}, "2026-10-02T06:00:00Z", "tobedeleted"))
    await run(assessment, district_id, change({n: r for n, r in newcomer().items() if n != "enrollments"}))
    assert "e-new" not in await enrolled(assessment, district_id)


async def test_a_whole_roster_says_all_there_is(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    await run(assessment, district_id, change({"enrollments": [enrollment("e-new", "000099", "student")]}))
    await run(assessment, district_id, pack(bundles.files()))
    await run(assessment, district_id, change({n: r for n, r in newcomer().items() if n != "enrollments"}))
    assert "e-new" not in await enrolled(assessment, district_id)


async def test_what_is_held_too_long_is_forgotten(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    await run(assessment, district_id, change({"enrollments": [enrollment("e-new", "000099", "student")]}))
    await assessment.sql(
        "update roster_held_rows set held_at = held_at - interval '31 days' where district_id = $1", district_id
    )
    await run(assessment, district_id, change({n: r for n, r in newcomer().items() if n != "enrollments"}))
    assert "e-new" not in await enrolled(assessment, district_id)


async def test_a_district_that_sends_nothing_more_keeps_nothing_held(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    for row, days in (("e-old", 31), ("e-new", 29)):
        await run(assessment, district_id, change({"enrollments": [enrollment(row, "000099", "student")]}))
        await assessment.sql(
            "update roster_held_rows set held_at = now() - $2::interval where district_id = $1 and content ->> 'source_id' = $3",
            district_id,
            timedelta(days=days),
            row,
        )
    day: dict[str, Any] = {"since": None, "school_is_held": True, "differing_school_ids": [], "calendar_version": 1}
    day["day"] = clock.day_in("UTC", clock.now()).isoformat()
    await assessment.receive(district_id, ("scheduling.day.begun.v1", day))
    left = await assessment.sql(
        "select content ->> 'source_id' from roster_held_rows where district_id = $1", district_id
    )
    assert [row[0] for row in left] == ["e-new"]


async def test_a_moment_that_lies_ahead_counts_as_the_moment_the_file_came(
    assessment: Service, district_id: UUID
) -> None:
    await begun(assessment, district_id)
    job = await run(assessment, district_id, change(row_of("users", CHILD, familyName="Ahead"), "2099-01-01T00:00:00Z"))
    (told,) = await faults(assessment, district_id, job)
    assert (told["column"], told["row"], told["code"]) == ("dateLastModified", 1, "date_ahead")
    assert (told["severity"], job["files"]["users"]["faulty"]) == ("attribute", 0)
    assert await family_name(assessment, district_id) == "Ahead"
    at = (clock.now() + timedelta(minutes=1)).isoformat()
    job = await run(assessment, district_id, change(row_of("users", CHILD, familyName="New"), at))
    assert (job["state"], await family_name(assessment, district_id)) == ("finished", "New")
