"""An announcement, as far as its preview."""

from typing import Any

from tests.notifications.factories import District


async def preview(district: District, **audience: Any) -> dict[str, Any]:
    async with district.service.machine(district.id) as caller:
        reply = await caller.post("/v1/announcements/preview", json={"audience": audience})
    assert reply.status_code == 200, reply.text
    return dict(reply.json())
