"""What plans, revisions, barriers and the rest say their caller may do is what they can do. Tasks: `work/tasks/test_may.py`."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.scheduling.planning.plans import transitions as of_plans
from services.scheduling.publication.revisions import transitions as of_revisions
from services.scheduling.views.feeds import transitions as of_feeds
from services.scheduling.work.barriers import transitions as of_barriers
from services.scheduling.work.delegations import transitions as of_delegations
from services.scheduling.work.handovers import transitions as of_handovers
from services.scheduling.work.task_comments import transitions as of_comments
from services.scheduling.work.work_rules import transitions as of_rules
from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.may import barrier_tries, callers, sending
from tests.scheduling.planning.carry_on.factories import next_year
from tests.scheduling.work.barriers.factories import WAYS, backdate, brought_to, raised
from tests.scheduling.work.delegations.factories import delegated
from tests.scheduling.work.handovers.factories import handovers, left_waiting, role_ended
from tests.scheduling.work.work_rules.factories import active, content, low_score, proposed, ruled, step
from tests.states.may import Held, Try, hold, listed

ZEROS = "0" * 64
#: How a plan or a revision comes to a state: who makes which moves.
WRITTEN = {
    "draft": "",
    "submitted": "submit",
    "returned": "submit return",
    "approved": "submit approve",
    "published": "submit approve publish",
    "closed": "submit approve publish close",
    "archived": "submit approve publish archive",
    "discarded": "discard",
}


async def tag_of(district: District, url: str) -> dict[str, str]:
    """The version to change, as a system reads it."""
    return {"If-Match": (await district.scheduling.machine(district.id).get(url)).headers["ETag"]}


async def written(district: District, url: str, state: str, author: httpx.AsyncClient, approver: Any) -> None:
    """Bring a plan or a revision to a state."""
    for verb in WRITTEN[state].split():
        seen = (await district.scheduling.machine(district.id).get(f"{url}/preview")).json().get("warnings_hash", ZEROS)
        hashed = (await author.get(url)).json()["content_hash"]
        bodies = {"approve": {"content_hash": hashed, "seen_warnings": seen}, "return": {"reason": "Not yet."}}
        by = approver if verb in bodies else author
        reply = await by.post(f"{url}/{verb}", json=bodies.get(verb, {}) if verb != "submit" else None)
        assert reply.is_success, (verb, reply.text)


async def of_content(district: District, url: str) -> dict[str, Try]:
    """What is done to a plan and to a revision alike, sent as it should be."""
    send, machine = sending(url), district.scheduling.machine(district.id)
    row, preview = (await machine.get(url)).json(), (await machine.get(f"{url}/preview")).json()
    read = {"content_hash": row["content_hash"], "seen_warnings": preview.get("warnings_hash", ZEROS)}
    return {
        "change": send("PATCH", json={"summary": "new"}, headers=await tag_of(district, url)),
        "submit": send("POST", "/submit"),
        "return": send("POST", "/return", json={"reason": "Not yet."}),
        "approve": send("POST", "/approve", json=read),
        "publish": send("POST", "/publish"),
        "preview": send("GET", "/preview"),
    }


@pytest.mark.parametrize("whose", ["district", "school", "school without a free principal"])
async def test_what_may_be_done_to_a_plan_is_what_can_be_done(district: District, whose: str) -> None:
    await next_year(district)
    content_, author, approver = plan_of(activity()), district.author, district.executive
    if whose != "district":
        content_ = {**plan_of(activity()), "school_id": str(district.schools["oak"])}
        author, approver = district.oak, district.as_person("principal_oak", ("principal", "oak"))
    if whose == "school without a free principal":
        await role_ended(district, "principal_oak", "principal", "oak")
        approver = district.author
    held = Held()
    for state in ("draft", "submitted", "returned", "approved", "published", "closed", "archived"):
        plan = (await author.post("/v1/plans", json=content_)).json()
        url = f"/v1/plans/{plan['id']}"
        await written(district, url, state, author, approver)
        send = sending(url)
        tries = {
            **await of_content(district, url),
            "close": send("POST", "/close", json={}),
            "archive": send("POST", "/archive", json={}),
            "carry-on": send("POST", "/carry-on", json={}),
            "values": send(
                *("POST", f"/goals/{plan['goals'][0]['id']}/values"),
                json={"on": TODAY.isoformat(), "value": 50, "source": "Walkthrough"},
            ),
            "revisions": send("POST", "/revisions", json={"note": "Anew."}),
        }
        await hold(callers(district), listed("/v1/plans", plan["id"]), tries, held, f"{whose}, {state}")
    assert held.one_sided({move.name for move in of_plans.TRANSITIONS}) == set()


async def test_no_second_revision_may_be_begun(district: District) -> None:
    plan = await district.published()
    assert (await district.author.post(f"/v1/plans/{plan['id']}/revisions", json={"note": "Anew."})).is_success
    assert "revisions" in plan["may"]
    assert "revisions" not in (await district.author.get(f"/v1/plans/{plan['id']}")).json()["may"]


async def test_what_may_be_done_to_a_revision_is_what_can_be_done(district: District) -> None:
    held = Held()
    for state in ("draft", "submitted", "returned", "approved", "published", "discarded", "of a closed plan"):
        plan = await district.published(activity(code := f"A{len(held.done)}"))
        body = {"note": "Because.", "summary": f"new {code}"}
        made = (await district.author.post(f"/v1/plans/{plan['id']}/revisions", json=body)).json()
        path = f"/v1/plans/{plan['id']}/revisions"
        url = f"{path}/{made['number']}"
        await written(
            district, url, (WRITTEN.get(state) is None and "approved") or state, district.author, district.executive
        )
        send = sending(url)
        tries = {
            **await of_content(district, url),
            "discard": send("POST", "/discard"),
            "effects": send("GET", "/effects"),
        }
        if state == "of a closed plan":
            assert (await district.author.post(f"/v1/plans/{plan['id']}/close", json={})).is_success

        async def read(caller: httpx.AsyncClient, path: str = path, url: str = url) -> httpx.Response:
            single, page = await caller.get(url), (await caller.get(path)).json()
            rows = {row["id"]: row["may"] for row in page.get("items", ())}
            if single.is_success:
                assert rows[single.json()["id"]] == single.json()["may"]
            return single

        await hold(callers(district), read, tries, held, state)
    assert held.one_sided({move.name for move in of_revisions.TRANSITIONS}) == set()


async def test_what_may_be_done_to_a_barrier_is_what_can_be_done(district: District) -> None:
    held, both = Held(), [str(district.schools[name]) for name in ("oak", "elm")]
    rows = {state: await brought_to(district, state) for state in WAYS}
    rows["of two schools"] = await raised(district.author, school_ids=both)
    rows["of no school"] = await raised(district.executive)
    rows["outside"] = await raised(district.oak, school_ids=both[:1])
    outside = {"level": "outside", "reason": "x", "contact": "State office"}
    assert (await district.author.post(f"/v1/barriers/{rows['outside']['id']}/triage", json=outside)).is_success
    rows["outside"]["level"] = "outside"
    for about, barrier in rows.items():
        tries = await barrier_tries(district, barrier)
        if about == "outside":
            tries["escalate"] = sending(f"/v1/barriers/{barrier['id']}")(
                "POST", "/escalate", json={"level": "outside", "reason": "x", "contact": "x"}
            )
        people = callers(district)
        if about not in ("raised", "resolved", "assigned"):
            people = {
                who: caller for who, caller in people.items() if who not in ("teacher", "data manager", "who left")
            }
        await hold(people, listed("/v1/barriers", barrier["id"]), tries, held, about)
    assert held.one_sided({move.name for move in of_barriers.TRANSITIONS}) == set()


async def test_who_raised_it_may_be_silent_for_some_school_days(district: District) -> None:
    barrier = await brought_to(district, "resolved")
    read = listed("/v1/barriers", barrier["id"])
    tries = {
        verb: sending(f"/v1/barriers/{barrier['id']}")("POST", f"/{verb}", json={"reason": "They are away."})
        for verb in ("confirm", "reopen")
    }
    seen = set()
    for _ in range(12):
        may = (await read(district.author)).json()["may"]
        held = Held()
        others = {"author": district.author, "executive": district.executive}
        every = await barrier_tries(district, barrier)
        await hold(others, read, {**every, **tries}, held, "waiting")
        seen.add("confirm" in may)
        await backdate(district.scheduling, district.id, 1)
    assert seen == {False, True}


async def test_what_may_be_done_to_a_delegation_is_what_can_be_done(district: District) -> None:
    held = Held()
    for absent, delegate, ended in (
        *(("coordinator_oak", "principal_oak", False), ("mentor_oak", "coordinator_oak", False)),
        ("principal_oak", "coordinator_oak", True),
    ):
        made = await delegated(district, absent, delegate)
        url = f"/v1/delegations/{made['id']}"
        if ended:
            assert (await district.author.post(f"{url}/end")).is_success
        tries = {"end": sending(url)("POST", "/end")}
        await hold(callers(district), listed("/v1/delegations", made["id"]), tries, held, f"{absent} {ended}")
        assert ended or (await district.author.post(f"{url}/end")).is_success
    assert held.one_sided({move.name for move in of_delegations.TRANSITIONS}) == set()


async def test_what_may_be_done_to_a_handover_is_what_can_be_done(district: District) -> None:
    await district.published()
    waiting = await left_waiting(district)
    await role_ended(district, "coordinator_oak", "school_coordinator", "oak")
    held = Held()
    for row in await handovers(district):
        tries = {"notes": sending(f"/v1/handovers/{row['id']}")("POST", "/notes", json={"body": "See the binder."})}
        await hold(callers(district), listed("/v1/handovers", row["id"]), tries, held, row["id"])
    assert waiting["id"] in {row["id"] for row in await handovers(district)}
    assert held.one_sided({move.name for move in of_handovers.TRANSITIONS}) == set()


async def test_what_may_be_done_to_a_comment_is_what_can_be_done(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    path, held = f"/v1/tasks/{task['id']}/comments", Held()
    for about in ("fresh", "old", "deleted"):
        made = (await district.oak.post(path, json={"body": "Soon."})).json()
        url = f"{path}/{made['id']}"
        if about == "old":
            await district.scheduling.sql(
                "update task_comments set created_at = created_at - interval '16 minutes' where id = $1 returning id",
                UUID(made["id"]),
            )
        if about == "deleted":
            assert (await district.oak.delete(url)).is_success
        version = (await district.scheduling.sql("select version from task_comments where id = $1", UUID(made["id"])))[
            0
        ]
        send = sending(url)
        tries = {
            "change": send("PATCH", json={"body": "Later."}, headers={"If-Match": f'"{version["version"]}"'}),
            "delete": send("DELETE"),
        }

        async def read(caller: httpx.AsyncClient, id_: str = made["id"]) -> httpx.Response:
            page = await caller.get(path)
            rows = [row for row in page.json().get("items", ()) if row["id"] == id_]
            return httpx.Response(200, json=rows[0]) if rows else httpx.Response(404, json={})

        await hold(callers(district), read, tries, held, about)
    assert held.one_sided({move.name for move in of_comments.TRANSITIONS}) == set()


async def test_what_may_be_done_to_a_feed_is_what_can_be_done(district: District) -> None:
    held = Held()
    for about in ("live", "revoked"):
        made = (await district.oak.post("/v1/feeds", json={"kind": "person"})).json()
        url = f"/v1/feeds/{made['id']}"
        assert made["may"] == ["revoke"]
        if about == "revoked":
            assert (await district.oak.delete(url)).is_success

        async def read(caller: httpx.AsyncClient, id_: str = made["id"]) -> httpx.Response:
            page = await caller.get("/v1/feeds")
            rows = [row for row in page.json().get("items", ()) if row["id"] == id_]
            return httpx.Response(200, json=rows[0]) if rows else httpx.Response(404, json={})

        await hold(callers(district), read, {"revoke": sending(url)("DELETE")}, held, about)
    assert held.one_sided({move.name for move in of_feeds.TRANSITIONS}) == set()


async def test_what_may_be_done_to_a_rule_is_what_can_be_done(district: District) -> None:
    held = Held()
    rules = {"draft": await ruled(district, code="a"), "active": await active(district, code="b")}
    rules["active, drafted anew"] = await active(district, code="c")
    rules["retired"] = await step(district, await active(district, code="d"), "retire")
    url = f"/v1/work-rules/{rules['active, drafted anew']['id']}"
    changed = await district.author.patch(url, json={"name": "Another"}, headers=await tag_of(district, url))
    assert changed.is_success, changed.text
    for about, rule in rules.items():
        url = f"/v1/work-rules/{rule['id']}"
        send, tag = sending(url), await tag_of(district, url)
        tries = {
            "change": send("PATCH", json={"content": content(due_school_days=10)}, headers=tag),
            "activate": send("POST", "/activate", json={}, headers=tag),
            "retire": send("POST", "/retire", json={}, headers=tag),
        }
        await hold(callers(district), listed("/v1/work-rules", rule["id"]), tries, held, about)
    assert held.one_sided({"change", "activate", "retire"}) == set()


async def test_what_may_be_done_to_a_proposal_is_what_can_be_done(district: District) -> None:
    held = Held()
    rows = {"open": await proposed(district), "of the district": await proposed(district, decided_by="district")}
    rows["declined"] = await proposed(district)
    declined = await district.author.post(f"/v1/made-works/{rows['declined']['id']}/decline", json={"reason": "No."})
    assert declined.is_success
    for about, row in rows.items():
        send = sending(f"/v1/made-works/{row['id']}")
        tries = {"accept": send("POST", "/accept"), "decline": send("POST", "/decline", json={"reason": "No."})}
        await hold(callers(district), listed("/v1/made-works", row["id"]), tries, held, about)
    assert held.one_sided({move.name for move in of_rules.TRANSITIONS} - {"change", "activate", "retire"}) == set()
    assert low_score()["mode"] == "proposal"
