"""The school year after the one small districts have."""

from datetime import timedelta
from typing import Any

import httpx

from shared.school_year import called
from tests.scheduling.factories import TODAY, District

#: Its first and its last day, and its name.
NEXT = (TODAY + timedelta(days=300), TODAY + timedelta(days=580))
NEXT_YEAR = called(*NEXT)


async def next_year(district: District) -> None:
    """Add it, if it is not there yet."""
    titles = [year["title"] for year in (await district.author.get("/v1/school-years")).json()["items"]]
    if "next year" not in titles:
        span = {"starts_on": NEXT[0].isoformat(), "ends_on": NEXT[1].isoformat()}
        reply = await district.author.post("/v1/school-years", json={"title": "next year", **span})
        assert reply.status_code == 201, reply.text


async def carried(district: District, plan: dict[str, Any], **wish: Any) -> dict[str, Any]:
    """The plan's draft for the next year."""
    reply = await ask(district, plan, **wish)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def ask(district: District, plan: dict[str, Any], **wish: Any) -> httpx.Response:
    """Ask for it."""
    return await district.author.post(f"/v1/plans/{plan['id']}/carry-on", json=wish)
