"""Whoever calls learns at every service who they are there: from their token, with names, and nothing of anybody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import LIFETIME, Service, assert_refused, token
from shared.testing.servers import SERVICES
from tests.one_day import ZONE
from tests.scheduling.factories import TODAY, District, activity


async def me(caller: httpx.AsyncClient) -> dict[str, Any]:
    """What the caller is told of themselves."""
    reply = await caller.get("/v1/me")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


@pytest.fixture
async def oaks(scheduling: Service, district_id: UUID) -> District:
    """A district of which scheduling has heard."""
    return await District(scheduling, district_id).seed()


@pytest.mark.parametrize("name", SERVICES)
async def test_any_token_is_told_of_itself_and_no_token_of_nothing(
    service_of: Callable[[str], Service], district_id: UUID, name: str
) -> None:
    service, person_id = service_of(name), new_id()
    assert_refused(await service.caller().get("/v1/me"), 401, "token_missing")
    assert_refused(await service.caller("none").get("/v1/me"), 401, "token_invalid")
    found = await me(service.caller(token(district_id, ["nothing:at_all"], person_id=person_id)))
    assert (found["kind"], found["person"], found["client"]) == ("person", {"id": str(person_id), "name": None}, None)
    assert (found["scopes"], found["roles"]) == (["nothing:at_all"], [])
    assert found["district"] == {"id": str(district_id), "name": None, "timezone": "UTC"}
    assert found["session"]["token_ends_at"] is not None
    knows_covers = name in ("partners", "scheduling")
    assert (found["covers"], found["covered_by"]) == (([], []) if knows_covers else (None, None))


async def test_a_persons_roles_have_their_names_and_places(oaks: District, scheduling: Service) -> None:
    await scheduling.receive(
        oaks.id,
        (
            "partners.role.recorded.v1",
            {
                **{"code": "site_lead", "names": {"en": "Site lead", "es": "Líder de sede"}, "profile": "principal"},
                **{"place": "school", "given_by": [], "active": True, "version": 1},
            },
        ),
    )
    oak, absent = str(oaks.schools["oak"]), str(oaks.people["coordinator_elm"])
    held: list[Any] = [
        {"role": "site_lead", "profile": "principal", "school_id": oak},
        {"role": "school_coordinator", "school_id": str(oaks.schools["elm"]), "covering": absent},
        {"role": "district_coordinator", "school_id": None},
    ]
    bearer = token(oaks.id, ["tasks:read"], person_id=oaks.people["author"], held=held)
    found = await me(scheduling.caller(bearer))
    assert found["person"] == {"id": str(oaks.people["author"]), "name": "A author"}
    assert found["district"] == {"id": str(oaks.id), "name": "D", "timezone": ZONE}
    elm = {"id": str(oaks.schools["elm"]), "name": "elm"}
    assert found["roles"] == [
        {
            **{"code": "site_lead", "name": "Site lead", "profile": "principal", "covering": None},
            "school": {"id": oak, "name": "oak"},
        },
        {
            **{"code": "school_coordinator", "name": "School coordinator", "profile": "school_coordinator"},
            **{"school": elm, "covering": {"id": absent, "name": "A coordinator_elm"}},
        },
        {
            **{"code": "district_coordinator", "name": "District coordinator", "profile": "district_coordinator"},
            **{"school": None, "covering": None},
        },
    ]
    await scheduling.receive(
        oaks.id,
        (
            "partners.staff.recorded.v1",
            {
                **{"staff_id": oaks.people["author"], "given_name": "A", "family_name": "author", "email": None},
                **{"language": "es-US", "active": True, "version": 2},
            },
        ),
    )
    found = await me(scheduling.caller(bearer))
    assert (found["language"], found["roles"][0]["name"]) == ("es-US", "Líder de sede")


async def test_what_waits_is_counted_as_the_day_lists_it(oaks: District, scheduling: Service) -> None:
    plan = await oaks.published(*(activity(f"A{n}") for n in range(6)))
    for code, days, state in (
        *(("A0", -3, "open"), ("A1", -2, "in_progress"), ("A2", 0, "open"), ("A3", 7, "open")),
        *(("A4", -1, "done"), ("A5", -1, "open")),
    ):
        task = await oaks.task(plan, "oak", code)
        await scheduling.sql(
            "update tasks set due_on = $2, state = $3 where id = $1::uuid returning id",
            *(task["id"], TODAY + timedelta(days=days), state),
        )
    found, day = await me(oaks.oak), (await oaks.oak.get("/v1/my-day")).json()
    counts = {name: found["counts"][f"tasks_{name}"] for name in ("overdue", "due_today", "due_soon")}
    assert counts == {name: len(day[name]) for name in counts} == {"overdue": 3, "due_today": 1, "due_soon": 1}
    assert found["counts"]["messages_unread"] is None
    without = token(oaks.id, ["plans:read"], person_id=oaks.people["coordinator_oak"])
    assert (await me(scheduling.caller(without)))["counts"]["tasks_overdue"] is None
    assert (await me(scheduling.machine(oaks.id)))["counts"]["tasks_overdue"] is None


async def test_both_sides_of_a_delegation_are_told_of_it_until_it_is_over(oaks: District) -> None:
    absent, stand_in = (str(oaks.people[name]) for name in ("coordinator_oak", "principal_oak"))
    days = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=3)).isoformat()}
    body = {"from_id": absent, "to_id": stand_in, "school_id": str(oaks.schools["oak"]), "reason": "away", **days}
    reply = await oaks.author.post("/v1/delegations", json=body)
    assert reply.status_code == 201, reply.text
    place = {"school": {"id": str(oaks.schools["oak"]), "name": "oak"}, **days}
    principal = oaks.as_person("principal_oak", ("principal", "oak"))
    assert (await me(principal))["covers"] == [{"person": {"id": absent, "name": "A coordinator_oak"}, **place}]
    assert (await me(oaks.oak))["covered_by"] == [{"person": {"id": stand_in, "name": "A principal_oak"}, **place}]
    assert ((await me(oaks.oak))["covers"], (await me(oaks.author))["covers"]) == ([], [])
    ended = await oaks.author.post(f"/v1/delegations/{reply.json()['id']}/end")
    assert ended.status_code == 200, ended.text
    assert ((await me(principal))["covers"], (await me(oaks.oak))["covered_by"]) == ([], [])


async def test_a_machine_client_is_told_its_name_and_its_bounds(partners: Service, district_id: UUID) -> None:
    machine = partners.machine(district_id)
    school = (await machine.post("/v1/schools", json={"name": "Oak", "local_code": "1"})).json()["id"]
    body = {"name": "Roster feed", "scopes": ["directory:read"], "school_ids": [school]}
    client_id = (await machine.post("/v1/clients", json=body)).json()["id"]
    claims: dict[str, Any] = {"client_id": UUID(client_id), "schools": [UUID(school)], "networks": ["127.0.0.0/8"]}
    found = await me(partners.caller(token(district_id, ["directory:read"], **claims)))
    assert (found["kind"], found["person"]) == ("client", None)
    assert found["client"] == {"id": client_id, "name": "Roster feed"}
    assert found["bounds"] == {
        **{"schools": [{"id": school, "name": "Oak"}], "networks": ["127.0.0.0/8"], "party": None}
    }
    party_id = new_id()
    found = await me(partners.outsider(district_id, party_id, "studies", "directory:read"))
    assert found["bounds"]["party"] == {"id": str(party_id), "basis": "studies"}


async def test_an_open_emergency_is_named(scheduling: Service, oaks: District) -> None:
    emergency_id, oak = new_id(), oaks.schools["oak"]
    claims: dict[str, Any] = {"emergency_id": str(emergency_id), "emergency_school": str(oak)}
    found = await me(scheduling.caller(token(oaks.id, ["tasks:read"], person_id=new_id(), lifetime=LIFETIME, **claims)))
    assert found["emergency"] == {"id": str(emergency_id), "school": {"id": str(oak), "name": "oak"}}


async def test_it_asks_postgresql_once(scheduling: Service, oaks: District, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, read_page = [], scheduling.app.state.db.read_page

    async def noted(*arguments: Any, **more: Any) -> Any:
        asked.append(arguments)
        return await read_page(*arguments, **more)

    monkeypatch.setattr(scheduling.app.state.db, "read_page", noted)
    await me(oaks.oak)
    assert len(asked) == 1


async def test_a_neighbours_names_are_not_told(scheduling: Service, oaks: District) -> None:
    held = [("principal", oaks.schools["oak"])]
    bearer = token(new_id(), ["tasks:read"], person_id=oaks.people["author"], roles=held)
    found = await me(scheduling.caller(bearer))
    assert (found["person"]["name"], found["roles"][0]["school"]["name"], found["district"]["name"]) == (None,) * 3
