"""Calling a service in-process as a client or a person of a district, and handing it events."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module, util
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import orjson
import uvicorn
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey, Key

from shared import clock
from shared.auth.tokens import AUDIENCE, Keys, Verifier
from shared.bus.inbox import Consumers, handle
from shared.events.event import Envelope
from shared.ids import new_id
from shared.settings import Settings
from shared.testing.contract_watch import Watch
from shared.testing.databases import as_superuser
from shared.testing.processes import free_port
from shared.web.openapi import permission, routes_of
from shared.web.protocol import Protocol

# httpx asks at every call which library runs the loop: what is not installed is not looked for again in every folder.
if util.find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]

ISSUER = "http://partners.test"
KEY = ECKey.generate_key("P-256", {"kid": "test", "use": "sig", "alg": "ES256"}, private=True)


UNDER_TEST = {
    **{"ISSUER": ISSUER, "SECRET_KEY": "test", "LOG_LEVEL": "ERROR", "OUTSIDE_PRIVATE_ALLOWED": "127.0.0.0/8"},
    # Nothing is read there: the keys are these tests' own.
    "PLAIN_ALLOWED": "partners.test",
    **{"CALLS_PER_MINUTE_PERSON": "1000000", "CALLS_PER_MINUTE_CLIENT": "1000000"},
    "CALLS_PER_MINUTE_ADDRESS": "1000000",
    # What waits is the matter of tests of their own.
    **{"MAIL_DAILY": "false", "MAIL_WAIT_SECONDS": "0"},
}


CLIENT_OF_A_PARTY = UUID(int=77)
#: Longer than any run: a token that ends by itself says how slow the machine is, unless its end is what is tested.
LIFETIME = timedelta(days=1)


class StaticKeys(Keys):
    """Keys that need no fetching."""

    def __init__(self) -> None:
        super().__init__("")

    async def get(self, kid: str) -> Key | None:
        """The one test key."""
        return KEY if kid == KEY.kid else None


def sign(claims: dict[str, Any], header: dict[str, Any] | None = None, key: Any = KEY) -> str:
    """A token with any claims at all."""
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "test", **(header or {})}, claims, key)


def token(
    district_id: UUID,
    scopes: Sequence[str],
    *,
    person_id: UUID | None = None,
    roles: Sequence[tuple[str, UUID | None]] = (),
    client_id: UUID | None = None,
    schools: Sequence[UUID] | None = None,
    lifetime: timedelta = LIFETIME,
    held: Sequence[dict[str, str]] = (),
    **claims: Any,
) -> str:
    """A token as partners would issue it; `held` are roles as the claim has them, `claims` what it has besides."""
    now = datetime.now(UTC)
    client_id = client_id or UUID(int=district_id.int ^ 1)
    return sign(
        {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": f"person:{person_id}" if person_id else f"client:{client_id}",
            "client_id": str(client_id),
            "district_id": str(district_id),
            "scope": " ".join(scopes),
            "roles": [*held, *({"role": role, "school_id": str(school) if school else None} for role, school in roles)],
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            "jti": str(new_id()),
            **claims,
            **({} if schools is None else {"schools": [str(school) for school in schools]}),
        }
    )


def refusal_of(reply: httpx.Response) -> tuple[int, str]:
    """(status, code) of a refusal. SCIM's Error has no member for a code: ours ends its detail."""
    said = reply.json() if reply.content else {}
    return reply.status_code, said.get("code") or str(said.get("detail", "")).rpartition("(")[2].rstrip(")")


def assert_refused(reply: httpx.Response, status: int, code: str) -> None:
    """Fails, and shows the whole body, unless the reply is this refusal."""
    assert refusal_of(reply) == (status, code), reply.text


@dataclass
class Service:
    """One service under test: its application, its database, its consumers."""

    name: str
    app: FastAPI
    settings: Settings
    scopes: list[str] = field(default_factory=list)
    contract: Watch = field(init=False)
    _looking: "asyncpg.Pool[asyncpg.Record] | None" = None

    def __post_init__(self) -> None:
        self.contract = Watch(self.name)

    @classmethod
    def build(cls, name: str, environment: dict[str, str]) -> "Service":
        """Build it from settings."""
        settings = Settings.load(name, {**environment, **UNDER_TEST})
        app = import_module(f"services.{name}.app").build(settings)
        app.state.verifier = Verifier(StaticKeys(), ISSUER, name, app.state.verifier.ended)
        scopes = sorted({scope for route in routes_of(app) if (scope := permission(route)[1])})
        return cls(name, app, settings, scopes)

    def caller(self, bearer: str | None = None) -> httpx.AsyncClient:
        """A client that sends `bearer`; faults of the application are raised, not answered."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        hooks = {"response": [self._watch]}
        return httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers, event_hooks=hooks)

    async def _watch(self, reply: httpx.Response) -> None:
        """Whatever a test asks for, the reply is what the contract says."""
        await reply.aread()
        self.contract.check(reply)

    def machine(self, district_id: UUID, *scopes: str) -> httpx.AsyncClient:
        """The operator's client for setting a district up, with every scope of the service; or one with these alone.

        It reads the directory too: what people are called is told to no others.
        """
        return self.caller(token(district_id, scopes or [*self.scopes, "directory:read"], sets_up=not scopes))

    def machine_at(self, district_id: UUID, *schools: UUID) -> httpx.AsyncClient:
        """A machine client bound to some schools, with every scope of the service."""
        return self.caller(token(district_id, self.scopes, client_id=new_id(), schools=schools))

    def person(self, district_id: UUID, person_id: UUID, *roles: tuple[str, UUID | None]) -> httpx.AsyncClient:
        """A person of a district with every scope of the service: what they may do is then up to their roles."""
        return self.caller(token(district_id, self.scopes, person_id=person_id, roles=roles))

    def outsider(self, district_id: UUID, party_id: UUID, basis: str, *scopes: str) -> httpx.AsyncClient:
        """A machine client of an outside party, with every scope of the service unless told."""
        party = {"id": str(party_id), "basis": basis}
        return self.caller(token(district_id, scopes or self.scopes, client_id=CLIENT_OF_A_PARTY, party=party))

    async def sql(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Look into the database past row security, as the superuser."""
        if self._looking is None:
            self._looking = asyncpg.create_pool(as_superuser(self.settings.database_url), min_size=0, max_size=4)
            await self._looking
        return list(await self._looking.fetch(query, *arguments))

    async def published(self, district_id: UUID, type_: str = "%") -> list[dict[str, Any]]:
        """What the district's outbox holds, oldest first: type, subject, data."""
        rows = await self.sql(
            "select id, type, subject, data::text from outbox where district_id = $1 and type like $2 order by seq",
            district_id,
            type_,
        )
        return [{**dict(row), "data": orjson.loads(row["data"])} for row in rows]

    async def receive(
        self,
        district_id: UUID,
        *events: tuple[str, dict[str, Any]],
        at: datetime | None = None,
        by: str = "service:test",
    ) -> list[Envelope]:
        """Hand it events as if they came off the bus, in one batch."""
        envelopes = [envelope(district_id, type_, data, at=at, by=by) for type_, data in events]
        await self.redeliver(*envelopes)
        return envelopes

    async def redeliver(self, *envelopes: Envelope) -> None:
        """Hand it the very same events (again)."""
        consumers: Consumers = import_module(f"services.{self.name}.consumers").consumers
        await handle(self.app.state.db, self.settings, consumers, [consumers.read(envelope) for envelope in envelopes])

    async def close(self) -> None:
        """Give the connections back."""
        if self._looking is not None:
            self._looking.terminate()
        await self.app.state.db.close()


def envelope(
    district_id: UUID, type_: str, data: dict[str, Any], *, at: datetime | None = None, by: str = "service:test"
) -> Envelope:
    """An event as it lies on the bus."""
    return Envelope(
        specversion="1.0",
        id=new_id(),
        type=type_,
        source=f"/{type_.partition('.')[0]}",
        subject="test",
        time=at or clock.now(),
        datacontenttype="application/json",
        dataschema=f"/contracts/events/{type_}.json",
        districtid=district_id,
        actor=by,
        correlationid=str(new_id()),
        sequence="1",
        data=orjson.loads(orjson.dumps(data, default=str)),
    )


@asynccontextmanager
async def served(service: Service) -> AsyncIterator[str]:
    """The service on a loopback port, in this very loop."""
    config = uvicorn.Config(
        service.app, host="127.0.0.1", port=free_port(), log_level="error", lifespan="off", http=Protocol
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  it sets no event
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{config.port}"
    server.should_exit = True
    await running
