from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.occasions.escalations.rules import USUAL, Rung, faults
from services.notifications.occasions.escalations.tables import OWNER
from shared.testing.calls import Service, envelope
from tests.notifications.factories import District, task_line

RUNGS = st.lists(
    st.builds(
        Rung, st.integers(0, 5), st.sampled_from([OWNER, "principal", "coach", "district_captain"]), st.integers(0, 9)
    ),
    max_size=10,
)
LADDER = "/v1/escalation-ladder"
TRY = "/v1/escalation-ladder/preview"
COORDINATOR = ("district_coordinator", None)


def rung(after: Any, tell: Any = "principal", quiet: Any = 7) -> dict[str, Any]:
    return {"after_school_days": after, "tell": tell, "quiet_period_days": quiet}


@given(RUNGS)
def test_a_ladder_is_right_when_its_rungs_rise_and_differ(rungs: list[Rung]) -> None:
    days = [one.after_school_days for one in rungs]
    places = [(one.after_school_days, one.tell) for one in rungs]
    assert (faults(rungs) == []) == (days == sorted(days) and len(places) == len(set(places)))


def test_the_usual_ladder_is_right() -> None:
    assert faults(USUAL) == []


async def test_a_district_begins_with_the_usual_ladder_and_sets_its_own(
    district: District, notifications: Service
) -> None:
    async with notifications.person(district.id, uuid4(), COORDINATOR) as cora:
        first = await cora.get(LADDER)
        assert first.headers["ETag"].startswith('"0-')
        assert [(r["after_school_days"], r["tell"]) for r in first.json()["rungs"]] == [
            (0, "owner"),
            (3, "principal"),
            (7, "district_coordinator"),
        ]
        wanted = [rung(2), rung(2, "school_coordinator"), rung(9, "executive_leader", 0)]
        changed = await cora.put(LADDER, json={"rungs": wanted}, headers={"If-Match": '"0"'})
        assert (changed.status_code, changed.json()) == (200, {"rungs": wanted, "version": 1})
        assert (await cora.get(LADDER)).json() == changed.json()
        assert (await cora.put(LADDER, json={"rungs": []})).status_code == 428
        assert (await cora.put(LADDER, json={"rungs": []}, headers={"If-Match": '"0"'})).status_code == 412
        emptied = await cora.put(LADDER, json={"rungs": []}, headers={"If-Match": '"1"'})
        assert emptied.json() == {"rungs": [], "version": 2}


@pytest.mark.parametrize("path", [LADDER, TRY])
@pytest.mark.parametrize(
    ("rungs", "code", "pointer"),
    [
        ([rung(3), rung(2)], "out_of_order", "/rungs/1/after_school_days"),
        ([rung(3), rung(5, "owner"), rung(3)], "out_of_order", "/rungs/2/after_school_days"),
        ([rung(3), rung(3, quiet=0)], "repeated", "/rungs/1/tell"),
        ([rung(3, "superintendent")], None, "/rungs/0/tell"),
        ([rung(3, None)], None, "/rungs/0/tell"),
        ([rung(-1)], None, "/rungs/0/after_school_days"),
        ([rung(201)], None, "/rungs/0/after_school_days"),
        ([rung(True)], None, "/rungs/0/after_school_days"),
        ([rung("3")], None, "/rungs/0/after_school_days"),
        ([rung(2.5)], None, "/rungs/0/after_school_days"),
        ([rung(3, quiet=61)], None, "/rungs/0/quiet_period_days"),
        ([rung(3, quiet=-1)], None, "/rungs/0/quiet_period_days"),
        ([rung(n) for n in range(11)], None, "/rungs"),
        ([{**rung(3), "note": "x"}], None, "/rungs/0/note"),
        ("principal", None, "/rungs"),
    ],
)
async def test_what_is_no_ladder_is_refused_where_it_is_wrong(
    district: District, notifications: Service, path: str, rungs: Any, code: str | None, pointer: str
) -> None:
    async with notifications.machine(district.id) as caller:
        method = "PUT" if path == LADDER else "POST"
        reply = await caller.request(method, path, json={"rungs": rungs}, headers={"If-Match": '"0"'})
        assert reply.status_code == 422, reply.text
        assert pointer in [error["pointer"] for error in reply.json()["errors"]]
        if code:
            assert reply.json()["code"] == "ladder_invalid"
            assert code in [error["code"] for error in reply.json()["errors"]]
        assert (await caller.get(LADDER)).json()["version"] == 0


async def test_only_a_coordinator_sets_or_tries_a_ladder_and_whoever_has_a_role_reads_it(
    district: District, notifications: Service
) -> None:
    for role, reads, writes in (
        (COORDINATOR, 200, 200),
        (("principal", uuid4()), 200, 403),
        (("executive_leader", None), 200, 403),
        (("data_manager", None), 200, 403),
        (None, 403, 403),
    ):
        async with notifications.person(district.id, uuid4(), *([role] if role else [])) as caller:
            assert (await caller.get(LADDER)).status_code == reads, role
            assert (await caller.post(TRY, json={})).status_code == writes, role
            version = (await notifications.machine(district.id).get(LADDER)).headers["ETag"]
            put = await caller.put(LADDER, json={"rungs": [rung(1)]}, headers={"If-Match": version})
            assert put.status_code == writes, role


async def test_before_the_first_day_a_preview_counts_nothing(district: District, notifications: Service) -> None:
    async with notifications.machine(district.id) as caller:
        found = (await caller.post(TRY, json={})).json()
    assert found["day"] is None
    assert [one["tasks"] for one in found["rungs"]] == [0, 0, 0]


async def test_a_preview_says_whom_each_rung_would_hit_and_changes_nothing(
    district: District, notifications: Service
) -> None:
    ana, pia, cora = [await district.person(name) for name in ("Ana", "Pia", "Cora")]
    oak, elm = await district.school("Oak"), await district.school("Elm")
    await district.role(pia, "principal", oak)
    await district.coordinator(cora)
    late = [
        task_line(oak, school_days_overdue=1),
        task_line(oak, school_days_overdue=4),
        task_line(elm, school_days_overdue=8),
    ]
    await district.take(district.due(ana, late), district.due(pia, [task_line(oak, school_days_overdue=5)]))
    await district.take(district.due(None, [task_line(oak, school_days_overdue=3)]))
    async with notifications.machine(district.id) as caller:
        found = (await caller.post(TRY, json={})).json()
        mine = [rung(0, "owner", 0), rung(8, "principal"), rung(9, "executive_leader")]
        other = (await caller.post(TRY, json={"rungs": mine})).json()
        assert (await caller.get(LADDER)).json()["version"] == 0
        assert (await caller.get("/v1/escalations")).json()["items"] == []
    assert found["day"] == "2026-12-09"
    counted = [(r["tell"], r["tasks"], r["people"], r["tasks_without_anybody"]) for r in found["rungs"]]
    # Nobody leads Elm, and Pia is not told up the ladder of a task of her own.
    assert counted == [("owner", 4, 2, 1), ("principal", 2, 1, 2), ("district_coordinator", 1, 1, 0)]
    assert [(r["tasks"], r["tasks_without_anybody"]) for r in other["rungs"]] == [(4, 1), (0, 1), (0, 0)]
    await district.begin_day()
    async with notifications.machine(district.id) as caller:
        after = (await caller.post(TRY, json={})).json()
    assert [(r["tasks"], r["new_tasks"], r["new_people"]) for r in after["rungs"][1:]] == [(2, 0, 0), (1, 0, 0)]


async def test_a_preview_counts_each_task_and_each_person_once(district: District, notifications: Service) -> None:
    ana, pia, quinn = [await district.person(name) for name in ("Ana", "Pia", "Quinn")]
    oak = await district.school("Oak")
    for person in (pia, quinn, quinn):
        await district.role(person, "principal", oak)
    late = [task_line(oak, school_days_overdue=4) for _ in range(3)]
    await district.take(district.due(ana, late))
    async with notifications.machine(district.id) as caller:
        [found] = (await caller.post(TRY, json={"rungs": [rung(3, "principal", 0)]})).json()["rungs"]
    counts = ("tasks", "people", "new_tasks", "new_people", "tasks_without_anybody")
    assert [found[count] for count in counts] == [3, 2, 3, 2, 0]


async def test_a_preview_counts_nothing_of_a_plan_that_is_over(district: District, notifications: Service) -> None:
    ana, oak = await district.person("Ana"), await district.school("Oak")
    over, runs = str(uuid4()), str(uuid4())
    late = [task_line(oak, school_days_overdue=4, plan_id=plan_id) for plan_id in (over, runs, None)]
    await district.take(district.due(ana, late))
    people = [{"person_id": ana, "undone_count": 1, "overdue_count": 1}]
    ended = {"plan_id": over, "title": "T", "school_year": "2026-27", "chunk": 0, "ended_as": "closed"}
    data = {**ended, "ended_on": "2026-12-09", "people": people}
    await district.take(envelope(district.id, "scheduling.plan.people_released.v1", data))
    async with notifications.machine(district.id) as caller:
        found = (await caller.post(TRY, json={"rungs": [rung(0, "owner", 0)]})).json()
    assert [one["tasks"] for one in found["rungs"]] == [2]
    [kept] = await notifications.sql(
        "select overdue_count, overdue::text from due_lines where district_id = $1", district.id
    )
    assert (kept["overdue_count"], over in kept["overdue"], runs in kept["overdue"]) == (2, False, True)
