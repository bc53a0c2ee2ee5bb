"""What is missing before a district can work is named by every service, until it is there."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.partners.access.district_setup.service import set_up
from shared.ids import new_id
from shared.rooms import rooms_of
from shared.settings import Settings
from shared.testing.calls import Service, assert_refused, token
from shared.testing.servers import SERVICES
from shared.web.openapi import permission, routes_of
from shared.web.setup.checks import Call, Check
from tests.partners.access.sign_ins.factories import application
from tests.scheduling.factories import TODAY, District, activity


async def missing(caller: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    """What is missing, by code."""
    reply = await caller.get("/v1/setup")
    assert reply.status_code == 200, reply.text
    return {item["code"]: item for item in reply.json()["items"]}


def checks(name: str) -> list[Check]:
    """What a service's rooms look for."""
    return [check for room in rooms_of(name).files("setup") for check in room.CHECKS]


@pytest.mark.parametrize("name", SERVICES)
async def test_stewards_alone_ask(service_of: Callable[[str], Service], district_id: UUID, name: str) -> None:
    service = service_of(name)
    assert_refused(await service.caller().get("/v1/setup"), 401, "token_missing")
    for role in ("executive_leader", "district_team_member"):
        reply = await service.person(district_id, new_id(), (role, None)).get("/v1/setup")
        assert_refused(reply, 403, "not_permitted")
    assert (await service.person(district_id, new_id(), ("data_manager", None)).get("/v1/setup")).status_code == 200
    lacking = service.caller(token(district_id, ["tasks:read"], person_id=new_id()))
    assert_refused(await lacking.get("/v1/setup"), 403, "scope_missing")


def doors(service_of: Callable[[str], Service]) -> dict[tuple[str, str, str], frozenset[str]]:
    """Whose profiles may make every call of every service, for the district."""
    found: dict[tuple[str, str, str], frozenset[str]] = {}
    for name in SERVICES:
        service = service_of(name)
        policy = import_module(f"services.{name}.permissions").POLICY
        for route in routes_of(service.app):
            scope = permission(route)[1]
            if scope in policy.rules:
                found |= {
                    (name, method, route.path_format): policy.rules[scope].district for method in route.methods or ()
                }
    return found


async def test_every_call_that_mends_something_is_there_for_those_who_are_named(
    service_of: Callable[[str], Service],
) -> None:
    known = doors(service_of)
    calls: list[Call] = [check.call for name in SERVICES for check in checks(name) if check.call]
    assert len(calls) >= 10
    assert [call for call in calls if known.get((call.service, call.method, call.path)) != call.profiles] == []


async def test_what_a_district_lacks_of_people_and_ways_in_goes_as_it_comes(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners.settings, district_id, "D", "America/Detroit", "en")
    machine = partners.machine(district_id)
    found = await missing(machine)
    assert found.keys() == {"no_schools", "no_identity_provider", "no_application"}
    assert found["no_schools"]["call"] == {"service": "partners", "method": "POST", "path": "/v1/schools"}
    assert [role["code"] for role in found["no_schools"]["mended_by"]] == ["data_manager", "district_coordinator"]
    assert found["no_schools"]["severity"] == "blocking"

    schools = [
        (await machine.post("/v1/schools", json={"name": name, "local_code": name})).json()["id"] for name in ("a", "b")
    ]
    found = await missing(machine)
    assert "no_schools" not in found
    assert found["schools_without_principal"]["count"] == 2
    assert found["schools_without_principal"]["text"].startswith("Schools without a principal: 2.")

    staff = (await machine.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()["id"]
    for school in schools:
        role = {"staff_id": staff, "role": "principal", "school_id": school, "starts_on": "2026-01-01"}
        assert (await machine.post("/v1/role-assignments", json=role)).status_code == 201
    found = await missing(machine)
    assert "schools_without_principal" not in found
    assert found["principals_without_sign_in"]["count"] == 1

    await application(partners, district_id)
    provider = new_id()
    await partners.sql(
        """insert into identity_providers (district_id, id, name, kind, issuer, client_id, client_authentication, audiences,
          email_domains, required_claims, subject_claim, link_by, scopes, algorithms, active, discovery, jwks, fetched_at,
          asked_at, created_at, updated_at, created_by, updated_by, version)
        values ($1, $2, 'x', 'other', 'https://x.example', 'c', 'none', '{}', '{}', '{}', 'sub', '[]', '{openid}', '{RS256}',
          true, '{}', '[]', now(), now(), now(), now(), 'system:test', 'system:test', 1)""",
        *(district_id, provider),
    )
    assert list(await missing(machine)) == ["principals_without_sign_in"]
    await partners.sql(
        """insert into identities (district_id, id, provider_id, issuer, subject, staff_id, linked_by, linked_at, created_at,
          updated_at, created_by, updated_by, version)
        values ($1, $2, $3, 'https://x.example', 's', $4, 'administrator', now(), now(), now(), 'system:test',
          'system:test', 1)""",
        *(district_id, new_id(), provider, UUID(staff)),
    )
    assert await missing(machine) == {}, "nothing is missing any more"


async def test_what_the_calendar_and_the_roles_of_plans_lack(scheduling: Service, district_id: UUID) -> None:
    assert list(await missing(scheduling.machine(district_id))) == ["no_school_year"]
    district = await District(scheduling, district_id).seed()
    assert list(await missing(district.author)) == ["no_holidays"]
    off = {"items": [{"day": (TODAY + timedelta(days=30)).isoformat(), "day_type": "holiday"}]}
    reply = await district.author.post("/v1/calendar/days", json=off)
    assert reply.json()["done"] == 1, reply.text
    assert await missing(district.author) == {}
    await district.published(activity("A1"), activity("A2", owner_role="nurse"), activity("A3", owner_role="counselor"))
    found = await missing(district.author)
    assert (list(found), found["roles_nobody_holds"]["count"]) == (["roles_nobody_holds"], 2)
    assert found["roles_nobody_holds"]["call"]["service"] == "partners"


async def test_it_is_said_in_the_callers_language(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    person = new_id()
    staff = {"staff_id": person, "given_name": "A", "family_name": "B", "email": None, "language": "es-US"}
    await scheduling.receive(district.id, ("partners.staff.recorded.v1", {**staff, "active": True, "version": 1}))
    found = await missing(scheduling.person(district.id, person, ("data_manager", None)))
    assert found["no_holidays"]["text"].startswith("El año escolar no tiene ningún día festivo")
    assert found["no_holidays"]["mended_by"][0] == {"code": "data_manager", "name": "Responsable de datos"}


async def test_what_a_roster_lacks(assessment: Service, district_id: UUID) -> None:
    machine = assessment.machine(district_id)
    assert list(await missing(machine)) == ["no_roster"]
    await assessment.sql(
        """insert into roster_imports (district_id, id, state, mode, validate_only, allow_shrink, sha256, bytes, attempts,
          progress, files, fault_count, fault_counts, may_shrink, passed_over,
          finished_at, created_at, updated_at, created_by, updated_by, version)
        values ($1, $2, 'finished_with_faults', 'bulk', false, false, $3, 1, 1, '{}', '{}', 7, '{}', '{}', '{}', now(),
          now(), now(), 'system:test', 'system:test', 1)""",
        *(district_id, new_id(), "0" * 64),
    )
    found = await missing(machine)
    assert (list(found), found["roster_faults"]["count"]) == (["roster_faults"], 7)


async def test_mail_wants_a_sender_of_the_districts_own(notifications: Service, district_id: UUID) -> None:
    machine = notifications.machine(district_id)
    found = await missing(machine)
    assert (list(found), found["no_mail_sender"]["call"], found["no_mail_sender"]["mended_by"]) == (
        *(["no_mail_sender"], None),
        [],
    )
    (check,) = [one for one in checks("notifications") if one.code == "no_mail_sender"]
    assert check.is_set is not None
    kept = {"service": "notifications", "database_url": "postgresql://x/y", "secret_key": "none"}
    assert check.is_set(Settings(**kept, mail_from="Cedar <tasks@cedar.org>"))
    assert not check.is_set(Settings(**kept))
