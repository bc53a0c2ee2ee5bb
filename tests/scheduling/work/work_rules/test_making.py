"""A rule makes work of a fact once, says why, and unmakes it when the fact is corrected."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from shared.events.event import Envelope
from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.work_rules.factories import (
    NEW_PRINCIPAL,
    active,
    began,
    content,
    corrected,
    ended,
    found,
    made,
    step,
    tasks,
    withdrawn,
)

#: A threshold that was met makes work at once.
HIGH = {
    "event_type": "assessment.administration.scored.v2",
    "conditions": [{"field": "met_threshold", "op": "equals", "value": True}],
}
TOMORROW = TODAY + timedelta(days=1)


async def test_a_new_principal_makes_a_task_that_says_why_under_which_version(district: District) -> None:
    rule = await active(district)
    await district.scheduling.redeliver(began(district))
    (task,) = await tasks(district)
    assert (task["title"], task["school"]["name"], task["state"]) == ("Check readiness anew", "oak", "open")
    assert task["owner"]["id"] == str(district.people["principal_oak"])
    assert task["due_on"] > (TODAY + timedelta(days=20)).isoformat()
    origin = task["origin"]
    assert (origin["kind"], origin["code"]) == ("rule", "readiness")
    assert origin["rule"] == {"id": rule["id"], "title": "New principal", "version": 1}
    assert origin["because"]["en"].startswith("rule “New principal”, version 1: somebody began as principal at oak on ")
    assert origin["because"]["es"].startswith("regla «New principal», versión 1: alguien comenzó como ")
    (one,) = await made(district)
    assert (one["id"], one["state"], one["rule_version"], one["event_type"]) == (
        *(origin["id"], "standing", 1),
        "partners.role.assigned.v1",
    )


async def test_its_owner_has_it_on_their_day_with_the_reason_and_is_told(district: District) -> None:
    await active(district, content(due_school_days=0))
    await district.scheduling.redeliver(began(district))
    day = (await district.as_person("principal_oak", ("principal", "oak")).get("/v1/my-day")).json()
    (task,) = day["due_today"] + day["due_soon"]
    assert "you are principal at oak" in task["because"]
    assert "rule “New principal”, version 1" in task["because"]
    (event,) = await district.scheduling.published(district.id, "scheduling.tasks.changed.v2")
    assert (event["data"]["cause"], event["data"]["owner_id"]) == ("rule", str(district.people["principal_oak"]))
    (line,) = event["data"]["lines"]
    assert (line["origin_kind"], line["title"], line["change"]) == ("rule", "Check readiness anew", "added")
    assert line["because"]["en"].startswith("rule “New principal”, version 1")


async def test_other_roles_and_facts_of_before_make_nothing(district: District) -> None:
    await active(district)
    early = began(district, starts_on=(TODAY - timedelta(days=3)).isoformat())
    other = began(district, role="teacher")
    await district.scheduling.redeliver(other, early)
    assert (await tasks(district), await made(district)) == ([], [])


async def test_a_rule_from_an_earlier_day_takes_in_what_happened_since(district: District) -> None:
    await district.scheduling.redeliver(found(district, 90, held_on=(TODAY - timedelta(days=2)).isoformat()))
    await active(district, content(when=HIGH), from_on=(TODAY - timedelta(days=1)).isoformat())
    assert await tasks(district) == []
    await active(district, content(when=HIGH), code="again", from_on=(TODAY - timedelta(days=2)).isoformat())
    (task,) = await tasks(district)
    assert task["origin"]["code"] == "again"


async def test_the_same_fact_told_again_makes_nothing_more(district: District) -> None:
    await active(district)
    begin = began(district)
    await district.scheduling.redeliver(begin)
    await district.scheduling.redeliver(began(district, assignment_id=begin.data["assignment_id"]))
    assert len(await tasks(district)) == 1
    assert len(await made(district)) == 1


async def test_a_role_that_ends_on_its_first_day_was_none(district: District) -> None:
    await active(district)
    begin = began(district)
    await district.scheduling.redeliver(begin)
    await district.scheduling.redeliver(ended(district, begin, TOMORROW))
    assert len(await tasks(district, "open")) == 1
    await district.scheduling.redeliver(ended(district, begin, TODAY, version=3))
    (task,) = await tasks(district)
    whole = (await district.author.get(f"/v1/tasks/{task['id']}")).json()
    assert (whole["state"], whole["withdrawn_reason"]) == ("withdrawn", "What it was made of has been withdrawn.")
    assert [(one["state"], one["reason"]) for one in await made(district)] == [("undone", "withdrawn")]
    changed = await district.scheduling.published(district.id, "scheduling.tasks.changed.v2")
    last = changed[-1]["data"]
    assert (last["cause"], last["owner_id"]) == ("rule", str(district.people["principal_oak"]))
    assert [line["change"] for line in last["lines"]] == ["withdrawn"]
    (event,) = await district.scheduling.published(district.id, "scheduling.made_work.undone.v1")
    assert (event["data"]["rule_version"], event["data"]["reason"]) == (1, "withdrawn")


def told(district: District) -> tuple[Envelope, Envelope, Envelope]:
    """High, corrected to low, corrected to high."""
    score = found(district, 90)
    return score, corrected(district, score, 50), corrected(district, score, 85, version=5)


async def test_a_correction_unmakes_and_makes_it_again(district: District) -> None:
    await active(district, content(when=HIGH))
    high, low, again = told(district)
    await district.scheduling.redeliver(high)
    assert len(await tasks(district, "open")) == 1
    await district.scheduling.redeliver(low)
    assert ([one["state"] for one in await made(district)], await tasks(district, "open")) == (["undone"], [])
    await district.scheduling.redeliver(again)
    assert [one["state"] for one in await made(district)] == ["standing"]
    assert len(await tasks(district, "open")) == 1
    await district.scheduling.redeliver(withdrawn(district, high, version=6))
    assert ([one["reason"] for one in await made(district)], await tasks(district, "open")) == (["withdrawn"], [])


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_order_in_which_they_come_changes_nothing(district: District, order: tuple[int, ...]) -> None:
    await active(district, content(when=HIGH))
    every = told(district)
    for place in order:
        await district.scheduling.redeliver(every[place])
    assert ([one["state"] for one in await made(district)], len(await tasks(district, "open"))) == (["standing"], 1)


async def test_what_was_done_stays_done_when_its_cause_is_corrected(district: District) -> None:
    await active(district, content(when=HIGH))
    high, low, _ = told(district)
    await district.scheduling.redeliver(high)
    (task,) = await tasks(district)
    assert (await district.author.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    await district.scheduling.redeliver(low)
    assert [one["state"] for one in await tasks(district)] == ["done"]
    assert_refused(
        await district.author.post(f"/v1/tasks/{task['id']}/reopen", json={"reason": "x"}), 409, "asked_elsewhere"
    )


async def test_what_was_withdrawn_by_hand_stays_so_while_the_fact_says_the_same(district: District) -> None:
    await active(district, content(when=HIGH))
    high, _, again = told(district)
    await district.scheduling.redeliver(high)
    (task,) = await tasks(district)
    reply = await district.author.post(f"/v1/tasks/{task['id']}/withdraw", json={"reason": "They have it."})
    assert reply.status_code == 200, reply.text
    await district.scheduling.redeliver(again)
    assert [one["state"] for one in await tasks(district)] == ["withdrawn"]


async def test_each_holder_any_of_them_a_person_and_whom_the_fact_is_of(district: District) -> None:
    asked: dict[str, dict[str, Any]] = {
        "each": {"kind": "role", "role": "school_coordinator", "owned_by": "each"},
        "any": {"kind": "role", "role": "school_coordinator", "owned_by": "any"},
        "person": {"kind": "person", "person_id": str(district.people["coordinator_oak"])},
        "new": {"kind": "person_of_fact"},
    }
    for code, asked_of in asked.items():
        await active(district, content(title=code, asked_of=asked_of), code=code)
    await district.scheduling.redeliver(began(district, "mentor_oak"))
    found_ = {task["title"]: (task["owned_by"], (task["owner"] or {}).get("id")) for task in await tasks(district)}
    oak, new = str(district.people["coordinator_oak"]), str(district.people["mentor_oak"])
    assert found_ == {"each": ("each", oak), "any": ("any", None), "person": ("one", oak), "new": ("one", new)}


async def test_a_fact_of_a_school_may_make_the_districts_work(district: District) -> None:
    asked = {"kind": "role", "role": "district_coordinator"}
    await active(district, content(place="district", asked_of=asked))
    await district.scheduling.redeliver(began(district))
    (task,) = await tasks(district)
    assert (task["school"], task["owner"]["id"]) == (None, str(district.people["author"]))


async def test_where_nobody_holds_the_role_it_is_made_once_somebody_does(district: District) -> None:
    asked = {"kind": "role", "role": "counselor", "owned_by": "each"}
    await active(district, content(asked_of=asked))
    await district.scheduling.redeliver(began(district))
    assert [(one["state"], one["reason"]) for one in await made(district)] == [("refused", "nobody_holds_role")]
    counselor = district.role("mentor_oak", "counselor", "oak")
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", counselor))
    assert [one["state"] for one in await made(district)] == ["standing"]
    assert [task["owner"]["id"] for task in await tasks(district)] == [str(district.people["mentor_oak"])]


async def test_a_new_version_holds_for_facts_from_its_day_and_what_was_made_keeps_its_own(district: District) -> None:
    rule = await active(district, content(when=HIGH))
    high, low, again = told(district)
    await district.scheduling.redeliver(high)
    url = f"/v1/work-rules/{rule['id']}"
    tag = {"If-Match": (await district.author.get(url)).headers["etag"]}
    changed = content(
        when={**HIGH, "conditions": [*HIGH["conditions"], {"field": "points", "op": "at_least", "value": 99}]}
    )
    reply = await district.author.patch(url, json={"content": changed, "name": "Stricter"}, headers=tag)
    assert (reply.json()["is_drafted"], reply.json()["holds"]) == (True, 1)
    assert (await step(district, rule, "activate"))["holds"] == 2
    await district.scheduling.redeliver(low)
    await district.scheduling.redeliver(again)
    (one,) = await made(district)
    assert (one["state"], one["rule_version"]) == ("standing", 1), "its own version still speaks of it"
    await district.scheduling.redeliver(found(district, 95), found(district, 99))
    assert sorted(one["rule_version"] for one in await made(district)) == [1, 2]
    versions = (await district.author.get(f"{url}/versions")).json()["items"]
    assert [(one["number"], one["name"]) for one in versions] == [(2, "Stricter"), (1, "New principal")]


async def test_a_retired_rule_makes_nothing_more_and_may_take_back_what_is_open(district: District) -> None:
    rule = await active(district, content(when=HIGH))
    other = await active(district, content(when=HIGH), code="other")
    score = found(district, 90)
    await district.scheduling.redeliver(score)
    await step(district, rule, "retire")
    assert len(await tasks(district, "open")) == 2
    await step(district, other, "retire", withdraw=True)
    assert [task["origin"]["code"] for task in await tasks(district, "open")] == ["readiness"]
    await district.scheduling.redeliver(found(district, 91))
    assert len(await tasks(district, "open")) == 1
    await district.scheduling.redeliver(corrected(district, score, 20))
    assert await tasks(district, "open") == [], "what it made is still undone by a correction"


async def test_what_is_undone_stays_so_once_its_rule_is_retired(district: District) -> None:
    kept, gone = await active(district, content(when=HIGH)), await active(district, content(when=HIGH), code="other")
    first, second = found(district, 90), found(district, 90, "elm")
    await district.scheduling.redeliver(first, second)
    # Of the first its rule has taken back; the second had been corrected before.
    await district.scheduling.redeliver(corrected(district, second, 20))
    await step(district, gone, "retire", withdraw=True)
    await step(district, kept, "retire", withdraw=True)
    for score, version in ((first, 4), (second, 5)):
        await district.scheduling.redeliver(corrected(district, score, 95, version))
    assert await tasks(district, "open") == []
    assert {one["state"] for one in await made(district)} == {"undone"}


async def test_a_role_that_begins_later_makes_its_work_on_its_day(district: District, turn: Any) -> None:
    await active(district, content(when=NEW_PRINCIPAL))
    later = TODAY + timedelta(days=2)
    await district.scheduling.redeliver(began(district, starts_on=later.isoformat()))
    assert await tasks(district) == []
    turn(later)
    reply = await district.scheduling.machine(district.id).post("/v1/school-days/begin")
    assert reply.status_code < 300, reply.text
    assert len(await tasks(district)) == 1


async def test_its_task_says_what_closes_it_before_somebody_says_it_is_done(district: District) -> None:
    await active(district, content(due_school_days=0, done_when={"kind": "note"}))
    await district.scheduling.redeliver(began(district))
    principal = district.as_person("principal_oak", ("principal", "oak"))
    day = (await principal.get("/v1/my-day")).json()
    (row,) = day["due_today"] + day["due_soon"]
    whole = (await principal.get(f"/v1/tasks/{row['id']}")).json()
    assert row["done_when"] == whole["done_when"] == {"kind": "note"}
    refused = await principal.post(f"/v1/tasks/{row['id']}/complete")
    assert_refused(refused, 409, "evidence_needed")
