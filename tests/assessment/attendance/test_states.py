"""Every move from every state of batches of attendance and of definitions of absence."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from uuid import UUID

import httpx
import pytest

from shared.testing.calls import Service
from tests.assessment.attendance.access_arrangements.factories import URL as ACCESS
from tests.assessment.attendance.access_arrangements.factories import arrangement, staff
from tests.assessment.attendance.corrections.factories import CORRECTIONS, correct, correction
from tests.assessment.attendance.definitions.factories import URL, ours
from tests.assessment.attendance.factories import PUSH, covering, enrolled, push, said
from tests.assessment.attendance.proposals.factories import PROPOSALS, holder, mentor, proposals, proposing
from tests.assessment.attendance.triggers.factories import TRIGGERS, activated, trigger
from tests.assessment.bundles import person
from tests.states.assessment import (
    ACCESS_ARRANGEMENTS,
    ATTENDANCE_ALERTS,
    ATTENDANCE_BATCHES,
    ATTENDANCE_CORRECTIONS,
    ATTENDANCE_DEFINITIONS,
    ATTENDANCE_PROPOSALS,
    ATTENDANCE_TRIGGERS,
)
from tests.states.matrix import walk


@pytest.mark.parametrize("state", ATTENDANCE_BATCHES)
async def test_a_batch_makes_the_moves_of_its_state_and_no_other(
    assessment: Service, district_id: UUID, state: str
) -> None:
    caller, numbers, names = assessment.machine(district_id), count(1), dict[str, str]()
    # A batch has each of its parts.
    parts: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(2))

    async def push(batch: str, part: int, complete: str) -> httpx.Response:
        return await caller.post(PUSH, json={"items": []}, params={"batch": batch, "part": part, "complete": complete})

    async def move(url: str, verb: str) -> httpx.Response:
        if verb == "take-back":
            return await caller.post(f"{url}/take-back")
        return await push(names[url], next(parts[url]), "false" if verb == "more" else "true")

    async def bring(state: str) -> str:
        name = f"b{next(numbers)}"
        reply = await push(name, 1, "false" if state == "open" else "true")
        url = f"/v1/attendance-batches/{reply.json()['batch']['id']}"
        names[url] = name
        if state == "taken_back":
            assert (await move(url, "take-back")).is_success
        return url

    async def read(url: str) -> str:
        return str((await caller.get(url)).json()["state"])

    await walk(ATTENDANCE_BATCHES, state, bring, move, read)


@pytest.mark.parametrize("state", ATTENDANCE_DEFINITIONS)
async def test_a_definition_makes_the_moves_of_its_state_and_no_other(
    assessment: Service, district_id: UUID, state: str
) -> None:
    caller = assessment.machine(district_id)

    async def made() -> str:
        return f"{URL}/{(await caller.post(URL, json=ours())).json()['id']}"

    async def move(url: str, verb: str) -> httpx.Response:
        if verb == "change":
            tag = (await caller.get(url)).headers["ETag"]
            return await caller.patch(url, json={"title": "Another"}, headers={"If-Match": tag})
        return await caller.post(f"{await made() if verb == 'another' else url}/adopt")

    async def bring(state: str) -> str:
        url = await made()
        if state != "draft":
            assert (await move(url, "adopt")).is_success
        if state == "replaced":
            assert (await move(url, "another")).is_success
        return url

    async def read(url: str) -> str:
        return str((await caller.get(url)).json()["state"])

    await walk(ATTENDANCE_DEFINITIONS, state, bring, move, read)


@pytest.mark.parametrize("state", ATTENDANCE_TRIGGERS)
async def test_a_trigger_makes_the_moves_of_its_state_and_no_other(
    assessment: Service, district_id: UUID, state: str
) -> None:
    caller = assessment.machine(district_id)

    async def move(url: str, verb: str) -> httpx.Response:
        if verb == "change":
            tag = (await caller.get(url)).headers["ETag"]
            return await caller.patch(url, json={"title": "Another"}, headers={"If-Match": tag})
        return await caller.post(f"{url}/{verb}")

    async def bring(state: str) -> str:
        url = f"{TRIGGERS}/{(await caller.post(TRIGGERS, json=trigger())).json()['id']}"
        for verb in {"active": ["activate"], "retired": ["activate", "retire"]}.get(state, []):
            assert (await move(url, verb)).is_success
        return url

    async def read(url: str) -> str:
        return str((await caller.get(url)).json()["state"])

    await walk(ATTENDANCE_TRIGGERS, state, bring, move, read)


@pytest.mark.parametrize("state", ACCESS_ARRANGEMENTS)
async def test_an_arrangement_makes_the_moves_of_its_state_and_no_other(
    assessment: Service, district_id: UUID, state: str
) -> None:
    caller, holder = assessment.machine(district_id), await staff(assessment, district_id)

    async def move(url: str, verb: str) -> httpx.Response:
        if verb == "change":
            tag = (await caller.get(url)).headers["ETag"]
            return await caller.patch(url, json={"title": "Another"}, headers={"If-Match": tag})
        return await caller.post(f"{url}/{verb}")

    async def bring(state: str) -> str:
        made = await caller.post(ACCESS, json=arrangement(holder, holder))
        url = f"{ACCESS}/{made.json()['id']}"
        if state == "ended":
            assert (await move(url, "end")).is_success
        return url

    async def read(url: str) -> str:
        return str((await caller.get(url)).json()["state"])

    await walk(ACCESS_ARRANGEMENTS, state, bring, move, read)


@pytest.mark.parametrize("state", ATTENDANCE_ALERTS)
async def test_an_alert_makes_the_moves_of_its_state_and_no_other(
    assessment: Service, district_id: UUID, state: str
) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [], **covering(district_id, days[0], days[19]))
    await activated(assessment, district_id, days=1)
    caller, students = assessment.machine(district_id), iter(range(0, 12, 3))

    async def move(thing: tuple[int, str], verb: str) -> httpx.Response:
        if verb == "handle":
            return await caller.post(f"/v1/attendance-alerts/{thing[1]}/handle")
        row = said(thing[0], days[0], "P" if verb == "undo" else "U")
        return await caller.post(PUSH, json={"items": [row]})

    async def bring(state: str) -> tuple[int, str]:
        student = next(students)
        await push(assessment, district_id, [said(student, days[0], "U")])
        query = {"student_id": person(district_id, f"{student:06d}")}
        (found,) = (await caller.get("/v1/attendance-alerts", params=query)).json()["items"]
        thing = (student, str(found["id"]))
        for verb in {"handled": ["handle"], "undone": ["undo"], "over": ["handle", "undo"]}.get(state, []):
            assert (await move(thing, verb)).is_success
        if state == "lapsed":
            # What the last day of its year made of it.
            await assessment.sql("update attendance_alerts set state = 'lapsed' where id = $1", UUID(thing[1]))
        return thing

    async def read(thing: tuple[int, str]) -> str:
        (found,) = (await caller.get("/v1/attendance-alerts", params={"ids": thing[1]})).json()["items"]
        return str(found["state"])

    await walk(ATTENDANCE_ALERTS, state, bring, move, read)


@pytest.mark.parametrize("state", ATTENDANCE_PROPOSALS)
async def test_a_proposal_makes_the_moves_of_its_state_and_no_other(
    assessment: Service, district_id: UUID, state: str
) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [], **covering(district_id, days[0], days[19]))
    await proposing(assessment, district_id, mentor(), days=1)
    caller, principal = assessment.machine(district_id), holder(assessment, district_id, "principal")
    students = iter(range(0, 12, 3))

    async def move(thing: tuple[int, str], verb: str) -> httpx.Response:
        if verb in ("accept", "decline"):
            body = {"reason": "Not now"} if verb == "decline" else None
            return await principal.post(f"{PROPOSALS}/{thing[1]}/{verb}", json=body)
        row = said(thing[0], days[0], "P" if verb == "undo" else "U")
        return await caller.post(PUSH, json={"items": [row]})

    async def bring(state: str) -> tuple[int, str]:
        student = next(students)
        await push(assessment, district_id, [said(student, days[0], "U")])
        (found,) = await proposals(assessment, district_id, student_id=person(district_id, f"{student:06d}"))
        thing = (student, str(found["id"]))
        if verb := {"accepted": "accept", "declined": "decline", "withdrawn": "undo"}.get(state):
            assert (await move(thing, verb)).is_success
        return thing

    async def read(thing: tuple[int, str]) -> str:
        return str((await caller.get(f"{PROPOSALS}/{thing[1]}")).json()["state"])

    await walk(ATTENDANCE_PROPOSALS, state, bring, move, read)


@pytest.mark.parametrize("state", ATTENDANCE_CORRECTIONS)
async def test_a_correction_makes_the_moves_of_its_state_and_no_other(
    assessment: Service, district_id: UUID, state: str
) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(student, days[0], "U") for student in range(0, 12, 3)]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    caller, students = assessment.machine(district_id), iter(range(0, 12, 3))

    async def move(thing: tuple[int, str], verb: str) -> httpx.Response:
        student, correction_id = thing
        if verb == "take-back":
            return await caller.post(f"{CORRECTIONS}/{correction_id}/take-back")
        if verb == "replace":
            return await caller.post(CORRECTIONS, json=correction(district_id, student, 0, "S"))
        return await caller.post(PUSH, json={"items": [said(student, days[0], "E")]})

    async def bring(state: str) -> tuple[int, str]:
        student = next(students)
        thing = (student, str((await correct(assessment, district_id, student, 0, "E"))["id"]))
        verbs = {"taken_back": "take-back", "replaced": "replace", "agreed": "report"}
        if state in verbs:
            assert (await move(thing, verbs[state])).is_success
        return thing

    async def read(thing: tuple[int, str]) -> str:
        return str((await caller.get(f"{CORRECTIONS}/{thing[1]}")).json()["state"])

    await walk(ATTENDANCE_CORRECTIONS, state, bring, move, read)
