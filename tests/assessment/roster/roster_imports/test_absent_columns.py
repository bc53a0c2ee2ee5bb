"""A column that a header lacks says nothing; a cell that is empty says: nothing."""

from typing import Any
from uuid import UUID

import pytest

from services.assessment.roster.roster_imports.headers import read_header
from services.assessment.roster.roster_imports.rows import FORMS
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import delta, faults, items, pack, run

Files = dict[str, Any]
LISTS = ("/v1/students", "/v1/guardians", "/v1/classes", "/v1/enrollments", "/v1/academic-sessions")
#: All that nobody needs to send, as it is called by mistake.
OPTIONAL: dict[str, dict[str, str | None]] = {
    "orgs": {"identifier": None, "parentSourcedId": None},
    "academicSessions": {"parentSourcedId": None, "schoolYear": "schoolYearEnding"},
    "courses": {"courseCode": "code"},
    "classes": {"grades": "grade", "classCode": None, "classType": None, "subjects": None},
    "users": {
        **dict.fromkeys(("middleName", "identifier", "sms", "phone", *bundles.PREFERRED, "primaryOrgSourcedId")),
        **{"agentSourcedIds": "agentSourcedId", "grades": "grade", "email": "emailAddress"},
    },
    "roles": {"beginDate": None, "endDate": None},
    "enrollments": {"primary": None, "beginDate": None, "endDate": None},
}


def full() -> Files:
    """A bundle that says something in every column."""
    found = bundles.files()
    for row in found["users"]:
        row |= {"middleName": "Middle", "phone": "+12275550199", "preferredMiddleName": "M", "preferredFamilyName": "F"}
        row |= {"preferredGivenName": "G", "email": f"{row['sourcedId']}@example.org", "sms": "+12275550101"}
    for row in found["roles"]:
        row |= {"beginDate": "2026-08-25", "endDate": "2027-06-01"}
    for row in found["enrollments"]:
        row["primary"] = "true"
    return found


def less(found: Files, columns: dict[str, dict[str, str | None]]) -> Files:
    """Without columns, or with their name amiss."""
    called = {file: {name: columns[file].get(name, name) for row in found[file] for name in row} for file in columns}
    return found | {
        file: [{named: cell for name, cell in row.items() if (named := called[file][name])} for row in found[file]]
        for file in columns
    }


async def all_there(assessment: Service, district_id: UUID) -> dict[str, list[dict[str, Any]]]:
    return {path: await items(assessment, district_id, path) for path in LISTS}


@pytest.mark.parametrize("mode", ["bulk", "delta"])
async def test_what_a_header_lacks_stays_and_is_told(assessment: Service, district_id: UUID, mode: str) -> None:
    await run(assessment, district_id, pack(full()))
    before = await all_there(assessment, district_id)
    sent = less(full(), OPTIONAL)
    job = await run(assessment, district_id, pack(delta(sent) if mode == "delta" else sent, mode))
    assert await all_there(assessment, district_id) == before
    assert len(await assessment.published(district_id, "assessment.staff.listed%")) == 1
    told = await faults(assessment, district_id, job)
    assert {(f["file"], f["column"]) for f in told} == {
        (file, name) for file, names in OPTIONAL.items() for name in names
    }
    assert {(f["code"], f["row"]) for f in told} == {("column_absent", None)}
    assert job["state"] == "finished_with_faults"
    near = {(f["file"], f["column"]) for f in told if "comes near it" in f["detail"]}
    assert near >= {("users", "agentSourcedIds"), ("users", "grades"), ("users", "email"), ("classes", "grades")}
    assert not any(word in str(told) for word in ("agentSourcedId'", "emailAddress"))


async def test_the_first_time_there_is_nothing_to_keep(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(less(full(), OPTIONAL)))
    assert job["files"]["users"]["written"] == 26
    (child,) = await items(assessment, district_id, "/v1/students", source_id="000000")
    assert (child["grade"], child["local_id"], child["middle_name"]) == (None, None, None)


async def test_an_empty_cell_empties(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(full()))
    found = full()
    for row in found["users"]:
        row.update(dict.fromkeys(("middleName", "identifier", "email", "grades", "agentSourcedIds"), ""))
    job = await run(assessment, district_id, pack(found))
    assert job["fault_count"] == 0
    (child,) = await items(assessment, district_id, "/v1/students", source_id="000000")
    assert (child["grade"], child["local_id"], child["middle_name"]) == (None, None, None)
    assert await items(assessment, district_id, "/v1/guardians", student_id=child["id"]) == []


async def test_who_leaves_is_answered_for_no_more_though_the_file_says_nothing_of_it(
    assessment: Service, district_id: UUID
) -> None:
    await run(assessment, district_id, pack(full()))
    found = full()
    for name, rows in found.items():
        found[name] = [row for row in rows if "g000000" not in (row["sourcedId"], row.get("userSourcedId"))]
    await run(assessment, district_id, pack(less(found, {"users": {"agentSourcedIds": None}})))
    linked = await assessment.sql("select from student_guardians where district_id = $1", district_id)
    assert len(linked) == 11


async def test_version_1_1_is_not_blamed_for_what_it_does_not_have(assessment: Service, district_id: UUID) -> None:
    found = less(bundles.one_dot_one(), {"users": dict.fromkeys(bundles.PREFERRED)})
    job = await run(assessment, district_id, pack(found, version="1.1"))
    assert (job["state"], job["fault_count"]) == ("finished", 0)


@pytest.mark.parametrize(
    ("column", "word", "near"),
    [("grades", "grade", 4), ("email", "emailAddress", 4), ("grades", "username", None), ("grades", "pets", None)],
)
def test_a_word_that_comes_near_is_found(column: str, word: str, near: int | None) -> None:
    header = read_header(["sourcedId", "givenName", "familyName", word], FORMS["users"])
    assert (column in header.absent, header.near.get(column)) == (True, near)


@pytest.mark.parametrize("mode", ["bulk", "delta"])
async def test_it_is_told_when_a_column_goes_and_not_every_night(
    assessment: Service, district_id: UUID, mode: str
) -> None:
    def night(*lacking: str) -> bytes:
        sent = less(full(), {"users": dict.fromkeys(lacking)})
        return pack(delta(sent) if mode == "delta" else sent, mode)

    await run(assessment, district_id, pack(full()))
    told = []
    for sent in (night("sms"), night("sms"), night("sms", "email"), pack({"courses": full()["courses"]}), night("sms")):
        job = await run(assessment, district_id, sent)
        told.append(sorted(f["column"] for f in await faults(assessment, district_id, job) if f["column"]))
    job = await run(assessment, district_id, night("sms", "email"))
    told.append(sorted(f["column"] for f in await faults(assessment, district_id, job)))
    assert told == [["sms"], [], ["email"], [], [], ["email"]]


async def test_whole_rosters_in_between_do_not_bring_it_back(assessment: Service, district_id: UUID) -> None:
    less_each_night = pack(delta(less(full(), {"users": {"sms": None}})), "delta")
    counts = []
    for _ in range(2):
        await run(assessment, district_id, pack(full()))
        counts.append((await run(assessment, district_id, less_each_night))["fault_count"])
    assert counts == [1, 0]
