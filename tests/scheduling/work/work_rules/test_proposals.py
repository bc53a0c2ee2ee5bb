"""What a low score proposes a person decides: accepted, as it is or otherwise, or declined; undone, nobody is asked any more."""

from datetime import timedelta

from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.work_rules.factories import (
    active,
    corrected,
    decisions,
    found,
    low_score,
    made,
    proposed,
    ruled,
    step,
    tasks,
)


async def test_a_low_score_proposes_and_asks_somebody_by_name(district: District) -> None:
    proposal = await proposed(district)
    author = str(district.people["author"])
    assert (proposal["title"], proposal["mode"], proposal["school"]["name"]) == ("Ask for coaching", "proposal", "oak")
    assert "tier1 was scored at 40 percent at oak" in proposal["because"]["en"]
    assert (await tasks(district), await decisions(district)) == ([], [(author, "open")])
    (event,) = await district.scheduling.published(district.id, "scheduling.work.proposed.v1")
    assert [one["person_id"] for one in event["data"]["next_to_act"]] == [author]
    day = (await district.author.get("/v1/my-day")).json()
    (asked,) = [task for task in day["due_soon"] if task["origin"]["link"] == f"/v1/made-works/{proposal['id']}"]
    assert asked["title"].startswith("Accept or decline the work a rule proposes for oak after ")
    assert "rule “New principal”, version 1" in asked["because"]


async def test_of_a_school_its_leads_are_asked_in_turn_where_the_rule_says_so(district: District) -> None:
    await active(district, low_score(decided_by="school"))
    await district.scheduling.redeliver(found(district, 40), found(district, 40, "elm"), found(district, 40, "high"))
    expected = {str(district.people[name]) for name in ("principal_oak", "coordinator_elm", "author")}
    assert {owner for owner, _ in await decisions(district)} == expected


async def test_accepted_as_it_is_its_tasks_are_made_and_who_was_asked_is_asked_no_more(district: District) -> None:
    proposal = await proposed(district)
    reply = await district.author.post(f"/v1/made-works/{proposal['id']}/accept", json={})
    assert reply.status_code == 200, reply.text
    assert (reply.json()["state"], reply.json()["decided_by"]["id"]) == ("standing", str(district.people["author"]))
    (task,) = await tasks(district)
    assert (task["title"], task["owner"]["id"]) == ("Ask for coaching", str(district.people["coordinator_oak"]))
    assert [state for _, state in await decisions(district)] == ["done"]
    again = await district.author.post(f"/v1/made-works/{proposal['id']}/accept", json={})
    assert_refused(again, 409, "wrong_state")
    (event,) = await district.scheduling.published(district.id, "scheduling.proposal.accepted.v1")
    assert (event["data"]["task_count"], event["data"]["rule_version"]) == (1, 1)


async def test_accepted_otherwise_it_is_what_was_decided(district: District) -> None:
    proposal = await proposed(district)
    url, day = f"/v1/made-works/{proposal['id']}/accept", (TODAY + timedelta(days=3)).isoformat()
    past = {"due_on": (TODAY - timedelta(days=1)).isoformat()}
    assert_refused(await district.author.post(url, json=past), 422, "due_in_the_past")
    elsewhere = {"owner_id": str(district.people["coordinator_elm"])}
    assert_refused(await district.author.post(url, json=elsewhere), 422, "not_at_school")
    nobody = {"role": "counselor", "owned_by": "each"}
    assert_refused(await district.author.post(url, json=nobody), 422, "nobody_to_ask")
    misnamed = await district.author.post(url, json={"role": "counsellor"})
    assert_refused(misnamed, 422, "no_such_role")
    assert misnamed.json()["errors"][0]["pointer"] == "/role"
    assert [one["state"] for one in await made(district)] == ["proposed"]
    body = {"title": "Ask the coach", "due_on": day, "owner_id": str(district.people["principal_oak"])}
    assert (await district.author.post(url, json=body)).status_code == 200
    (task,) = await tasks(district)
    assert (task["title"], task["due_on"], task["owner"]["id"]) == ("Ask the coach", day, body["owner_id"])


async def test_declined_it_is_not_proposed_again_whatever_the_score_is_corrected_to(district: District) -> None:
    await active(district, low_score())
    score = found(district, 40)
    await district.scheduling.redeliver(score)
    (proposal,) = await made(district, state="proposed")
    reply = await district.author.post(
        f"/v1/made-works/{proposal['id']}/decline", json={"reason": "They have a coach."}
    )
    assert (reply.json()["state"], reply.json()["reason"]) == ("declined", "They have a coach.")
    for version, points in ((4, 90), (5, 30)):
        await district.scheduling.redeliver(corrected(district, score, points, version=version))
    assert [one["state"] for one in await made(district)] == ["declined"]
    assert (await tasks(district), [state for _, state in await decisions(district)]) == ([], ["done"])
    for event in await district.scheduling.published(district.id, "scheduling.%"):
        assert "coach." not in str(event["data"]), event["type"]


async def test_a_corrected_score_closes_the_proposal_and_a_worse_one_proposes_again(district: District) -> None:
    await active(district, low_score())
    score = found(district, 40)
    await district.scheduling.redeliver(score)
    await district.scheduling.redeliver(corrected(district, score, 90))
    assert [(one["state"], one["reason"]) for one in await made(district)] == [("undone", "corrected")]
    assert [state for _, state in await decisions(district)] == ["withdrawn"]
    await district.scheduling.redeliver(corrected(district, score, 30, version=5))
    assert [one["state"] for one in await made(district)] == ["proposed"]
    assert sorted(state for _, state in await decisions(district)) == ["open", "withdrawn"]


async def test_a_correction_that_still_proposes_asks_nobody_again(district: District) -> None:
    await active(district, low_score())
    score = found(district, 40)
    await district.scheduling.redeliver(score)
    await district.scheduling.redeliver(corrected(district, score, 41))
    (proposal,) = await made(district)
    assert "41 percent" in proposal["because"]["en"]
    assert [state for _, state in await decisions(district)] == ["open"]
    assert len(await district.scheduling.published(district.id, "scheduling.work.proposed.v1")) == 1


async def test_what_was_accepted_is_withdrawn_when_the_score_was_wrong(district: District) -> None:
    await active(district, low_score())
    score = found(district, 40)
    await district.scheduling.redeliver(score)
    (proposal,) = await made(district)
    await district.author.post(f"/v1/made-works/{proposal['id']}/accept", json={})
    await district.scheduling.redeliver(corrected(district, score, 50))
    assert [task["state"] for task in await tasks(district)] == ["open"]
    await district.scheduling.redeliver(corrected(district, score, 90, version=5))
    assert [task["state"] for task in await tasks(district)] == ["withdrawn"]


async def test_who_decides_is_who_answers_for_the_school_or_the_district(district: District) -> None:
    proposal = await proposed(district, decided_by="school")
    url = f"/v1/made-works/{proposal['id']}"
    assert (await district.oak.get(url)).status_code == 200
    assert_refused(await district.elm.get(url), 404, "not_found")
    assert_refused(await district.elm.post(f"{url}/accept", json={}), 404, "not_found")
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    assert_refused(await mentor.get("/v1/made-works"), 403, "not_permitted")
    client = district.scheduling.machine(district.id)
    assert_refused(await client.post(f"{url}/accept", json={}), 403, "people_only")
    assert (await district.oak.post(f"{url}/accept", json={})).status_code == 200

    of_district = await proposed(district)
    refused = await district.oak.post(f"/v1/made-works/{of_district['id']}/decline", json={"reason": "x"})
    assert_refused(refused, 403, "decided_by_district")


async def test_a_retired_rule_closes_its_proposals(district: District) -> None:
    rule = await active(district, low_score())
    await district.scheduling.redeliver(found(district, 40))
    await step(district, rule, "retire")
    assert [(one["state"], one["reason"]) for one in await made(district)] == [("undone", "retired")]
    assert [state for _, state in await decisions(district)] == ["withdrawn"]


async def test_a_low_score_never_makes_work_by_itself(district: District) -> None:
    body = {"code": "auto", "name": "Auto", "content": {**low_score(), "mode": "task"}}
    refused = await district.author.post("/v1/work-rules", json=body)
    assert_refused(refused, 422, "score_only_proposes")
    assert refused.json()["errors"][0]["pointer"] == "/content/mode"
    assert await ruled(district, low_score())
