"""Words are read as people see them, and one that nobody knows retires nobody."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assessment.roster.roster_imports import rules, words
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import delta, faults, items, manifest, one_dot_one, pack, run, text, zipped

Files = dict[str, Any]
RESPELT: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "with a capital": str.capitalize,
    "with spaces": lambda word: f" {word}\u00a0",
    "with signs without width": lambda word: f"\ufeff{word[:2]}\u200b{word[2:]}\u2060",
    "with letters that look alike": lambda word: word.replace("o", "о").replace("e", "е").replace("a", "а"),
}
CELLS = {
    "orgs": ("type",),
    "academicSessions": ("type",),
    "users": ("enabledUser",),
    "roles": ("role", "roleType"),
    "demographics": ("sex",),
    "enrollments": ("role", "primary"),
}


def respelt(found: Files, how: str) -> Files:
    """The same bundle, its words spelt otherwise."""
    return {
        file: [
            {
                column: RESPELT[how](cell) if column in CELLS.get(file, ()) and cell else cell
                for column, cell in row.items()
            }
            for row in rows
        ]
        for file, rows in found.items()
    }


@pytest.mark.parametrize("how", RESPELT)
async def test_a_word_spelt_otherwise_is_that_word(assessment: Service, district_id: UUID, how: str) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    job = await run(assessment, district_id, pack(respelt(bundles.files(), how)))
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    assert [counts["unchanged"] - counts["read"] for counts in job["files"].values()] == [0] * 8, job["files"]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
async def test_a_role_nobody_knows_retires_nobody(assessment: Service, district_id: UUID, version: str) -> None:
    found = one_dot_one() if version == "1.1" else bundles.files()
    await run(assessment, district_id, pack(found, version=version))
    students = await items(assessment, district_id, "/v1/students")
    for row in found["users" if version == "1.1" else "roles"]:
        row["role"] = "wizard"
    job = await run(assessment, district_id, pack(found, version=version))
    assert job["state"] == "finished_with_faults"
    said = {fault["code"] for fault in await faults(assessment, district_id, job)}
    assert said == {"role_unknown"}
    assert await items(assessment, district_id, "/v1/students") == students
    assert len(await assessment.published(district_id, "assessment.staff.listed%")) == 1


async def test_a_manifest_and_a_header_may_be_spelt_otherwise(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    entries = {"manifest.csv": manifest(dict.fromkeys(found, "Bulk\u200b")).replace("file.", "File.")}
    for name, rows in found.items():
        head, _, rest = text(rows).partition("\r\n")
        entries[f"{name}.csv"] = ",".join(f"{cell.upper()}\u200b" for cell in head.split(",")) + "\r\n" + rest
    job = await run(assessment, district_id, zipped(entries))
    assert (job["state"], job["fault_count"]) == ("finished", 0)
    assert (await items(assessment, district_id, "/v1/students"))[0]["grade"] == "03"


async def test_a_status_may_be_spelt_otherwise(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    gone = delta({"users": [bundles.user("000003", "", "", "")]}, " ToBeDeleted\u200b")
    await run(assessment, district_id, pack(gone, "delta"))
    assert len(await items(assessment, district_id, "/v1/students")) == 11


@given(st.text(max_size=30))
def test_what_is_plain_is_plain(word: str) -> None:
    assert words.plain(words.plain(word)) == words.plain(word)


@pytest.mark.parametrize(("said", "word"), [("EXT:Coach", "ext:Coach"), ("Ext:\u200bx", "ext:x"), ("Wizard", "Wizard")])
def test_what_the_standard_does_not_spell_stays(said: str, word: str) -> None:
    assert words.spelt(said, rules.ROLES) == word
