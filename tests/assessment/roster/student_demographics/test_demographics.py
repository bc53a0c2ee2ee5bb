"""Race, ethnicity and languages: from the roster or said by hand, for those who may, and in no event."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import delta, faults, pack, person, run, school
from tests.assessment.privacy.disclosures.factories import World
from tests.assessment.roster.roster_sources.factories import declare, order, steward

CHILD = "000000"


def path(district_id: UUID, who: str = CHILD) -> str:
    return f"/v1/students/{person(district_id, who)}/demographics"


def bundle(**said: str) -> dict[str, list[dict[str, str]]]:
    """The small district, in which more is said of the first student."""
    found = bundles.files()
    first, *others = found["demographics"]
    return {**found, "demographics": [{**first, **said}, *({**row, **dict.fromkeys(said, "")} for row in others)]}


async def read(assessment: Service, district_id: UUID, who: str = CHILD) -> dict[str, Any]:
    reply = await assessment.machine(district_id).get(path(district_id, who))
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def test_a_roster_says_what_its_columns_say(assessment: Service, district_id: UUID) -> None:
    said = {"asian": "true", "white": "FALSE", "hispanicOrLatinoEthnicity": "yes", "metadata.homeLanguage": "PT_br"}
    job = await run(assessment, district_id, pack(bundle(**said)))
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    found = await read(assessment, district_id)
    assert (found["asian"], found["white"], found["hispanic_or_latino"], found["home_language"]) == (
        *(True, False, True),
        "pt-BR",
    )
    assert (found["black_or_african_american"], found["birth_date"], found["version"]) == (None, "2018-02-03", 1)
    assert (await read(assessment, district_id, "000001"))["version"] == 0
    # What a file has no column for stays, and so does what cannot be read; an empty cell says that there is nothing.
    job = await run(assessment, district_id, pack(bundle(asian="perhaps", white="")))
    assert [one["code"] for one in await faults(assessment, district_id, job)] == ["flag_unknown"]
    found = await read(assessment, district_id)
    assert (found["asian"], found["white"], found["home_language"], found["version"]) == (True, None, "pt-BR", 2)
    await run(assessment, district_id, pack(bundles.files()))
    assert (await read(assessment, district_id))["version"] == 2
    changed = delta({"demographics": [{**bundles.files()["demographics"][0], "white": "true"}]})
    await run(assessment, district_id, pack(changed, "delta"))
    assert (await read(assessment, district_id))["white"] is True


async def test_a_language_nobody_speaks_costs_the_cell(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(bundle(**{"metadata.homeLanguage": "Spanish, mostly"})))
    assert [one["code"] for one in await faults(assessment, district_id, job)] == ["language_unknown"]
    assert (await read(assessment, district_id))["home_language"] is None


async def test_what_is_said_by_hand_stands_on_the_version_it_was_read_in(
    assessment: Service, district_id: UUID
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    machine, address = assessment.machine(district_id), path(district_id)
    assert_refused(await machine.patch(address, json={"asian": True}), 428, "version_missing")
    first = await machine.patch(address, json={"preferred_language": "es"}, headers={"If-Match": '"0"'})
    assert (first.status_code, first.json()["version"]) == (200, 1), first.text
    assert_refused(await machine.patch(address, json={"asian": True}, headers={"If-Match": '"0"'}), 412, "stale")
    again = await machine.patch(address, json={"asian": True}, headers={"If-Match": '"1"'})
    assert (again.json()["asian"], again.json()["preferred_language"]) == (True, "es")
    assert await read(assessment, district_id) == again.json()
    assert_refused(
        await machine.patch(address, json={"preferred_language": "Spanish"}, headers={"If-Match": "*"}), 422, "invalid"
    )
    events = await assessment.published(district_id)
    assert not [event for event in events if "language" in str(event["data"]) or "asian" in str(event["data"])]


async def test_of_many_who_write_the_first_word_at_once_one_does(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    machine, address = assessment.machine(district_id), path(district_id)
    wishes = [{"white": bool(number % 2)} for number in range(6)]
    replies = await asyncio.gather(*(machine.patch(address, json=wish, headers={"If-Match": '"0"'}) for wish in wishes))
    first, *others = sorted(replies, key=lambda reply: reply.status_code)
    assert (first.status_code, first.json()["version"]) == (200, 1)
    for reply in others:
        assert_refused(reply, 412, "stale")
    assert await read(assessment, district_id) == first.json()


@pytest.mark.parametrize("several", [False, True], ids=["one source", "several"])
async def test_a_roster_that_says_something_else_replaces_it_and_says_so(
    assessment: Service, district_id: UUID, several: bool
) -> None:
    await run(assessment, district_id, pack(bundle(asian="true", white="")))
    if several:
        await declare(assessment, district_id)
    machine, address = assessment.machine(district_id), path(district_id)
    wish = {"asian": False, "white": True, "preferred_language": "es"}
    said = await machine.patch(address, json=wish, headers={"If-Match": '"1"'})
    assert said.json()["sources"] == [{"source": "by_hand", "fields": ["asian", "preferred_language", "white"]}]
    # What the roster says stands again; where it says nothing, what was written does.
    job = await run(assessment, district_id, pack(bundle(asian="TRUE", white="")))
    told = [one for one in await faults(assessment, district_id, job) if one["code"] == "by_hand_replaced"]
    assert [(one["source_id"], one["row"], one["column"], one["severity"]) for one in told] == [
        (CHILD, 1, "asian", "attribute")
    ]
    assert job["state"] == "finished_with_faults"
    found = await read(assessment, district_id)
    assert (found["asian"], found["white"], found["preferred_language"]) == (True, True, "es")
    assert found["sources"] == [{"source": "by_hand", "fields": ["preferred_language", "white"]}]
    again = await run(assessment, district_id, pack(bundle(asian="TRUE", white="")))
    assert (again["state"], await faults(assessment, district_id, again)) == ("finished", [])
    assert (await read(assessment, district_id))["preferred_language"] == "es"


@pytest.mark.parametrize("several", [False, True], ids=["one source", "several"])
async def test_where_the_district_says_so_what_people_write_goes_first(
    assessment: Service, district_id: UUID, several: bool
) -> None:
    await run(assessment, district_id, pack(bundle(asian="true", white="")))
    if several:
        await declare(assessment, district_id)
    await order(assessment, district_id, demographics=["by_hand"])
    machine, address = assessment.machine(district_id), path(district_id)
    await machine.patch(address, json={"asian": False}, headers={"If-Match": '"1"'})
    job = await run(assessment, district_id, pack(bundle(asian="true", white="true")))
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    found = await read(assessment, district_id)
    assert (found["asian"], found["white"]) == (False, True)
    assert found["sources"] == [{"source": "by_hand", "fields": ["asian"]}]
    # Taken back, the roster's word stands.
    await machine.patch(address, json={"asian": None}, headers={"If-Match": "*"})
    await run(assessment, district_id, pack(bundle(asian="true", white="true")))
    found = await read(assessment, district_id)
    assert (found["asian"], found["sources"]) == (True, [])


async def test_nobody_declares_what_people_write(assessment: Service, district_id: UUID) -> None:
    who, wish = steward(assessment, district_id), {"code": "by_hand", "title": "People", "rank": 2}
    assert_refused(await who.post("/v1/roster-sources", json=wish), 409, "roster_source_known")
    body = {"orders": [{"fields": "grade", "sources": ["by_hand"]}]}
    reply = await who.put("/v1/roster-precedence", json=body, headers={"If-Match": '"0"'})
    assert_refused(reply, 422, "no_such_roster_source")


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        *(("data_manager", None, 200), ("principal", "s1", 200), ("principal", "s2", 404)),
        *(("teacher", "s1", 404), ("counselor", "s1", 404)),
    ],
)
async def test_who_reads_them(
    assessment: Service, district_id: UUID, role: str, where: str | None, status: int
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    held = (role, school(district_id, where) if where else None)
    caller = assessment.person(district_id, new_id(), held)
    assert (await caller.get(path(district_id))).status_code == status
    sent = await caller.patch(path(district_id), json={"asian": True}, headers={"If-Match": '"0"'})
    assert sent.status_code == status


async def test_a_scope_of_students_is_none_of_these(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    reply = await assessment.machine(district_id, "roster:read").get(path(district_id))
    assert_refused(reply, 403, "scope_missing")


async def test_a_party_reads_them_as_a_kind_of_their_own(assessment: Service, district_id: UUID) -> None:
    world = await World(assessment, district_id).seed()
    without = await world.party("school_official", records=["roster"])
    assert_refused(await without.get(path(district_id)), 403, "no_legal_basis")
    covered = await world.party("studies", records=["demographics"])
    assert (await covered.get(path(district_id))).status_code == 200
    (line,) = [line for line in await world.ledger() if line["outcome"] == "disclosed"]
    assert (line["records"], line["student_ids"]) == ("demographics", [world.student()])
