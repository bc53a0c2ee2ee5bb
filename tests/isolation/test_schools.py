"""Every guarded route is asked, by callers of one school, about a district whose every row is another school's.

What they get must be refused, missing or empty, and nothing may have happened. The list of routes is the code's own: a new
one is held to this by itself (a body for it goes into `seeds.bodies_of`), or stands below with the reason why it is theirs.
"""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from shared.web.openapi import permission, routes_of
from shared.web.streaming import EventStream
from tests.isolation import seeds
from tests.isolation.digests import Digests
from tests.isolation.samples import sample_of

CALLERS = ["client", "principal", "teacher", "nobody"]
WITH_A_PLACE = {"client", "principal", "teacher"}
LEADING = {"client", "principal"}
PEOPLE = {"principal", "teacher", "nobody"}

DIRECTORY = "the directory is common to the district: whoever works there finds its people and schools"
CALENDAR = "days, terms and their names are common to the district"
REACHED = "a plan that has reached the schools is read by whoever leads one, and by a system of one"
SETTING = "a setting of the district, which says nothing of any school"
OWN = "the caller's own, and of nobody else"
#: Who may call what and be answered, and why. None of the answers about plans may hold anything of the other school.
THEIRS: dict[str, tuple[set[str], str]] = {
    **dict.fromkeys(
        ("read_district", "list_schools", "read_school", "list_staff", "read_staff"), (WITH_A_PLACE, DIRECTORY)
    ),
    **dict.fromkeys(("list_role_assignments", "read_role_assignment"), (WITH_A_PLACE, DIRECTORY)),
    **dict.fromkeys(("list_school_years", "read_school_year", "list_terms", "read_term"), (WITH_A_PLACE, CALENDAR)),
    **dict.fromkeys(
        ("list_day_types", "read_day_type", "read_calendar", "list_academic_sessions"), (WITH_A_PLACE, CALENDAR)
    ),
    **dict.fromkeys(
        ("list_instruments", "read_instrument"), (WITH_A_PLACE, "instruments are the district's, answers a school's")
    ),
    **dict.fromkeys(("list_plans", "read_plan", "export_plan", "list_revisions", "preview_plan"), (LEADING, REACHED)),
    **dict.fromkeys(("read_overview", "read_roll_up", "read_series", "draw_roll_up"), (LEADING, REACHED)),
    **dict.fromkeys(("read_barrier_report", "list_plan_templates", "list_evidence_types"), (LEADING, REACHED)),
    **dict.fromkeys(("read_preview_limits", "read_escalation_ladder"), (LEADING | {"teacher"}, SETTING)),
    "read_barrier_clocks": (WITH_A_PLACE, SETTING),
    "read_directory_policy": ({*CALLERS}, "a notice to the public"),
    "list_directory_information": (
        {*CALLERS},
        "refused to everybody while there is no such notice; then by policy's scope",
    ),
    **dict.fromkeys(
        ("read_scim_config", "list_scim_schemas", "list_scim_resource_types", "refuse_scim_me"),
        ({*CALLERS}, "what our SCIM can do, the same for every district"),
    ),
    "list_unowned_tasks": ({*CALLERS}, "counts of the caller's schools: none here"),
    **dict.fromkeys(("read_my_day", "count_unread", "read_my_preferences", "change_my_preferences"), (PEOPLE, OWN)),
}
#: What may stand in the answers above: of no school, or the directory's.
NAMED = {
    "plan_id",
    "school_year_id",
    "term_id",
    "day_type_code",
    "entry_id",
    "instrument_id",
    "number",
    "template_code",
}
NAMED_IN_PARTNERS = {"school_id", "staff_id", "scim_user_id", "assignment_id", "consent_id", "party_id", "student_id"}
PEOPLE_ONLY = {"people_only"}
NOT_THERE = {"no_such_school", "no_such_task", "no_such_student", "no_such_staff", "audience_unknown"}


class World:
    """A service with a district whose rows are all of one school, and callers who are of another."""

    def __init__(self, service: Service, things: dict[str, str], district_id: Any) -> None:
        self.service, self.things, self.district_id = service, things, district_id
        self.bodies = {**seeds.BODIES, **seeds.bodies_of(things)}
        elsewhere, me = new_id(), new_id()
        self.callers = {
            "client": service.machine_at(district_id, elsewhere),
            "principal": service.person(district_id, me, ("principal", elsewhere)),
            "teacher": service.person(district_id, me, ("teacher", elsewhere)),
            "nobody": service.person(district_id, me),
        }
        self.rows = Digests(service, district_id).read

    async def call(self, caller: httpx.AsyncClient, method: str, route: APIRoute) -> httpx.Response:
        """Ask for the other school's thing."""
        headers: dict[str, str] = {"If-Match": '"1"'}
        sent: dict[str, Any] = {}
        if route.name in seeds.UPLOADS:
            headers, sent = {**headers, "Content-Type": seeds.UPLOADS[route.name]}, {"content": b"x"}
        elif route.body_field is not None:
            sent = {"json": self.bodies[route.name] if route.name in self.bodies else sample_of(route)}
        path, query = route.path_format.format(**self.things), seeds.QUERIES.get(route.name)
        return await caller.request(method, path, headers=headers, params=query, **sent)

    def names(self, reply: httpx.Response) -> list[str]:
        """What of the other school an answer names."""
        common = NAMED | (NAMED_IN_PARTNERS if self.service.name == "partners" else set())
        return [name for name, id_ in self.things.items() if name not in common and id_ in reply.text]


def is_refused_or_empty(reply: httpx.Response) -> bool:
    """Did the caller get nothing, for want of a right?"""
    if reply.status_code in (403, 404):
        return True
    if not reply.headers.get("content-type", "").endswith("json"):
        return False
    found = reply.json()
    if reply.status_code == 200:
        is_bulk = "rows" in found and found.get("done") == 0
        return found.get("items") == [] or (is_bulk and all(is_denied(row["refusal"]["code"]) for row in found["rows"]))
    return is_denied(found.get("code"))


def is_denied(code: str) -> bool:
    """Does a refusal say that there is nothing there for this caller?"""
    return code in {"not_permitted", "not_found"} | PEOPLE_ONLY | NOT_THERE


_WORLDS: dict[str, World] = {}


async def world_of(service: Service) -> World:
    """Seeded once for each process: nothing that follows may change it."""
    if service.name not in _WORLDS:
        district_id, things = await seeds.common(service, "theirs")
        _WORLDS[service.name] = World(service, things, district_id)
    return _WORLDS[service.name]


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("service", SERVICES)
async def test_another_schools_rows_are_not_there(
    service_of: Callable[[str], Service], service: str, caller: str
) -> None:
    world = await world_of(service_of(service))
    before, open_ = await world.rows(), []
    for route in routes_of(world.service.app):
        # A stream has no end to wait for; tests/notifications/outlets/stream holds it to its rows.
        if permission(route)[1] is None or route.response_class is EventStream:
            continue
        is_theirs = caller in THEIRS.get(route.name, (set(), ""))[0]
        for method in sorted((route.methods or set()) - ({"PATCH", "POST"} if is_theirs else set())):
            reply = await world.call(world.callers[caller], method, route)
            named = world.names(reply) if reply.status_code < 300 else []
            if named or reply.status_code == 500 or not (is_theirs or is_refused_or_empty(reply)):
                open_.append(f"{route.name}: {reply.status_code} {named} {reply.text[:300]}")
            if method != "GET" and (after := await world.rows()) != before:
                open_.append(f"{route.name} changed {[name for name in after if after[name] != before.get(name)]}")
                before = after
    assert open_ == [], "\n".join(open_)


@pytest.mark.parametrize("service", ["scheduling", "assessment"])
async def test_the_schools_own_client_is_let_in(service_of: Callable[[str], Service], service: str) -> None:
    world = await world_of(service_of(service))
    own = world.service.machine_at(world.district_id, world.things["school_id"])  # type: ignore[arg-type]
    theirs = ("read_task", "read_barrier", "list_tasks", "read_administration", "list_administrations")
    for route in routes_of(world.service.app):
        if route.name in theirs:
            reply = await world.call(own, "GET", route)
            assert reply.status_code == 200, route.name
            assert world.names(reply), route.name


def test_what_is_everybodys_is_still_a_route(service_of: Callable[[str], Service]) -> None:
    known = {route.name for service in SERVICES for route in routes_of(service_of(service).app)}
    assert THEIRS.keys() <= known
