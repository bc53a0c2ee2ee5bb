"""A row that cannot be read: whoever it may be of stays, everybody else who is left out is gone."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import faults, items, pack, run, text
from tests.assessment.roster.roster_imports.factories import Files

#: Two of sixty may go without being held.
KEPT, GONE = "000003", "000004"


def without(found: Files, *ids: str) -> Files:
    """Without all that names those people."""
    return {
        name: [row for row in rows if not {row["sourcedId"], row.get("userSourcedId")} & set(ids)]
        for name, rows in found.items()
    }


def beside(found: Files, file: str, line: str) -> dict[str, Any]:
    """With one more line in a file."""
    return {**found, file: text(found[file]) + f"{line}\r\n"}


async def ended(assessment: Service, district_id: UUID, sent: dict[str, Any]) -> tuple[set[str], list[tuple[Any, ...]]]:
    """Which of the two students are gone when a roster with more lines than those of theirs was sent, and its faults."""
    await run(assessment, district_id, pack(bundles.files(60)))
    job = await run(assessment, district_id, pack(sent))
    there = {row["source_id"] for row in await items(assessment, district_id, "/v1/students")}
    told = await faults(assessment, district_id, job)
    found = [(f["file"], f["code"], f["source_id"]) for f in told if f["severity"] != "ripple"]
    return {KEPT, GONE} - there, found


@pytest.mark.parametrize("line", [f"{KEPT},x", f'{KEPT},"a, b",{"," * 40}', f"{KEPT}"])
async def test_who_is_listed_in_it_stays_and_who_is_not_is_gone(
    assessment: Service, district_id: UUID, line: str
) -> None:
    found = beside(without(bundles.files(60), KEPT, GONE), "users", line)
    gone, told = await ended(assessment, district_id, found)
    assert gone == {GONE}
    assert told == [("users", "row_shape", KEPT)]


async def test_a_cell_too_many_is_looked_past(assessment: Service, district_id: UUID) -> None:
    found = without(bundles.files(60), KEPT, GONE)
    gone, told = await ended(assessment, district_id, beside(found, "roles", f"r,r,{KEPT},primary,student,,,s1"))
    assert (gone, told) == ({GONE}, [("roles", "row_shape", "r")])


async def test_a_role_that_cannot_be_read_keeps_its_user(assessment: Service, district_id: UUID) -> None:
    found = beside(without(bundles.files(60), KEPT, GONE), "roles", f"r,{KEPT},primary")
    gone, told = await ended(assessment, district_id, found)
    assert (gone, told) == ({GONE}, [("roles", "row_shape", "r")])


@pytest.mark.parametrize(
    ("file", "line", "held"),
    [
        ("users", f",{KEPT}", ["users"]),
        ("users", f'{KEPT},"{GONE}\r\nand what follows"', ["users"]),
        ("roles", "r", ["users"]),
        ("roles", ",", ["roles", "users"]),
        ("enrollments", ",", ["enrollments"]),
    ],
)
async def test_where_it_may_be_of_anybody_nobody_is_taken_for_gone_and_that_is_told(
    assessment: Service, district_id: UUID, file: str, line: str, held: list[str]
) -> None:
    found = without(bundles.files(60), KEPT, GONE)
    gone, told = await ended(assessment, district_id, beside(found, file, line))
    assert gone == (set() if "users" in held else {KEPT, GONE})
    assert [name for name, code, _ in told if code == "retirement_held"] == held
    assert [code for _, code, _ in told if code != "retirement_held"] == ["row_shape"]
