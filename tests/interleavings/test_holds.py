"""What an act goes by is held until the act is done: it is read as whoever is changing it leaves it."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from services.partners.access.identity_providers import repository as providers
from services.partners.access.scim import repository as scim
from services.partners.access.sign_ins import repository as sign_ins
from services.partners.access.sign_ins.session_tokens import grant
from services.partners.access.tokens import keys
from services.partners.access.tokens import repository as tokens
from services.partners.access.tokens.authenticating import Client
from services.partners.access.tokens.forms import Refused
from services.partners.access.tokens.resealing import reseal
from services.partners.directory.staff import repository as staff
from services.partners.privacy.emergency_access import service as emergency_access
from services.partners.privacy.parties import repository as parties
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.locks import Turn
from shared.ids import new_id
from shared.testing.calls import Service
from tests.interleavings.holding import HOLD_TURN, another
from tests.isolation import seeds
from tests.keeping.rows import MOMENT, put

PARTNERS = "services/partners"
#: Where it waits; the row, what another makes of it; the reading, and what it must then find.
Read = Callable[[Context, UUID], Awaitable[Any]]


async def first_of(found: Awaitable[Any]) -> Any:
    """The one row found."""
    return next(iter(await found), None)


HELD: dict[str, tuple[str, str, Read, Callable[[Any], bool]]] = {
    "access/sign_ins/repository.py::get_attempt": (
        "sign_in_attempts",
        "used_at = now()",
        sign_ins.get_attempt,
        lambda row: row.used_at is not None,
    ),
    "access/sign_ins/repository.py::get_session": (
        "sign_in_sessions",
        "ended_at = now()",
        lambda ctx, id_: sign_ins.get_session(ctx, id_, lock=True),
        lambda row: row.ended_at is not None,
    ),
    "access/sign_ins/repository.py::get_code": (
        "authorization_codes",
        "used_at = now()",
        lambda ctx, id_: sign_ins.get_code(ctx, str(id_)),
        lambda row: row.used_at is not None,
    ),
    "access/sign_ins/repository.py::get_refresh_token": (
        "refresh_tokens",
        "used_at = now()",
        lambda ctx, id_: sign_ins.get_refresh_token(ctx, str(id_)),
        lambda row: row.used_at is not None,
    ),
    "directory/staff/repository.py::hold_staff": (
        "staff",
        "active = false",
        staff.hold_staff,
        lambda row: not row.active,
    ),
    "directory/staff/repository.py::lock_staff": ("staff", "active = false", staff.lock_staff, lambda row: row is None),
    "directory/staff/repository.py::lock_all": (
        "staff",
        "active = false",
        lambda ctx, id_: staff.lock_all(ctx, [id_]),
        lambda row: row is None,
    ),
    "access/scim/repository.py::staff_listed_as": (
        "staff",
        "source_id = 'another'",
        lambda ctx, id_: first_of(scim.staff_listed_as(ctx, [str(id_)])),
        lambda row: row is None,
    ),
    "privacy/parties/repository.py::hold_party": (
        "parties",
        "active = false",
        parties.hold_party,
        lambda row: not row.active,
    ),
    "access/identity_providers/repository.py::hold_provider": (
        "identity_providers",
        "active = false",
        providers.hold_provider,
        lambda row: not row.active,
    ),
    "access/tokens/repository.py::sealed_secrets": (
        "identity_providers",
        "sealed_secret = 'newer'",
        lambda ctx, id_: first_of(_values(tokens.sealed_secrets(ctx))),
        lambda secret: secret == "newer",
    ),
}
#: What a row is found by, and what its kind must be.
ASKED: dict[str, dict[str, Any]] = {
    "authorization_codes": {"code_hash": ""},
    "refresh_tokens": {"token_hash": ""},
    "staff": {"source_id": "", "active": True},
    "parties": {"kind": "vendor", "basis": "consent", "active": True},
    "identity_providers": {
        **{"kind": "other", "client_authentication": "none", "link_by": "[]", "active": True, "sealed_secret": "older"},
        **{"jwks": "[]", "redirect_style": "x"},
    },
}


async def _values(found: Awaitable[dict[Any, Any]]) -> list[Any]:
    return list((await found).values())


@pytest.mark.parametrize("site", HELD)
async def test_it_is_read_as_the_other_leaves_it(partners: Service, district_id: UUID, site: str) -> None:
    table, change, read, is_new = HELD[site]
    id_ = new_id()
    known = await partners.sql("select column_name from information_schema.columns where table_name = $1", table)
    values = {name: str(id_) if value == "" else value for name, value in ASKED.get(table, {}).items()}
    names = {row[0] for row in known}
    await put(partners, table, district_id=district_id, id=id_, **{k: v for k, v in values.items() if k in names})

    async def reading() -> Any:
        async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
            return await read(ctx, id_)

    async with another(partners, f"update {table} set {change} where id = $1 returning id", id_) as other:
        wait, found = await other.holds_up(reading())
        assert wait.is_at(f"{PARTNERS}/{site}")
        await other.commit()
        assert is_new(await found)


async def test_no_token_is_issued_to_a_client_that_is_being_revoked(partners: Service, district_id: UUID) -> None:
    made = await partners.machine(district_id).post("/v1/clients", json={"name": "x", "scopes": ["directory:read"]})
    client, secret = made.json()["id"], made.json()["secret"]
    basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
    # Used a moment ago: no note of it is due that would wait, too.
    await partners.sql("update clients set last_used_at = now() where id = $1 returning id", UUID(client))
    revoke = "update clients set revoked_at = now() where id = $1 returning id"
    form = {"grant_type": "client_credentials"}
    async with another(partners, revoke, UUID(client)) as other:
        asked = partners.caller().post("/oauth/token", data=form, headers={"Authorization": f"Basic {basic}"})
        wait, reply = await other.holds_up(asked)
        assert wait.is_at(f"{PARTNERS}/access/clients/repository.py::hold_client")
        await other.commit()
        assert ((await reply).status_code, (await reply).json()["error"]) == (401, "invalid_client")


async def test_a_session_that_is_being_ended_is_granted_nothing(partners: Service, district_id: UUID) -> None:
    things = await seeds.seeded(partners, district_id)
    session = UUID(things["session_id"])

    async def ask() -> Any:
        async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
            client = Client(UUID(things["client_id"]), district_id, ["directory:read"])
            return await grant(ctx, session, client=client, most=["directory:read"], wanted=[], audience="throughline")

    # The person is held before the session: whoever ends their access takes them in that order too.
    async with another(partners, "select id from staff where id = $1 for update", UUID(things["staff_id"])) as other:
        wait, reply = await other.holds_up(ask())
        assert wait.is_at(
            f"{PARTNERS}/access/sign_ins/session_tokens.py::grant",
            f"{PARTNERS}/directory/staff/repository.py::hold_staff",
        )
        free = "select id from sign_in_sessions where id = $1 for update nowait"
        assert await other.does(free, session)
        ended = "update sign_in_sessions set ended_at = now(), end_reason = 'x' where id = $1 returning id"
        assert await other.does(ended, session)
        await other.commit()
        assert isinstance(await reply, Refused)
    end = "update sign_in_sessions set version = version + 1 where id = $1 returning id"
    async with another(partners, end, session) as other:
        wait, reply = await other.holds_up(ask())
        assert wait.is_at(
            f"{PARTNERS}/access/sign_ins/session_tokens.py::grant",
            f"{PARTNERS}/access/sign_ins/repository.py::get_session",
        )
        await other.commit()
        assert isinstance(await reply, Refused)


async def test_finding_the_session_of_an_id_token_waits_for_nobody(partners: Service, district_id: UUID) -> None:
    client, session = new_id(), new_id()
    later = "now() + interval '1 hour'"
    await put(partners, "sign_in_sessions", district_id=district_id, id=session, client_id=client, proof_hash="p")
    lock = f"update sign_in_sessions set idle_until = {later} where id = $1 returning id"
    await partners.sql(lock, session)
    at_work = work_for(partners.app.state.db, partners.settings, district_id)
    async with another(partners, lock, session), at_work as ctx:
        # Else it would hold the session before the person, the other way round than whoever ends a person's access.
        await ctx.session.execute(text("set local lock_timeout = '1ms'"))
        found = await sign_ins.exchanged(ctx, client, "p")
        assert found is not None
        assert found.id == session


async def test_an_emergency_access_is_closed_once(partners: Service, district_id: UUID) -> None:
    id_ = new_id()
    await put(partners, "emergency_accesses", district_id=district_id, id=id_, until=MOMENT + timedelta(hours=1))
    close = "update emergency_accesses set closed_at = now() where id = $1 returning id"
    async with another(partners, close, id_) as other:
        over = emergency_access.close_what_is_over(partners.app.state.db, partners.settings)
        wait, begun = await other.holds_up(over)
        assert wait.is_at(f"{PARTNERS}/privacy/emergency_access/repository.py::list_over")
        await other.commit()
        await begun
    assert await partners.published(district_id, "partners.emergency%") == []


KEYS: dict[str, Callable[[Any, Any], Awaitable[Any]]] = {
    "access/tokens/keys.py::signing_key": keys.signing_key,
    "access/tokens/keys.py::rotate": keys.rotate,
    "access/tokens/keys.py::retire": lambda db, _: keys.retire(db, "x"),
    "access/tokens/resealing.py::reseal": lambda db, settings: reseal(db, settings, settings.secret_key),
}


@pytest.mark.parametrize("site", KEYS)
async def test_one_at_a_time_makes_retires_or_seals_keys(
    partners: Service, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none_yet(_: Any) -> None:
        """As on the first day."""

    monkeypatch.setattr(tokens, "sealed_signing_key", none_yet)
    async with another(partners, HOLD_TURN, Turn.KEYS) as other:
        wait, begun = await other.holds_up(KEYS[site](partners.app.state.db, partners.settings))
        assert wait.is_at(f"{PARTNERS}/{site}", f"{PARTNERS}/access/tokens/repository.py::lock_keys")
        begun.cancel()
        with suppress(asyncio.CancelledError):
            await begun
