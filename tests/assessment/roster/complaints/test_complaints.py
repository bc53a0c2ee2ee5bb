"""Twenty complaints that integrators have of other products, each a test of ours: here of rosters and attendance on the real
importer, those about calling in `test_callers.py`.
"""

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.factories import PUSH, covering, enrolled, push, said, standing
from tests.assessment.bundles import faults, items, pack, person, post, run
from tests.assessment.roster.complaints.reading import pages
from tests.assessment.roster.roster_imports.factories import change, less, row_of


@pytest.mark.parametrize("left", [0, 6])
async def test_3_an_empty_or_partial_feed_wipes_the_roster(assessment: Service, district_id: UUID, left: int) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    found = bundles.files()
    for school in bundles.SCHOOLS:
        less(found, 4 - left // 3, school)
    job = await run(assessment, district_id, pack(found))
    assert (job["state"], job["refusal"]["code"]) == ("failed", "roster_would_shrink")
    assert len(await items(assessment, district_id, "/v1/students")) == 12


async def test_3_a_row_that_failed_validation_is_no_absent_row(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    found = bundles.files()
    for row in found["users"]:
        row["familyName"] = "" if row["grades"] else row["familyName"]
    job = await run(assessment, district_id, pack(found))
    assert (job["state"], job["fault_counts"]["identity"]) == ("finished_with_faults", 12)
    assert len(await items(assessment, district_id, "/v1/students")) == 12


async def test_4_a_failed_row_or_page_is_reported_as_success(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    found["users"][-1]["givenName"] = ""
    job = await run(assessment, district_id, pack(found))
    assert (job["state"], job["fault_count"]) == ("finished_with_faults", 1)
    rows = "sourcedId,status\r\n1,active\r\n"
    job = await run(assessment, district_id, pack({**bundles.files(), "users": rows}))
    assert {fault["code"] for fault in await faults(assessment, district_id, job)} >= {"column_missing"}
    assert job["state"] == "finished_with_faults"


async def test_5_a_403_gives_no_reason(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    reply = await post(assessment.machine(district_id, "roster:read"), pack(bundles.files()))
    assert_refused(reply, 403, "scope_missing")
    assert "Import rosters" in reply.json()["detail"]
    days = await enrolled(assessment, district_id)
    told = await push(assessment, district_id, [said(99, days[0], "U")])
    codes = [fault["code"] for fault in told["faults"]]
    assert (told["batch"]["held_count"], codes) == (1, ["student_held"]), (
        "who is not enrolled yet waits, and it is told"
    )


async def test_6_refusals_are_of_no_use_to_vendors(assessment: Service, district_id: UUID) -> None:
    for content in (b"", pack(bundles.files())[:500]):
        problem = (await post(assessment.machine(district_id), content)).json()
        assert problem["code"] == "bundle_not_a_zip"
        assert problem["detail"]
        assert problem["type"] == "urn:throughline:assessment:bundle-not-a-zip"
    reply = await assessment.machine(district_id).put("/v1/students/sis/1", json={"given_name": "", "family_name": "B"})
    assert [error["pointer"] for error in reply.json()["errors"]] == ["/given_name"]


async def test_7_an_unknown_word_blocks_the_load(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    for row, word in zip((row for row in found["users"] if row["grades"]), ("PPK", "EE", "Grade 3"), strict=False):
        row["grades"] = word
    job = await run(assessment, district_id, pack(found))
    assert (job["fault_counts"]["identity"], job["fault_counts"]["attribute"]) == (0, 3)
    assert len(await items(assessment, district_id, "/v1/students")) == 12


async def test_8_an_unmapped_attendance_code_makes_a_wrong_rate(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(3, days[0], "ZZZ")], **covering(district_id, days[0], days[9]))
    found = await standing(assessment, district_id, 3)
    assert (found["rate"], found["no_figure"]) == (None, "unmapped_code")


async def test_9_excused_and_unexcused_are_lost_and_definitions_differ(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(3, days[0], "E"), said(3, days[1], "U")]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[9]))
    path = f"/v1/students/{person(district_id, '000003')}/attendance/explain"
    told = (await assessment.machine(district_id).get(path, params={"school_year": "2026-27"})).json()
    assert [day["code"] for day in told["days"] if day["code"]] == ["E", "U"]
    assert [day["outcome"] for day in told["days"] if day["code"]] == ["excused", "unexcused"]
    assert told["rule"]["title"]


async def test_10_there_is_no_attendance_interface(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    query = {**covering(district_id, days[0]), "batch": "2026-10-02"}
    for _ in range(2):
        await push(assessment, district_id, [said(3, days[0], "U")], **query)
    batches = (await assessment.machine(district_id).get("/v1/attendance-batches")).json()["items"]
    assert [batch["batch"] for batch in batches] == ["2026-10-02"]
    assert PUSH in assessment.app.openapi()["paths"]


async def test_11_ids_change_and_somebody_is_counted_twice(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    child = person(district_id, "000003")
    wish = {"source": "sis", "source_id": "A-3"}
    assert (await assessment.machine(district_id).post(f"/v1/students/{child}/aliases", json=wish)).status_code == 201
    found = bundles.files()
    for rows in found.values():
        for row in rows:
            row |= {name: "A-3" for name, cell in row.items() if cell == "000003" and name != "identifier"}
    job = await run(assessment, district_id, pack(found))
    assert job["state"] == "finished"
    listed = {row["id"]: row["source_id"] for row in await items(assessment, district_id, "/v1/students")}
    assert (len(listed), listed[child]) == (12, "A-3")


async def test_12_ids_lose_their_zeros(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    bundles.add_student(found, "7", "s1")
    bundles.add_student(found, "007", "s1")
    await run(assessment, district_id, pack(found))
    ids = {row["source_id"]: row["local_id"] for row in await items(assessment, district_id, "/v1/students")}
    assert (ids["7"], ids["007"], ids["000003"]) == ("7", "007", "000003")


async def test_13_deletes_cannot_be_learnt_of(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    caller = assessment.machine(district_id)
    since = max(row["updated_at"] for row in await items(assessment, district_id, "/v1/students"))
    await run(assessment, district_id, change(row_of("users", "000003"), status="tobedeleted"))
    for path in ("/v1/students", "/v1/enrollments"):
        rows = await pages(caller, path, updated_since=since)
        assert [row["source_id"] for row in rows if row["deleted_at"]] == [
            "000003" if path == "/v1/students" else "e000003"
        ]


@pytest.mark.parametrize(
    ("spoil", "taken"),
    [
        (lambda text: ("\ufeff" + text).encode(), True),
        (lambda text: text.encode("utf-16"), True),
        (lambda text: text.replace("\r\n", "\r").encode(), True),
        (lambda text: text.replace("\r\n", "\n").encode(), True),
        (lambda text: text.replace("givenName", " GivenName\u200b", 1).encode(), True),
        (lambda text: text.replace(",", ";").encode(), False),
    ],
    ids=["BOM", "UTF-16", "CR", "LF", "header spelt otherwise", "semicolons"],
)
async def test_14_csv_has_dialects(assessment: Service, district_id: UUID, spoil: Any, taken: bool) -> None:
    found = bundles.files()
    job = await run(assessment, district_id, pack({**found, "users": spoil(bundles.text(found["users"]))}))
    told = {fault["code"] for fault in await faults(assessment, district_id, job)}
    assert (len(await items(assessment, district_id, "/v1/students")), "column_missing" in told) == (
        (12, False) if taken else (0, True)
    )


async def test_manual_roles_are_overwritten_by_a_roster(assessment: Service, district_id: UUID) -> None:
    """What partners is told says that it is the roster's: there each source takes away only what it granted."""
    await run(assessment, district_id, pack(bundles.files()))
    told = (await assessment.published(district_id, "assessment.staff.listed%"))[-1]["data"]
    assert (told["source"], {one["source_id"] for one in told["staff"]}) == ("oneroster", {"t1", "p1"})


def test_each_complaint_has_its_test() -> None:
    texts = [path.read_text() for path in Path(__file__).parent.glob("test_*.py")]
    numbers = {
        int(number) for text in texts for number in re.findall(r"^(?:async )?def test_(\d+)_", text, re.MULTILINE)
    }
    assert numbers == set(range(1, 21))
