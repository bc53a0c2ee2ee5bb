"""Roles, schools, agreements, consents, secrets and emergencies the day (or moment) before they turn, on it, and after."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.partners.access.claim_rules.repository import schools_for
from services.partners.access.clients.rules import MOST_SECRETS
from services.partners.directory.roles.far_reaching import far_reaching_of
from services.partners.directory.roles.repository import held_by
from services.partners.privacy.consents.rules import LONGEST, out_of_order
from services.partners.privacy.emergency_access import repository as emergencies
from services.partners.privacy.emergency_access.service import close_what_is_over
from services.partners.privacy.parties.rules import over
from services.partners.privacy.parties.tables import PartyBasis, PartyRow
from shared import clock
from shared.auth import profiles
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.one_day import ZONE, noon
from tests.partners.directory.covers.factories import District as Covered
from tests.partners.factories import ask, consenting_party, disclosed, place, set_up, signed_consent
from tests.partners.privacy.emergency_access.factories import PATH, WISH
from tests.partners.privacy.emergency_access.factories import District as Threatened

DAY = clock.day_in(ZONE, clock.now()) + timedelta(days=3)
ONE = timedelta(days=1)
NEIGHBOURS = (DAY - ONE, DAY, DAY + ONE)
At = Callable[[datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Turn the clock to a moment."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


async def made(caller: httpx.AsyncClient, path: str, **body: Any) -> str:
    """The id of what a call made."""
    reply = await caller.post(path, json=body)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


async def revoke(partners: Service, client_id: str, secret: str) -> httpx.Response:
    """Take a token back that there is not: all that matters is who calls."""
    return await partners.caller().post("/oauth/revoke", data={"token": "x"}, auth=(client_id, secret))


async def test_a_role_of_one_day_is_held_that_day(partners: Service, district_id: UUID, at: At) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    person = await made(caller, "/v1/staff", given_name="A", family_name="B")
    wish = {"staff_id": person, "role": "executive_leader", "starts_on": DAY.isoformat()}
    refused = await caller.post("/v1/role-assignments", json={**wish, "ends_on": (DAY - ONE).isoformat()})
    assert_refused(refused, 422, "days_out_of_order")
    await made(caller, "/v1/role-assignments", **wish, ends_on=DAY.isoformat())
    listed, held, reaching = [], [], []
    for day in NEIGHBOURS:
        at(noon(day))
        query = {"held_on": day.isoformat()}
        listed.append(len((await caller.get("/v1/role-assignments", params=query)).json()["items"]))
        async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
            held.append([row.role for row in await held_by(ctx, UUID(person), day)])
            reaching.append(await far_reaching_of(ctx, UUID(person)))
    assert listed == [0, 1, 0]
    assert held == [[], [profiles.EXECUTIVE_LEADER], []]
    # Who will hold it reaches far already; who held it yesterday does no longer.
    assert reaching == [{profiles.EXECUTIVE_LEADER}, {profiles.EXECUTIVE_LEADER}, set()]


async def test_a_cover_of_one_day_lends_that_day_what_the_absent_hold_that_day(
    partners: Service, district_id: UUID
) -> None:
    district = await Covered(partners, district_id).seed()
    today = clock.day_in(ZONE, clock.now())
    ahead = (DAY - today).days
    await district.told(starts_on=DAY, ends_on=DAY)
    lent = [[of for _, _, of in await district.roles(days=ahead + n) if of] for n in (-1, 0, 1)]
    assert lent == [[], [district.absent], []]
    other = await district.made("/v1/staff", given_name="A", family_name="Leaving")
    await district.holds(other, "mentor", district.oak, ends_on=DAY.isoformat())
    more: dict[str, Any] = {"delegation_id": new_id(), "from_id": other, "starts_on": DAY - ONE, "ends_on": DAY + ONE}
    await district.told(**more)
    mentor = ["mentor" in [role for role, _, _ in await district.roles(days=ahead + n)] for n in (0, 1)]
    assert mentor == [True, False]


async def test_a_school_may_close_on_the_day_it_opens_and_is_there_that_day(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    caller, day = partners.machine(district_id), DAY.isoformat()
    before = {"name": "Oak", "local_code": "1", "opens_on": day, "closes_on": (DAY - ONE).isoformat()}
    refused = await caller.post("/v1/schools", json=before)
    assert_refused(refused, 422, "days_out_of_order")
    school = await made(caller, "/v1/schools", name="Oak", local_code="1", opens_on=day, closes_on=day)
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        found = [[str(each.id) for each in (await schools_for(ctx, None, day)).all] for day in NEIGHBOURS]
    assert found == [[school], [school], []]
    # One that was always there may close, and one may open for good.
    await made(caller, "/v1/schools", name="Elm", local_code="2", closes_on=day)
    await made(caller, "/v1/schools", name="Ash", local_code="3", opens_on=day)


def test_an_agreement_holds_on_its_last_day() -> None:
    party = PartyRow(basis=PartyBasis.CONSENT, records=["roster"], agreement_until=DAY, active=True)
    assert [over(party, day) is None for day in NEIGHBOURS] == [True, True, False]


@pytest.mark.parametrize(
    ("signed", "starts", "expires", "wrong"),
    [
        (0, 0, 1, []),
        (1, 1, 2, ["signed_on"]),
        (0, -1, 1, ["starts_on"]),
        (0, 0, 0, ["expires_on"]),
        (0, 0, LONGEST.days, []),
        (0, 0, LONGEST.days + 1, ["expires_on"]),
    ],
)
def test_the_days_of_a_consent_may_be_today_and_in_order(
    signed: int, starts: int, expires: int, wrong: list[str]
) -> None:
    days = [DAY + timedelta(days=n) for n in (signed, starts, expires)]
    assert [name for name, _ in out_of_order(days[0], days[1], days[2], DAY)] == wrong


async def test_a_consent_lives_from_its_first_day_to_its_last(partners: Service, district_id: UUID, at: At) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    party = await made(caller, "/v1/parties", **consenting_party())
    at(noon(DAY))
    body = signed_consent(party, signed_on=DAY.isoformat(), expires_on=(DAY + 2 * ONE).isoformat())
    await place(partners, district_id, body["student_id"])
    await made(caller, "/v1/consents", **body)
    live = []
    for n in (-1, 0, 2, 3):
        query = {"live_on": (DAY + n * ONE).isoformat()}
        live.append(len((await caller.get("/v1/consents", params=query)).json()["items"]))
    assert live == [0, 1, 1, 0]


async def test_the_ledger_is_read_from_a_moment_on_and_until_before_another(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    student = new_id()
    told = ("assessment.records.disclosed.v1", disclosed(student, occurred_at="2026-10-01T15:00:00Z"))
    await partners.receive(district_id, told)
    caller = partners.machine(district_id)
    for query, count in (
        ({"since": "2026-10-01T15:00:00Z"}, 1),
        ({"since": "2026-10-01T15:00:01Z"}, 0),
        ({"until": "2026-10-01T15:00:00Z"}, 0),
        ({"until": "2026-10-01T15:00:01Z"}, 1),
    ):
        for path in ("/v1/disclosures", f"/v1/students/{student}/disclosures"):
            reply = await caller.get(path, params=query)
            assert reply.status_code == 200, reply.text
            assert len(reply.json()["items"]) == count, (path, query)
        sheet = await caller.get(f"/v1/students/{student}/disclosures/export", params=query)
        assert len(sheet.text.splitlines()) == 1 + count, query


async def test_an_emergency_is_open_until_its_end_and_closed_at_it(
    partners: Service, district_id: UUID, at: At
) -> None:
    district = await Threatened(partners, district_id).seed()
    begun = clock.now()
    at(begun)
    await district.opened(minutes=60)
    end, moment = begun + timedelta(minutes=60), timedelta(microseconds=1)
    for late, is_open in ((-moment, True), (timedelta(0), False)):
        at(end + late)
        async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
            ctx.now = end + late
            assert (await emergencies.find_open(ctx, district.teacher_id) is not None) is is_open
            assert (await emergencies.list_over(ctx) == []) is is_open
        await close_what_is_over(partners.app.state.db, partners.settings)
        (row,) = await partners.sql("select closed_at from emergency_accesses where district_id = $1", district_id)
        assert (row["closed_at"] is None) is is_open


async def test_four_hours_in_any_day_and_not_a_minute_more(partners: Service, district_id: UUID, at: At) -> None:
    district = await Threatened(partners, district_id).seed()
    begun = clock.now()
    at(begun)
    await district.opened(minutes=120)
    # What somebody else has open is on nobody's account but theirs.
    assert (await district.steward.post(PATH, json={**WISH, "minutes": 120})).status_code == 201
    at(begun + timedelta(hours=2))
    wish = {**WISH, "school_id": str(district.oak)}
    over = await district.teacher.post(PATH, json={**wish, "minutes": 121})
    assert_refused(over, 409, "emergency_used_up")
    assert (await district.teacher.post(PATH, json={**wish, "minutes": 120})).status_code == 201


async def test_a_secret_gets_in_until_the_moment_it_expires(partners: Service, district_id: UUID, at: At) -> None:
    await set_up(partners, district_id)
    machine, begun = partners.machine(district_id), clock.now().replace(microsecond=0)
    at(begun)
    client = (await machine.post("/v1/clients", json={"name": "x", "scopes": ["directory:read"]})).json()
    path = f"/v1/clients/{client['id']}/secrets"
    refused = await machine.post(path, json={"expires_at": begun.isoformat()})
    assert_refused(refused, 422, "invalid")
    end = begun + timedelta(minutes=1)
    added = await machine.post(path, json={"expires_at": end.isoformat()})
    assert added.status_code == 201, added.text
    full = await machine.post(path, json={})
    assert (full.status_code, full.json()["code"], MOST_SECRETS) == (409, "two_secrets", 2)
    for late, status in ((timedelta(microseconds=-1), 200), (timedelta(0), 401)):
        at(end + late)
        reply = await ask(partners, client["id"], added.json()["secret"])
        assert reply.status_code == status, (late, reply.text)
        revoked = await revoke(partners, client["id"], added.json()["secret"])
        assert revoked.status_code == status, (late, revoked.text)
    # What has expired leaves its place to another.
    assert (await machine.post(path, json={})).status_code == 201


async def test_a_client_gets_in_until_the_moment_it_expires(partners: Service, district_id: UUID, at: At) -> None:
    await set_up(partners, district_id)
    machine, begun = partners.machine(district_id), clock.now().replace(microsecond=0)
    at(begun)
    wish = {"name": "x", "scopes": ["directory:read"]}
    refused = await machine.post("/v1/clients", json={**wish, "expires_at": begun.isoformat()})
    assert_refused(refused, 422, "invalid")
    end = begun + timedelta(minutes=1)
    client = (await machine.post("/v1/clients", json={**wish, "expires_at": end.isoformat()})).json()
    for late, status in ((timedelta(microseconds=-1), 200), (timedelta(0), 401)):
        at(end + late)
        assert (await ask(partners, client["id"], client["secret"])).status_code == status
        assert (await revoke(partners, client["id"], client["secret"])).status_code == status
