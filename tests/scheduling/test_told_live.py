"""Whatever is done to a task, a plan, a revision or a barrier comes over the live stream, so that no screen has to ask."""

from collections.abc import Mapping
from typing import get_args

import httpx

from services.notifications.outlets.stream import schemas
from services.scheduling.work.barriers import transitions as of_barriers
from services.scheduling.work.tasks import transitions as of_tasks
from shared.testing.calls import Service
from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.may import barrier_tries, callers
from tests.scheduling.planning.goal_values.factories import by, measured, score
from tests.scheduling.work.barriers.factories import WAYS, brought_to
from tests.scheduling.work.tasks.may import callers as of_any_task
from tests.scheduling.work.tasks.may import kinds, tries
from tests.states.may import Try, told_instead

#: What the stream has entries of.
LIVE = {type_ for event in get_args(schemas.StreamKinds) for type_ in get_args(event.model_fields["event"].annotation)}
#: What changes nothing anybody else is shown.
SILENT = {"mentions/read"}


async def silent(callers_: Mapping[str, httpx.AsyncClient], url: str, attempts: Mapping[str, Try]) -> dict[str, bool]:
    """Of the moves somebody may make of a row: was nothing of it told live?"""
    found = {}
    for caller in callers_.values():
        seen = await caller.get(url)
        for move in seen.json()["may"] if seen.status_code == 200 else ():
            if move not in found:
                with told_instead() as told:
                    reply = await attempts[move](caller)
                if reply is not None and reply.is_success:
                    found[move] = not told & LIVE
    return found


async def test_whatever_is_done_to_a_task_is_told_live(district: District) -> None:
    found: dict[str, bool] = {}
    for task_id in (await kinds(district)).values():
        found |= await silent(of_any_task(district), f"/v1/tasks/{task_id}", await tries(district, task_id))
    assert found.keys() == {move.name for move in of_tasks.TRANSITIONS}
    assert {move for move, is_silent in found.items() if is_silent} == SILENT


async def test_whatever_is_done_to_a_barrier_is_told_live(district: District) -> None:
    found: dict[str, bool] = {}
    for state in WAYS:
        barrier = await brought_to(district, state)
        tried = await barrier_tries(district, barrier)
        found |= await silent(callers(district), f"/v1/barriers/{barrier['id']}", tried)
    assert found.keys() == {move.name for move in of_barriers.TRANSITIONS}
    assert [move for move, is_silent in found.items() if is_silent] == []


async def test_a_barrier_tells_of_the_tasks_it_stops_and_lets_go(district: District, scheduling: Service) -> None:
    plan = await district.published(activity())
    task = await district.task(plan, "oak")
    barrier = await brought_to(district, "decided", task_ids=[task["id"]])
    reply = await district.author.post(f"/v1/barriers/{barrier['id']}/resolve", json={"resolution": "Found some."})
    assert reply.status_code == 200, reply.text
    told = await scheduling.published(district.id, "scheduling.tasks.touched%")
    assert [(one["data"]["school_id"], one["data"]["tasks"]) for one in told] == [
        (
            str(district.schools["oak"]),
            [
                {
                    **{"task_id": task["id"], "plan_id": plan["id"], "what": ["barrier"]},
                    "owner_id": str(district.people["coordinator_oak"]),
                }
            ],
        )
    ] * 2


async def test_a_comment_is_told_without_its_words_and_a_note_no_school_reads_to_none(
    district: District, scheduling: Service
) -> None:
    url = f"/v1/tasks/{(await district.task(await district.published(), 'oak'))['id']}"
    assert (await district.oak.post(f"{url}/comments", json={"body": "Canary"})).status_code == 201
    for visibility in ("district", "author"):
        note = {"body": "Canary", "visibility": visibility}
        assert (await district.author.post(f"{url}/notes", json=note)).status_code == 201
    told = await scheduling.published(district.id, "scheduling.tasks.touched%")
    assert [task["what"] for one in told for task in one["data"]["tasks"]] == [["comment"]]
    noted = [one["data"] for one in await scheduling.published(district.id, "scheduling.task.noted%")]
    assert [(one["visibility"], one["author_id"]) for one in noted] == [
        (visibility, str(district.people["author"])) for visibility in ("district", "author")
    ]
    assert all(one.keys() == {"task_id", "visibility", "author_id"} for one in noted)
    assert "Canary" not in str([told, noted])


async def test_writing_on_a_draft_is_told_without_its_words(district: District, scheduling: Service) -> None:
    plan = (await district.author.post("/v1/plans", json=plan_of(activity()))).json()
    url = f"/v1/plans/{plan['id']}"
    changed = await district.author.patch(url, json={"summary": "Canary"}, headers={"If-Match": f'"{plan["version"]}"'})
    assert changed.status_code == 200, changed.text
    stale = await district.author.patch(url, json={"summary": "x"}, headers={"If-Match": f'"{plan["version"]}"'})
    assert stale.status_code == 412
    told = [one["data"] for one in await scheduling.published(district.id, "scheduling.plan.edited%")]
    assert told == [{"plan_id": plan["id"], "title": plan["title"], "school_id": None}] * 2


async def test_writing_on_a_revision_is_told_too(district: District, scheduling: Service) -> None:
    plan = await district.published()
    url = f"/v1/plans/{plan['id']}/revisions"
    made = await district.author.post(url, json={"note": "Canary"})
    assert made.status_code == 201, made.text
    etag = {"If-Match": made.headers["ETag"]}
    assert (
        await district.author.patch(f"{url}/{made.json()['number']}", json={"note": "Other"}, headers=etag)
    ).status_code == 200
    told = [one["data"] for one in await scheduling.published(district.id, "scheduling.revision.edited%")]
    assert [(one["plan_id"], one["number"]) for one in told] == [(plan["id"], made.json()["number"])] * 2
    assert "Canary" not in str(told)


async def test_values_of_goals_are_told_of_by_hand_and_by_instrument(district: District, scheduling: Service) -> None:
    body = {"on": TODAY.isoformat(), "value": 50.5, "source": "Canary"}
    plan = await measured(district)
    other = await measured(district, **by("tier1"))
    value = (await district.author.post(plan["url"], json=body)).json()
    gone = await district.author.post(f"{plan['url']}/{value['id']}/withdraw", json={"reason": "Wrong"})
    assert gone.status_code == 200, gone.text
    await scheduling.receive(district.id, score(district, "oak", 30, instrument_code="another"))
    await scheduling.receive(district.id, score(district, "oak", 30, instrument_code="tier1"))
    told = [one["data"] for one in await scheduling.published(district.id, "scheduling.goals.measured%")]
    assert [(one["plan_id"], one["goal_ids"]) for one in told] == [
        *([(plan["id"], [plan["goals"][0]["id"]])] * 2),
        (other["id"], [other["goals"][0]["id"]]),
    ]
    assert "Canary" not in str(told)


async def test_who_watches_a_task_hears_of_it_in_every_window(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    assert (await district.oak.put(f"/v1/tasks/{task['id']}/watch")).status_code == 204
    assert (await district.oak.delete(f"/v1/tasks/{task['id']}/watch")).status_code == 204
    told = [one["data"] for one in await scheduling.published(district.id, "scheduling.task.watched%")]
    mine = {"task_id": task["id"], "staff_id": str(district.people["coordinator_oak"])}
    assert told == [{**mine, "is_watching": True}, {**mine, "is_watching": False}]
