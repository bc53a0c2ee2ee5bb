"""Nobody comes to a role that reaches far by what they alone did, in whichever order they do it."""

from itertools import permutations
from uuid import UUID

from shared.testing.calls import Service, assert_refused
from tests.partners.access.grant_proposals.factories import Ways

STEPS = ("link", "role", "roster", "rule", "client")


async def test_in_no_order_of_steps_does_somebody_alone_come_to_a_far_reaching_role(
    partners: Service, district_id: UUID
) -> None:
    ways = await Ways(partners, district_id).seed()
    for steps in permutations(STEPS):
        await ways.begin()
        for step in steps:
            await getattr(ways, step)()
        assert set(await ways.confirm_all(ways.mine)) <= {(403, "not_another_person")}, steps
        assert await ways.sign_in() == set(), steps


async def test_a_second_person_makes_it_theirs_and_first_the_link(partners: Service, district_id: UUID) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    await ways.role()
    await ways.link()
    assert await ways.confirm_all(ways.others) == [(409, "link_not_confirmed")]
    assert await ways.sign_in() == set()
    path = f"/v1/identities/{ways.links[0]}/confirm"
    mine = ways.world.person(ways.me, [("executive_leader", None)])
    assert_refused(await mine.post(path), 403, "not_another_person")
    assert (await ways.others.post(path)).json()["confirmed_by"]["id"] == str(ways.other)
    assert await ways.confirm_all(ways.others) == [(200, None)]
    assert await ways.sign_in() == {"executive_leader"}
    assert await ways.confirm_all(ways.others) == [(409, "proposal_decided")]


async def test_a_link_to_a_holder_waits_too(partners: Service, district_id: UUID) -> None:
    ways = await Ways(partners, district_id).seed()
    ways.puppet = ways.other
    await ways.link()
    assert (ways.links, len(ways.waiting)) == ([], 1)
    assert await ways.confirm_all(ways.others) == [(403, "not_to_yourself")]
    third = ways.world.person(await ways.world.staff(), [("district_coordinator", None)])
    assert await ways.confirm_all(third) == [(200, None)]


async def test_what_a_confirmed_rule_brings_comes_by_no_link_one_alone_made(
    partners: Service, district_id: UUID
) -> None:
    ways = await Ways(partners, district_id).seed()
    await ways.begin()
    await ways.rule()
    await ways.link()
    assert await ways.confirm_all(ways.others) == [(200, None)]
    assert await ways.sign_in() == set()
    assert (await ways.others.post(f"/v1/identities/{ways.links[0]}/confirm")).status_code == 200
    assert await ways.sign_in() == {"executive_leader"}
