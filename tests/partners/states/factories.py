"""Moves that every state walker of partners makes."""

from datetime import datetime
from typing import Any

import httpx

from shared import clock

Thing = dict[str, Any]


async def patch(caller: httpx.AsyncClient, thing: Thing, body: Any) -> httpx.Response:
    """Change a thing at its `url`, on the version that is there."""
    tag = (await caller.get(thing["url"])).headers.get("ETag", '"1"')
    return await caller.patch(thing["url"], json=body, headers={"If-Match": tag})


async def delete(caller: httpx.AsyncClient, thing: Thing) -> httpx.Response:
    """Take a thing away, likewise."""
    tag = (await caller.get(thing["url"])).headers.get("ETag", '"1"')
    return await caller.delete(thing["url"], headers={"If-Match": tag})


def passed(moment: str) -> bool:
    """Has it?"""
    return datetime.fromisoformat(moment) <= clock.now()
