"""What a plan says besides what its tasks are made of: kept as it was said, and an older content has the hash it had."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.approval.hashing import content_hash
from shared.school_year import later
from shared.testing.calls import assert_refused
from tests.scheduling.factories import THIS_YEAR, TODAY, District, activity, plan_of

SOON, TARGET = (TODAY + timedelta(days=days) for days in (30, 200))
GOAL: dict[str, Any] = {
    "objective": "Every student is known",
    "root_cause": "Teams meet without data",
    "theory_of_action": "If teams see data, they act on it",
    "key_outcomes": ["Teams meet monthly", "Data are shown"],
    "benchmarks": [
        {"on": (TODAY + timedelta(days=60)).isoformat(), "value": 55.0, "note": "after the first training"},
        {"on": (TODAY + timedelta(days=120)).isoformat(), "value": 70.0},
    ],
    "measured_by": {"instrument_code": "tier1", "what": "mean_share", "window": "spring"},
}
ACTIVITY: dict[str, Any] = {
    "starts_on": TODAY.isoformat(),
    "follow_up_on": SOON.isoformat(),
    "hours": {"starts_at": "15:30", "ends_at": "17:00"},
    "responsible": ["Coordinator of supports", "Building administration"],
    "resources": ["Manual"],
    "costs": [{"amount_cents": 125_000, "currency": "USD", "source": "Title I", "purpose": "substitutes"}],
    "evidence_wanted": "Agendas and attendance",
    "status_words": "Pending",
    "notes": "Ask the board",
}


def rich(**plan: Any) -> dict[str, Any]:
    """A plan that says all of it."""
    body = {**plan_of(activity(**ACTIVITY)), **plan}
    body["goals"][0] |= GOAL
    return body


async def test_everything_said_comes_back(district: District) -> None:
    span = {"starts_on": TODAY.isoformat(), "ends_on": TARGET.isoformat()}
    body = rich(school_year=THIS_YEAR, last_school_year=later(THIS_YEAR, 2), first_year_number=0, **span)
    plan = (await district.author.post("/v1/plans", json=body)).json()
    goal = plan["goals"][0]
    said = goal["strategies"][0]["activities"][0]
    assert {name: goal[name] for name in GOAL} == {
        **GOAL,
        "benchmarks": [GOAL["benchmarks"][0], {**GOAL["benchmarks"][1], "note": None}],
        "measured_by": {**GOAL["measured_by"], "subscale": None},
    }
    assert {name: said[name] for name in ACTIVITY} == ACTIVITY
    assert (plan["last_school_year"], plan["first_year_number"]) == (later(THIS_YEAR, 2), 0)
    assert {name: plan[name] for name in span} == span
    etag = {"If-Match": f'"{plan["version"]}"'}
    same = await district.author.patch(f"/v1/plans/{plan['id']}", json={"goals": body["goals"]}, headers=etag)
    assert same.json()["content_hash"] == plan["content_hash"]


@pytest.mark.parametrize("form", ["yaml", "json", "csv"])
async def test_everything_said_goes_out_and_comes_in_as_the_same_content(district: District, form: str) -> None:
    years = {"school_year": THIS_YEAR, "last_school_year": later(THIS_YEAR, 3), "first_year_number": 0}
    body = rich(**years, ends_on=TARGET.isoformat())
    body["goals"][0]["strategies"][0]["activities"] += [
        activity("A2", due={"kind": "ongoing"}, years={"first": 1, "last": 3}, responsible=["A; B", 'say "C"'])
    ]
    plan = (await district.author.post("/v1/plans", json=body)).json()
    file = await district.author.get(f"/v1/plans/{plan['id']}/export", params={"format": form})
    sent = {"content-type": file.headers["content-type"]}
    again = await district.author.post("/v1/plan-imports", content=file.content, headers=sent)
    assert again.status_code == 201, again.text
    assert again.json()["content_hash"] == plan["content_hash"]


async def test_a_content_from_before_has_the_hash_it_had(district: District) -> None:
    body = plan_of(activity())
    plan = (await district.author.post("/v1/plans", json={**body, "school_year": "2026-2027 School Year"})).json()
    before = {**body, "school_year": "2026-27"}
    before["goals"][0] |= {"baseline": 46.0, "target": 80.0}
    assert plan["content_hash"] == content_hash(before)
    nothing: dict[str, Any] = {name: [] if isinstance(value, list) else None for name, value in ACTIVITY.items()}
    named = await district.author.post("/v1/plans", json={**plan_of(activity(**nothing)), "first_year_number": 1})
    assert named.json()["content_hash"] == plan["content_hash"]


@pytest.mark.parametrize("written", ["2026-2027 School Year", "SY 2026/27", "2026–27"])
async def test_a_school_year_is_kept_in_the_one_form(district: District, written: str) -> None:
    plan = (await district.author.post("/v1/plans", json={**plan_of(), "school_year": written})).json()
    assert plan["school_year"] == "2026-27"
    found = await district.author.get("/v1/plans", params={"school_year": "2026-27"})
    assert [one["id"] for one in found.json()["items"]] == [plan["id"]]


async def test_a_school_year_may_be_named_by_its_title_or_as_this_one(district: District) -> None:
    for written in ("this year", "This school year"):
        plan = (await district.author.post("/v1/plans", json={**plan_of(), "school_year": written})).json()
        assert plan["school_year"] == THIS_YEAR


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"school_year": "next fall"}, "school_year_unclear", "/school_year"),
        ({"school_year": "2026-28"}, "school_year_unclear", "/school_year"),
        ({"last_school_year": "2020-21"}, "year_outside_plan", "/last_school_year"),
        ({"starts_on": "2027-01-02", "ends_on": "2027-01-01"}, "year_outside_plan", "/ends_on"),
        ({"first_year_number": 2}, "invalid", "/first_year_number"),
    ],
)
async def test_years_that_make_no_sense_are_refused(
    district: District, changes: dict[str, Any], code: str, pointer: str
) -> None:
    reply = await district.author.post("/v1/plans", json={**plan_of(), **changes})
    assert_refused(reply, 422, code)
    assert pointer in [fault["pointer"] for fault in reply.json()["errors"]]
    plan = (await district.author.post("/v1/plans", json=plan_of())).json()
    etag = {"If-Match": f'"{plan["version"]}"'}
    assert_refused(await district.author.patch(f"/v1/plans/{plan['id']}", json=changes, headers=etag), 422, code)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_on": (TODAY + timedelta(days=21)).isoformat()}, "invalid"),
        ({"hours": {"starts_at": "17:00", "ends_at": "17:00"}}, "invalid"),
        ({"hours": {"starts_at": "24:00"}}, "invalid"),
        ({"costs": [{"amount_cents": -1}]}, "invalid"),
        ({"costs": [{"amount_cents": 1, "currency": "dollars"}]}, "invalid"),
        ({"years": {"first": 2, "last": 1}}, "invalid"),
        ({"years": {"first": 2, "last": 2}}, "year_outside_plan"),
        ({"due": {"kind": "ongoing"}, "repeat": {"rrule": "FREQ=WEEKLY"}}, "invalid"),
        ({"due": {"kind": "ongoing", "until": "2027-01-01"}}, "invalid"),
    ],
)
async def test_details_that_make_no_sense_are_refused(district: District, changes: dict[str, Any], code: str) -> None:
    assert_refused(await district.author.post("/v1/plans", json=plan_of(activity(**changes))), 422, code)


@pytest.mark.parametrize("days", [(60, 60), (120, 60), (200,), (60, 250)])
async def test_benchmarks_lie_in_order_before_the_target(district: District, days: tuple[int, ...]) -> None:
    body = plan_of()
    body["goals"][0]["benchmarks"] = [{"on": (TODAY + timedelta(days=n)).isoformat(), "value": 50} for n in days]
    assert_refused(await district.author.post("/v1/plans", json=body), 422, "invalid")


async def test_what_is_emptied_is_as_if_it_never_was_said(district: District) -> None:
    plan = (await district.author.post("/v1/plans", json=plan_of())).json()
    url = f"/v1/plans/{plan['id']}"
    said = {"ends_on": TARGET.isoformat(), "first_year_number": 0, "last_school_year": later("2026-27", 1)}
    changed = await district.author.patch(url, json=said, headers={"If-Match": '"1"'})
    assert changed.json()["content_hash"] != plan["content_hash"]
    empty = {"ends_on": None, "first_year_number": 1, "last_school_year": None}
    back = await district.author.patch(url, json=empty, headers={"If-Match": f'"{changed.json()["version"]}"'})
    assert back.json()["content_hash"] == plan["content_hash"]


async def test_nothing_is_due_after_the_plans_last_day(district: District) -> None:
    body = {**plan_of(activity()), "ends_on": (TODAY + timedelta(days=19)).isoformat()}
    plan = (await district.author.post("/v1/plans", json=body)).json()
    reply = await district.author.post(f"/v1/plans/{plan['id']}/submit")
    assert_refused(reply, 422, "plan_incomplete")
    assert ("after_plan_end", "/goals/0/strategies/0/activities/0/due") in [
        (fault["code"], fault["pointer"]) for fault in reply.json()["errors"]
    ]


async def test_a_revision_names_what_is_said_otherwise(district: District) -> None:
    plan = await district.published(activity())
    body = plan_of(activity(**{**ACTIVITY, "starts_on": None}))
    body["goals"][0] |= GOAL
    wish = {"note": "More said", "goals": body["goals"], "starts_on": TODAY.isoformat()}
    reply = await district.author.post(f"/v1/plans/{plan['id']}/revisions", json=wish)
    assert reply.status_code == 201, reply.text
    found = {(one["part"], one["field"]): one["after"] for one in reply.json()["differences"]}
    assert found["goal", "root_cause"] == "Teams meet without data"
    assert found["activity", "costs"] == "1,250.00 USD from Title I for substitutes"
    assert found["activity", "hours"] == "from 15:30 to 17:00"
    assert found["activity", "responsible"] == "Coordinator of supports; Building administration"
    assert found["plan", "starts_on"] == f"{TODAY:%B} {TODAY.day}, {TODAY.year}"
    effects = await district.author.get(f"/v1/plans/{plan['id']}/revisions/2/effects")
    assert {name: effects.json()[name] for name in ("added", "redated", "withdrawn")} == {
        "added": 0,
        "redated": 0,
        "withdrawn": 0,
    }, "words move no task"


async def test_what_is_ongoing_is_due_at_the_end_of_the_school_year(district: District) -> None:
    plan = await district.published(activity("A1", due={"kind": "ongoing"}))
    last = TODAY + timedelta(days=250)
    last -= timedelta(days=max(0, last.weekday() - 4))
    task = await district.task(plan, "oak")
    assert task["due_on"] == last.isoformat()
    assert plan["task_count"] == 3


async def test_what_is_ongoing_ends_with_the_plan(district: District) -> None:
    body = {**plan_of(activity(due={"kind": "ongoing"})), "ends_on": (TODAY + timedelta(days=100)).isoformat()}
    plan = (await district.author.post("/v1/plans", json=body)).json()
    url = f"/v1/plans/{plan['id']}"
    await district.author.post(f"{url}/submit")
    await district.approve(url, plan["content_hash"])
    published = (await district.author.post(f"{url}/publish")).json()
    assert (await district.task(published, "oak"))["due_on"] == body["ends_on"]
    assert date.fromisoformat(published["goals"][0]["strategies"][0]["activities"][0]["due_on"]) == TODAY + timedelta(
        100
    )


async def test_hours_stand_with_the_task(district: District) -> None:
    plan = await district.published(activity(**ACTIVITY))
    assert (await district.task(plan, "oak"))["hours"] == ACTIVITY["hours"]
    listed = (await district.oak.get("/v1/my-day")).json()
    assert [task["hours"] for name in ("due_soon", "due_today") for task in listed[name]] in ([], [ACTIVITY["hours"]])
