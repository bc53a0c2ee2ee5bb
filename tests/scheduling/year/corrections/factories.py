"""Corrections of a calendar."""

from typing import Any

import httpx


async def listed(caller: httpx.AsyncClient, *items: dict[str, Any], dry: bool = False) -> dict[str, Any]:
    """Send entries; they must be taken, each with its own result."""
    path = "/v1/calendar/days" + ("?validate_only=true" if dry else "")
    reply = await caller.post(path, json={"items": list(items)})
    assert reply.status_code == 200, reply.text
    return dict(reply.json())
