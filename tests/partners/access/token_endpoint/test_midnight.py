"""No token outlives what it stands on: roles, covers and agreements end at the district's midnight, others at their moment."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.partners.access.sign_ins.session_tokens import grant
from services.partners.access.tokens.authenticating import Client
from services.partners.access.tokens.forms import Refused
from shared import clock
from shared.context.work import work_for
from shared.errors import TokenInvalid
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from tests.partners.access.identity_providers.factories import registered
from tests.partners.access.sign_ins import factories as sign_ins
from tests.partners.directory.covers.factories import District as Covered
from tests.partners.factories import consenting_party, set_up
from tests.partners.machines import made, token_for

TODAY = clock.day_in("America/Detroit", clock.now()) + timedelta(days=3)
Make = Callable[["World"], Awaitable[dict[str, Any]]]


class World:
    """A district in a zone, with a clock that is set by it."""

    def __init__(self, partners: Service, id_: UUID, patch: pytest.MonkeyPatch, zone: str = "America/Detroit") -> None:
        self.partners, self.id, self.patch, self.zone = partners, id_, patch, ZoneInfo(zone)
        self.machine = partners.machine(id_)

    async def seed(self) -> "World":
        """It is there."""
        await set_up(self.partners, self.id)
        await self.partners.sql("update districts set timezone = $2 where district_id = $1", self.id, self.zone.key)
        return self

    def at(self, hour: int, minute: int, second: int = 0) -> None:
        """Set the clock to a time of the day."""
        self.at_moment(datetime.combine(TODAY, time(hour, minute, second), self.zone))

    def at_moment(self, moment: datetime) -> None:
        """Set the clock to a moment."""
        self.patch.setattr(clock, "now", lambda: moment.astimezone(UTC))

    async def made(self, path: str, **body: Any) -> str:
        """The id of what a call made."""
        reply = await self.machine.post(path, json=body)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    async def person(self, ends_on: date | None = None, **facts: Any) -> str:
        """Somebody who holds a role."""
        id_ = await self.made("/v1/staff", given_name="A", family_name="B", **facts)
        end = {"ends_on": ends_on.isoformat()} if ends_on else {}
        await self.made("/v1/role-assignments", staff_id=id_, role="executive_leader", starts_on="2026-01-01", **end)
        return id_


async def role(w: World) -> dict[str, Any]:
    """A client of somebody whose role ends today."""
    return await made(w.partners, w.id, staff_id=await w.person(TODAY))


async def role_ended_late(w: World) -> dict[str, Any]:
    """Of somebody whose role has no end yet."""
    return await made(w.partners, w.id, staff_id=await w.person())


async def cover(w: World) -> dict[str, Any]:
    """Of somebody who covers a colleague today for the last time."""
    covered = Covered(w.partners, w.id)
    covered.oak = await w.made("/v1/schools", name="Oak", local_code="1")
    covered.absent, covered.delegate = [await w.made("/v1/staff", given_name="A", family_name=n) for n in ("A", "D")]
    await covered.holds(covered.absent, "principal", covered.oak)
    await covered.told(starts_on=TODAY, ends_on=TODAY)
    return await made(w.partners, w.id, staff_id=covered.delegate)


async def _party(w: World) -> str:
    return await w.made("/v1/parties", **consenting_party(agreement_until=TODAY.isoformat()))


async def agreement_of_a_client(w: World) -> dict[str, Any]:
    """Of a party whose agreement ends today."""
    return await made(w.partners, w.id, party_id=await _party(w))


async def agreement_of_a_person(w: World) -> dict[str, Any]:
    """Of one of its people."""
    return await made(w.partners, w.id, staff_id=await w.person(party_id=await _party(w)))


GROUNDS: list[Make] = [role, role_ended_late, cover, agreement_of_a_client, agreement_of_a_person]


@pytest.mark.parametrize("zone", ["America/Detroit", "Pacific/Guam", "Pacific/Honolulu"])
@pytest.mark.parametrize("ground", GROUNDS, ids=lambda ground: ground.__name__)
async def test_a_token_that_stands_on_a_day_ends_with_it(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, ground: Make, zone: str
) -> None:
    world = await World(partners, district_id, monkeypatch, zone).seed()
    world.at(12, 0)
    client = await ground(world)
    lives = []
    for hour, minute in ((12, 0), (23, 50), (23, 55), (23, 59)):
        world.at(hour, minute)
        reply = await token_for(partners, client)
        assert reply.status_code == 200, reply.text
        lives.append(reply.json()["expires_in"])
    assert lives == [600, 600, 300, 60]


@pytest.mark.parametrize("ground", [role, cover, agreement_of_a_client, agreement_of_a_person])
async def test_from_midnight_on_there_is_no_other(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, ground: Make
) -> None:
    world = await World(partners, district_id, monkeypatch).seed()
    world.at(12, 0)
    client = await ground(world)
    midnight = clock.end_of("America/Detroit", TODAY)
    for late, status in ((timedelta(seconds=-1), 200), (timedelta(0), 400)):
        world.at_moment(midnight + late)
        assert (await token_for(partners, client)).status_code == status


async def test_a_system_of_the_district_stands_on_no_day(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await World(partners, district_id, monkeypatch).seed()
    client = await made(partners, district_id)
    world.at(23, 59)
    assert (await token_for(partners, client)).json()["expires_in"] == 600


async def test_a_token_lives_no_longer_than_the_secret_it_was_got_with(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await World(partners, district_id, monkeypatch).seed()
    world.at(12, 0)
    client = await made(partners, district_id)
    end = (clock.now() + timedelta(seconds=90)).isoformat()
    other = (await world.machine.post(f"/v1/clients/{client['id']}/secrets", json={"expires_at": end})).json()
    assert (await token_for(partners, client, secret=other["secret"])).json()["expires_in"] == 90
    assert (await token_for(partners, client)).json()["expires_in"] == 600


@pytest.mark.parametrize(
    ("hour", "minute", "session_ends", "lives"), [(12, 0, 120, 120), (12, 0, 7200, 600), (23, 59, 7200, 60)]
)
async def test_a_token_lives_no_longer_than_its_session_and_its_day(
    partners: Service,
    district_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
    hour: int,
    minute: int,
    session_ends: int,
    lives: int,
) -> None:
    world = await World(partners, district_id, monkeypatch).seed()
    provider = await registered(partners, district_id, client_id=str(new_id()))
    world.at(hour, minute)
    person = UUID(await world.person())
    held = await sign_ins.session(partners, district_id, person, provider_id=provider)
    end = clock.now() + timedelta(seconds=session_ends)
    await partners.sql("update sign_in_sessions set expires_at = $2 where id = $1", held, end)
    client = Client(new_id(), district_id, ["directory:read"], public=True)
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        reply = await grant(ctx, held, client=client, most=client.scopes, wanted=[], audience="throughline")
    assert not isinstance(reply, Refused)
    assert reply["expires_in"] == lives


async def test_who_checks_a_token_takes_it_not_a_moment_longer(scheduling: Service, district_id: UUID) -> None:
    verifier = scheduling.app.state.verifier
    over = token(district_id, ["plans:read"], lifetime=timedelta(seconds=-1))
    with pytest.raises(TokenInvalid):
        await verifier.principal(over)
    assert_refused(await scheduling.caller(over).get("/v1/plans"), 401, "token_invalid")


ZONES = st.sampled_from(
    [
        "America/Detroit",
        "Pacific/Guam",
        "Pacific/Honolulu",
        "America/Havana",
        "Asia/Beirut",
        "Pacific/Kiritimati",
        "UTC",
    ]
)


@given(ZONES, st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_day_is_over_when_the_next_begins(zone: str, day: date) -> None:
    end = clock.end_of(zone, day)
    assert clock.day_in(zone, end - timedelta(microseconds=1)) == day
    assert clock.day_in(zone, end) == day + timedelta(days=1)
