"""What barriers have in common."""

from datetime import timedelta
from typing import Any

import httpx

from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.barriers.factories import backdate, brought_to, move, raised, run_clocks


async def report(caller: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    """The report."""
    reply = await caller.get("/v1/barriers/report", params=query)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def test_an_empty_report_says_so_and_what_it_would_count(district: District) -> None:
    found = await report(district.author)
    assert (found["barriers"], found["reopened_share"], found["groups"], found["recurring"]) == (0, None, [], [])
    assert [level["level"] for level in found["levels"]] == ["school", "district_team", "executive", "outside"]
    assert [level["median_school_days"] for level in found["levels"]] == [None] * 4
    counted = set(found) - {"since", "until", "as_of", "definitions"}
    assert counted <= set(found["definitions"])


async def test_counts_by_category_and_level_with_medians_and_shares(district: District, scheduling: Service) -> None:
    tasks = [await district.task(await district.published(), "oak")]
    await brought_to(district, "raised", task_ids=[tasks[0]["id"]])
    await backdate(scheduling, district.id, 14)
    (slow,) = (await district.author.get("/v1/barriers")).json()["items"]
    for verb in ("triage", "assign", "decide", "resolve"):
        await move(district, slow, verb)
    await brought_to(district, "confirmed")
    again = await brought_to(district, "reopened")
    for verb in ("triage", "assign", "decide", "resolve"):
        await move(district, again, verb)
    await brought_to(district, "raised", category="money", school_ids=[str(district.schools["oak"])])
    found = await report(district.author)
    assert {key: found[key] for key in ("barriers", "standing", "resolved", "reopened", "tasks_blocked")} == {
        **{"barriers": 4, "standing": 1, "resolved": 3, "reopened": 1, "tasks_blocked": 1}
    }
    assert found["reopened_share"] == 0.3333
    people, money = found["groups"]
    assert (money["category"], money["barriers"]) == ("money", 1), "what is most frequent comes first"
    assert people == {
        **{"category": "people", "level": "district_team", "barriers": 3, "standing": 0, "resolved": 3},
        **{"reopened": 1, "schools": 1, "tasks": 1},
    }
    # One took ten school days, two took none: the median is none, and the slow one let the school's clock run out.
    levels = {level["level"]: level for level in found["levels"]}
    assert (levels["district_team"]["resolved"], levels["district_team"]["median_school_days"]) == (3, 0)
    assert (levels["school"]["clocks_missed"], found["clocks_missed"]) == (1, 1)


async def test_missed_clocks_count_where_they_were_missed_and_while_they_are(
    district: District, scheduling: Service
) -> None:
    await brought_to(district, "raised")
    await backdate(scheduling, district.id, 30)
    assert (await report(district.author))["clocks_missed"] == 1
    assert await run_clocks(scheduling, district.id, TODAY) == 1
    await backdate(scheduling, district.id, 30)
    assert await run_clocks(scheduling, district.id, TODAY) == 1
    missed = {level["level"]: level["clocks_missed"] for level in (await report(district.author))["levels"]}
    assert missed == {"school": 1, "district_team": 1, "executive": 0, "outside": 0}


async def test_recurring_is_three_schools_or_three_times_at_one(district: District) -> None:
    oak, elm, high = [str(id_) for id_ in district.schools.values()]
    await raised(district.author, category="money", school_ids=[oak, elm])
    await raised(district.author, category="time", school_ids=[oak])
    await raised(district.author, category="time", school_ids=[oak])
    assert (await report(district.author))["recurring"] == []
    await raised(district.author, category="money", school_ids=[high])
    for school in (oak, elm):
        await raised(district.author, category="time", school_ids=[school])
    assert (await report(district.author))["recurring"] == [
        {"category": "money", "barriers": 2, "schools": 3, "repeating_schools": []},
        {"category": "time", "barriers": 4, "schools": 2, "repeating_schools": [{"id": oak, "name": "oak"}]},
    ]


async def test_a_school_gets_the_report_of_what_touches_it(district: District) -> None:
    plan = await district.published()
    tasks = [await district.task(plan, school) for school in ("oak", "elm")]
    await raised(district.author, task_ids=[task["id"] for task in tasks])
    await raised(district.author, school_ids=[str(district.schools["elm"])])
    found = await report(district.oak)
    assert (found["barriers"], found["tasks_blocked"], found["groups"][0]["schools"]) == (1, 1, 1)
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    refused = await mentor.get("/v1/barriers/report")
    assert_refused(refused, 403, "not_permitted")


async def test_a_window_has_a_first_and_a_last_day_in_order(district: District, scheduling: Service) -> None:
    await brought_to(district, "raised")
    await backdate(scheduling, district.id, 10)
    day = TODAY - timedelta(days=10)
    for since, until, count in ((day, day, 1), (day + timedelta(days=1), TODAY, 0), (day - timedelta(days=9), day, 1)):
        query = {"from": since.isoformat(), "until": until.isoformat()}
        assert (await report(district.author, **query))["barriers"] == count
    for query, code in (
        ({"from": "2026-02-02", "until": "2026-02-01"}, "days_out_of_order"),
        ({"from": "tomorrow"}, "invalid"),
        ({"from_": "2026-02-02"}, "invalid"),
        ({"since": "2026-02-02"}, "invalid"),
    ):
        refused = await district.author.get("/v1/barriers/report", params=query)
        assert_refused(refused, 422, code)
    earliest = await district.author.get("/v1/barriers/report", params={"until": "1900-01-01"})
    assert earliest.status_code == 200
