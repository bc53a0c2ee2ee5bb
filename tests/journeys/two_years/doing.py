"""What the acts of both years have in common: who is asked, what is scored, what another service owes."""

from typing import Any

from tests.assessment.measures.administrations.factories import ANSWERS, begin, put
from tests.journeys.two_years.living import Years
from tests.journeys.two_years.world import items, ok


def body_of(years: Years, name: str) -> str:
    """Somebody's id."""
    return str(years.world.people[name])


async def task_of(years: Years, code: str, at: str | None, **query: str) -> dict[str, Any]:
    """The first task of an activity at a school."""
    wanted = {"plan_id": years.plan["id"], **({"school_id": years.world.school(at)} if at else {}), **query}
    found = await items(years.world.as_("author"), "/v1/tasks", **wanted)
    return next(task for task in found if task["activity_code"] == code)


async def scored(
    years: Years, instrument: str, at: str, window: str = "fall", by: str = "", **more: Any
) -> dict[str, Any]:
    """A score of a school: 3 of 6 points; what it proves is proved."""
    caller = years.world.as_(by or f"coordinator_{at}", "assessment")
    made = await begin(caller, years.world.school(at), years.world.instruments[instrument], window, **more)  # type: ignore[arg-type]
    assert made.status_code == 201, made.text
    assert (await put(caller, made.json(), *ANSWERS)).is_success
    found = await ok(caller.post(f"/v1/administrations/{made.json()['id']}/score"))
    await years.world.hear()
    return found


async def approve(years: Years, url: str) -> None:
    """As the executive leader who has read the preview."""
    executive = years.world.as_("executive")
    seen = (await ok(executive.get(f"{url}/preview")))["warnings_hash"]
    content = (await ok(executive.get(url)))["content_hash"]
    await ok(executive.post(f"{url}/approve", json={"content_hash": content, "seen_warnings": seen}))


async def asked(years: Years, name: str, act: str) -> None:
    """Somebody is asked for this on their day, and has been told."""
    await years.world.hear()
    day = await ok(years.world.as_(name).get("/v1/my-day"))
    assert act in [row["act"] for row in day["asked_of_you"]], (name, act)
    await years.watch.nobody_is_forgotten()


async def owed(years: Years, name: str, words: str) -> None:
    """A task that another service asked for stands on somebody's day, and they were told."""
    await years.world.hear()
    found = await owed_to(years, name, words)
    assert len(found) == 1, (name, words)
    years.kept[words] = found[0]
    await years.watch.nobody_is_forgotten()


async def owed_to(years: Years, name: str, words: str) -> list[dict[str, Any]]:
    """What of it is still somebody's to do."""
    day = await ok(years.world.as_(name).get("/v1/my-day"))
    rows = [row for where in ("overdue", "due_today", "due_soon") for row in day[where]]
    return [row for row in rows if row["origin"]["kind"] == "owed" and row["title"].startswith(words)]


async def settled(years: Years, name: str, words: str) -> None:
    """It is done, on the day it was done there."""
    await years.world.hear()
    assert await owed_to(years, name, words) == []
    task = await ok(years.world.as_("author").get(f"/v1/tasks/{years.kept[words]['id']}"))
    assert (task["state"], task["done_on"]) == ("done", f"{years.world.today}")
