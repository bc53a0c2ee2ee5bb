"""What an act takes away in assessment, notifications and the kernel: exactly what it names, and nothing beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.assessment.consumers import consumers
from shared.bus import dead_letters
from shared.ids import new_id
from shared.testing.calls import Service, envelope
from tests.assessment import bundles
from tests.isolation import seeds
from tests.notifications.factories import DUE, District

Keys = set[tuple[Any, ...]]


@asynccontextmanager
async def taken(service: Service, table: str, *columns: str) -> AsyncIterator[Keys]:
    """What is gone of a table, in every district, by these columns; known at the end of the block."""

    async def there() -> Keys:
        return {tuple(row) for row in await service.sql(f"select {', '.join(columns)} from {table}")}

    before, gone = await there(), Keys()
    assert before
    yield gone
    gone |= before - await there()


async def letter_of(service: Service, district_id: UUID, *, works: bool) -> UUID:
    """A dead letter of a school that was recorded; one that does not work says nothing anybody can read."""
    id_ = UUID(await seeds.dead_letter(service, district_id))
    if works:
        facts = {"name": "D", "timezone": "UTC", "language": "en", "version": 1}
        message = envelope(district_id, "partners.district.recorded.v1", facts).model_dump_json().encode()
        await service.sql("update dead_letters set message = $2 where id = $1", id_, message)
    return id_


#: What is asked for a letter before the worker's round, and what the round makes of one that works and one that does not.
LETTERS = {
    ("lies there", True): "lies there",
    ("lies there", False): "lies there",
    ("asked for", True): "gone",
    ("asked for", False): "lies there",
}


async def test_a_round_takes_away_the_letters_asked_for_that_work_and_no_other(
    assessment: Service, district_id: UUID
) -> None:
    db = assessment.app.state.db
    letters = {key: await letter_of(assessment, new_id(), works=key[1]) for key in LETTERS}
    await dead_letters.ask_retry(db, [id_ for (state, _), id_ in letters.items() if state == "asked for"])
    async with taken(assessment, "dead_letters", "id") as gone:
        assert await dead_letters.retry_due(db, assessment.settings, consumers) == 1
    assert gone == {(letters[key],) for key, becomes in LETTERS.items() if becomes == "gone"}
    left = await assessment.sql(
        "select id, retry_at, attempts from dead_letters where id = any($1)", [*letters.values()]
    )
    assert {row["id"]: (row["retry_at"], row["attempts"]) for row in left} == {
        letters["lies there", True]: (None, 1),
        letters["lies there", False]: (None, 1),
        letters["asked for", False]: (None, 2),
    }


async def test_letters_are_dropped_by_name(assessment: Service, district_id: UUID) -> None:
    named, asked, other = [await letter_of(assessment, district_id, works=True) for _ in range(3)]
    db = assessment.app.state.db
    assert await dead_letters.ask_retry(db, [asked]) == 1
    async with taken(assessment, "dead_letters", "id") as gone:
        assert await dead_letters.drop(db, [named, new_id()]) == 1
    assert gone == {(named,)}
    known = await assessment.sql("select id from dead_letters where district_id = $1 and retry_at is null", district_id)
    assert {row["id"] for row in known} == {other}


async def test_one_address_of_one_district_is_lifted(notifications: Service) -> None:
    ours, theirs = new_id(), new_id()
    suppress = """insert into suppressed_addresses (district_id, id, address, reason, smtp_code, since, created_at,
        updated_at, created_by, updated_by, version)
        values ($1, $2, $3, 'x', 550, now(), now(), now(), 'x', 'x', 1) returning id"""
    ids = {}
    for district_id, address in ((ours, "a@x.org"), (ours, "b@x.org"), (theirs, "a@x.org")):
        ids[district_id, address] = (await notifications.sql(suppress, district_id, new_id(), address))[0][0]
    async with taken(notifications, "suppressed_addresses", "id") as gone:
        path = f"/v1/suppressed-addresses/{ids[ours, 'a@x.org']}"
        assert (await notifications.machine(ours).delete(path)).status_code == 204
        assert (await notifications.machine(ours).delete(path)).status_code == 404
    assert gone == {(ids[ours, "a@x.org"],)}


async def test_the_tallies_of_the_plan_that_is_announced_are_forgotten(notifications: Service) -> None:
    ours, theirs = District(notifications, new_id()), District(notifications, new_id())
    waiting, told, their_plan = uuid4(), uuid4(), uuid4()
    for district, plan in ((ours, waiting), (ours, told), (theirs, their_plan)):
        await district.settle()
        school, ana = await district.school("Oak"), await district.person()
        await district.take(district.assigned(plan, 0, school, [(ana, DUE), (None, DUE)]))
    async with taken(notifications, "plan_tallies", "district_id", "plan_id") as gone:
        await ours.take(ours.published(told, 1))
    assert gone == {(ours.id, told)}
    assert len(await ours.messages()) == 1


async def test_a_bundle_is_forgotten_when_its_own_import_is_over(assessment: Service, district_id: UUID) -> None:
    caller, imports = assessment.machine(district_id), []
    for students in (1, 2):
        reply = await bundles.post(caller, bundles.pack(bundles.files(students)))
        imports.append(UUID(reply.json()["id"]))
    async with taken(assessment, "roster_import_parts", "import_id") as gone:
        await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": imports[0]}))
    assert gone == {(imports[0],)}


def _agents(found: dict[str, list[dict[str, str]]], **agents: str) -> dict[str, list[dict[str, str]]]:
    """The bundle with other agents of some people (`p` and their source id)."""
    for row in found["users"]:
        row["agentSourcedIds"] = agents.get(f"p{row['sourcedId']}", row["agentSourcedIds"])
    return found


@pytest.mark.parametrize("is_delta", [False, True], ids=["bulk", "delta"])
async def test_only_ties_that_neither_side_names_any_more_are_cut(assessment: Service, is_delta: bool) -> None:
    ours, theirs = new_id(), new_id()
    for district_id in (ours, theirs):
        # g000001 says of 000002 that they answer for them, and 000002 does not say it of them.
        files = _agents(bundles.files(4), p000000="g000000,g000003", pg000001="000002")
        await bundles.run(assessment, district_id, bundles.pack(files))
    # 000000 names one guardian now; a delta lists only them.
    files = _agents(bundles.files(4), p000000="g000003", pg000001="000002")
    if is_delta:
        files = {"users": [row for row in files["users"] if row["sourcedId"] == "000000"]}
        content = bundles.pack(bundles.delta(files), "delta")
    else:
        content = bundles.pack(files)
    async with taken(assessment, "student_guardians", "district_id", "student_id", "guardian_id") as gone:
        job = await bundles.run(assessment, ours, content)
    assert job["state"] == "finished", job
    assert {tuple(map(str, tie)) for tie in gone} == {
        (str(ours), bundles.person(ours, "000000"), bundles.person(ours, "g000000"))
    }
