"""Whoever decides over a row waits for who is changing it, then decides on what they left."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import Service
from shared.web.openapi import routes_of, takes_version
from tests.interleavings.holding import another
from tests.interleavings.rows import CASES, Case
from tests.isolation import seeds
from tests.isolation.calls import EVERY_DISTRICT_ROLE
from tests.isolation.copies import copied
from tests.isolation.samples import body_of

#: Rows that the seeds make and do not name.
ROWS = {
    "plan_revisions": {"revision_id": "select id from plan_revisions where district_id = $1 order by number desc"},
    "deliveries": {"delivery_id": "select id from deliveries where district_id = $1 and channel = 'email'"},
}
#: Tables that take back nothing.
KEPT_AS_WRITTEN = ("consents", "emergency_accesses")
SET = "update {table} set {columns} where district_id = $1 and id = $2 returning version"


async def caller_of(
    service: Service, case: Case, route: APIRoute, district_id: UUID, things: dict[str, str]
) -> httpx.AsyncClient:
    """Who may do it."""
    if case.by == "coordinator":
        return service.person(district_id, UUID(things["staff_id"]), ("school_coordinator", UUID(things["school_id"])))
    if case.by == "recipient":
        column = f"select recipient_id from {case.table} where district_id = $1 and id = $2"
        recipient = (await service.sql(column, district_id, UUID(things[case.thing])))[0][0]
        return service.person(district_id, recipient, ("school_coordinator", None))
    if seeds.stated(route, "BY_PERSON") or case.route == "review_emergency_access":
        return service.person(district_id, new_id(), *EVERY_DISTRICT_ROLE)
    return service.machine(district_id)


async def things_of(service: Service, case: Case) -> tuple[UUID, dict[str, str]]:
    """What the seeds make, in a district of its own, and the row as the call needs it."""
    district_id, things = await copied(service)
    for name, query in ROWS.get(case.table, {}).items():
        things[name] = str((await service.sql(query, district_id))[0][0])
    if case.route == "add_client_secret":
        await service.sql(
            "update client_secrets set revoked_at = now() where district_id = $1 returning id", district_id
        )
    if case.first:
        first = SET.format(table=case.table, columns=case.first)
        await service.sql(first, district_id, UUID(things[case.thing]))
    return district_id, things


@dataclass(frozen=True)
class Met:
    """A row of a district, and the call that is about it."""

    service: Service
    case: Case
    key: tuple[UUID, UUID]
    call: Callable[[], Awaitable[httpx.Response]]

    def set(self, columns: Iterable[str]) -> str:
        """The statement that changes the row."""
        return SET.format(table=self.case.table, columns=", ".join(columns))

    def change(self) -> str:
        """What the other does."""
        return self.set(f"{name} = {value}" for name, value in self.case.change.items())


async def met(service: Service, case: Case) -> Met:
    """The row as the call needs it, and the call on the version it has."""
    district_id, things = await things_of(service, case)
    route = next(route for route in routes_of(service.app) if route.name == case.route)
    caller, key = await caller_of(service, case, route, district_id, things), (district_id, UUID(things[case.thing]))
    named = case.named or case.table
    version = await service.sql(f"select version from {named} where district_id = $1 and id = $2", *key)
    asked: dict[str, Any] = {
        "headers": {"If-Match": f'"{version[0][0]}"'} if takes_version(route) or route.path.startswith("/scim/") else {}
    }
    if route.body_field is not None:
        asked["json"] = body_of(route, things)
    method, path = next(iter(route.methods or ())), route.path_format.format(**things)
    return Met(service, case, key, lambda: caller.request(method, path, **asked))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.route}-{case.table}")
async def test_it_waits_for_who_changes_the_row_and_decides_on_what_they_leave(
    service_of: Callable[[str], Service], case: Case
) -> None:
    service = service_of(case.service)
    row = await met(service, case)
    kept = await service.sql(
        f"select {', '.join(case.change)} from {case.table} where district_id = $1 and id = $2", *row.key
    )
    async with another(service, row.change(), *row.key) as other:
        wait, answer = await other.holds_up(row.call())
        assert wait.is_at(*(f"services/{case.service}/{site}" for site in case.sites))
        await other.commit()
        reply = await answer
    if case.code:
        said = reply.json()
        assert case.code in (said.get("code") or said["detail"]), reply.text
        # It is refused for what the other did and for nothing else: where that is taken back, it is done.
        if case.table in KEPT_AS_WRITTEN:
            row = await met(service, case)
        else:
            undo = row.set(f"{name} = ${place}" for place, name in enumerate(case.change, 3))
            await service.sql(undo, *row.key, *kept[0])
        async with another(service, row.change(), *row.key) as other:
            _, answer = await other.holds_up(row.call())
            await other.roll_back()
            reply = await answer
    assert reply.status_code < 300, reply.text
