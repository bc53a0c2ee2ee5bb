"""What an act takes away goes alone: of all the district's rows exactly what was meant, and every other stays as it was."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx

from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.work.barriers.factories import raised

TABLES = """select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'district_id'
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1"""
ROWS = """select coalesce(r ->> 'id', r::text) as key, r::text as row
from (select to_jsonb(t) as r from {} t where district_id = $1) x"""
Rows = dict[tuple[str, str], str]


async def rows_of(district: District) -> Rows:
    """Every row of the district."""
    found: Rows = {}
    for (table,) in await district.scheduling.sql(TABLES):
        for row in await district.scheduling.sql(ROWS.format(table), district.id):
            found[table, row["key"]] = row["row"]
    return found


async def taken(
    district: District, call: Awaitable[httpx.Response]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Which rows went with a call, and which of those that stayed it changed."""
    before = await rows_of(district)
    reply = await call
    assert reply.is_success, reply.text
    after = await rows_of(district)
    return before.keys() - after.keys(), {key for key in before.keys() & after.keys() if before[key] != after[key]}


def match(thing: dict[str, Any]) -> dict[str, str]:
    """The version a thing was made with."""
    return {"If-Match": f'"{thing["version"]}"'}


async def made(call: Awaitable[httpx.Response]) -> Any:
    """What a call made."""
    reply = await call
    assert reply.is_success, reply.text
    return reply.json() if reply.content else None


async def test_an_act_takes_away_what_it_names_and_nothing_else(district: District) -> None:
    oak, author = district.oak, district.author
    plan = await district.published(activity(), activity("A2"))
    task, twin = [await district.task(plan, "oak", code) for code in ("A1", "A2")]
    url, people = f"/v1/tasks/{task['id']}", [str(district.people[name]) for name in ("author", "principal_oak")]
    for other in (url, f"/v1/tasks/{twin['id']}"):
        for caller in (oak, author):
            await made(caller.put(f"{other}/watch"))
        for name in ("one", "two"):
            steps = (await made(oak.post(f"{other}/steps", json={"title": name})))["steps"]
            sent = oak.post(f"{other}/files", params={"name": f"{name}.txt"}, content=name.encode())
            files = (await made(sent))["evidence"]
        comments = [
            await made(oak.post(f"{other}/comments", json={"body": "x", "mentioned_ids": people})) for _ in range(2)
        ]
        if other == url:
            step, file, (said, more) = steps[0], files[0], comments
    barriers = [await raised(oak, task_ids=[task["id"], twin["id"]]) for _ in range(2)]
    # A Sunday, which is no school day anyhow: no calendar has to be told anew.
    sunday = TODAY - timedelta(days=TODAY.weekday() + 15)
    days = [sunday.isoformat(), (sunday + timedelta(days=1)).isoformat()]
    listed = [{"day": day, "day_type": "holiday"} for day in days]
    entry = (await made(author.post("/v1/calendar/days", json={"items": listed})))["rows"][0]
    drafts = [await made(author.post("/v1/plans", json=plan_of(activity(), activity("A2")))) for _ in range(2)]
    feed = await made(oak.post("/v1/feeds", json={"kind": "person"}))
    await made(oak.post("/v1/feeds", json={"kind": "person"}))

    def mentions(comment: dict[str, Any], *named: str) -> str:
        people = ", ".join(f"'{id_}'" for id_ in named)
        return f"select id from task_mentions where comment_id = '{comment['id']}' and staff_id in ({people})"

    def parts(table: str) -> str:
        return f"select id from {table} where plan_id = '{drafts[0]['id']}'"

    watch = f"select id from task_watchers where task_id = '{task['id']}' and staff_id = '{people[0]}'"
    link = f"select id from barrier_tasks where task_id = '{task['id']}' and barrier_id = '{barriers[1]['id']}'"
    acts: list[tuple[Callable[[], Awaitable[httpx.Response]], dict[str, Any], dict[str, Any]]] = [
        (lambda: oak.delete(f"{url}/steps/{step['id']}"), {"task_steps": step}, {}),
        (lambda: oak.delete(f"{url}/files/{file['id']}"), {"task_evidence": file}, {}),
        (lambda: author.delete(f"{url}/watch"), {"task_watchers": watch}, {}),
        (
            lambda: oak.patch(f"{url}/comments/{said['id']}", json={"mentioned_ids": people[:1]}, headers=match(said)),
            {"task_mentions": mentions(said, people[1])},
            {"task_comments": said},
        ),
        (
            lambda: oak.delete(f"{url}/comments/{more['id']}"),
            {"task_mentions": mentions(more, *people)},
            {"task_comments": more},
        ),
        (
            lambda: oak.delete(f"/v1/barriers/{barriers[1]['id']}/tasks/{task['id']}"),
            {"barrier_tasks": link},
            {"barriers": barriers[1]},
        ),
        (lambda: author.delete(f"/v1/calendar/days/{entry['id']}"), {"calendar_days": entry}, {}),
        (
            lambda: author.patch(
                f"/v1/plans/{drafts[0]['id']}",
                json={"goals": plan_of(activity("B1"))["goals"]},
                headers=match(drafts[0]),
            ),
            {table: parts(table) for table in ("goals", "strategies", "activities")},
            {"plans": drafts[0]},
        ),
        (lambda: oak.delete(f"/v1/feeds/{feed['id']}"), {}, {"feeds": feed}),
    ]
    for call, goes, changes in acts:
        wanted = await keys(district, goes), await keys(district, changes)
        assert await taken(district, call()) == wanted, (goes, changes)


async def keys(district: District, named: dict[str, Any]) -> set[tuple[str, str]]:
    """Rows by table: a thing, or what a query finds."""
    found = set()
    for table, what in named.items():
        rows = [what["id"]] if isinstance(what, dict) else [row["id"] for row in await district.scheduling.sql(what)]
        assert rows, f"nothing of {table} to go"
        found |= {(table, str(id_)) for id_ in rows}
    return found
