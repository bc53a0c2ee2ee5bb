"""What people say to each other about a task."""

from typing import Any

import pytest

from services.scheduling.work.task_comments import service
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import District


async def task_at_oak(district: District) -> str:
    return f"/v1/tasks/{(await district.task(await district.published(), 'oak'))['id']}"


async def said(caller: Any, url: str, body: str = "Canary", *named: Any) -> Any:
    return await caller.post(f"{url}/comments", json={"body": body, "mentioned_ids": [str(id_) for id_ in named]})


async def age(scheduling: Service, comment_id: str, minutes: int) -> None:
    await scheduling.sql(
        "update task_comments set created_at = created_at - make_interval(mins => $2) where id = $1::uuid returning id",
        comment_id,
        minutes,
    )


async def test_whoever_may_see_a_task_may_comment_on_it(district: District) -> None:
    url = await task_at_oak(district)
    counselor = district.as_person("mentor_oak", ("counselor", "oak"))
    for caller in (district.oak, counselor, district.executive):
        assert (await said(caller, url)).status_code == 201
    listed = (await district.oak.get(f"{url}/comments")).json()["items"]
    assert [comment["author"]["id"] for comment in listed] == [
        str(district.people[name]) for name in ("coordinator_oak", "mentor_oak", "executive")
    ]
    for call in (
        said(district.elm, url),
        district.elm.get(f"{url}/comments"),
        district.elm.post(f"{url}/mentions/read"),
    ):
        assert (await call).status_code == 404


async def test_people_only(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)
    machine = scheduling.machine(district.id)
    for reply in (await said(machine, url), await machine.post(f"{url}/mentions/read")):
        assert_refused(reply, 403, "people_only")


async def test_who_is_named_is_told_once_and_without_the_words(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)
    me, principal, author = (district.people[name] for name in ("coordinator_oak", "principal_oak", "author"))
    made = (await said(district.oak, url, "Canary", principal, me, principal)).json()
    assert [one["id"] for one in made["mentioned"]] == [str(principal), str(me)]
    edit = {"mentioned_ids": [str(principal), str(author)]}
    changed = await district.oak.patch(f"{url}/comments/{made['id']}", json=edit, headers={"If-Match": '"2"'})
    assert changed.status_code == 200, changed.text
    told = [event["data"] for event in await scheduling.published(district.id, "scheduling.people.mentioned.v2")]
    assert [event["mentioned_ids"] for event in told] == [[str(principal)], [str(author)]]
    assert told[0]["by_id"] == str(me)
    assert "Canary" not in str(told)
    assert await unmentioned(scheduling, district) == [], "nobody is told of themselves"
    edit = {"mentioned_ids": [str(author)]}
    changed = await district.oak.patch(
        f"{url}/comments/{made['id']}", json=edit, headers={"If-Match": changed.headers["ETag"]}
    )
    assert changed.status_code == 200, changed.text
    [left] = await unmentioned(scheduling, district)
    assert (left["unmentioned_ids"], left["comment_id"]) == ([str(principal)], made["id"])


async def unmentioned(scheduling: Service, district: District) -> list[dict[str, Any]]:
    """Whom comments name no more, as it was told."""
    told = await scheduling.published(district.id, "scheduling.people.unmentioned.v1")
    return [event["data"] for event in told]


async def test_nobody_is_named_who_may_not_see_the_task(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)
    people = [district.people[name] for name in ("principal_oak", "coordinator_elm", "mentor_oak")]
    refused = await said(district.oak, url, "x", *people, new_id())
    assert_refused(refused, 422, "cannot_see_task")
    assert [fault["pointer"] for fault in refused.json()["errors"]] == [f"/mentioned_ids/{n}" for n in (1, 2, 3)]
    assert (await district.oak.get(f"{url}/comments")).json()["items"] == []
    assert await scheduling.published(district.id, "scheduling.people.mentioned.v2") == []
    many = await said(district.oak, url, "x", *(new_id() for _ in range(21)))
    assert_refused(many, 422, "invalid")


async def test_an_owner_without_another_right_can_be_named(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)
    mentor = district.people["mentor_oak"]
    await district.oak.patch(url, json={"owner_id": str(mentor)}, headers={"If-Match": '"1"'})
    assert (await said(district.oak, url, "x", mentor)).status_code == 201
    await scheduling.sql("update directory_staff set active = false where id = $1 returning id", mentor)
    assert (await said(district.oak, url, "x", mentor)).json()["code"] == "cannot_see_task"


async def test_said_better_for_fifteen_minutes_by_its_author(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)
    made = (await said(district.oak, url)).json()
    comment, match = f"{url}/comments/{made['id']}", {"If-Match": f'"{made["version"]}"'}
    principal = district.as_person("principal_oak", ("principal", "oak"))
    assert (await principal.patch(comment, json={"body": "y"}, headers=match)).status_code == 403
    assert (await district.oak.patch(comment, json={"body": "y"})).status_code == 428
    await age(scheduling, made["id"], 14)
    better = (await district.oak.patch(comment, json={"body": "y"}, headers=match)).json()
    assert (better["body"], better["edited_at"] is not None) == ("y", True)
    stale = await district.oak.patch(comment, json={"body": "z"}, headers=match)
    assert stale.status_code == 412
    await age(scheduling, made["id"], 2)
    late = await district.oak.patch(comment, json={"body": "z"}, headers={"If-Match": f'"{better["version"]}"'})
    assert_refused(late, 409, "edit_too_late")


async def test_a_deleted_comment_leaves_a_tombstone(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)
    made = [(await said(district.oak, url, "Canary", district.people["author"])).json() for _ in range(2)]
    principal = district.as_person("principal_oak", ("principal", "oak"))
    first, second = (f"{url}/comments/{comment['id']}" for comment in made)
    assert (await principal.delete(first)).status_code == 403
    await age(scheduling, made[0]["id"], 60)
    for caller, comment in ((district.oak, first), (district.author, second)):
        gone = (await caller.delete(comment)).json()
        assert (gone["body"], gone["mentioned"], gone["deleted_at"] is not None) == ("", [], True)
        again = await caller.delete(comment)
        assert_refused(again, 409, "wrong_state")
    assert [comment["body"] for comment in (await district.oak.get(f"{url}/comments")).json()["items"]] == ["", ""]
    left = await scheduling.sql(
        """select (select count(*) from task_mentions where district_id = $1)
        + (select count(*) from task_comments where district_id = $1 and body <> '')""",
        district.id,
    )
    assert left[0][0] == 0
    told = await unmentioned(scheduling, district)
    assert [event["unmentioned_ids"] for event in told] == [[str(district.people["author"])]] * 2


async def test_a_task_has_a_most_of_comments(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_COMMENTS", 1)
    url = await task_at_oak(district)
    await said(district.oak, url)
    assert (await said(district.oak, url)).json()["code"] == "too_many_comments"
    assert (await said(district.oak, url, "   ")).status_code == 422
