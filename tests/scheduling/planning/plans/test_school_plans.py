"""A school's own plan: written there, approved by its principal, done by its people; the district reads it."""

import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import District, activity, plan_of
from tests.scheduling.planning.carry_on.factories import NEXT_YEAR, carried, next_year

JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def district(scheduling: Service, district_id: UUID) -> District:
    """A small district in which Elm has a principal too."""
    made = District(scheduling, district_id)
    made.people["principal_elm"] = new_id()
    await made.seed()
    await scheduling.receive(made.id, ("partners.role.assigned.v1", made.role("principal_elm", "principal", "elm")))
    return made


def own(district: District, *activities: dict[str, Any], school: str = "oak", **changes: Any) -> dict[str, Any]:
    """A plan of a school's own."""
    return {**plan_of(*activities), "title": f"Ours at {school}", "school_id": str(district.schools[school]), **changes}


def principal(district: District, school: str = "oak") -> httpx.AsyncClient:
    return district.as_person(f"principal_{school}", ("principal", school))


async def written(district: District, *activities: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A draft of Oak's own, by its school coordinator."""
    reply = await district.oak.post("/v1/plans", json=own(district, *activities, **changes))
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def approve(caller: httpx.AsyncClient, plan: dict[str, Any]) -> httpx.Response:
    path = f"/v1/plans/{plan['id']}"
    seen = (await caller.get(f"{path}/preview")).json()["warnings_hash"]
    body = {"content_hash": plan["content_hash"], "seen_warnings": seen}
    return await caller.post(f"{path}/approve", json=body)


async def carried_out(district: District, *activities: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Oak's own plan, brought to its people by its own."""
    plan = await written(district, *activities, **changes)
    assert (await district.oak.post(f"/v1/plans/{plan['id']}/submit")).status_code == 200
    assert (await approve(principal(district), plan)).status_code == 200
    reply = await district.oak.post(f"/v1/plans/{plan['id']}/publish")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def events(district: District, type_: str) -> list[dict[str, Any]]:
    rows = await district.scheduling.sql(
        "select data from outbox where district_id = $1 and type = $2 order by id", district.id, type_
    )
    return [json.loads(row["data"]) for row in rows]


async def test_it_goes_its_way_at_the_school(district: District) -> None:
    plan = await carried_out(district, activity(), activity("A2", owner_role="principal"))
    assert plan["school"]["name"] == "oak"
    assert (plan["state"], plan["school_count"], plan["task_count"]) == ("published", 1, 2)
    tasks = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    assert {task["school"]["name"] for task in tasks} == {"oak"}
    assert {task["owner"]["id"] for task in tasks} == {
        str(district.people[name]) for name in ("coordinator_oak", "principal_oak")
    }
    told = (await events(district, "scheduling.plan.submitted.v1"))[0]
    assert [one["person_id"] for one in told["next_to_act"]] == [str(district.people["principal_oak"])]
    assert told["school_id"] == str(district.schools["oak"])
    told = (await events(district, "scheduling.plan.approved.v1"))[0]
    assert [one["person_id"] for one in told["next_to_act"]] == [str(district.people["coordinator_oak"])]


async def test_who_approves_has_it_on_their_day(district: District) -> None:
    plan = await written(district)
    await district.oak.post(f"/v1/plans/{plan['id']}/submit")
    asked = {}
    for name, caller in {
        "principal": principal(district),
        "elm": principal(district, "elm"),
        "author": district.author,
        "executive": district.executive,
    }.items():
        asked[name] = [(one["act"], one["because"]) for one in (await caller.get("/v1/my-day")).json()["asked_of_you"]]
    assert asked == {
        "principal": [("approve", "you are principal at oak")],
        "elm": [],
        "author": [],
        "executive": [],
    }
    await approve(principal(district), plan)
    days = [(await caller.get("/v1/my-day")).json() for caller in (district.oak, district.author, principal(district))]
    assert [[one["act"] for one in day["asked_of_you"]] for day in days] == [["publish"], [], []]


async def test_what_the_principal_wrote_the_district_coordinator_approves(district: District) -> None:
    me = principal(district)
    plan = (await me.post("/v1/plans", json=own(district))).json()
    await me.post(f"/v1/plans/{plan['id']}/submit")
    told = (await events(district, "scheduling.plan.submitted.v1"))[0]["next_to_act"]
    assert [(one["person_id"], one["because"]) for one in told] == [(str(district.people["author"]), "nobody_else")]
    for caller, count in ((me, 0), (district.author, 1), (district.executive, 0)):
        assert len((await caller.get("/v1/my-day")).json()["asked_of_you"]) == count
    assert_refused(await approve(me, plan), 403, "own_work")
    assert (await approve(district.author, plan)).json()["state"] == "approved"


async def test_in_the_principals_place_nobody_decides_who_need_not(district: District) -> None:
    plan = await written(district)
    await district.oak.post(f"/v1/plans/{plan['id']}/submit")
    assert_refused(await approve(district.author, plan), 403, "not_permitted")
    returned = await district.author.post(f"/v1/plans/{plan['id']}/return", json={"reason": "x"})
    assert_refused(returned, 403, "not_permitted")
    assert (await approve(district.executive, plan)).status_code == 200


async def test_the_districts_coordinator_does_not_approve_the_districts_plan(district: District) -> None:
    member = district.as_person("mentor_oak", ("district_team_member", None))
    plan = (await member.post("/v1/plans", json=plan_of())).json()
    await member.post(f"/v1/plans/{plan['id']}/submit")
    assert_refused(await approve(district.author, plan), 403, "not_permitted")
    for path in ("/v1/preview-limits", "/v1/risk-rules"):
        body = {name: value for name, value in (await district.author.get(path)).json().items() if name != "version"}
        assert_refused(await district.author.put(path, json=body), 403, "not_permitted")


@pytest.mark.parametrize("caller", ["elm", "principal_elm", "client"])
async def test_other_schools_do_not_see_it(district: District, caller: str) -> None:
    plan = await carried_out(district, activity())
    draft = await written(district)
    callers = {
        "elm": district.elm,
        "principal_elm": principal(district, "elm"),
        "client": district.scheduling.machine_at(district.id, district.schools["elm"]),
    }
    me = callers[caller]
    assert (await me.get("/v1/plans")).json()["items"] == []
    assert (await me.get("/v1/roll-up")).json()["groups"] == []
    for one in (plan, draft):
        for path in ("", "/export", "/preview", "/revisions", "/roll-up", "/roll-up/series"):
            assert_refused(await me.get(f"/v1/plans/{one['id']}{path}"), 404, "not_found")
        assert_refused(await me.patch(f"/v1/plans/{one['id']}", json={"title": "x"}), 404, "not_found")
    assert_refused(await me.post("/v1/plans", json=own(district)), 403, "not_permitted")
    assert_refused(await me.post("/v1/plans", json=plan_of()), 403, "not_permitted")


async def test_the_district_sees_and_tells_apart(district: District) -> None:
    theirs = await carried_out(district, activity())
    whole = await district.published(activity())
    oak = str(district.schools["oak"])
    for query, expected in (
        ({}, {theirs["id"], whole["id"]}),
        ({"owner": "district"}, {whole["id"]}),
        ({"owner": "school"}, {theirs["id"]}),
        ({"school_id": oak}, {theirs["id"]}),
        ({"school_id": str(district.schools["elm"])}, set()),
    ):
        for path, key in (("/v1/plans", "items"), ("/v1/roll-up", "groups")):
            found = (await district.author.get(path, params=query)).json()[key]
            assert {one["id"] for one in found} == expected, (path, query)
    over = (await district.author.get("/v1/roll-up")).json()
    assert (over["total"]["tasks"], over["of_district"]["tasks"], over["of_schools"]["tasks"]) == (4, 3, 1)
    assert {line["id"]: line["school"] and line["school"]["name"] for line in over["groups"]} == {
        theirs["id"]: "oak",
        whole["id"]: None,
    }
    mine = (await district.author.get(f"/v1/plans/{whole['id']}/roll-up")).json()
    assert mine["total"]["tasks"] == 3


async def test_it_stays_within_its_school(district: District) -> None:
    elm = str(district.schools["elm"])
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("targets", {"targets": {"kind": "schools", "school_ids": [elm]}}),
        ("targets", {"targets": {"kind": "schools", "school_ids": [elm, str(district.schools["oak"])]}}),
        ("targets", {"targets": {"kind": "district"}}),
        ("targets", {"targets": {"kind": "rule", "levels": ["elementary"]}}),
        ("owner_role", {"owner_role": "district_coordinator"}),
        ("owner_id", {"owner_id": str(district.people["coordinator_elm"])}),
    ]
    for field, changes in wrong:
        reply = await district.oak.post("/v1/plans", json=own(district, activity(**changes)))
        assert_refused(reply, 422, "outside_school")
        assert [one["pointer"].rpartition("/")[2] for one in reply.json()["errors"]] == [field]
    for name in ("mentor_oak", "author"):
        await written(district, activity(owner_id=str(district.people[name])))
    plan = await written(district, activity(targets={"kind": "schools", "local_codes": ["0101"]}))
    told = plan["goals"][0]["strategies"][0]["activities"][0]["targets"]
    assert told == {"kind": "schools", "school_ids": [str(district.schools["oak"])]}
    headers = {"If-Match": f'"{plan["version"]}"'}
    goals = plan_of(activity(targets={"kind": "district"}))["goals"]
    reply = await district.oak.patch(f"/v1/plans/{plan['id']}", json={"goals": goals}, headers=headers)
    assert_refused(reply, 422, "outside_school")


async def test_a_school_that_is_none_is_named_to_who_may_write_there(district: District) -> None:
    lost = {**plan_of(), "school_id": str(new_id())}
    assert_refused(await district.author.post("/v1/plans", json=lost), 422, "no_such_school")
    assert_refused(await district.oak.post("/v1/plans", json=lost), 403, "not_permitted")
    coded = {**plan_of(), "school_code": "0101"}
    assert (await district.oak.post("/v1/plans", json=coded)).json()["school"]["name"] == "oak"
    assert_refused(await district.elm.post("/v1/plans", json=coded), 403, "not_permitted")
    assert_refused(await district.author.post("/v1/plans", json={**coded, "school_code": "9"}), 422, "no_such_school")
    both = {**coded, "school_id": str(district.schools["oak"])}
    assert_refused(await district.author.post("/v1/plans", json=both), 422, "invalid")


@pytest.mark.parametrize("form", ["yaml", "json", "csv"])
async def test_it_goes_out_and_in_with_one_hash(district: District, form: str) -> None:
    whole = await district.published(activity())
    goal = {**plan_of(activity())["goals"][0], "serves": "G1"}
    plan = await written(district, goals=[goal])
    assert plan["goals"][0]["serves"] == {"id": whole["goals"][0]["id"], "name": "Fidelity"}
    out = await district.oak.get(f"/v1/plans/{plan['id']}/export", params={"format": form})
    assert "0101" in out.text
    headers = {"Content-Type": out.headers["content-type"]}
    back = await district.oak.post("/v1/plan-imports", content=out.content, headers=headers)
    assert back.status_code == 201, back.text
    assert (back.json()["content_hash"], back.json()["school"]["name"]) == (plan["content_hash"], "oak")
    assert_refused(
        await district.elm.post("/v1/plan-imports", content=out.content, headers=headers), 403, "not_permitted"
    )
    theirs = (await district.elm.post("/v1/plans", json=own(district, school="elm"))).json()
    url, match = f"/v1/plans/{theirs['id']}/content", {"If-Match": f'"{theirs["version"]}"'}
    assert_refused(await district.elm.put(url, content=out.content, headers=headers | match), 409, "school_stays")
    whose_own = json.dumps({**plan_of(), "title": "Anew"})
    done = await district.elm.put(url, content=whose_own, headers={**JSON, **match})
    assert (done.json()["title"], done.json()["school"]["name"]) == ("Anew", "elm")


async def test_only_what_the_district_has_is_served(district: District) -> None:
    goal = plan_of(activity())["goals"][0]
    for serves in ("G1", str(new_id())):
        reply = await district.oak.post("/v1/plans", json=own(district, goals=[{**goal, "serves": serves}]))
        assert_refused(reply, 422, "nothing_to_serve")
    whole = await district.published(activity())
    served = whole["goals"][0]["id"]
    theirs = await carried_out(district, goals=[{**goal, "serves": served}])
    of_school = theirs["goals"][0]["id"]
    reply = await district.oak.post("/v1/plans", json=own(district, goals=[{**goal, "serves": of_school}]))
    assert_refused(reply, 422, "nothing_to_serve")
    reply = await district.author.post("/v1/plans", json={**plan_of(), "goals": [{**goal, "serves": served}]})
    assert_refused(reply, 422, "nothing_to_serve")
    await district.published(activity())
    reply = await district.oak.post("/v1/plans", json=own(district, goals=[{**goal, "serves": "G1"}]))
    assert_refused(reply, 422, "nothing_to_serve")
    assert "several" in reply.json()["errors"][0]["detail"]


async def test_the_districts_roll_up_shows_which_goals_serve_it(district: District) -> None:
    whole = await district.published(activity())
    goal = {**plan_of(activity())["goals"][0], "serves": "G1", "title": "Ours"}
    theirs = await carried_out(district, goals=[goal])
    value = {"on": district.year()[1]["starts_on"].isoformat(), "value": 50, "source": "count"}
    path = f"/v1/plans/{theirs['id']}/goals/{theirs['goals'][0]['id']}/values"
    assert (await district.oak.post(path, json=value)).status_code == 201
    found = (await district.author.get(f"/v1/plans/{whole['id']}/roll-up")).json()
    assert [
        (one["goal"]["id"], one["school"]["name"], one["plan"]["id"], one["state"], one["standing"]["latest_value"])
        for one in found["serving"]
    ] == [(whole["goals"][0]["id"], "oak", theirs["id"], "published", 50)]
    assert (found["goals"][0]["latest_value"], found["total"]["tasks"]) == (None, 3)
    for caller, count in ((principal(district), 1), (principal(district, "elm"), 0)):
        assert len((await caller.get(f"/v1/plans/{whole['id']}/roll-up")).json()["serving"]) == count
    assert (await district.oak.get(f"/v1/plans/{theirs['id']}/roll-up")).json()["serving"] == []


async def test_it_is_revised_closed_and_carried_on_at_the_school(district: District) -> None:
    plan = await carried_out(district, activity())
    path = f"/v1/plans/{plan['id']}"
    revision = (await district.oak.post(f"{path}/revisions", json={"note": "x", "title": "New"})).json()
    at = f"{path}/revisions/{revision['number']}"
    assert (await district.oak.post(f"{at}/submit")).status_code == 200
    told = (await events(district, "scheduling.revision.submitted.v1"))[0]
    assert [one["person_id"] for one in told["next_to_act"]] == [str(district.people["principal_oak"])]
    me = principal(district)
    assert [one["act"] for one in (await me.get("/v1/my-day")).json()["asked_of_you"]] == ["approve"]
    seen = (await me.get(f"{at}/preview")).json()["warnings_hash"]
    body = {"content_hash": revision["content_hash"], "seen_warnings": seen}
    assert_refused(await district.author.post(f"{at}/approve", json=body), 403, "not_permitted")
    assert_refused(await district.oak.post(f"{at}/approve", json=body), 403, "not_permitted")
    assert (await me.post(f"{at}/approve", json=body)).status_code == 200
    assert (await district.oak.post(f"{at}/publish")).json()["state"] == "published"
    assert (await me.get(path)).json()["school"]["name"] == "oak"
    for caller in (district.elm, principal(district, "elm")):
        assert_refused(await caller.post(f"{path}/close", json={"reason": "x"}), 404, "not_found")
    assert (await me.post(f"{path}/close", json={"reason": "Over."})).json()["state"] == "closed"


async def test_carried_on_it_serves_what_the_districts_goal_has_become(district: District) -> None:
    whole = await district.published(activity())
    goal = {**plan_of(activity())["goals"][0], "serves": "G1"}
    theirs = await carried_out(district, goals=[goal])
    await next_year(district)
    for caller in (district.elm, principal(district, "elm")):
        assert_refused(await caller.post(f"/v1/plans/{theirs['id']}/carry-on", json={}), 404, "not_found")
    early = await district.oak.post(f"/v1/plans/{theirs['id']}/carry-on", json={})
    assert early.json()["goals"][0]["serves"]["id"] == whole["goals"][0]["id"]
    onward = await carried(district, whole)
    url = f"/v1/plans/{onward['id']}"
    assert (await district.author.post(f"{url}/submit")).status_code == 200
    assert (await district.approve(url, onward["content_hash"])).status_code == 200
    assert (await district.author.post(f"{url}/publish")).status_code == 200
    draft = (await district.oak.post(f"/v1/plans/{theirs['id']}/carry-on", json={})).json()
    assert (draft["school"]["name"], draft["school_year"]) == ("oak", NEXT_YEAR)
    assert draft["goals"][0]["serves"]["id"] == onward["goals"][0]["id"]
    await district.author.post(f"/v1/plans/{whole['id']}/close", json={"reason": "x"})
    kept = await district.oak.patch(
        f"/v1/plans/{early.json()['id']}",
        json={"goals": [{**goal, "serves": whole["goals"][0]["id"]}]},
        headers={"If-Match": f'"{early.json()["version"]}"'},
    )
    assert kept.status_code == 200, kept.text


async def test_the_districts_plan_is_not_the_schools_to_change(district: District) -> None:
    whole = await district.published(activity())
    path = f"/v1/plans/{whole['id']}"
    for call in (
        ("POST", f"{path}/close", {"reason": "x"}),
        ("POST", f"{path}/archive", None),
        ("POST", f"{path}/carry-on", {}),
        ("POST", f"{path}/revisions", {"note": "x"}),
        ("PATCH", path, {"title": "x"}),
        ("POST", f"{path}/goals/{whole['goals'][0]['id']}/values", {"on": "2026-11-01", "value": 1, "source": "x"}),
    ):
        for caller in (principal(district), district.oak):
            reply = await caller.request(call[0], call[1], json=call[2], headers={"If-Match": '"1"'})
            assert_refused(reply, 403, "not_permitted")


@pytest.mark.parametrize("code", ["attendance-success-mentors", "mtss-installation-year", "whole-class-review"])
async def test_a_template_becomes_a_schools_own(district: District, code: str) -> None:
    path, body = f"/v1/plan-templates/{code}/copy", {"school_id": str(district.schools["oak"])}
    copy = await district.oak.post(path, json=body)
    assert copy.status_code == 201, copy.text
    assert copy.json()["school"]["name"] == "oak"
    assert copy.json()["goals"]
    assert (await district.oak.post(f"/v1/plans/{copy.json()['id']}/submit")).status_code == 200
    assert_refused(await district.elm.post(path, json=body), 403, "not_permitted")
    assert_refused(await district.oak.post(path, json={}), 403, "not_permitted")


async def test_a_preview_counts_both(district: District) -> None:
    limits = (await district.executive.get("/v1/preview-limits")).json() | {"plans_per_school": 1}
    assert (await district.executive.put("/v1/preview-limits", json=limits)).status_code == 200
    await district.published(activity())
    plan = await written(district)
    warned = (await principal(district).get(f"/v1/plans/{plan['id']}/preview")).json()
    assert "many_initiatives" in [one["code"] for one in warned["warnings"]]
    assert warned["totals"]["schools"] == 1
