"""What mornings and weeks tell of work that is not one role's task of a plan: pools, and what a colleague gave."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from shared import clock
from shared.testing.calls import Service
from tests.one_day import ZONE
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.mornings import begin_day
from tests.scheduling.work.delegations.factories import delegated
from tests.scheduling.work.tasks.factories import hire

DUE = TODAY + timedelta(weeks=1, days=2 - TODAY.weekday())  # a Wednesday
MONDAY = DUE + timedelta(days=5)
OAK_ALONE = {"kind": "schools", "local_codes": ["0101"]}


class Days:
    """A district whose days begin when they are asked to."""

    def __init__(self, district: District, patch: pytest.MonkeyPatch) -> None:
        self.district, self.patch = district, patch

    async def begin(self, day: date) -> dict[str | None, dict[str, Any]]:
        """Begin a day; what each was told."""
        moment = datetime.combine(day, time(7), ZoneInfo(ZONE)).astimezone(UTC)
        self.patch.setattr(clock, "now", lambda: moment)
        await begin_day(self.district)
        events = await self.district.scheduling.published(self.district.id, "scheduling.tasks.due.v2")
        return {e["data"]["owner_id"]: e["data"] for e in events if e["data"]["day"] == day.isoformat()}

    async def week(self) -> dict[str, Any]:
        """The week before the last day, in the whole district."""
        events = await self.district.scheduling.published(self.district.id, "scheduling.week.summed.v1")
        (found,) = [e["data"] for e in events if e["data"]["school_id"] is None]
        return dict(found)


@pytest.fixture
async def days(scheduling: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch) -> Days:
    """Three schools and their people."""
    return Days(await District(scheduling, district_id).seed(), monkeypatch)


async def test_what_waits_to_be_taken_is_nobodys_only_past_its_day(days: Days) -> None:
    due = {"kind": "date", "on": DUE.isoformat()}
    await days.district.published(activity(owner_role="teacher", owned_by="any", due=due))
    assert await days.begin(DUE - timedelta(days=1)) == {}
    assert await days.begin(DUE) == {}
    told = await days.begin(DUE + timedelta(days=1))
    assert ([*told], told[None]["overdue_count"]) == ([None], 3)
    await days.begin(MONDAY)
    week = await days.week()
    assert (week["overdue"], week["unowned"]) == (3, 0)


async def test_what_waits_to_be_taken_is_told_to_each_who_may_take_it(days: Days) -> None:
    district = days.district
    due = {"kind": "date", "on": DUE.isoformat()}
    plan = await district.published(activity(owner_role="teacher", owned_by="any", due=due))
    names = ("mentor_oak", "coordinator_oak", "principal_oak")
    gone = {**district.role("principal_oak", "teacher", "oak"), "ends_on": DUE - timedelta(days=3)}
    await district.scheduling.receive(
        district.id,
        *(("partners.role.assigned.v1", district.role(name, "teacher", "oak")) for name in names[:2]),
        ("partners.role.assigned.v1", district.role("coordinator_elm", "teacher", "elm")),
        ("partners.role.assigned.v1", gone),
    )
    mentor, coordinator, _ = (str(district.people[name]) for name in names)
    elm = str(district.people["coordinator_elm"])
    told = await days.begin(DUE - timedelta(days=1))
    assert told.keys() == {mentor, coordinator, elm}
    task = await district.task(plan, "oak")
    for person in (mentor, coordinator):
        (line,) = told[person]["due_soon"]
        assert (line["task_id"], line["is_new"], line["to_take"]) == (task["id"], True, True)
    await district.as_person("mentor_oak", ("teacher", "oak")).post(f"/v1/tasks/{task['id']}/take")
    told = await days.begin(DUE)
    assert told.keys() == {mentor, elm}
    assert [(line["is_new"], line["to_take"]) for line in told[mentor]["due_soon"]] == [(False, False)]
    told = await days.begin(DUE + timedelta(days=1))
    assert told.keys() == {mentor, elm, None}
    assert [line["to_take"] for line in told[elm]["overdue"]] == [True]
    assert [line["to_take"] for line in told[None]["overdue"]] == [False, False]


async def test_what_a_colleague_gave_is_told_without_its_words(days: Days) -> None:
    mentor, oak = str(days.district.people["mentor_oak"]), str(days.district.schools["oak"])
    wish = {"title": "Call home", "school_id": oak, "owner_id": mentor, "due_on": DUE.isoformat()}
    reply = await days.district.oak.post("/v1/tasks", json=wish)
    assert reply.status_code == 201, reply.text
    (line,) = (await days.begin(DUE))[mentor]["due_soon"]
    assert (line["task_id"], line["origin_kind"], line["title"]) == (reply.json()["id"], "given", None)
    await days.begin(MONDAY)
    (worst,) = (await days.week())["worst"]
    assert (worst["task_id"], worst["title"], worst["owner_id"]) == (reply.json()["id"], None, mentor)


async def test_covers_are_told_of_a_pool_only_if_nobody_of_it_is_there(days: Days) -> None:
    district = days.district
    due = {"kind": "date", "on": DUE.isoformat()}
    await district.published(activity(owner_role="teacher", owned_by="any", due=due, targets=OAK_ALONE))
    for name in ("ann", "ben"):
        await hire(district, name, "oak")
    ann, ben, mentor, principal = (str(district.people[name]) for name in ("ann", "ben", "mentor_oak", "principal_oak"))
    last = {"ends_on": MONDAY.isoformat()}
    await delegated(district, "ann", "mentor_oak", **last)
    await delegated(district, "ben", "principal_oak", starts_on=(DUE - timedelta(days=1)).isoformat(), **last)
    assert (await days.begin(DUE - timedelta(days=2))).keys() == {ann, ben}
    told = await days.begin(DUE - timedelta(days=1))
    assert told.keys() == {ann, ben, mentor, principal}
    for person in (mentor, principal):
        assert [line["to_take"] for line in told[person]["due_soon"]] == [True]
