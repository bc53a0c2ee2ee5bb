"""Every file, picture and page there is can be had by a ticket, as far as its maker may read it and no further."""

from collections.abc import Callable
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from shared.testing.servers import SERVICES
from shared.web.openapi import routes_of
from shared.web.tickets.downloads import is_download
from tests.isolation import seeds
from tests.isolation.calls import caller_of
from tests.isolation.samples import sent_to

#: How many there are at least: the walk must not become hollow.
DOWNLOADS = {"partners": 2, "scheduling": 7, "assessment": 1, "notifications": 1}


@pytest.mark.parametrize("name", SERVICES)
async def test_each_download_can_be_had_by_a_ticket(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service = service_of(name)
    things = await seeds.seeded(service, district_id)
    downloads = [route for route in routes_of(service.app) if is_download(route)]
    assert len(downloads) >= DOWNLOADS[name]
    for route in downloads:
        path = str(service.caller().build_request("GET", route.path_format.format(**things)).url.raw_path, "ascii")
        query = str(
            service.caller().build_request("GET", "/", params=sent_to(route, things)["params"]).url.query, "ascii"
        )
        if route.response_model is not None:  # data, or a file of it
            query = "format=csv"
        path += f"?{query}" if query else ""
        caller = caller_of(service, district_id, route, things)
        plain = await caller.get(path)
        assert plain.status_code == 200, (route.name, plain.text)
        before = await entries(service, district_id, route.name)

        made = await caller.post("/v1/tickets", json={"paths": [path]})
        assert made.status_code == 201, made.text
        reply = await service.caller().get(made.json()["items"][0]["url"])
        assert reply.status_code == 200, (route.name, reply.text)
        assert reply.headers["content-type"] == plain.headers["content-type"]
        assert reply.content[:20] == plain.content[:20]
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
        is_page = reply.headers["content-type"].startswith("text/html")
        assert is_page or "filename=" in reply.headers["content-disposition"], route.name

        # A reading that is audited is audited as theirs.
        after = await entries(service, district_id, route.name)
        assert len(after) == (2 * len(before) if before else 0)
        assert {entry["actor"] for entry in after} <= {entry["actor"] for entry in before}
        assert not after or "by a ticket of theirs" in after[-1]["reason"]

        # What their token would not show, no ticket does.
        poor = service.caller(token(district_id, ["nothing:at_all"], client_id=new_id()))
        assert_refused(await poor.post("/v1/tickets", json={"paths": [path]}), 403, "scope_missing")


async def entries(service: Service, district_id: UUID, action: str) -> list[dict[str, str]]:
    query = (
        "select actor, reason::text from audit_entries where district_id = $1 and action = $2 and outcome = 'done' "
        "order by id"
    )
    return [dict(row) for row in await service.sql(query, district_id, action)]
