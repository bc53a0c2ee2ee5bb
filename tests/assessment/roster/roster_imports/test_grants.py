"""What partners are told of a role says which row of which file of which import lists it, and which client sent that."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import pack, role, run
from tests.assessment.roster.roster_imports.factories import change


async def told(assessment: Service, district_id: UUID) -> list[tuple[Any, ...]]:
    """(import, client, file, person, row) of each role in the last event of staff."""
    event = (await assessment.published(district_id, "assessment.staff.listed%"))[-1]["data"]
    by = (event["import_id"], event["client_id"] is not None, event["sent_by"], event["roles_file"])
    return [(*by, who["source_id"], held["row"]) for who in event["staff"] for held in who["roles"]]


@pytest.mark.parametrize("version", ["1.2", "1.1"])
async def test_each_role_says_its_row(assessment: Service, district_id: UUID, version: str) -> None:
    found = bundles.files() if version == "1.2" else bundles.one_dot_one()
    job = await run(assessment, district_id, pack(found, version=version))
    file, key = ("roles", "userSourcedId") if version == "1.2" else ("users", "sourcedId")
    rows = [(row[key], number) for number, row in enumerate(found[file], 1) if row[key] in ("t1", "p1")]
    assert sorted(await told(assessment, district_id)) == sorted(
        (job["id"], True, None, file, who, number) for who, number in rows
    )


async def test_of_several_roles_a_change_lists_one(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    job = await run(assessment, district_id, change({"roles": [role("t1", "aide", "s2")]}))
    by = (job["id"], True, None, "roles", "t1")
    assert sorted(await told(assessment, district_id), key=str) == sorted([(*by, 1), (*by, None)], key=str)


async def test_rows_in_another_order_are_no_news(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    await run(assessment, district_id, pack(found))
    found["roles"].reverse()
    await run(assessment, district_id, pack(found))
    assert len(await assessment.published(district_id, "assessment.staff.listed%")) == 1
