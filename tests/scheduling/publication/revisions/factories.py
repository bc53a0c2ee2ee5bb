"""A revision, brought all the way."""

from typing import Any

from tests.scheduling.factories import District, plan_of


def goals(*activities: dict[str, Any]) -> list[dict[str, Any]]:
    return list(plan_of(*activities)["goals"])


async def revise(
    district: District, plan: dict[str, Any], body: dict[str, Any], *, publish: bool = True
) -> dict[str, Any]:
    """A revision brought all the way."""
    made = await district.author.post(f"/v1/plans/{plan['id']}/revisions", json={"note": "Because.", **body})
    assert made.status_code == 201, made.text
    url = f"/v1/plans/{plan['id']}/revisions/{made.json()['number']}"
    assert (await district.author.post(f"{url}/submit")).status_code == 200
    assert (await district.approve(url, made.json()["content_hash"])).status_code == 200
    if not publish:
        return dict((await district.author.get(url)).json())
    reply = await district.author.post(f"{url}/publish")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())
