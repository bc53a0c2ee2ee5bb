"""A barrier's life: by whom it is moved, and who hears of it. Every move from every state: `scheduling/test_states.py`."""

import asyncio

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import District
from tests.scheduling.work.barriers.factories import brought_to, move, raised, read


async def test_from_raised_to_confirmed_with_a_fact_at_every_step(district: District, scheduling: Service) -> None:
    barrier = await brought_to(district, "confirmed")
    assert (barrier["state"], barrier["level"], barrier["answer_due_on"]) == ("confirmed", "district_team", None)
    assert (barrier["decision"], barrier["resolution"]) == ("A substitute is hired.", "She began on Monday.")
    told = await scheduling.published(district.id, "scheduling.barrier.%")
    assert [event["type"].split(".")[2] for event in told] == [
        *("raised", "triaged", "assigned", "decided", "resolved", "confirmed")
    ]
    for event in told:
        assert event["data"]["raised_by_id"] == str(district.people["coordinator_oak"])
        assert event["data"]["school_ids"] == [str(district.schools["oak"])]
        assert event["subject"] == f"barriers/{barrier['id']}"
    assert [step["move"] for step in barrier["steps"]] == [event["type"].split(".")[2] for event in told]
    assert barrier["steps"][3]["reason"] == "A substitute is hired."
    assert barrier["steps"][0]["actor"] == district.actor("coordinator_oak")


async def test_words_but_its_title_stay_out_of_the_events(district: District, scheduling: Service) -> None:
    await brought_to(district, "confirmed", title="No substitutes", description="Canary")
    (row,) = await scheduling.sql(
        "select count(*) from outbox where district_id = $1 and (data::text like '%Canary%' or data::text like '%Monday%')",
        district.id,
    )
    assert row[0] == 0


async def test_numbers_are_the_districts_own_and_have_no_gaps(district: District) -> None:
    oak = str(district.schools["oak"])
    made = await asyncio.gather(*(raised(district.oak, school_ids=[oak]) for _ in range(5)))
    refused = await district.oak.post(
        "/v1/barriers", json={"title": "x", "category": "people", "task_ids": [str(new_id())]}
    )
    assert refused.status_code == 422
    made.append(await raised(district.oak, school_ids=[oak]))
    assert sorted(barrier["number"] for barrier in made) == [1, 2, 3, 4, 5, 6]
    assert made[-1]["code"] == "BR-6"


async def test_two_who_escalate_at_once_do_not_skip_a_level(district: District) -> None:
    barrier = await brought_to(district, "raised")
    replies = await asyncio.gather(*(move(district, barrier, "escalate", level="district_team") for _ in range(4)))
    assert sorted(reply.status_code for reply in replies) == [200, 409, 409, 409]
    assert (await read(district, barrier))["level"] == "district_team"
    skipped = await move(district, barrier, "escalate", level="outside", contact="The state's office")
    assert_refused(skipped, 409, "wrong_state")


async def test_outside_needs_somebody_to_ask_and_is_the_last_level(district: District) -> None:
    barrier = await brought_to(district, "raised")
    nobody = await move(district, barrier, "triage", level="outside")
    assert_refused(nobody, 422, "contact_needed")
    assert nobody.json()["errors"][0]["pointer"] == "/contact"
    named = (await move(district, barrier, "triage", level="outside", contact="State office, Ms. Roe")).json()
    assert (named["level"], named["contact"]) == ("outside", "State office, Ms. Roe")
    assert "escalated" not in named["possible"]
    assert (await move(district, barrier, "escalate", level="outside")).json()["code"] == "wrong_state"


async def test_an_assignee_holds_a_role_there_or_for_the_district(district: District) -> None:
    barrier = await brought_to(district, "triaged")
    for stranger in (district.people["coordinator_elm"], new_id()):
        refused = await move(district, barrier, "assign", assignee_id=str(stranger))
        assert_refused(refused, 422, "not_at_school")
    for known in ("principal_oak", "executive"):
        assert (await move(district, barrier, "assign", assignee_id=str(district.people[known]))).status_code == 200


async def test_who_has_to_answer_may_move_it_and_an_escalation_takes_it_from_them(district: District) -> None:
    barrier = await brought_to(district, "triaged")
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    url = f"/v1/barriers/{barrier['id']}"
    assert (await mentor.get(url)).status_code == 404
    await move(district, barrier, "assign", assignee_id=str(district.people["mentor_oak"]))
    assert (await mentor.get(url)).status_code == 200
    up = await mentor.post(f"{url}/escalate", json={"level": "executive", "reason": "Beyond me."})
    assert (up.status_code, up.json()["assignee"]) == (200, None)
    assert (await mentor.get(url)).status_code == 404


async def test_leads_move_what_is_their_schools_alone_and_only_on_their_level(district: District) -> None:
    oak, elm = str(district.schools["oak"]), str(district.schools["elm"])
    own = await raised(district.oak, school_ids=[oak])
    triage = {"level": "school", "reason": "We can do that."}
    assert (await district.oak.post(f"/v1/barriers/{own['id']}/triage", json=triage)).status_code == 200
    shared = await raised(district.author, school_ids=[oak, elm])
    refused = await district.oak.post(f"/v1/barriers/{shared['id']}/triage", json=triage)
    assert_refused(refused, 403, "not_permitted")
    above = await brought_to(district, "triaged")
    refused = await district.oak.post(f"/v1/barriers/{above['id']}/assign", json={"assignee_id": str(new_id())})
    assert_refused(refused, 403, "not_permitted")


async def test_executives_answer_what_reached_them(district: District) -> None:
    barrier = await brought_to(district, "escalated")
    decided = await district.executive.post(f"/v1/barriers/{barrier['id']}/decide", json={"decision": "Yes."})
    assert (decided.status_code, decided.json()["state"]) == (200, "decided")


async def test_a_comment_is_a_step_and_moves_nothing(district: District) -> None:
    barrier = await brought_to(district, "assigned")
    reply = await district.oak.post(f"/v1/barriers/{barrier['id']}/comments", json={"body": "Any news?"})
    assert (reply.status_code, reply.json()["state"]) == (201, "assigned")
    assert (reply.json()["steps"][-1]["move"], reply.json()["steps"][-1]["reason"]) == ("commented", "Any news?")
    assert reply.json()["version"] > barrier["version"]
    empty = await district.oak.post(f"/v1/barriers/{barrier['id']}/comments", json={"body": " "})
    assert_refused(empty, 422, "invalid")


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("triage", {"level": "school"}),
        ("triage", {"level": "moon", "reason": "x"}),
        ("triage", {"level": "outside", "reason": "x", "contact": ""}),
        ("assign", {}),
        ("assign", {"assignee_id": "x"}),
        ("escalate", {"reason": "x"}),
        ("escalate", {"level": "executive", "reason": ""}),
        ("decide", {"decision": "   "}),
        ("resolve", {"resolution": "x", "restore": "never"}),
        ("reopen", {}),
        ("confirm", {"because": "x"}),
    ],
)
async def test_a_faulty_move_moves_nothing(district: District, verb: str, body: dict[str, str]) -> None:
    barrier = await brought_to(district, "raised")
    refused = await district.author.post(f"/v1/barriers/{barrier['id']}/{verb}", json=body)
    assert_refused(refused, 422, "invalid")
    assert await read(district, barrier) == barrier
