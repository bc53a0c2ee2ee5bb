"""A published plan gets a new content: open tasks follow, done ones stay, each person hears once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.testing.calls import Service
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.publication.revisions.factories import goals, revise

LATER = {"kind": "date", "on": (TODAY + timedelta(days=40)).isoformat()}


async def at_oak(district: District, plan: dict[str, Any]) -> dict[str, tuple[str, str]]:
    query = {"plan_id": plan["id"], "school_id": str(district.schools["oak"])}
    found = (await district.author.get("/v1/tasks", params=query)).json()["items"]
    return {task["activity_code"]: (task["state"], task["due_on"]) for task in found}


async def test_a_revision_adds_redates_and_withdraws_open_tasks_and_keeps_done_ones(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"), activity("A2"), activity("A3"), activity("A4"))
    step = await district.task(plan, "oak", "A2")
    assert (await district.oak.post(f"/v1/tasks/{step['id']}/steps", json={"title": "local"})).status_code == 201
    done = await district.task(plan, "oak", "A3")
    assert (await district.oak.post(f"/v1/tasks/{done['id']}/complete", json={})).status_code == 200
    before = activity()["due"]["on"]

    revision = await revise(
        district,
        plan,
        {"goals": goals(activity("A1"), activity("A2", due=LATER), activity("A3", due=LATER), activity("A5"))},
    )

    assert await at_oak(district, plan) == {
        "A1": ("open", before),
        "A2": ("open", LATER["on"]),
        "A3": ("done", before),
        "A4": ("withdrawn", before),
        "A5": ("open", before),
    }
    assert (revision["added_count"], revision["redated_count"], revision["withdrawn_count"]) == (3, 5, 3)
    kept = (await district.oak.get(f"/v1/tasks/{step['id']}")).json()
    assert [entry["title"] for entry in kept["steps"]] == ["local"]
    told = [e["data"] for e in await scheduling.published(district_id, "scheduling.tasks.changed.v2")]
    assert len(told) == 3  # two coordinators and, for the high school, nobody
    oak = next(data for data in told if data["owner_id"] == str(district.people["coordinator_oak"]))
    assert oak["counts"] == {"added": 1, "redated": 1, "withdrawn": 1, "received": 0, "given_away": 0}
    assert oak["plan_title"] == plan["title"]
    (revised,) = await scheduling.published(district_id, "scheduling.plan.revised.v1")
    assert revised["data"]["change_id"] == oak["change_id"]
    now = (await district.author.get(f"/v1/plans/{plan['id']}")).json()
    assert now["revision"] == 2
    assert now["content_hash"] == revision["content_hash"]
    assert [a["code"] for a in now["goals"][0]["strategies"][0]["activities"]] == ["A1", "A2", "A3", "A5"]


async def test_differences_are_said_in_words(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"), activity("A2"))
    oak = {"kind": "schools", "school_ids": [str(district.schools["oak"])]}
    revision = await revise(
        district, plan, {"title": "Better", "goals": goals(activity("A1", due=LATER, targets=oak), activity("A9"))}
    )
    words = [difference["words"] for difference in revision["differences"]]
    assert words[0] == "The plan: title is “Better” instead of “MTSS implementation”."
    assert any("A1: targets is “oak” instead of “every school”" in said for said in words)
    assert any("Activity A9" in said and "is new" in said for said in words)
    assert any("Activity A2" in said and "left out" in said for said in words)


async def test_rolling_back_is_a_revision_that_brings_tasks_back(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"), activity("A2"))
    await revise(district, plan, {"goals": goals(activity("A1", due=LATER))})
    assert (await at_oak(district, plan))["A2"][0] == "withdrawn"
    back = await revise(district, plan, {"copy_of": 1})
    assert back["number"] == 3
    due = activity()["due"]["on"]
    assert await at_oak(district, plan) == {"A1": ("open", due), "A2": ("open", due)}
    assert (await district.author.get(f"/v1/plans/{plan['id']}")).json()["content_hash"] == plan["content_hash"]


async def test_effects_are_foretold_and_nothing_is_changed(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"), activity("A2"))
    revision = await revise(district, plan, {"goals": goals(activity("A1", due=LATER), activity("A3"))}, publish=False)
    url = f"/v1/plans/{plan['id']}/revisions/{revision['number']}"
    effects = (await district.author.get(f"{url}/effects")).json()
    assert effects == {"added": 3, "redated": 3, "withdrawn": 3, "revived": 0, "moved": 0, "schools": 3, "people": 2}
    assert await at_oak(district, plan) == {code: ("open", activity()["due"]["on"]) for code in ("A1", "A2")}
    assert await scheduling.published(district_id, "scheduling.tasks.changed.v2") == []
    published = (await district.author.post(f"{url}/publish")).json()
    assert (published["added_count"], published["redated_count"], published["withdrawn_count"]) == (3, 3, 3)


async def test_a_new_owner_role_moves_the_tasks(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"))
    await revise(district, plan, {"goals": goals(activity("A1", owner_role="principal"))})
    assert (await district.task(plan, "oak"))["owner"]["id"] == str(district.people["principal_oak"])
    told = {
        e["data"]["owner_id"]: e["data"]["counts"] for e in await scheduling.published(district_id, "%tasks.changed.v2")
    }
    assert told[str(district.people["principal_oak"])]["received"] == 1
    assert told[str(district.people["coordinator_oak"])]["given_away"] == 1


async def test_what_is_past_and_unchanged_keeps_no_revision_from_the_schools(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"), activity("A2"))
    past = (TODAY - timedelta(days=3)).isoformat()
    await scheduling.sql(
        """update activities set due = jsonb_set(due, '{on}', to_jsonb($2::text)), due_on = $3
        where district_id = $1 and code = 'A1'""",
        district_id,
        past,
        TODAY - timedelta(days=3),
    )
    made = await district.author.post(
        f"/v1/plans/{plan['id']}/revisions",
        json={"note": "n", "goals": goals(activity("A1", due={"kind": "date", "on": past}))},
    )
    url = f"/v1/plans/{plan['id']}/revisions/{made.json()['number']}"
    assert (await district.author.post(f"{url}/submit")).status_code == 200
    changed = goals(activity("A1", due={"kind": "date", "on": (TODAY - timedelta(days=2)).isoformat()}))
    await district.executive.post(f"{url}/return", json={"reason": "try"})
    etag = (await district.author.get(url)).headers["etag"]
    assert (await district.author.patch(url, json={"goals": changed}, headers={"If-Match": etag})).status_code == 200
    refused = await district.author.post(f"{url}/submit")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "in_the_past"


async def test_two_revisions_racing_leave_one(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"))
    url = f"/v1/plans/{plan['id']}/revisions"
    replies = await asyncio.gather(*(district.author.post(url, json={"note": f"n{n}"}) for n in range(4)))
    assert sorted(reply.status_code for reply in replies) == [201, 409, 409, 409]
    assert {reply.json().get("code") for reply in replies if reply.status_code == 409} == {"revision_under_way"}
    number = next(reply.json()["number"] for reply in replies if reply.status_code == 201)
    assert (await district.author.post(f"{url}/{number}/discard")).status_code == 200
    assert (await district.author.post(url, json={"note": "again"})).json()["number"] == number + 1


async def test_bad_revisions_are_refused_by_name(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"))
    url = f"/v1/plans/{plan['id']}/revisions"
    assert (await district.author.post(url, json={"note": "x", "copy_of": 7})).status_code == 404
    assert (await district.oak.post(url, json={"note": "x"})).status_code == 403
    repeated = {"note": "x", "goals": goals(activity("A1"), activity("A1"))}
    assert (await district.author.post(url, json=repeated)).json()["code"] == "code_repeated"
    revision = await revise(district, plan, {"goals": goals(activity("A2"))}, publish=False)
    draft = f"{url}/{revision['number']}"
    assert (await district.oak.get(draft)).status_code == 404
    assert (await district.author.post(f"{draft}/submit")).json()["code"] == "wrong_state"
    stale = await district.executive.post(f"{draft}/approve", json={"content_hash": "0" * 64})
    assert stale.json()["code"] == "wrong_state"
    assert (await district.author.post(f"{draft}/publish")).status_code == 200
    assert (await district.author.post(f"{draft}/publish")).json()["code"] == "wrong_state"
    assert (await district.author.post(f"/v1/plans/{plan['id']}/archive")).status_code == 200
    assert (await district.author.post(url, json={"note": "x"})).json()["code"] == "wrong_state"


async def test_approving_a_stale_hash_or_ones_own_work_is_refused(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"))
    made = (await district.author.post(f"/v1/plans/{plan['id']}/revisions", json={"note": "n", "title": "T"})).json()
    url = f"/v1/plans/{plan['id']}/revisions/{made['number']}"
    assert (await district.author.post(f"{url}/submit")).status_code == 200
    stale = await district.executive.post(f"{url}/approve", json={"content_hash": "0" * 64})
    assert stale.json()["code"] == "content_hash_differs"
    own = district.as_person("author", ("executive_leader", None))
    assert (await own.post(f"{url}/approve", json={"content_hash": made["content_hash"]})).json()["code"] == "own_work"


async def test_a_revision_and_completions_at_once_lose_nothing(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    codes = [f"A{n}" for n in range(12)]
    plan = await district.published(*(activity(code) for code in codes))
    revision = await revise(
        district, plan, {"goals": goals(*(activity(code, due=LATER) for code in codes[:6]))}, publish=False
    )
    tasks = [await district.task(plan, "oak", code) for code in codes]
    publish = district.author.post(f"/v1/plans/{plan['id']}/revisions/{revision['number']}/publish")
    completions = [district.oak.post(f"/v1/tasks/{task['id']}/complete", json={}) for task in tasks]
    replies = await asyncio.gather(publish, *completions)
    assert replies[0].status_code == 200, replies[0].text
    assert {reply.status_code for reply in replies[1:]} <= {200, 409}
    found = await at_oak(district, plan)
    for code, reply in zip(codes, replies[1:], strict=True):
        assert (found[code][0] == "done") == (reply.status_code == 200)
        if reply.status_code != 200:
            assert found[code][0] == "withdrawn"


async def test_looking_ahead_while_it_is_published_keeps_nobody_waiting_in_a_circle(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"), activity("A2"))
    for days in (30, 31, 32):
        due = {"kind": "date", "on": (TODAY + timedelta(days=days)).isoformat()}
        revision = await revise(
            district, plan, {"goals": goals(activity("A1"), activity("A2", due=due))}, publish=False
        )
        url = f"/v1/plans/{plan['id']}/revisions/{revision['number']}"
        previews = [district.author.get(f"{url}/effects") for _ in range(6)]
        published, *previewed = await asyncio.gather(district.author.post(f"{url}/publish"), *previews)
        assert published.status_code == 200, published.text
        # Later than the publication there is nothing to look ahead to.
        assert {reply.json().get("code", "") for reply in previewed} <= {"", "wrong_state"}


async def test_a_task_whose_activity_moves_to_another_strategy_is_seen_anew_by_who_syncs(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"), activity("A2"))
    before = await district.task(plan, "oak", "A2")
    moved = goals(activity("A1"))
    moved[0]["strategies"].append({"code": "S2", "title": "More", "description": "", "activities": [activity("A2")]})
    await revise(district, plan, {"goals": moved})
    after = await district.task(plan, "oak", "A2")
    assert after["strategy"] != before["strategy"]
    assert after["version"] > before["version"]
    assert after["updated_at"] > before["updated_at"]
