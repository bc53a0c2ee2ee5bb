"""A single school that a bundle would empty is noticed, however small its part of the district."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, run
from tests.assessment.roster.roster_imports.factories import Files, change, less, row_of


def closed(found: Files) -> Files:
    """Without the school s3: its people are at s2 now."""
    found["orgs"] = [row for row in found["orgs"] if row["sourcedId"] != "s3"]
    for name, key in (("users", "primaryOrgSourcedId"), ("roles", "orgSourcedId")):
        found[name] = [{**row, key: "s2"} if row[key] == "s3" else row for row in found[name]]
    return found


def vanished(found: Files) -> Files:
    """Without the school s3 and its students."""
    return closed(less(found, 20, "s3"))


def replaced(found: Files) -> Files:
    """With as many newcomers at the school s3 as there were students."""
    less(found, 20, "s3")
    for number in range(100, 120):
        bundles.add_student(found, f"{number:06d}", "s3")
    return found


CASES: dict[str, tuple[int, Callable[[Files], Files], str | None]] = {
    "half of twenty": (60, lambda found: less(found, 10, "s3"), None),
    "more than half of twenty": (
        60,
        lambda found: less(found, 11, "s3"),
        "students of the school s3: 11 of 20 no more listed",
    ),
    "more than half of nineteen": (57, lambda found: less(found, 11, "s3"), None),
    "all at another school": (60, closed, None),
    "all of a school replaced by others": (60, replaced, "students of the school s3: 20 of 20 no more listed"),
    "the school with its students": (60, vanished, "students of the school s3: 20 of 20 no more listed"),
}


@pytest.mark.parametrize("case", CASES)
async def test_a_bundle_that_empties_a_school_is_refused(assessment: Service, district_id: UUID, case: str) -> None:
    students, change, said = CASES[case]
    await run(assessment, district_id, pack(bundles.files(students)))
    job = await run(assessment, district_id, pack(change(bundles.files(students))))
    assert job["state"] == ("failed" if said else "finished"), job["refusal"]
    refusal: dict[str, Any] = job["refusal"] or {"code": None, "detail": ""}
    assert refusal["code"] == ("roster_would_shrink" if said else None)
    assert (said or "") in refusal["detail"]
    if said:
        assert len(await items(assessment, district_id, "/v1/students")) == students


async def test_a_school_may_be_emptied_when_that_is_meant(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files(60)))
    job = await run(assessment, district_id, pack(vanished(bundles.files(60))), allow_shrink="true")
    assert (job["state"], len(await items(assessment, district_id, "/v1/students"))) == ("finished", 40)


def leavers(found: Files, number: int, school: str = "s3") -> bytes:
    """A delta that ends so many students of a school."""
    gone = [row for row in found["users"] if row["primaryOrgSourcedId"] == school and row["grades"]][:number]
    return pack(bundles.delta({"users": gone}, "tobedeleted"), "delta")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (10, None),
        (11, "students of the school s3: 11 of 20 no more listed"),
        (13, "students: 60 before, 47 after (13 of them no more listed)"),
    ],
)
async def test_a_delta_that_deletes_too_much_waits_as_a_roster_does(
    assessment: Service, district_id: UUID, number: int, said: str | None
) -> None:
    found = bundles.files(60)
    await run(assessment, district_id, pack(found))
    job = await run(assessment, district_id, leavers(found, number))
    assert job["state"] == ("failed" if said else "finished"), job
    assert len(await items(assessment, district_id, "/v1/students")) == (60 if said else 60 - number)
    if said:
        assert (job["refusal"]["code"], job["held_until"] is not None) == ("roster_would_shrink", True)
        assert said in job["refusal"]["detail"]
        job = await run(assessment, district_id, leavers(found, number), allow_shrink="students")
        assert (job["state"], job["files"]["users"]["deleted"]) == ("finished", number)


async def test_a_delta_that_is_held_back_waits_beside_later_ones_until_a_whole_roster(
    assessment: Service, district_id: UUID
) -> None:
    """No later delta says what it says; a roster does."""
    found = bundles.files(60)
    await run(assessment, district_id, pack(found))
    held = await run(assessment, district_id, leavers(found, 11))
    await run(assessment, district_id, change(row_of("users", "000003", familyName="New"), "2026-10-02T06:00:00Z"))
    steward = assessment.person(district_id, new_id(), ("data_manager", None))
    url = f"/v1/roster-imports/{held['id']}"
    job = (await steward.get(url)).json()
    assert job["held_until"] is not None
    wish = {"difference_hash": job["difference_hash"]}
    assert (await steward.post(f"{url}/approve", json=wish)).status_code == 202
    await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": held["id"]}))
    assert (await steward.get(url)).json()["state"] == "finished"
    assert len(await items(assessment, district_id, "/v1/students")) == 49
    late = await run(assessment, district_id, leavers(found, 20, "s2"))
    assert late["held_until"] is not None
    await run(assessment, district_id, pack(bundles.files(60)))
    assert (await steward.get(f"/v1/roster-imports/{late['id']}")).json()["held_until"] is None


def without(found: Files, *words: str) -> Files:
    """Without whoever has such a role, as an export that lost them."""
    gone = {row["userSourcedId"] for row in found["roles"] if row["role"] in words}
    for name, rows in found.items():
        found[name] = [row for row in rows if not gone & {row["sourcedId"], row.get("userSourcedId")}]
    return found


def renamed(found: Files, file: str) -> Files:
    """Everything of a file under a new id, as after a roll-over."""
    found[file] = [{**row, "sourcedId": f"new-{row['sourcedId']}"} for row in found[file]]
    if file == "classes":
        found["enrollments"] = [
            {**row, "classSourcedId": f"new-{row['classSourcedId']}"} for row in found["enrollments"]
        ]
    return found


def twice(found: Files) -> Files:
    """With a second session and a second class."""
    for file in ("academicSessions", "classes"):
        found[file].append({**found[file][0], "sourcedId": "second"})
    return found


KINDS: dict[str, tuple[Callable[[Files], Files], str]] = {
    "staff": (lambda found: without(found, "teacher", "principal"), "staff: 2 before, 0 after"),
    "guardians": (lambda found: without(found, "parent"), "guardians: 12 before, 0 after"),
    "sessions": (lambda found: found | {"academicSessions": []}, "sessions: 2 before, 0 after"),
    "classes": (lambda found: found | {"classes": []}, "classes: 2 before, 0 after"),
    "roles": (
        lambda found: found | {"roles": without(found, "teacher", "principal")["roles"]},
        "roles: 3 before, 0 after",
    ),
}


def emptied(found: Files, kind: str) -> bytes:
    """The bundle; a file that lost all its rows has its header still."""
    change, _ = KINDS[kind]
    heads = {file: f"{','.join(rows[0])}\r\n" for file, rows in found.items()}
    return pack({file: rows or heads[file] for file, rows in change(found).items()})


async def everything(assessment: Service, district_id: UUID) -> list[Any]:
    paths = ("/v1/students", "/v1/guardians", "/v1/classes", "/v1/enrollments", "/v1/academic-sessions")
    return [await items(assessment, district_id, path) for path in paths]


@pytest.mark.parametrize("kind", KINDS)
async def test_an_export_that_lost_a_kind_is_refused(assessment: Service, district_id: UUID, kind: str) -> None:
    await run(assessment, district_id, pack(twice(bundles.files())))
    before = await everything(assessment, district_id)
    told = len(await assessment.published(district_id, "assessment.staff.listed%"))
    job = await run(assessment, district_id, emptied(twice(bundles.files()), kind))
    assert (job["state"], job["refusal"]["code"]) == ("failed", "roster_would_shrink")
    assert KINDS[kind][1] in job["refusal"]["detail"]
    assert await everything(assessment, district_id) == before
    assert len(await assessment.published(district_id, "assessment.staff.listed%")) == told


async def test_only_the_kinds_that_are_named_may_shrink(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(twice(bundles.files())))
    gone = without(twice(bundles.files()), "teacher", "principal", "parent")
    job = await run(assessment, district_id, pack(gone), allow_shrink="staff,roles")
    assert (job["allow_shrink"], job["may_shrink"]) == (False, ["staff", "roles"])
    assert job["refusal"]["detail"].startswith("guardians: 12 before, 0 after")
    assert "staff:" not in job["refusal"]["detail"]
    assert "allow_shrink=guardians" in job["refusal"]["detail"]
    job = await run(assessment, district_id, pack(gone), allow_shrink="staff,roles,guardians")
    # Students still name who answers for them, and that is told.
    assert (job["refusal"], await items(assessment, district_id, "/v1/guardians")) == (None, [])
    assert (job["fault_count"], job["fault_counts"]["attribute"]) == (12, 12)
    job = await run(assessment, district_id, pack(gone), allow_shrink="false")
    assert (job["allow_shrink"], job["may_shrink"]) == (False, [])


async def test_a_kind_nobody_knows_is_refused(assessment: Service, district_id: UUID) -> None:
    reply = await bundles.post(assessment.machine(district_id), pack(bundles.files()), allow_shrink="staff,pets")
    assert_refused(reply, 422, "invalid")


@pytest.mark.parametrize("file", ["classes", "enrollments"])
async def test_a_roll_over_leaves_as_much_and_passes(assessment: Service, district_id: UUID, file: str) -> None:
    await run(assessment, district_id, pack(bundles.files(40)))
    job = await run(assessment, district_id, pack(renamed(bundles.files(40), file)))
    assert (job["state"], job["fault_count"]) == ("finished", 0), job["refusal"]
    assert len(await items(assessment, district_id, "/v1/enrollments")) == 41


async def test_a_fifth_of_the_students_may_leave_and_no_more(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files(100)))
    job = await run(assessment, district_id, pack(less(bundles.files(100), 21, "s1")))
    assert "students: 100 before, 79 after (21 of them no more listed)" in job["refusal"]["detail"]
    job = await run(assessment, district_id, pack(less(bundles.files(100), 16, "s1")))
    assert job["state"] == "finished"


def two_schools() -> Files:
    """A district of two schools and eighty students."""
    found = bundles.files(120)
    return closed(less(found, 40, "s3"))


async def test_a_delta_that_deletes_a_school_with_its_students_is_held(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(two_schools()))
    gone = change(row_of("orgs", "s2"), status="tobedeleted")
    job = await run(assessment, district_id, gone)
    assert (job["state"], job["held_until"] is not None) == ("failed", True), job
    detail = job["refusal"]["detail"]
    assert job["refusal"]["code"] == "roster_would_shrink"
    assert "students: 40 of 80 are left without a school" in detail
    assert "students of the school s2: 40 of 40 no more listed" in detail
    left = await items(assessment, district_id, "/v1/students")
    assert (len(left), [child for child in left if child["school"] is None]) == (80, [])
    job = await run(assessment, district_id, gone, allow_shrink="students")
    assert job["state"] == "finished"
    left = await items(assessment, district_id, "/v1/students")
    assert len([child for child in left if child["school"] is None]) == 40


async def test_a_small_school_counts_by_its_part_of_the_district(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files(15)))
    job = await run(assessment, district_id, change(row_of("orgs", "s2"), status="tobedeleted"))
    assert job["state"] == "failed"
    assert "students: 5 of 15 are left without a school" in job["refusal"]["detail"]
