"""Several imports of a district: the latest roster stands, and each import answers for itself alone."""

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.assessment.roster.roster_imports import bundle, running
from services.assessment.roster.roster_imports.bounds import Bounds
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, post, role, run

REQUESTED = "assessment.roster_import.requested.v1"


def without(numbers: Sequence[int]) -> bytes:
    """A bundle of twelve students less these."""
    found = bundles.files()
    gone = {f"{number:06d}" for number in numbers}
    for name, key in (("users", "sourcedId"), ("roles", "userSourcedId"), ("demographics", "sourcedId")):
        found[name] = [row for row in found[name] if row[key] not in gone]
    found["enrollments"] = [row for row in found["enrollments"] if row["userSourcedId"] not in gone]
    return pack(found)


async def asked(assessment: Service, district_id: UUID, content: bytes, **query: str) -> str:
    """Hand a bundle in that the worker does not get to yet."""
    return str((await post(assessment.machine(district_id), content, **query)).json()["id"])


async def work(assessment: Service, district_id: UUID, *import_ids: str) -> list[dict[str, Any]]:
    """Have the worker run these imports as one batch."""
    await assessment.receive(district_id, *((REQUESTED, {"import_id": id_}) for id_ in import_ids))
    caller = assessment.machine(district_id)
    return [(await caller.get(f"/v1/roster-imports/{id_}")).json() for id_ in import_ids]


async def living(assessment: Service, district_id: UUID) -> int:
    """How many students the roster lists."""
    return len(await items(assessment, district_id, "/v1/students"))


async def test_an_older_bundle_does_not_undo_a_newer_one(assessment: Service, district_id: UUID) -> None:
    old = await asked(assessment, district_id, without([1, 2, 3]))
    new = await asked(assessment, district_id, without([]))
    await work(assessment, district_id, new)
    told = len(await assessment.published(district_id, "assessment.%listed%"))
    (late,) = await work(assessment, district_id, old)
    assert (late["state"], late["refusal"]["code"], late["files"]) == ("failed", "import_superseded", {})
    assert await living(assessment, district_id) == 12
    assert len(await assessment.published(district_id, "assessment.%listed%")) == told
    assert not await assessment.sql("select from roster_import_parts where district_id = $1", district_id)
    ended = (await assessment.published(district_id, "assessment.roster_import.finished%"))[-1]
    assert ended["data"] == {"import_id": old, "state": "failed", "counts": {}}


async def test_a_newer_bundle_that_became_no_roster_supersedes_nothing(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, without([]))
    old = await asked(assessment, district_id, without([1]))
    tried = await asked(assessment, district_id, without([]), validate_only="true")
    refused = await asked(assessment, district_id, pack(bundles.files(3)))
    outcome = await work(assessment, district_id, tried, refused, old)
    assert [job["state"] for job in outcome] == ["validated", "failed", "finished"]
    assert await living(assessment, district_id) == 11


async def test_a_trial_run_is_never_too_late(assessment: Service, district_id: UUID) -> None:
    trial = await asked(assessment, district_id, without([1]), validate_only="true")
    await run(assessment, district_id, without([]))
    (job,) = await work(assessment, district_id, trial)
    assert (job["state"], job["files"]["users"]["deleted"]) == ("validated", 1)


async def test_imports_of_one_batch_are_counted_apart(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, without([]))
    first = await asked(assessment, district_id, without([1, 2, 3]))
    second = await asked(assessment, district_id, without([1, 2, 3, 4, 5, 6]))
    jobs = await work(assessment, district_id, first, second)
    assert [(job["state"], job["files"]["users"]["deleted"]) for job in jobs] == [("finished", 3), ("finished", 3)]
    assert await living(assessment, district_id) == 6


async def test_imports_of_one_batch_tell_only_their_own(assessment: Service, district_id: UUID) -> None:
    first = await asked(assessment, district_id, without([]))
    second = await asked(assessment, district_id, without([1]))
    await work(assessment, district_id, first, second)
    assert len(await assessment.published(district_id, "assessment.school_year.listed%")) == 1


async def test_what_partners_are_told_says_when_the_roster_was_sent(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, without([]))
    told = await assessment.published(district_id, "assessment.%listed%")
    assert len(told) == 4
    moments = {datetime.fromisoformat(event["data"]["listed_at"]) for event in told}
    assert moments == {datetime.fromisoformat(job["created_at"])}


async def test_the_worker_stays_responsive_while_a_bundle_is_looked_through(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def watched(path: Path, mode: str | None, bounds: Bounds) -> bundle.Bundle:
        threads.append(threading.current_thread())
        return bundle.inspect(path, mode, bounds)

    monkeypatch.setattr(running, "inspect", watched)
    await run(assessment, district_id, without([]))
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


async def test_a_guardian_who_becomes_staff_is_told(assessment: Service, district_id: UUID) -> None:
    who, names = "g000000", ("Gus", "g000000@example.org")
    await run(assessment, district_id, without([]))
    before = [await items(assessment, district_id, f"/v1/{kind}") for kind in ("students", "guardians")]
    content = bundles.delta({"roles": [role(who, "aide", "s1")]})
    job = await run(assessment, district_id, pack(content, "delta"))
    assert (job["state"], job["fault_count"]) == ("finished", 0)
    (told,) = (await assessment.published(district_id, "assessment.staff.listed%"))[-1]["data"]["staff"]
    assert (told["staff_id"], told["given_name"], told["email"]) == (bundles.person(district_id, who), *names)
    assert [held["role"] for held in told["roles"]] == ["aide"]
    assert [await items(assessment, district_id, f"/v1/{kind}") for kind in ("students", "guardians")] == before


async def test_another_role_of_staff_leaves_their_names(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    found["users"].append(bundles.user("t2", "Tea", "Two", "s1", email="t2@example.org"))
    found["roles"] += [role("t2", "teacher", "s1"), role("t2", "parent", "s1")]
    await run(assessment, district_id, pack(found))
    await run(assessment, district_id, pack(bundles.delta({"roles": [role("t2", "aide", "s2")]}), "delta"))
    (told,) = (await assessment.published(district_id, "assessment.staff.listed%"))[-1]["data"]["staff"]
    assert (told["family_name"], told["email"], len(told["roles"])) == ("Two", "t2@example.org", 2)
