"""Caseloads, enrolments, terms, agreements and notices the day before they turn, on it, and the day after."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.assessment.measures.administrations.rules import meets
from services.assessment.privacy.directory_information.rules import Notice
from services.assessment.privacy.directory_information.rules import lacking as lacking_notice
from services.assessment.privacy.disclosures.rules import Known, lacking
from shared import clock
from shared.testing.calls import Service, assert_refused
from tests.assessment.bundles import person
from tests.assessment.privacy.disclosures.factories import World
from tests.assessment.support.caseloads.factories import PATH, Roster

DAY = clock.day_in("America/Detroit", clock.now()) + timedelta(days=3)
ONE = timedelta(days=1)
NEIGHBOURS = (DAY - ONE, DAY, DAY + ONE)
At = Callable[[date], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Make it noon of a day, in Detroit as in UTC."""

    def turn(day: date) -> None:
        moment = datetime.combine(day, time(17), UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return turn


@pytest.fixture
async def roster(assessment: Service, district_id: UUID) -> Roster:
    """The small bundle's district."""
    return await Roster(assessment, district_id).seed()


async def names(caller: Any) -> int:
    """How many students somebody sees."""
    reply = await caller.get("/v1/students")
    assert reply.status_code == 200, reply.text
    return len(reply.json()["items"])


async def test_an_assignment_of_one_day_lets_in_that_day(roster: Roster, at: At) -> None:
    day = DAY.isoformat()
    before = await roster.at("principal", "s1").post(
        PATH, json=roster.wish(starts_on=day, ends_on=(DAY - ONE).isoformat())
    )
    assert_refused(before, 422, "days_out_of_order")
    await roster.assigned(starts_on=day, ends_on=day)
    seen, listed = [], []
    for today in NEIGHBOURS:
        at(today)
        seen.append(await names(roster.mentor))
        query = {"held_on": today.isoformat()}
        listed.append(len((await roster.at("principal", "s1").get(PATH, params=query)).json()["items"]))
    assert seen == listed == [0, 1, 0]


async def test_two_assignments_may_follow_each_other_and_share_no_day(roster: Roster) -> None:
    leads = roster.at("principal", "s1")
    await roster.assigned(starts_on=DAY.isoformat(), ends_on=(DAY + ONE).isoformat())
    for first, last, status in ((-2, 0, 409), (1, 3, 409), (1, None, 409), (-2, -1, 201), (2, None, 201)):
        ends_on = None if last is None else (DAY + last * ONE).isoformat()
        days: dict[str, Any] = {"starts_on": (DAY + first * ONE).isoformat(), "ends_on": ends_on}
        reply = await leads.post(PATH, json=roster.wish(**days))
        assert reply.status_code == status, (first, last, reply.text)


@pytest.mark.parametrize("whose", ["teacher", "student"])
async def test_a_class_is_a_teachers_own_on_the_first_and_last_day_of_both_enrolments(
    roster: Roster, at: At, whose: str
) -> None:
    await roster.assessment.sql(
        "update enrollments set begins_on = $2, ends_on = $2 where district_id = $1 and role = $3",
        *(roster.id, DAY, whose),
    )
    teacher = roster.at("teacher", "s1", UUID(person(roster.id, "t1")))
    found = []
    for today in NEIGHBOURS:
        at(today)
        found.append(await names(teacher) > 0)
    assert found == [False, True, False]


async def test_a_class_goes_on_until_the_last_day_of_its_last_term(roster: Roster, at: At) -> None:
    await roster.assessment.sql(
        "update enrollments set begins_on = null, ends_on = null where district_id = $1", roster.id
    )
    await roster.assessment.sql("update academic_sessions set ends_on = $2 where district_id = $1", roster.id, DAY)
    await roster.assessment.sql(
        """update classes set session_ids = array(select id from academic_sessions where district_id = $1)
        where district_id = $1""",
        roster.id,
    )
    teacher = roster.at("teacher", "s1", UUID(person(roster.id, "t1")))
    found = []
    for today in NEIGHBOURS:
        at(today)
        found.append(await names(teacher) > 0)
    assert found == [True, True, False]


def test_an_agreement_holds_on_its_last_day() -> None:
    party = Known(UUID(int=1), "studies", ["roster"], [], DAY, sealed=False, active=True)
    assert [lacking(party, "roster", today) is None for today in NEIGHBOURS] == [True, True, False]


def test_directory_information_leaves_from_the_day_after_families_could_refuse() -> None:
    notice = Notice(["name"], None, None, DAY)
    assert [lacking_notice(notice, today) is None for today in NEIGHBOURS] == [False, False, True]


async def test_a_notice_and_a_refusal_may_be_of_today(assessment: Service, district_id: UUID, at: At) -> None:
    world = await World(assessment, district_id).seed()
    at(DAY)
    for until, status in ((DAY - ONE, 422), (DAY, 200)):
        reply = await world.notice("name", notice_on=DAY.isoformat(), refuse_until=until.isoformat())
        assert reply.status_code == status, reply.text
    address = f"/v1/students/{world.student()}/directory-opt-out"
    for received, status in ((DAY + ONE, 422), (DAY, 200)):
        body = {"opted_out_by": "eligible_student", "received_on": received.isoformat(), "source": "letter"}
        reply = await assessment.machine(district_id).put(address, json=body)
        assert reply.status_code == status, reply.text


def test_points_that_reach_the_threshold_exactly_meet_it() -> None:
    assert [meets(points, 10, 7, 10) for points in (6, 7, 8)] == [False, True, True]
    assert [meets(points, 3, 2, 3) for points in (1, 2, 3)] == [False, True, True]
