"""Failed sign-ins lock an address out for longer and longer, the right client elsewhere never; all processes count together."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.partners.access.tokens import repository, rules
from services.partners.worker import forget_sign_ins
from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service
from tests.partners.machines import caller_at, made, token_for

HOME, AWAY = "198.51.100.1", "198.51.100.2"


class Clock:
    """A clock that is put on by hand."""

    def __init__(self, now: datetime) -> None:
        self.at = now

    def now(self) -> datetime:
        """What it shows."""
        return self.at

    def on(self, seconds: float) -> None:
        """Put it on."""
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The service's clock."""
    found = Clock(clock.now())
    monkeypatch.setattr(clock, "now", found.now)
    return found


@pytest.fixture(autouse=True)
async def forgotten(partners: Service) -> None:
    """Other tests call from these addresses too."""
    await partners.sql("delete from failed_sign_ins")


async def test_after_five_failures_each_further_one_doubles_the_wait(
    partners: Service, district_id: UUID, watch: Clock
) -> None:
    client = await made(partners, district_id)
    for _ in range(6):
        assert (await token_for(partners, client, address=HOME, secret="x")).status_code == 401
    waits = []
    for _ in range(12):
        reply = await token_for(partners, client, address=HOME)
        assert (reply.status_code, reply.json()["error"]) == (429, "slow_down")
        waits.append(int(reply.headers["retry-after"]))
        watch.on(waits[-1])
        assert (await token_for(partners, client, address=HOME, secret="x")).status_code == 401
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


async def test_the_right_client_gets_in_from_elsewhere_and_forgets_the_failures_at_home(
    partners: Service, district_id: UUID, watch: Clock
) -> None:
    client = await made(partners, district_id)
    for _ in range(6):
        await token_for(partners, client, address=HOME, secret="x")
    assert (await token_for(partners, client, address=HOME)).status_code == 429
    assert (await token_for(partners, client, address=AWAY)).status_code == 200
    watch.on(1)
    assert (await token_for(partners, client, address=HOME)).status_code == 200
    assert (await token_for(partners, client, address=HOME, secret="x")).status_code == 401
    assert (await token_for(partners, client, address=HOME)).status_code == 200


async def test_who_knows_the_id_alone_keeps_nobody_out_who_was_let_in_before(
    partners: Service, district_id: UUID, watch: Clock
) -> None:
    client = await made(partners, district_id)
    assert (await token_for(partners, client, address=HOME)).status_code == 200
    for number in range(101):
        await token_for(partners, client, address=f"203.0.113.{number}", secret="x")
    assert (await token_for(partners, client, address=HOME)).status_code == 200
    assert (await token_for(partners, client, address=AWAY)).status_code == 429
    watch.on(60)
    assert (await token_for(partners, client, address=AWAY)).status_code == 200


async def test_an_address_that_tries_many_clients_is_locked_out(partners: Service, watch: Clock) -> None:
    for number in range(101):
        # Of IPv6 a household has a whole /64.
        await token_for(partners, {"id": str(new_id()), "secret": "x"}, address=f"2001:db8::{number}")
    assert (
        await token_for(partners, {"id": str(new_id()), "secret": "x"}, address="2001:db8::ffff")
    ).status_code == 429
    assert (
        await token_for(partners, {"id": str(new_id()), "secret": "x"}, address="2001:db8:0:1::")
    ).status_code == 401


async def test_an_unknown_client_is_locked_out_like_a_known_one(
    partners: Service, district_id: UUID, watch: Clock
) -> None:
    client = await made(partners, district_id)
    replies = []
    for one in (client, {"id": str(new_id()), "secret": "x"}):
        for _ in range(6):
            await token_for(partners, one, address=HOME, secret="x")
        replies.append(await token_for(partners, one, address=HOME, secret="x"))
    assert {(reply.status_code, reply.content, reply.headers["retry-after"]) for reply in replies} == {
        (429, replies[0].content, "1")
    }


async def test_other_spellings_of_an_id_are_no_other_client(partners: Service, district_id: UUID, watch: Clock) -> None:
    client = await made(partners, district_id)
    plain = client["id"].replace("-", "")
    for spelling in (client["id"], client["id"].upper(), plain, f"{{{plain}}}", f"{{{plain.upper()}}}", plain.upper()):
        await token_for(partners, {"id": spelling, "secret": "x"}, address=HOME)
    assert (await token_for(partners, client, address=HOME)).status_code == 429


@pytest.mark.parametrize("path", ["/oauth/revoke", "/oauth/introspect"])
async def test_every_endpoint_locks_out(partners: Service, district_id: UUID, watch: Clock, path: str) -> None:
    client = await made(partners, district_id)
    for _ in range(6):
        reply = await caller_at(partners, HOME).post(path, data={"token": "x"}, auth=(client["id"], "x"))
        assert reply.status_code == 401
    reply = await caller_at(partners, HOME).post(path, data={"token": "x"}, auth=(client["id"], client["secret"]))
    assert reply.status_code == 429


async def test_failures_are_kept_as_hashes_and_not_longer_than_a_day(
    partners: Service, district_id: UUID, watch: Clock
) -> None:
    client = await made(partners, district_id)
    await token_for(partners, client, address=HOME, secret="x")
    rows = await partners.sql("select * from failed_sign_ins")
    assert len(rows) == 3
    assert HOME not in str(rows)
    assert client["id"] not in str(rows)
    await forget_sign_ins(partners.app.state.db, partners.settings)
    assert len(await partners.sql("select 1 from failed_sign_ins")) == 3
    watch.on(86_401)
    await forget_sign_ins(partners.app.state.db, partners.settings)
    assert await partners.sql("select 1 from failed_sign_ins") == []


async def test_an_hour_without_a_failure_forgives(partners: Service, district_id: UUID, watch: Clock) -> None:
    client = await made(partners, district_id)
    for _ in range(6):
        await token_for(partners, client, address=HOME, secret="x")
    watch.on(3601)
    for _ in range(5):
        assert (await token_for(partners, client, address=HOME, secret="x")).status_code == 401
    assert (await token_for(partners, client, address=HOME)).status_code == 200


async def test_what_is_counted_is_counted_for_all_processes(partners: Service, watch: Clock) -> None:
    keys = rules.sign_in_keys("somebody", HOME)
    for _ in range(6):
        await repository.note_failure(partners.app.state.db, keys, watch.at)
    rows = await repository.sign_ins_of(partners.app.state.db, keys)
    assert {rows[key]["failures"] for key in keys} == {6}
    assert rules.seconds_to_wait(keys, rows, watch.at) == 1
    assert rules.seconds_to_wait(keys, rows, watch.at + timedelta(seconds=1)) == 0
