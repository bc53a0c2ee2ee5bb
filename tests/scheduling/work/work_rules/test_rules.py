"""Rules are written by the district's coordinators, tried on the past, and hold in versions."""

from datetime import timedelta
from typing import Any

import pytest

from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.work_rules.factories import (
    LOW_SCORE,
    NEW_PRINCIPAL,
    active,
    began,
    content,
    found,
    low_score,
    made,
    ruled,
    step,
    tasks,
)


async def test_only_the_districts_coordinators_write_rules(district: District) -> None:
    rule = await ruled(district)
    url = f"/v1/work-rules/{rule['id']}"
    body = {"code": "mine", "name": "Mine", "content": content()}
    for caller in (district.executive, district.oak):
        assert_refused(await caller.post("/v1/work-rules", json=body), 403, "not_permitted")
        assert_refused(await caller.get(f"{url}/dry-run"), 403, "not_permitted")
        assert_refused(await caller.post(f"{url}/activate", json={}, headers={"If-Match": '"1"'}), 403, "not_permitted")
        assert (await caller.get(url)).json()["code"] == "readiness"
    again = await district.author.post("/v1/work-rules", json={**body, "code": "readiness"})
    assert_refused(again, 409, "rule_code_taken")


async def test_a_draft_makes_nothing_and_a_stale_version_is_refused(district: District) -> None:
    rule = await ruled(district)
    url = f"/v1/work-rules/{rule['id']}"
    await district.scheduling.redeliver(began(district))
    assert (await tasks(district), rule["state"], rule["holds"]) == ([], "draft", 0)
    assert (await district.author.patch(url, json={"name": "New"}, headers={"If-Match": '"1"'})).status_code == 200
    for path, call in (
        ("", district.author.patch),
        ("/activate", district.author.post),
        ("/retire", district.author.post),
    ):
        assert_refused(
            await call(url + path, json={"name": "x"} if not path else {}, headers={"If-Match": '"1"'}), 412, "stale"
        )


async def test_what_holds_already_is_not_activated_again_and_a_retired_rule_not_at_all(district: District) -> None:
    rule = await active(district)
    url = f"/v1/work-rules/{rule['id']}"
    tag = {"If-Match": (await district.author.get(url)).headers["etag"]}
    assert_refused(await district.author.post(f"{url}/activate", json={}, headers=tag), 409, "nothing_drafted")
    await step(district, rule, "retire")
    tag = {"If-Match": (await district.author.get(url)).headers["etag"]}
    for what in ("activate", "retire"):
        assert_refused(await district.author.post(f"{url}/{what}", json={}, headers=tag), 409, "wrong_state")
    assert_refused(await district.author.patch(url, json={"name": "x"}, headers=tag), 409, "wrong_state")


NEVER = {"event_type": NEW_PRINCIPAL["event_type"], "conditions": [{"field": "gone", "op": "equals", "value": "x"}]}
NO_ROLE = {
    "event_type": NEW_PRINCIPAL["event_type"],
    "conditions": [{"field": "role", "op": "equals", "value": "principle"}],
}


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        ({"when": {"event_type": "assessment.caseload.recorded.v1"}}, "not_provable", "/content/when/event_type"),
        ({"when": NEVER}, "condition_never_matches", "/content/when/conditions/0"),
        (
            {"done_when": {"kind": "event", **NEVER}},
            "condition_never_matches",
            "/content/done_when/conditions/0",
        ),
        (
            {"when": LOW_SCORE, "mode": "proposal", "asked_of": {"kind": "person_of_fact"}},
            "rule_unfit",
            "/content/asked_of/kind",
        ),
        (
            {"asked_of": {"kind": "person", "person_id": "00000000-0000-0000-0000-000000000001"}},
            "no_such_staff",
            "/content/asked_of/person_id",
        ),
        ({"asked_of": {"kind": "role", "role": "principle"}}, "no_such_role", "/content/asked_of/role"),
        ({"when": NO_ROLE}, "condition_never_matches", "/content/when/conditions/0"),
        ({"done_when": {"kind": "event", **NO_ROLE}}, "condition_never_matches", "/content/done_when/conditions/0"),
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused_by_name(
    district: District, said: dict[str, Any], code: str, pointer: str
) -> None:
    body = {"code": "bad", "name": "Bad", "content": content(**said)}
    refused = await district.author.post("/v1/work-rules", json=body)
    assert_refused(refused, 422, code)
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert (await district.author.get("/v1/work-rules")).json()["items"] == []


async def test_a_dry_run_says_what_would_have_been_and_writes_nothing(district: District) -> None:
    await district.scheduling.redeliver(
        found(district, 40, held_on=(TODAY - timedelta(days=9)).isoformat()),
        found(district, 50, held_on=(TODAY - timedelta(days=8)).isoformat()),
        found(district, 50, "elm", held_on=(TODAY - timedelta(days=8)).isoformat()),
        found(district, 50, "high", held_on=(TODAY - timedelta(days=8)).isoformat()),
        found(district, 99, "elm"),
    )
    rule = await ruled(district, low_score(due_school_days=0))
    before = await counts(district)
    reply = await district.author.get(f"/v1/work-rules/{rule['id']}/dry-run")
    assert reply.status_code == 200, reply.text
    tried = reply.json()
    assert (tried["fact_count"], tried["cause_count"], tried["task_count"]) == (5, 4, 4)
    assert tried["kept_since"] == (TODAY - timedelta(days=9)).isoformat()
    by_school = {one["school"]["name"]: one["task_count"] for one in tried["by_school"]}
    assert by_school == {"oak": 2, "elm": 1, "high": 1}
    load: dict[str | None, int] = {}
    for one in tried["by_person_and_week"]:
        who = one["person"]["id"] if one["person"] else None
        load[who] = load.get(who, 0) + one["task_count"]
    people = district.people
    assert load == {str(people["coordinator_oak"]): 2, str(people["coordinator_elm"]): 1, None: 1}
    assert "version 1: tier1 was scored at 40 percent at oak" in tried["causes"][0]["because"]["en"]
    assert await counts(district) == before
    later = {"first_on": (TODAY - timedelta(days=8)).isoformat()}
    fewer = await district.author.get(f"/v1/work-rules/{rule['id']}/dry-run", params=later)
    assert fewer.json()["cause_count"] == 3
    wrong = {"first_on": TODAY.isoformat(), "last_on": (TODAY - timedelta(days=1)).isoformat()}
    refused = await district.author.get(f"/v1/work-rules/{rule['id']}/dry-run", params=wrong)
    assert_refused(refused, 422, "days_out_of_order")


async def test_what_a_dry_run_promised_is_what_activating_from_then_makes(district: District) -> None:
    first = (TODAY - timedelta(days=9)).isoformat()
    await district.scheduling.redeliver(found(district, 40, held_on=first), found(district, 30, "elm", held_on=first))
    rule = await ruled(district, low_score())
    tried = (await district.author.get(f"/v1/work-rules/{rule['id']}/dry-run")).json()
    await step(district, rule, "activate", from_on=first)
    assert len(await made(district, state="proposed")) == tried["cause_count"] == 2


async def test_a_dry_run_warns_of_an_owner_who_may_not_bring_about_what_closes_it(district: District) -> None:
    given = {"kind": "event", "event_type": "partners.role.assigned.v1", "conditions": []}
    scored = {"kind": "event", "event_type": "assessment.administration.scored.v2", "conditions": []}
    expected = {
        ("teacher", "given"): ["owner_may_not"],
        ("principal", "given"): [],
        ("nurse", "scored"): ["owner_may_not"],
        ("site_coordinator", "scored"): [],
    }
    found = {}
    for role, proof in expected:
        asked = {"kind": "role", "role": role}
        said = content(asked_of=asked, done_when=given if proof == "given" else scored)
        rule = await ruled(district, said, code=role)
        reply = await district.author.get(f"/v1/work-rules/{rule['id']}/dry-run")
        found[role, proof] = reply.json()["warnings"]
    assert found == expected


async def counts(district: District) -> list[int]:
    """How many rows there are of whatever a rule could write."""
    tables = ("tasks", "made_works", "owed_works", "outbox", "task_history")
    return [
        int((await district.scheduling.sql(f"select count(*) from {table} where district_id = $1", district.id))[0][0])
        for table in tables
    ]
