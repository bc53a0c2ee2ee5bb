"""Every move from every state of a rule, and of what it made, leads where it should, or is refused and moves nothing."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.events.event import Envelope
from shared.ids import new_id
from tests.scheduling.factories import District
from tests.scheduling.work.work_rules.factories import SCORED, active, content, corrected, found, low_score, ruled, step
from tests.states.matrix import walk
from tests.states.scheduling import MADE_WORKS, WORK_RULES

Thing = dict[str, Any]


async def state_of(district: District, table: str, id_: str) -> str:
    """The state a row is in, asked of the database."""
    query = f"select state from {table} where district_id = $1 and id = $2"
    return str((await district.scheduling.sql(query, district.id, UUID(id_)))[0]["state"])


@pytest.mark.parametrize("state", WORK_RULES)
async def test_a_rule_makes_the_moves_of_its_state_and_no_other(district: District, state: str) -> None:
    async def bring(wanted: str) -> Thing:
        rule = await ruled(district, code=f"r-{new_id()}")
        if wanted != "draft":
            await step(district, rule, "activate")
        return await step(district, rule, "retire") if wanted == "retired" else rule

    async def move(rule: Thing, verb: str) -> httpx.Response:
        url = f"/v1/work-rules/{rule['id']}"
        tag = {"If-Match": (await district.author.get(url)).headers["etag"]}
        if verb == "change":
            return await district.author.patch(url, json={"name": "Another"}, headers=tag)
        return await district.author.post(f"{url}/{verb}", json={}, headers=tag)

    async def read(rule: Thing) -> str:
        return await state_of(district, "work_rules", rule["id"])

    await walk(WORK_RULES, state, bring, move, read)


@pytest.mark.parametrize("state", MADE_WORKS)
async def test_what_a_rule_made_makes_the_moves_of_its_state_and_no_other(district: District, state: str) -> None:
    async def tell(thing: Thing, points: int) -> None:
        thing["version"] += 1
        await district.scheduling.redeliver(corrected(district, thing["score"], points, version=thing["version"]))

    async def decide(thing: Thing, verb: str) -> httpx.Response:
        body = {"reason": "x"} if verb == "decline" else {}
        return await district.author.post(f"/v1/made-works/{thing['id']}/{verb}", json=body)

    async def bring(wanted: str) -> Thing:
        # Where nobody holds the role there is nothing to accept either: such a rule makes tasks, of a threshold that was met.
        high = {"event_type": SCORED, "conditions": [{"field": "met_threshold", "op": "equals", "value": True}]}
        nobody = content(when=high, asked_of={"kind": "role", "role": "counselor", "owned_by": "each"})
        said, points = (nobody, 90) if wanted == "refused" else (low_score(), 40)
        rule = await active(district, said, code=f"r-{new_id()}")
        score: Envelope = found(district, points)
        await district.scheduling.redeliver(score)
        # A rule takes in all scores of the day, of other things too.
        query = """select m.id from made_works m join facts f on f.id = m.fact_id
            where m.district_id = $1 and m.rule_id = $2 and f.subject = $3"""
        about = f"administrations/{score.data['administration_id']}"
        (row,) = await district.scheduling.sql(query, district.id, UUID(rule["id"]), about)
        thing = {"id": str(row["id"]), "rule": rule, "score": score, "version": 3, "asks": points}
        if wanted in ("standing", "declined"):
            await decide(thing, "accept" if wanted == "standing" else "decline")
        if wanted == "undone":
            await tell(thing, 70)
        return thing

    async def move(thing: Thing, verb: str) -> httpx.Response:
        if verb in ("accept", "decline"):
            return await decide(thing, verb)
        if verb == "retire":
            await step(district, thing["rule"], "retire", withdraw=True)
        else:
            await tell(thing, 70 if verb == "better" else thing["asks"])
        return httpx.Response(200)

    async def read(thing: Thing) -> str:
        return await state_of(district, "made_works", thing["id"])

    await walk(MADE_WORKS, state, bring, move, read)
