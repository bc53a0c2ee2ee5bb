"""A grant that waits is work of somebody who may answer it, by name, until it is answered or its time is over."""

from typing import Any
from uuid import UUID

import pytest

from services.partners.access.grant_proposals.service import DOING
from services.partners.directory.roles.confirming import ask_for_answers
from shared.asked_work.texts import GRANTS
from shared.context.work import work_for
from shared.testing.calls import Service
from tests.isolation.giving import World, role_of
from tests.partners.access.grant_proposals.factories import Ways


async def said(partners: Service, district_id: UUID, what: str) -> list[dict[str, Any]]:
    """The data of what partners told."""
    return [event["data"] for event in await partners.published(district_id, f"partners.work.{what}.v1")]


async def a_day_begins(partners: Service, district_id: UUID) -> None:
    """What partners does each day."""
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        await ask_for_answers(ctx, await ctx.today(), None)


@pytest.fixture
async def ways(partners: Service, district_id: UUID) -> Ways:
    """A data manager who has asked for a leader's role for somebody; another leads already."""
    found = await Ways(partners, district_id).seed()
    await found.begin()
    await found.role()
    return found


async def test_who_could_confirm_is_asked_by_name_and_nobody_else(ways: Ways) -> None:
    (told,) = await said(ways.partners, ways.id, "owed")
    wish = told["wish"]
    assert (told["origin_type"], wish["person_id"], wish["school_days"]) == ("grant_proposal", str(ways.other), 3)
    assert (wish["text_code"], wish["link"]) == ("grant.confirm_for", f"/v1/grant-proposals/{told['origin_id']}")
    assert (wish["text_values"]["staff"], wish["text_values"]["grant"]) == (str(ways.puppet), "assign_role")
    await a_day_begins(ways.partners, ways.id)
    assert len(await said(ways.partners, ways.id, "owed")) == 1


def test_whatever_may_wait_has_words_of_its_own() -> None:
    assert GRANTS.by_code.keys() == DOING.keys()
    every = [words["en"] for words in GRANTS.by_code.values()]
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("answer", ["confirm", "refuse"])
async def test_an_answer_settles_it(ways: Ways, answer: str) -> None:
    (told,) = await said(ways.partners, ways.id, "owed")
    reply = await ways.others.post(f"/v1/grant-proposals/{told['origin_id']}/{answer}")
    assert reply.status_code == 200, reply.text
    (settled,) = await said(ways.partners, ways.id, "settled")
    assert (settled["origin_id"], settled["settled_as"]) == (told["origin_id"], "done")


async def test_of_one_whose_time_is_over_nobody_is_asked_any_more(ways: Ways) -> None:
    await ways.partners.sql(
        "update grant_proposals set expires_at = now() - interval '1 s' where district_id = $1 returning id", ways.id
    )
    await a_day_begins(ways.partners, ways.id)
    await a_day_begins(ways.partners, ways.id)
    assert [one["settled_as"] for one in await said(ways.partners, ways.id, "settled")] == ["dropped"]


async def test_where_nobody_could_somebody_is_asked_once_they_can(partners: Service, district_id: UUID) -> None:
    world = await World(partners, district_id).seed()
    me, other = await world.staff(("data_manager", None)), await world.staff()
    await world.person(me).post("/v1/role-assignments", json=role_of(other, "executive_leader"))
    assert await said(partners, district_id, "owed") == []
    leads = await world.staff(("executive_leader", None))
    await a_day_begins(partners, district_id)
    assert [one["wish"]["person_id"] for one in await said(partners, district_id, "owed")] == [str(leads)]


async def test_who_gets_it_cannot_get_in_or_leads_one_school_is_not_asked(partners: Service, district_id: UUID) -> None:
    world = await World(partners, district_id).seed()
    me, target = await world.staff(("data_manager", None)), await world.staff(("data_manager", None))
    gone = await world.staff(("executive_leader", None))
    # Who holds such a role at one school alone reaches no further.
    await world.staff(("data_manager", world.oak))
    for active in (True, False):
        await partners.sql(
            "update staff set active = $2, account_active = not $2 where id = $1 returning id", gone, active
        )
        wish = role_of(target, "executive_leader")
        reply = await world.person(me).post("/v1/role-assignments", json={**wish, "starts_on": "2026-09-02"})
        assert reply.status_code == 202, reply.text
        assert await said(partners, district_id, "owed") == []
