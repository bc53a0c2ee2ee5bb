"""The calls that give or widen a right: for each, one that would give it to whoever makes it, and somebody who may."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import httpx

from shared.ids import new_id
from shared.testing.calls import Service, token
from tests.partners.access.identity_providers.factories import registered
from tests.partners.factories import consenting_party, set_up, signed_consent

MANAGER = [("data_manager", None)]
ALL_THREE = [*MANAGER, ("executive_leader", None), ("district_coordinator", None)]
PARTY = {"id": str(new_id()), "basis": "consent"}
THREAT = {"reason": "Somebody wrote of harming others.", "disclosed_to": "The sheriff"}
WRITING = {"name": "x", "scopes": ["directory:write"]}


@dataclass
class Gift:
    """One call that gives a right: made by `taker` it is refused, made by `giver` it is done."""

    taker: httpx.AsyncClient
    giver: httpx.AsyncClient
    method: str
    path: str
    body: Any = None
    code: str = "not_to_yourself"
    status: int = 403
    #: What says that the giver got past every question of rights: 422 where nobody answers at the address.
    done: tuple[int, ...] = (200, 201, 204)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.method != "POST" and not self.headers:
            self.headers = {"If-Match": '"1"'}


class World:
    """A district of partners with two schools, in which each row has people of its own."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.id, self.machine = partners, district_id, partners.machine(district_id)
        self.oak = self.elm = ""
        self.me = self.other = UUID(int=0)

    async def seed(self) -> "World":
        """Its schools."""
        await set_up(self.partners, self.id)
        self.oak = await self.made("/v1/schools", {"name": "Oak", "local_code": "1"})
        self.elm = await self.made("/v1/schools", {"name": "Elm", "local_code": "2"})
        return self

    async def meet(self) -> None:
        """Two people nobody has met: `me`, who would take, and `other`."""
        self.me, self.other = await self.staff(), await self.staff()

    async def made(self, path: str, body: Any, caller: httpx.AsyncClient | None = None) -> str:
        """The id of what a call made."""
        reply = await (caller or self.machine).post(path, json=body)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    async def staff(self, *roles: tuple[str, str | None], **facts: Any) -> UUID:
        """Somebody, with roles partners knows of."""
        id_ = await self.made("/v1/staff", {"given_name": "A", "family_name": "B", **facts})
        for role, school in roles:
            await self.role(id_, role, school)
        return UUID(id_)

    async def role(self, staff_id: Any, role: str, school: str | None = None) -> str:
        """Somebody's role."""
        return await self.made("/v1/role-assignments", role_of(staff_id, role, school))

    def person(
        self, id_: UUID, roles: Sequence[tuple[str, Any]] = MANAGER, *, without: str = "", **claims: Any
    ) -> httpx.AsyncClient:
        """Somebody with these roles and every scope but one."""
        scopes = [scope for scope in self.partners.scopes if scope != without]
        return self.partners.caller(token(self.id, scopes, person_id=id_, roles=roles, **claims))

    def gift(
        self, method: str, path: str, body: Any = None, *, roles: Sequence[tuple[str, Any]] = MANAGER, **more: Any
    ) -> Gift:
        """The same call by me and by another, both data managers unless told."""
        return Gift(self.person(self.me, roles), self.person(self.other, roles), method, path, body, **more)


def role_of(staff_id: Any, role: str = "teacher", school: str | None = None) -> dict[str, Any]:
    """A role to be given."""
    return {"staff_id": str(staff_id), "role": role, "school_id": school, "starts_on": "2026-09-01"}


async def own_role(w: World) -> Gift:
    return w.gift("POST", "/v1/role-assignments", role_of(w.me))


async def own_roles(w: World) -> Gift:
    return w.gift("POST", "/v1/bulk/role-assignments", {"items": [role_of(w.me)]})


async def own_school_role(w: World) -> Gift:
    wish = {name: value for name, value in role_of(w.me, "teacher").items() if name != "school_id"}
    return w.gift("POST", f"/v1/schools/{w.oak}/role-assignments", wish, roles=[("principal", w.oak)])


async def own_school_role_for_longer(w: World) -> Gift:
    path = f"/v1/schools/{w.oak}/role-assignments/{await w.role(w.me, 'teacher', w.oak)}"
    return w.gift("PATCH", path, {"ends_on": None}, roles=[("principal", w.oak)])


async def own_role_for_longer(w: World) -> Gift:
    return w.gift("PATCH", f"/v1/role-assignments/{await w.role(w.me, 'teacher')}", {"ends_on": None})


TAKEN_BACK = {"reason": "by_mistake"}


async def own_role_taken_back(w: World) -> Gift:
    return w.gift("POST", f"/v1/role-assignments/{await w.role(w.me, 'teacher')}/revoke", TAKEN_BACK)


async def own_school_role_taken_back(w: World) -> Gift:
    path = f"/v1/schools/{w.oak}/role-assignments/{await w.role(w.me, 'teacher', w.oak)}/revoke"
    return w.gift("POST", path, TAKEN_BACK, roles=[("principal", w.oak)])


async def profile_of_own_role(w: World) -> Gift:
    """Whoever holds a role does not say what it stands on; and each time it is another role, as the last one has been changed."""
    code = f"r{new_id().hex[-12:]}"
    role = {"code": code, "names": {"en": "Aide"}, "profile": "school_staff", "place": "school"}
    role_id = await w.made("/v1/roles", role)
    await w.role(w.me, code, w.oak)
    return w.gift("PATCH", f"/v1/roles/{role_id}", {"profile": "principal"})


async def own_party(w: World) -> Gift:
    party = await w.made("/v1/parties", consenting_party(name=str(new_id())))
    return w.gift("PATCH", f"/v1/staff/{w.me}", {"party_id": party})


async def client_for_another(w: World) -> Gift:
    wish = {**WRITING, "staff_id": str(w.other)}
    return w.gift("POST", "/v1/clients", wish, code="only_for_yourself")


async def client_for_nobody(w: World) -> Gift:
    gift = w.gift("POST", "/v1/clients", WRITING, code="only_for_yourself")
    gift.giver = w.machine
    return gift


def _lacking(w: World, method: str, path: str, body: Any = None) -> Gift:
    """By me without a scope the client has or is to have, and by me with it."""
    gift = Gift(w.person(w.me, without="directory:write"), w.person(w.me), method, path, body)
    gift.code, gift.status = "scope_not_yours", 422
    return gift


async def client_beyond_me(w: World) -> Gift:
    return _lacking(w, "POST", "/v1/clients", {**WRITING, "staff_id": str(w.me)})


async def _client_of(w: World, who: UUID, **facts: Any) -> str:
    wish = {"name": "x", "scopes": ["directory:read"], "staff_id": str(who), **facts}
    return await w.made("/v1/clients", wish, w.person(who))


async def wider_client(w: World) -> Gift:
    wish = {"scopes": ["directory:read", "directory:write"]}
    return _lacking(w, "PATCH", f"/v1/clients/{await _client_of(w, w.me)}", wish)


async def anothers_client(w: World) -> Gift:
    path = f"/v1/clients/{await _client_of(w, w.other)}"
    return w.gift("PATCH", path, {"name": "y"}, code="only_for_yourself")


async def anothers_secret(w: World) -> Gift:
    path = f"/v1/clients/{await _client_of(w, w.other)}/secrets"
    return w.gift("POST", path, {}, code="only_for_yourself")


async def secret_beyond_me(w: World) -> Gift:
    client = await _client_of(w, w.me, scopes=["directory:write"])
    return _lacking(w, "POST", f"/v1/clients/{client}/secrets", {})


def _far(w: World, method: str, path: str, body: Any, **more: Any) -> Gift:
    """A way in to roles I do not hold, by me as I am and by me holding them all."""
    return Gift(w.person(w.me), w.person(w.me, ALL_THREE), method, path, body, code="beyond_your_roles", **more)


async def application(w: World) -> Gift:
    wish = {"name": "x", "redirect_uris": ["https://a.example.org/"], "scopes": ["directory:read"]}
    return _far(w, "POST", "/v1/applications", wish)


async def application_elsewhere(w: World) -> Gift:
    wish = {"name": "x", "redirect_uris": ["https://a.example.org/"], "scopes": ["directory:read"]}
    path = f"/v1/applications/{await w.made('/v1/applications', wish)}"
    return _far(w, "PATCH", path, {"redirect_uris": ["https://b.example.org/"]})


async def provider(w: World) -> Gift:
    wish = {"name": "x", "kind": "other", "issuer": "https://127.0.0.1:9", "client_id": "x", "link_by": []}
    wish["client_authentication"] = "none"
    return _far(w, "POST", "/v1/identity-providers", wish, done=(422,))


async def provider_otherwise(w: World) -> Gift:
    provider_id = await registered(w.partners, w.id, client_id=str(new_id()))
    return _far(w, "PATCH", f"/v1/identity-providers/{provider_id}", {"name": "y"})


async def _link(w: World, staff_id: UUID) -> dict[str, Any]:
    provider_id = await registered(w.partners, w.id, client_id=str(new_id()))
    return {"provider_id": str(provider_id), "subject": "x", "staff_id": str(staff_id)}


async def own_identity(w: World) -> Gift:
    return w.gift("POST", "/v1/identities", await _link(w, w.me), code="not_your_own_identity")


async def own_identities(w: World) -> Gift:
    wish = {"items": [await _link(w, w.me)]}
    return w.gift("POST", "/v1/bulk/identities", wish, code="not_your_own_identity")


async def own_link_confirmed(w: World) -> Gift:
    """Whoever made it alone does not stand for it besides."""
    id_ = await w.made("/v1/identities", await _link(w, await w.staff()), w.person(w.me))
    return w.gift("POST", f"/v1/identities/{id_}/confirm", code="not_another_person", roles=ALL_THREE)


async def link_to_oneself_confirmed(w: World) -> Gift:
    third = await w.staff()
    id_ = await w.made("/v1/identities", await _link(w, w.me), w.person(third))
    return w.gift("POST", f"/v1/identities/{id_}/confirm", code="not_your_own_identity", roles=ALL_THREE)


async def _proposal(w: World, asker: UUID, target: UUID) -> str:
    reply = await w.person(asker).post("/v1/role-assignments", json=role_of(target, "executive_leader"))
    assert reply.status_code == 202, reply.text
    return f"/v1/grant-proposals/{reply.json()['id']}/confirm"


async def own_proposal(w: World) -> Gift:
    path = await _proposal(w, w.me, await w.staff())
    return w.gift("POST", path, code="not_another_person", roles=ALL_THREE)


async def proposal_for_oneself(w: World) -> Gift:
    return w.gift("POST", await _proposal(w, await w.staff(), w.me), roles=ALL_THREE)


async def own_link_taken_away(w: World) -> Gift:
    path = f"/v1/identities/{await w.made('/v1/identities', await _link(w, w.me))}"
    return w.gift("DELETE", path, code="not_your_own_identity")


def _of_party(w: World, method: str, path: str, body: Any, roles: Sequence[tuple[str, Any]] = MANAGER) -> Gift:
    """By me as one of a party's, and by me as the district's own."""
    mine = w.person(w.me, roles, party=PARTY)
    return Gift(mine, w.person(w.me, roles), method, path, body, code="not_permitted")


async def own_ground(w: World) -> Gift:
    return _of_party(w, "POST", "/v1/parties", consenting_party(name=str(new_id())))


async def own_ground_widened(w: World) -> Gift:
    party = await w.made("/v1/parties", consenting_party(name=str(new_id())))
    return _of_party(w, "PATCH", f"/v1/parties/{party}", {"purposes": ["tutoring", "research"]})


async def own_consent(w: World) -> Gift:
    party = await w.made("/v1/parties", consenting_party(name=str(new_id())))
    return _of_party(w, "POST", "/v1/consents", signed_consent(party))


async def own_consent_over(w: World) -> Gift:
    party = await w.made("/v1/parties", consenting_party(name=str(new_id())))
    consent = await w.made("/v1/consents", signed_consent(party))
    return _of_party(w, "POST", f"/v1/consents/{consent}/revoke", {"revoked_by": "eligible_student"})


async def emergency_of_a_party(w: World) -> Gift:
    await w.role(w.me, "data_manager")
    return replace(_of_party(w, "POST", "/v1/emergency-access", THREAT), code="scope_missing")


async def emergency_of_a_partys_person(w: World) -> Gift:
    """Their token was issued before they were written down as a party's."""
    party = await w.made("/v1/parties", consenting_party(name=str(new_id())))
    w.me = await w.staff(("data_manager", None), party_id=party)
    await w.role(w.other, "data_manager")
    return w.gift("POST", "/v1/emergency-access", THREAT, code="not_permitted")


async def emergency_elsewhere(w: World) -> Gift:
    """Whatever the token says: the roles that count are those partners knows of."""
    await w.role(w.me, "principal", w.elm)
    await w.role(w.other, "principal", w.oak)
    return w.gift("POST", "/v1/emergency-access", {**THREAT, "school_id": w.oak}, code="emergency_elsewhere")


async def own_review(w: World) -> Gift:
    await w.role(w.me, "data_manager")
    opened = await w.made("/v1/emergency-access", THREAT, w.person(w.me))
    assert (await w.person(w.me).post(f"/v1/emergency-access/{opened}/close")).status_code == 200
    wish = {"outcome": "justified", "note": "x"}
    return w.gift("POST", f"/v1/emergency-access/{opened}/review", wish, code="not_your_own_review")


#: The calls by their operation, each with all the ways it would let somebody get further than they are.
GIVING: dict[str, list[Callable[[World], Awaitable[Gift]]]] = {
    "assign_role": [own_role],
    "assign_roles": [own_roles],
    "end_role": [own_role_for_longer],
    "give_school_role": [own_school_role],
    "end_school_role": [own_school_role_for_longer],
    "revoke_role": [own_role_taken_back],
    "revoke_school_role": [own_school_role_taken_back],
    "change_role": [profile_of_own_role],
    "change_staff": [own_party],
    "create_client": [client_for_another, client_for_nobody, client_beyond_me],
    "change_client": [wider_client, anothers_client],
    "add_client_secret": [anothers_secret, secret_beyond_me],
    "register_application": [application],
    "change_application": [application_elsewhere],
    "register_identity_provider": [provider],
    "change_identity_provider": [provider_otherwise],
    "link_identity": [own_identity],
    "confirm_identity": [own_link_confirmed, link_to_oneself_confirmed],
    "confirm_grant_proposal": [own_proposal, proposal_for_oneself],
    "link_identities": [own_identities],
    "unlink_identity": [own_link_taken_away],
    "add_party": [own_ground],
    "change_party": [own_ground_widened],
    "add_consent": [own_consent],
    "revoke_consent": [own_consent_over],
    "open_emergency_access": [emergency_of_a_party, emergency_of_a_partys_person, emergency_elsewhere],
    "review_emergency_access": [own_review],
}
