"""What organisations and the people there say their caller may do is what they can do, merged or not."""

import pytest

from services.partners.community.organization_contacts import transitions as of_contacts
from services.partners.community.organization_matches import transitions as of_matches
from services.partners.community.organizations import transitions as of_organizations
from shared.ids import new_id
from tests.isolation.giving import World
from tests.partners.community.organizations.factories import CLINIC
from tests.partners.states.may import callers, calling
from tests.states.may import Held, hold, listed

ORGANIZATIONS = "/v1/organizations"


async def organization(world: World, name: str, **facts: object) -> str:
    """One more organisation."""
    return await world.made(ORGANIZATIONS, {**CLINIC, "name": name, **facts})


async def test_what_may_be_done_to_an_organisation_is_what_can_be_done(world: World) -> None:
    held = Held()
    plain, kept, merged, other = [await organization(world, name) for name in ("A", "B", "C", "D")]
    body = {"organization_id": merged, "reason": "The same."}
    assert (await world.machine.post(f"{ORGANIZATIONS}/{kept}/merge", json=body)).status_code == 200
    site = {"name": "Annex"}
    people = callers(world, coordinator=world.person(new_id(), [("school_coordinator", world.oak)]))
    for about, id_ in (("plain", plain), ("kept", kept), ("merged", merged)):
        made = await world.machine.post(f"{ORGANIZATIONS}/{id_}/sites", json=site)
        place = made.json()["sites"][0]["id"] if made.status_code == 201 else new_id()
        url = f"{ORGANIZATIONS}/{id_}"
        tries = {
            "change": calling("PATCH", url, json={"description": str(new_id())}),
            "sites": calling("POST", f"{url}/sites", json=site),
            "change_site": calling("PATCH", f"{url}/sites/{place}", json={"area": str(new_id())}),
            "delete_site": calling("DELETE", f"{url}/sites/{place}"),
            "merge": calling("POST", f"{url}/merge", json={"organization_id": other, "reason": "The same."}),
            "split": calling("POST", f"{url}/split", json=body),
        }
        await hold(people, lambda caller, url=url: caller.get(url), tries, held, about)  # type: ignore[misc]
    assert held.one_sided({move.name for move in of_organizations.TRANSITIONS}) == set()


async def test_what_may_be_done_to_a_pair_is_what_can_be_done(world: World) -> None:
    held = Held()
    await organization(world, "A")
    await organization(world, "A")
    (match,) = (await world.machine.get("/v1/organization-matches")).json()["items"]
    people = callers(world, coordinator=world.person(new_id(), [("school_coordinator", world.oak)]))
    tries = {"delete": calling("DELETE", f"/v1/organization-matches/{match['id']}")}
    await hold(people, listed("/v1/organization-matches", match["id"]), tries, held, "proposed")
    assert held.one_sided({move.name for move in of_matches.TRANSITIONS}) == set()


@pytest.mark.parametrize("removed", [False, True])
async def test_what_may_be_done_to_a_contact_is_what_can_be_done(world: World, removed: bool) -> None:
    held = Held()
    body = {"organization_id": await organization(world, "A"), "given_name": "Dana", "family_name": "Ruiz"}
    id_ = await world.made("/v1/organization-contacts", body)
    url = f"/v1/organization-contacts/{id_}"
    if removed:
        assert (await world.machine.delete(url)).status_code == 204
    people = callers(world, coordinator=world.person(new_id(), [("school_coordinator", world.oak)]))
    tries = {"change": calling("PATCH", url, json={"title": str(new_id())}), "delete": calling("DELETE", url)}
    await hold(people, lambda caller: caller.get(url), tries, held, str(removed))
    assert removed or held.one_sided({move.name for move in of_contacts.TRANSITIONS}) == set()
