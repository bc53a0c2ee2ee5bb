"""What has no column `state` and is yet in one: every move leads where it should, or is refused and moves nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.scheduling.work.delegations import service as delegations
from shared.context.work import work_for
from shared.ids import new_id
from tests.scheduling.calendar.terms.factories import listing
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.views.feeds.reading import fetched, made
from tests.scheduling.work.delegations.factories import days, delegated, principal, wish
from tests.scheduling.work.handovers.factories import handovers, role_begun, role_ended
from tests.states.matrix import walk
from tests.states.scheduling import COMMENTS, DELEGATIONS, FEEDS, HANDOVERS, MENTIONS, TERMS

Thing = dict[str, Any]
#: What comes by no call is refused by nobody.
DONE = httpx.Response(200)


async def row_of(district: District, table: str, id_: str) -> Any:
    """A row as the database has it."""
    query = f"select * from {table} where district_id = $1 and id = $2"
    return (await district.scheduling.sql(query, district.id, UUID(id_)))[0]


async def change_row(district: District, table: str, id_: str, columns: str) -> None:
    """Let time have passed over a row, or whatever else no call brings about."""
    query = f"update {table} set {columns} where district_id = $1 and id = $2 returning id"
    assert await district.scheduling.sql(query, district.id, UUID(id_))


async def is_there(district: District, person: str, active: bool) -> None:
    """Partners tell that somebody is gone from the district, or there again."""
    versions = await district.scheduling.sql("select count(*) from inbox where district_id = $1", district.id)
    facts = {"staff_id": district.people[person], "given_name": "A", "family_name": person, "email": None}
    told = {**facts, "language": "en", "active": active, "version": versions[0][0] + 2}
    await district.scheduling.receive(district.id, ("partners.staff.recorded.v1", told))


async def turn(district: District) -> None:
    """What a morning does about delegations."""
    async with work_for(district.scheduling.app.state.db, district.scheduling.settings, district.id) as ctx:
        await delegations.turn(ctx, TODAY)


TOLD = {"ahead": [], "due": [], "standing": ["began"], "past": ["began"], "ended": ["began", "ended"], "cancelled": []}


@pytest.mark.parametrize("state", DELEGATIONS)
async def test_a_delegation_makes_the_moves_of_its_state_and_tells_what_began_and_ended(
    district: District, state: str
) -> None:
    async def bring(state: str) -> Thing:
        await is_there(district, "mentor_oak", True)
        await district.scheduling.sql(
            "update delegations set ended_at = now() where district_id = $1 and ended_at is null returning id",
            district.id,
        )
        begins = state in ("standing", "past", "ended")
        cover = await delegated(district, "coordinator_oak", "mentor_oak", **days(0 if begins else 1, 2))
        if state == "due":
            await change_row(district, "delegations", cover["id"], "starts_on = starts_on - 1")
        elif state == "past":
            await change_row(district, "delegations", cover["id"], "starts_on = starts_on - 3, ends_on = ends_on - 3")
        elif state in ("ended", "cancelled"):
            await district.author.post(f"/v1/delegations/{cover['id']}/end")
        return cover

    async def move(cover: Thing, verb: str) -> httpx.Response:
        match verb:
            case "end":
                return await principal(district).post(f"/v1/delegations/{cover['id']}/end")
            case "again":
                again = wish(district, "coordinator_oak", "mentor_oak", **days(0, 2))
                return await district.author.post("/v1/delegations", json=again)
            case "morning":
                await turn(district)
            case _:
                await is_there(district, "mentor_oak", False)
        return DONE

    async def read(cover: Thing) -> str:
        row = await row_of(district, "delegations", cover["id"])
        if row["ended_at"]:
            found = "ended" if row["began_at"] else "cancelled"
        elif row["began_at"]:
            found = "past" if row["ends_on"] < TODAY else "standing"
        else:
            found = "due" if row["starts_on"] <= TODAY else "ahead"
        told = await district.scheduling.published(district.id, "scheduling.delegation.%")
        mine = [one["type"].split(".")[2] for one in told if one["data"]["delegation_id"] == cover["id"]]
        assert mine == TOLD[found]
        return found

    await walk(DELEGATIONS, state, bring, move, read)


@pytest.mark.parametrize("state", HANDOVERS)
async def test_a_handover_makes_the_moves_of_its_state(district: District, state: str) -> None:
    plan = await district.published(activity())
    task = await district.task(plan, "oak")

    async def move(handover: Thing, verb: str) -> httpx.Response:
        match verb:
            case "note":
                return await district.author.post(f"/v1/handovers/{handover['id']}/notes", json={"body": "The binder."})
            case "by_hand":
                given = {"items": [{"task_id": task["id"], "owner_id": str(district.people["principal_oak"])}]}
                return await district.author.post("/v1/bulk/tasks/reassign", json=given)
            case "successor":
                await role_begun(district, "mentor_oak", "school_coordinator", "oak")
            case _:
                await role_begun(district, "coordinator_oak", "school_coordinator", "oak")
        return DONE

    async def bring(state: str) -> Thing:
        for person in ("coordinator_oak", "mentor_oak"):
            query = """update directory_roles set ends_on = starts_on where district_id = $1 and staff_id = $2
            and role = 'school_coordinator' and ends_on is null returning id"""
            await district.scheduling.sql(query, district.id, district.people[person])
        # The task is the coordinator's by the role, who then leaves it.
        await role_begun(district, "coordinator_oak", "school_coordinator", "oak")
        query = "update tasks set owner_id = $2, owner_cause = 'role' where district_id = $1 and id = $3 returning id"
        await district.scheduling.sql(query, district.id, district.people["coordinator_oak"], UUID(task["id"]))
        known = {one["id"] for one in await handovers(district)}
        await role_ended(district, "coordinator_oak", "school_coordinator", "oak")
        (handover,) = [one for one in await handovers(district) if one["id"] not in known]
        if state != "waiting":
            ways = {"settled": "by_hand", "passed": "successor", "returned": "former"}
            assert (await move(handover, ways[state])).is_success
        return handover

    async def read(handover: Thing) -> str:
        waiting = {one["id"] for one in await handovers(district, waiting="true")}
        row = await row_of(district, "handovers", handover["id"])
        if row["new_owner_id"] is None:
            return "waiting" if handover["id"] in waiting else "settled"
        assert handover["id"] not in waiting
        return "returned" if row["new_owner_id"] == row["former_owner_id"] else "passed"

    await walk(HANDOVERS, state, bring, move, read)


@pytest.mark.parametrize("state", FEEDS)
async def test_a_feed_makes_the_moves_of_its_state(district: District, state: str) -> None:
    async def bring(state: str) -> Thing:
        await is_there(district, "coordinator_oak", True)
        feed = await made(district.oak)
        if state != "live":
            assert (await move(feed, {"gone": "leave", "revoked": "revoke"}[state])).is_success
        return feed

    async def move(feed: Thing, verb: str) -> httpx.Response:
        match verb:
            case "fetch":
                return await fetched(district.scheduling, feed)
            case "revoke":
                return await district.author.delete(f"/v1/feeds/{feed['id']}")
            case _:
                await is_there(district, "coordinator_oak", verb == "return")
        return DONE

    async def read(feed: Thing) -> str:
        if (await row_of(district, "feeds", feed["id"]))["revoked_at"]:
            return "revoked"
        maker = await row_of(district, "directory_staff", str(district.people["coordinator_oak"]))
        return "live" if maker["active"] else "gone"

    await walk(FEEDS, state, bring, move, read)


@pytest.mark.parametrize("state", TERMS)
async def test_a_term_makes_the_moves_of_its_state(district: District, state: str) -> None:
    caller = district.author
    year = (await caller.get("/v1/school-years")).json()["items"][0]
    span = {name: year[name] for name in ("starts_on", "ends_on")}

    async def bring(state: str) -> Thing:
        if state in ("roster", "dropped"):
            term = {"id": str(new_id())}
            await move(term, "list")
            if state == "dropped":
                await move(term, "drop")
            return term
        wanted = {"school_year_id": year["id"], "kind": "term", "code": new_id().hex, "title": "x", **span}
        await district.scheduling.sql(
            "update terms set deleted_at = now() where district_id = $1 and source = 'hand' returning id", district.id
        )
        term = (await caller.post("/v1/terms", json=wanted)).json()
        if state == "removed":
            await move(term, "remove")
        return dict(term)

    async def move(term: Thing, verb: str) -> httpx.Response:
        path = f"/v1/terms/{term['id']}"
        match verb:
            case "change":
                version = (await row_of(district, "terms", term["id"]))["version"]
                return await caller.patch(path, json={"title": "y"}, headers={"If-Match": f'"{version}"'})
            case "remove":
                return await caller.delete(path)
            case _:
                # What is written by hand has an id the roster never names: only the code is the same.
                id_, code = (new_id(), term["code"]) if "code" in term else (UUID(term["id"]), "S1")
                told = listing(id_, year["id"], code=code, deleted=verb == "drop")
                await district.scheduling.receive(district.id, told)
        return DONE

    async def read(term: Thing) -> str:
        row = await row_of(district, "terms", term["id"])
        there, gone = {"hand": ("by_hand", "removed"), "roster": ("roster", "dropped")}[row["source"]]
        return gone if row["deleted_at"] else there

    await walk(TERMS, state, bring, move, read)


async def commented(district: District, task: Thing, **said: Any) -> Thing:
    """A comment of Oak's coordinator."""
    reply = await district.oak.post(f"/v1/tasks/{task['id']}/comments", json={"body": "x", **said})
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def of_comment(district: District, task: Thing, comment: Thing, verb: str, **changes: Any) -> httpx.Response:
    """Change or delete a comment as its author."""
    url = f"/v1/tasks/{task['id']}/comments/{comment['id']}"
    if verb == "delete":
        return await district.oak.delete(url)
    version = (await row_of(district, "task_comments", comment["id"]))["version"]
    return await district.oak.patch(url, json=changes, headers={"If-Match": f'"{version}"'})


async def test_a_comment_makes_the_moves_of_its_state(district: District) -> None:
    task = await district.task(await district.published(), "oak")

    async def bring(state: str) -> Thing:
        comment = await commented(district, task)
        if state == "old":
            await change_row(district, "task_comments", comment["id"], "created_at = created_at - interval '15m 1s'")
        elif state == "deleted":
            await of_comment(district, task, comment, "delete")
        return comment

    async def move(comment: Thing, verb: str) -> httpx.Response:
        if verb == "read":
            return await district.oak.post(f"/v1/tasks/{task['id']}/mentions/read")
        return await of_comment(district, task, comment, verb, body="y")

    async def read(comment: Thing) -> str:
        row = await row_of(district, "task_comments", comment["id"])
        if row["deleted_at"]:
            assert (row["body"], row["mentioned_ids"]) == ("", [])
            return "deleted"
        return "old" if row["updated_at"] - row["created_at"] > timedelta(minutes=15) else "fresh"

    for state in COMMENTS:
        await walk(COMMENTS, state, bring, move, read)


async def test_a_mention_makes_the_moves_of_its_state(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    named, caller = str(district.people["principal_oak"]), principal(district)
    ways = {"answered": "read", "gone": "leave_out"}

    async def bring(state: str) -> Thing:
        comment = await commented(district, task, mentioned_ids=[named])
        if state in ways:
            assert (await move(comment, ways[state])).is_success
        return comment

    async def move(comment: Thing, verb: str) -> httpx.Response:
        match verb:
            case "answer":
                return await caller.post(f"/v1/tasks/{task['id']}/comments", json={"body": "I will."})
            case "read":
                return await caller.post(f"/v1/tasks/{task['id']}/mentions/read")
            case "delete":
                return await of_comment(district, task, comment, verb)
            case _:
                people = [named] if verb == "name" else []
                return await of_comment(district, task, comment, "change", mentioned_ids=people)

    async def read(comment: Thing) -> str:
        query = "select answered_at from task_mentions where district_id = $1 and comment_id = $2 and staff_id = $3"
        rows = await district.scheduling.sql(query, district.id, UUID(comment["id"]), UUID(named))
        return "gone" if not rows else "answered" if rows[0]["answered_at"] else "waiting"

    for state in MENTIONS:
        await walk(MENTIONS, state, bring, move, read)
