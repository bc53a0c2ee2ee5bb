"""CSV as student information systems really write it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import faults, items, pack, run, text

Files = dict[str, Any]


def every(change: Callable[[str], str | bytes]) -> Files:
    """The sample with each file's text changed."""
    return {name: change(text(rows)) for name, rows in bundles.files().items()}


def odd_header(content: str) -> str:
    """Header names in capitals, with spaces, in another order, and columns nobody knows."""
    lines = [line.split(",") for line in content.splitlines()]
    if any('"' in line for line in content.splitlines()):
        return content
    lines[0] = [f" {name.upper()} " for name in lines[0]]
    return "\n".join(",".join([*reversed(line), "more"]) for line in lines)


DIALECTS: dict[str, Callable[[], bytes]] = {
    "crlf": lambda: pack(every(lambda content: content)),
    "lf": lambda: pack(every(lambda content: content.replace("\r\n", "\n"))),
    "byte order mark": lambda: pack(every(lambda content: content.encode("utf-8-sig"))),
    "no last line end": lambda: pack(every(lambda content: content.rstrip("\r\n"))),
    "blank lines at the end": lambda: pack(every(lambda content: content + "\r\n\r\n")),
    "odd header": lambda: pack(every(odd_header)),
    "version 1.1": lambda: pack(bundles.one_dot_one(), version="1.1"),
}


@pytest.mark.parametrize("kind", DIALECTS)
async def test_a_dialect_is_understood(assessment: Service, district_id: UUID, kind: str) -> None:
    job = await run(assessment, district_id, DIALECTS[kind]())
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    students = await items(assessment, district_id, "/v1/students")
    assert [student["source_id"] for student in students] == [f"{number:06d}" for number in range(12)]
    (staff,) = await assessment.published(district_id, "assessment.staff.listed%")
    assert len(staff["data"]["staff"]) == 2


async def test_quotes_may_hold_commas_and_quotes(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    found["users"][2] |= {"familyName": 'Child, "Junior" the second', "identifier": "007", "grades": "3"}
    job = await run(assessment, district_id, pack(found))
    assert job["state"] == "finished"
    (student,) = await items(assessment, district_id, "/v1/students", source_id="000000")
    assert (student["family_name"], student["local_id"]) == ('Child, "Junior" the second', "007")
    assert student["grade"] == "03"


async def test_a_line_break_in_quotes_breaks_no_row_and_is_no_name(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    found["users"][2] |= {"familyName": "Child\nthe second"}
    job = await run(assessment, district_id, pack(found))
    assert job["state"] == "finished_with_faults"
    said = {(fault["code"], fault["column"]) for fault in await faults(assessment, district_id, job)}
    assert ("text_malformed", "familyName") in said
    there = {row["source_id"] for row in await items(assessment, district_id, "/v1/students")}
    assert ("000000" in there, "000003" in there) == (False, True)


async def test_007_and_7_are_two_students(assessment: Service, district_id: UUID) -> None:
    found = bundles.files(1)
    bundles.add_student(found, "007", "s1")
    bundles.add_student(found, "7", "s1")
    await run(assessment, district_id, pack(found))
    assert {row["source_id"] for row in await items(assessment, district_id, "/v1/students")} == {"000000", "007", "7"}


async def test_semicolons_are_refused_loudly(assessment: Service, district_id: UUID) -> None:
    content = {"orgs": text(bundles.files()["orgs"]).replace(",", ";")}
    job = await run(assessment, district_id, pack(content))
    assert job["state"] == "finished_with_faults"
    assert {fault["code"] for fault in await faults(assessment, district_id, job)} == {"column_missing"}


async def test_a_quote_that_never_ends_fails_the_import(assessment: Service, district_id: UUID) -> None:
    content = bundles.files()
    job = await run(assessment, district_id, pack({**content, "users": text(content["users"]) + '"000077,'}))
    assert (job["state"], job["refusal"]["code"]) == ("failed", "file_malformed")
    assert await items(assessment, district_id, "/v1/students") == []


async def test_a_row_with_too_few_cells_is_a_fault(assessment: Service, district_id: UUID) -> None:
    content = {"orgs": text(bundles.files()["orgs"]) + "s9,Short\r\n"}
    job = await run(assessment, district_id, pack(content))
    (fault,) = await faults(assessment, district_id, job)
    assert (fault["row"], fault["column"], fault["code"]) == (5, None, "row_shape")


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("givenName", " ", "value_missing"),
        ("givenName", "x" * 201, "too_long"),
        ("grades", "42nd", "grade_unknown"),
        ("sourcedId", "x" * 256, "too_long"),
        ("status", "perhaps", "status_unknown"),
    ],
)
async def test_a_wrong_cell_is_named(
    assessment: Service, district_id: UUID, column: str, value: str, code: str
) -> None:
    found = bundles.files()
    found["users"] = [{"status": "", **row} for row in found["users"]]
    found["users"][0][column] = value
    job = await run(
        assessment, district_id, pack({"orgs": found["orgs"], "users": found["users"]}), validate_only="true"
    )
    besides = ("role_missing", "retirement_held")
    first = next(f for f in await faults(assessment, district_id, job) if f["code"] not in besides)
    assert (first["file"], first["row"], first["column"], first["code"]) == ("users", 1, column, code)
