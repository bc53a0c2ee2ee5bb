"""Every way in which access ends at partners, by the reason it is told with: whose tokens die, and what ends them."""

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from services.partners.access.claim_rules import service as claim_rules
from services.partners.access.scim.schemas import GROUP, USER
from services.partners.directory.staff.repository import get_staff
from services.partners.privacy.emergency_access.service import close_what_is_over
from shared import clock
from shared.auth.ended import Holder
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service, token
from shared.testing.databases import as_superuser
from tests.one_day import ZONE
from tests.partners import factories
from tests.partners.access.identity_providers.factories import registered
from tests.partners.access.sign_ins import factories as sign_ins

LONG_AGO = "2026-01-01"
YESTERDAY = (clock.day_in(ZONE, clock.now()) - timedelta(days=1)).isoformat()


@dataclass
class End:
    """Whose access it is, and what ends it."""

    holder: Holder
    id: Any
    happens: Callable[[], Awaitable[Any]]


class Ending:
    """A district whose people and clients come and go."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.id, self.machine = partners, district_id, partners.machine(district_id)
        self.client_id, self.secret = UUID(int=0), ""

    async def seed(self) -> "Ending":
        """Set it up."""
        self.client_id, self.secret = await factories.set_up(self.partners, self.id)
        return self

    async def made(self, path: str, body: Any, caller: httpx.AsyncClient | None = None) -> str:
        """The id of what a call made."""
        reply = await (caller or self.machine).post(path, json=body)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    def call(self, method: str, path: str, body: Any = None) -> Callable[[], Awaitable[None]]:
        """A call that succeeds."""

        async def happens() -> None:
            sent = {} if body is None else {"json": body}
            # A client's secrets change it, too; whoever takes it away need not have read it last.
            is_free = method == "DELETE" and path.startswith("/v1/clients/")
            headers = {} if is_free else {"If-Match": '"1"'}
            reply = await self.machine.request(method, path, headers=headers, **sent)
            assert reply.status_code in (200, 204), reply.text

        return happens

    def told(self, type_: str, **data: Any) -> Callable[[], Awaitable[Any]]:
        """An event that comes."""
        return lambda: self.partners.receive(self.id, (type_, data))

    async def staff(self, role: str = "", **facts: Any) -> str:
        """Somebody, with a role of the district."""
        id_ = await self.made("/v1/staff", {"given_name": "A", "family_name": "B", **facts})
        if role:
            await self.role(id_, role)
        return id_

    async def role(self, staff_id: str, role: str) -> str:
        """Give it."""
        return await self.made("/v1/role-assignments", {"staff_id": staff_id, "role": role, "starts_on": LONG_AGO})

    def bearer(self, holder: Holder, id_: Any) -> str:
        """A token of the holder's, issued now."""
        claims = {"client": {"client_id": id_}, "session": {"sid": str(id_)}, "token": {"jti": str(id_)}}
        whose: dict[str, Any] = claims.get(holder, {})
        person = UUID(str(id_)) if holder == "person" else new_id()
        who = {} if holder == "client" else {"person_id": person, "roles": [("data_manager", None)]}
        return token(self.id, self.partners.scopes, **{"client_id": new_id(), **who, **whose})


async def token_revoked(w: Ending) -> End:
    said = (await factories.ask(w.partners, w.client_id, w.secret)).json()["access_token"]
    claims = json.loads(base64.urlsafe_b64decode(said.split(".")[1] + "=="))
    auth = (str(w.client_id), w.secret)
    return End(
        "token", claims["jti"], lambda: w.partners.caller().post("/oauth/revoke", data={"token": said}, auth=auth)
    )


async def _client(w: Ending, **facts: Any) -> str:
    return await w.made("/v1/clients", {"name": "x", "scopes": ["directory:read", "directory:write"], **facts})


async def client_revoked(w: Ending) -> End:
    client = await _client(w)
    return End("client", client, w.call("DELETE", f"/v1/clients/{client}"))


async def client_restricted(w: Ending) -> End:
    client = await _client(w)
    return End("client", client, w.call("PATCH", f"/v1/clients/{client}", {"scopes": ["directory:read"]}))


async def secret_revoked(w: Ending) -> End:
    client = await _client(w)
    secret = await w.made(f"/v1/clients/{client}/secrets", {})
    return End("client", client, w.call("DELETE", f"/v1/clients/{client}/secrets/{secret}"))


async def left_by_hand(w: Ending) -> End:
    person = await w.staff()
    return End("person", person, w.call("PATCH", f"/v1/staff/{person}", {"active": False}))


async def left_the_roster(w: Ending) -> End:
    person = factories.listed_staff(w.id, "s-1", [])
    now = datetime.now(UTC)
    await w.told("assessment.staff.listed.v1", listed_at=now, staff=[person])()
    gone = {"listed_at": now + timedelta(seconds=1), "staff": [{**person, "active": False}]}
    return End("person", person["staff_id"], w.told("assessment.staff.listed.v1", **gone))


async def _user(w: Ending) -> str:
    return await w.made("/scim/v2/Users", {"schemas": [USER], "userName": f"{new_id()}@example.org"})


async def account_closed(w: Ending) -> End:
    person = await _user(w)
    body = {"Operations": [{"op": "replace", "path": "active", "value": False}]}
    return End("person", person, w.call("PATCH", f"/scim/v2/Users/{person}", body))


async def account_gone(w: Ending) -> End:
    person = await _user(w)
    return End("person", person, w.call("DELETE", f"/scim/v2/Users/{person}"))


async def person_inactive(w: Ending) -> End:
    person = await w.staff()
    session = await sign_ins.session(w.partners, w.id, UUID(person))
    await w.partners.sql("update staff set active = false where id = $1 returning id", UUID(person))
    facts = {"staff_id": person, "active": False, "given_name": "A", "family_name": "B", "version": 2}
    return End("session", session, w.told("partners.staff.recorded.v1", **facts))


async def role_ended(w: Ending) -> End:
    person = await w.staff()
    role = await w.role(person, "executive_leader")
    return End("person", person, w.call("PATCH", f"/v1/role-assignments/{role}", {"ends_on": YESTERDAY}))


async def role_changed(w: Ending) -> End:
    """What their role stands on has changed."""
    code = f"r{new_id().hex[-12:]}"
    role = {"code": code, "names": {"en": "Aide"}, "profile": "teacher", "place": "either"}
    role_id, person = await w.made("/v1/roles", role), await w.staff(code)
    return End("person", person, w.call("PATCH", f"/v1/roles/{role_id}", {"profile": "school_staff"}))


async def role_of_the_covered_ended(w: Ending) -> End:
    """What the cover was lent goes with the absent colleague's own role."""
    school = await w.made("/v1/schools", {"name": "Oak", "local_code": str(new_id())})
    absent, person = await w.staff(), await w.staff()
    given = {"staff_id": absent, "role": "principal", "school_id": school, "starts_on": LONG_AGO}
    role = await w.made("/v1/role-assignments", given)
    await w.told("scheduling.delegation.began.v1", **_cover(absent, person))()
    return End("person", person, w.call("PATCH", f"/v1/role-assignments/{role}", {"ends_on": YESTERDAY}))


async def group_left(w: Ending) -> End:
    person = await _user(w)
    members = {"schemas": [GROUP], "displayName": str(new_id()), "members": [{"value": person}]}
    group = await w.made("/scim/v2/Groups", members)
    when = [{"claim": "scim_groups", "operator": "contains", "values": [members["displayName"]]}]
    await w.made("/v1/claim-rules", {"position": 1, "when": when, "role": "counselor", "school": "district"})
    async with work_for(w.partners.app.state.db, w.partners.settings, w.id) as ctx:
        staff = await get_staff(ctx, UUID(person))
        await claim_rules.apply(ctx, staff, {"scim_groups": [members["displayName"]]}, None)
    return End("person", person, w.call("DELETE", f"/scim/v2/Groups/{group}"))


async def _party(w: Ending) -> str:
    return await w.made("/v1/parties", factories.consenting_party(name=str(new_id())))


async def party_of_a_person(w: Ending) -> End:
    party = await _party(w)
    person = await w.staff(party_id=party)
    return End("person", person, w.call("PATCH", f"/v1/parties/{party}", {"active": False}))


async def party_of_a_client(w: Ending) -> End:
    party = await _party(w)
    client = await _client(w, party_id=party)
    return End("client", client, w.call("PATCH", f"/v1/parties/{party}", {"active": False}))


async def party_of_a_person_changed(w: Ending) -> End:
    person = await w.staff()
    return End("person", person, w.call("PATCH", f"/v1/staff/{person}", {"party_id": await _party(w)}))


THREAT = {"reason": "Somebody wrote of harming others.", "disclosed_to": "The sheriff"}


async def _emergency(w: Ending) -> tuple[str, str]:
    person = await w.staff("counselor")
    caller = w.partners.person(w.id, UUID(person), ("counselor", None))
    return person, await w.made("/v1/emergency-access", THREAT, caller)


async def emergency_closed(w: Ending) -> End:
    person, opened = await _emergency(w)
    caller = w.partners.person(w.id, UUID(person), ("counselor", None))
    return End("person", person, lambda: caller.post(f"/v1/emergency-access/{opened}/close"))


async def emergency_over(w: Ending) -> End:
    person, opened = await _emergency(w)
    past = """update emergency_accesses set opened_at = opened_at - interval '5 hours', until = until - interval '5 hours'
    where id = $1"""
    # As who owns the server, whom alone the triggers cannot stop.
    connection = await asyncpg.connect(as_superuser(w.partners.settings.database_url))
    async with connection.transaction():
        await connection.execute("alter table emergency_accesses disable trigger keep_rows")
        await connection.execute(past, UUID(opened))
        await connection.execute("alter table emergency_accesses enable always trigger keep_rows")
    await connection.close()
    return End("person", person, lambda: close_what_is_over(w.partners.app.state.db, w.partners.settings))


def _cover(absent: str, person: str) -> dict[str, Any]:
    days = {"starts_on": LONG_AGO, "ends_on": "2190-01-01"}
    return {"delegation_id": new_id(), "from_id": absent, "to_id": person, "school_id": None, **days}


async def cover_ended(w: Ending) -> End:
    cover = _cover(await w.staff(), await w.staff())
    await w.told("scheduling.delegation.began.v1", **cover)()
    return End("person", cover["to_id"], w.told("scheduling.delegation.ended.v1", **cover))


async def _linked(w: Ending) -> tuple[str, UUID, str]:
    """Somebody linked at a provider of their own: (who, provider, identity)."""
    person, provider = await w.staff(), await registered(w.partners, w.id, client_id=str(new_id()))
    wish = {"provider_id": str(provider), "subject": "x", "staff_id": person}
    return person, provider, await w.made("/v1/identities", wish)


async def identity_unlinked(w: Ending) -> End:
    person, _, identity = await _linked(w)
    return End("person", person, w.call("DELETE", f"/v1/identities/{identity}"))


async def session_of_an_identity_unlinked(w: Ending) -> End:
    person, provider, identity = await _linked(w)
    session = await sign_ins.session(w.partners, w.id, UUID(person), provider_id=provider)
    return End("session", session, w.call("DELETE", f"/v1/identities/{identity}"))


async def provider_inactive(w: Ending) -> End:
    person, provider, _ = await _linked(w)
    session = await sign_ins.session(w.partners, w.id, UUID(person), provider_id=provider)
    return End("session", session, w.call("DELETE", f"/v1/identity-providers/{provider}"))


async def role_of_a_provider_inactive(w: Ending) -> End:
    person, provider, _ = await _linked(w)
    when = [{"claim": "groups", "operator": "contains", "values": ["leads"]}]
    rule = {"position": 1, "when": when, "role": "counselor", "school": "district", "provider_id": str(provider)}
    await w.made("/v1/claim-rules", rule)
    async with work_for(w.partners.app.state.db, w.partners.settings, w.id) as ctx:
        await claim_rules.apply(ctx, await get_staff(ctx, UUID(person)), {"groups": ["leads"]}, provider)
    return End("person", person, w.call("DELETE", f"/v1/identity-providers/{provider}"))


async def provider_changed(w: Ending) -> End:
    person, provider, _ = await _linked(w)
    session = await sign_ins.session(w.partners, w.id, UUID(person), provider_id=provider)
    wish = {"required_claims": {"hd": ["oak.example"]}}
    return End("session", session, w.call("PATCH", f"/v1/identity-providers/{provider}", wish))


async def application_removed(w: Ending) -> End:
    application = await sign_ins.application(w.partners, w.id)
    session = await sign_ins.session(w.partners, w.id, UUID(await w.staff()), application_id=application)
    return End("session", session, w.call("DELETE", f"/v1/applications/{application}"))


async def ended_by_administrator(w: Ending) -> End:
    session = await sign_ins.session(w.partners, w.id, UUID(await w.staff()))
    return End("session", session, w.call("DELETE", f"/v1/sign-in-sessions/{session}"))


async def ended_by_person(w: Ending) -> End:
    person = await w.staff()
    session = await sign_ins.session(w.partners, w.id, UUID(person))
    caller = w.partners.person(w.id, UUID(person), ("counselor", None))
    return End("session", session, lambda: caller.delete(f"/v1/sign-in-sessions/{session}"))


def _day_begins(w: Ending, day: str) -> Callable[[], Awaitable[Any]]:
    facts: dict[str, Any] = {
        "day": day,
        "since": None,
        "school_is_held": True,
        "differing_school_ids": [],
        "calendar_version": 1,
    }
    return w.told("scheduling.day.begun.v1", **facts)


async def last_role_ended_by_its_date(w: Ending) -> End:
    session = await sign_ins.session(w.partners, w.id, UUID(await w.staff()))
    return End("session", session, _day_begins(w, "2190-01-01"))


async def agreement_ended_by_its_date(w: Ending) -> End:
    party = await w.made("/v1/parties", factories.consenting_party(name=str(new_id()), agreement_until=YESTERDAY))
    session = await sign_ins.session(w.partners, w.id, UUID(await w.staff("mentor", party_id=party)))
    return End("session", session, _day_begins(w, "2190-01-02"))


WAYS: dict[str, list[Callable[[Ending], Awaitable[End]]]] = {
    "token_revoked": [token_revoked],
    "client_revoked": [client_revoked],
    "client_restricted": [client_restricted],
    "secret_revoked": [secret_revoked],
    "person_left": [left_by_hand, left_the_roster],
    "account_closed": [account_closed, account_gone],
    "person_inactive": [person_inactive],
    "role_ended": [role_ended, role_of_the_covered_ended],
    "role_changed": [role_changed],
    "group_left": [group_left],
    "party_changed": [party_of_a_person, party_of_a_client, party_of_a_person_changed],
    "emergency_closed": [emergency_closed, emergency_over],
    "cover_ended": [cover_ended],
    "identity_unlinked": [identity_unlinked, session_of_an_identity_unlinked],
    "identity_provider_inactive": [provider_inactive, role_of_a_provider_inactive],
    "identity_provider_changed": [provider_changed],
    "application_removed": [application_removed],
    "ended_by_administrator": [ended_by_administrator],
    "ended_by_person": [ended_by_person],
    "no_role": [last_role_ended_by_its_date],
    "agreement_ended": [agreement_ended_by_its_date],
}
#: Sessions that end in a browser, at the real provider: all by one function, which the rows above call too.
IN_A_BROWSER = {"signed_out", "replaced", "refresh_token_reused", "provider_signed_out"}
