"""Templates are copied, never linked, and every copy can go to the schools."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import services
from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.planning.plan_templates import library, rules
from services.scheduling.planning.plans.schemas import PlanCreate
from shared.school_year import called
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import THIS_YEAR, TODAY, District

CODES = sorted(library.templates())
ROOT = Path(services.__file__).parents[1]


def activities(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [a for goal in plan["goals"] for strategy in goal["strategies"] for a in strategy["activities"]]


def test_the_library_is_there() -> None:
    assert CODES == ["attendance-success-mentors", "mtss-installation-year", "whole-class-review"]


@pytest.mark.parametrize("code", CODES)
def test_a_template_is_of_a_size_to_start_from(code: str) -> None:
    template = library.summary(library.get_template(code))
    assert 2 <= template.goal_count <= 3
    assert 4 <= template.strategy_count <= 6
    assert 12 <= template.activity_count <= 20
    assert template.adapt


@pytest.mark.parametrize("code", CODES)
async def test_a_copy_can_be_submitted_as_it_is(district: District, code: str) -> None:
    plan = await district.author.post(f"/v1/plan-templates/{code}/copy", json={})
    assert plan.status_code == 201, plan.text
    assert (plan.json()["state"], plan.json()["school_year"]) == ("draft", THIS_YEAR)
    submitted = await district.author.post(f"/v1/plans/{plan.json()['id']}/submit")
    assert submitted.status_code == 200, submitted.text
    kinds = {activity["done_when"]["kind"] for activity in activities(submitted.json())}
    assert kinds == {"manual", "note", "event"}
    assert sum(activity["repeat"] is not None for activity in activities(submitted.json())) >= 2
    approved = await district.approve(f"/v1/plans/{plan.json()['id']}", submitted.json()["content_hash"])
    assert approved.status_code == 200, approved.text
    published = await district.author.post(f"/v1/plans/{plan.json()['id']}/publish")
    assert (published.status_code, published.json()["school_count"]) == (200, 3), published.text


@pytest.mark.parametrize("code", CODES)
async def test_a_copy_goes_out_and_comes_in_as_a_spreadsheet(district: District, code: str) -> None:
    plan = (await district.author.post(f"/v1/plan-templates/{code}/copy", json={})).json()
    sheet = await district.author.get(f"/v1/plans/{plan['id']}/export", params={"format": "csv"})
    again = await district.author.post("/v1/plan-imports", content=sheet.content, headers={"content-type": "text/csv"})
    assert again.json().get("content_hash") == plan["content_hash"], again.text


@pytest.mark.parametrize("code", CODES)
@given(
    first=st.dates(date(1901, 1, 1), date(2190, 1, 1)),
    length=st.integers(1, 700),
    closed=st.sets(st.integers(0, 700), max_size=50),
)
def test_a_template_fits_any_school_year(code: str, first: date, length: int, closed: set[int]) -> None:
    year = SchoolYear(first, first + timedelta(length), frozenset(first + timedelta(days) for days in closed))
    plan = rules.resolved(library.get_template(code).plan.model_dump(mode="json", exclude_none=True), year)
    goals = PlanCreate.model_validate({**plan, "school_year": "x"}).goals
    assert goals
    assert all(year.starts_on <= goal.target_on <= year.ends_on for goal in goals)


async def test_a_copy_takes_the_title_and_the_year_it_is_given(district: District) -> None:
    days = TODAY + timedelta(days=300), TODAY + timedelta(days=580)
    body = {"title": "next year", "starts_on": str(days[0]), "ends_on": str(days[1])}
    added = await district.author.post("/v1/school-years", json=body)
    assert added.status_code == 201, added.text
    wish = {"title": "Our own", "school_year": "next year"}
    plan = (await district.author.post("/v1/plan-templates/mtss-installation-year/copy", json=wish)).json()
    assert (plan["title"], plan["school_year"]) == ("Our own", called(*days))
    assert plan["goals"]
    assert all(body["starts_on"] < goal["target_on"] <= body["ends_on"] for goal in plan["goals"])
    last = next(a for a in activities(plan) if a["code"] == "G3.S2.A2")
    assert last["due"]["anchor_on"] == body["ends_on"]


async def test_a_copy_is_of_the_districts_year_and_not_of_a_schools_own(district: District) -> None:
    days = {"starts_on": TODAY - timedelta(days=80), "ends_on": TODAY + timedelta(days=260)}
    body = {"title": "Oak's", "school_id": str(district.schools["oak"]), **{name: str(on) for name, on in days.items()}}
    assert (await district.author.post("/v1/school-years", json=body)).status_code == 201
    url = "/v1/plan-templates/whole-class-review/copy"
    assert (await district.author.post(url, json={})).json()["school_year"] == THIS_YEAR
    refused = await district.author.post(url, json={"school_year": "Oak's"})
    assert_refused(refused, 422, "school_year_missing")


async def test_a_copy_is_changed_without_changing_the_template(district: District) -> None:
    before = (await district.author.get("/v1/plan-templates/whole-class-review")).json()
    plan = (await district.author.post("/v1/plan-templates/whole-class-review/copy", json={})).json()
    headers = {"If-Match": f'"{plan["version"]}"'}
    assert (await district.author.patch(f"/v1/plans/{plan['id']}", json={"goals": []}, headers=headers)).is_success
    assert (await district.author.get("/v1/plan-templates/whole-class-review")).json() == before
    assert len(activities(before)) == before["activity_count"]


async def test_without_a_school_year_nothing_can_be_dated(scheduling: Service, district_id: UUID) -> None:
    machine = scheduling.machine(district_id)
    for body in ({}, {"school_year": "another"}):
        reply = await machine.post("/v1/plan-templates/whole-class-review/copy", json=body)
        assert_refused(reply, 422, "school_year_missing")
    assert reply.json()["errors"][0]["pointer"] == "/school_year"
    assert (await machine.get("/v1/plans")).json()["items"] == []


async def test_what_is_not_there_is_not_found(district: District) -> None:
    for reply in (
        await district.author.get("/v1/plan-templates/nothing"),
        await district.author.post("/v1/plan-templates/nothing/copy", json={}),
        await district.author.get("/v1/plan-templates/..%2F..%2Ferrors"),
    ):
        assert reply.status_code == 404
    assert (await district.author.get("/v1/plan-templates/nothing")).json()["code"] == "not_found"


@pytest.mark.parametrize("body", [{"title": ""}, {"title": "x" * 201}, {"school_year": 5}, {"surprise": 1}])
async def test_a_wish_that_makes_no_sense_is_refused(district: District, body: dict[str, Any]) -> None:
    reply = await district.author.post("/v1/plan-templates/whole-class-review/copy", json=body)
    assert_refused(reply, 422, "invalid")


async def test_schools_copy_nothing(district: District) -> None:
    reply = await district.oak.post("/v1/plan-templates/whole-class-review/copy", json={})
    assert_refused(reply, 403, "not_permitted")
    listed = (await district.oak.get("/v1/plan-templates")).json()["items"]
    assert [template["code"] for template in listed] == CODES


def test_the_image_takes_the_library_along() -> None:
    """The image copies the service's folder whole; only what the ignore file names is left out of it."""
    assert "COPY services/${SERVICE} services/${SERVICE}" in (ROOT / "deploy/Dockerfile").read_text()
    ignored = (ROOT / "deploy/Dockerfile.dockerignore").read_text().splitlines()
    assert "!services" in ignored
    assert not [line for line in ignored if line.endswith(("yaml", "library")) and not line.startswith("!")]
