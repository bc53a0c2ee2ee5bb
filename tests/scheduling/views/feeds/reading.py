"""Making feeds and reading them back."""

from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import httpx
from icalendar import Calendar

from shared.testing.calls import Service
from tests.scheduling.factories import District


async def made(caller: httpx.AsyncClient, **wish: Any) -> dict[str, Any]:
    """A feed with its address."""
    reply = await caller.post("/v1/feeds", json={"kind": "person", **wish})
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


def path_of(feed: dict[str, Any]) -> str:
    """Where under the service it is."""
    return urlsplit(str(feed["url"])).path


def secret_of(feed: dict[str, Any]) -> str:
    """The secret in its address."""
    return PurePosixPath(path_of(feed)).stem


async def fetched(scheduling: Service, feed: dict[str, Any], **headers: str) -> httpx.Response:
    """What a calendar program gets, with no token."""
    return await scheduling.caller().get(path_of(feed), headers=headers)


async def events(scheduling: Service, feed: dict[str, Any]) -> list[Any]:
    """The events of a feed."""
    reply = await fetched(scheduling, feed)
    assert reply.status_code == 200, reply.text
    return list(Calendar.from_ical(reply.content).walk("VEVENT"))


async def shown(scheduling: Service, feed: dict[str, Any]) -> dict[str, date]:
    """Each event's title and day."""
    return {str(event["SUMMARY"]): event.decoded("DTSTART") for event in await events(scheduling, feed)}


async def set_task(scheduling: Service, task_id: str, **values: Any) -> None:
    """Put a task into a state as time would have."""
    places = ", ".join(f"{name} = ${place}" for place, name in enumerate(values, start=2))
    await scheduling.sql(
        f"update tasks set {places}, version = version + 1 where id = $1::uuid returning id", task_id, *values.values()
    )


async def told(district: District, person: str, **changes: Any) -> None:
    """Partners tells something else of a person."""
    facts = {"given_name": "A", "family_name": person, "email": None, "language": "en", "active": True, "version": 2}
    data = {"staff_id": district.people[person], **facts, **changes}
    await district.scheduling.receive(district.id, ("partners.staff.recorded.v1", data))
