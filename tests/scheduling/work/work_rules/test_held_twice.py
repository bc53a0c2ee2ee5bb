"""Who holds a role by hand and by the roster, or by a sign-in, is one person who began once: rules make their work once."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from shared.events.event import Envelope
from shared.ids import new_id
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.work_rules.factories import active, began, content, ended, made, ruled, tasks

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def twice(district: District, **first: Any) -> tuple[Envelope, Envelope]:
    """The same person's same role, by two assignments."""
    return began(district, assignment_id=new_id(), **first), began(district, assignment_id=new_id())


async def standing(district: District) -> Sequence[Any]:
    """What stands of what rules made."""
    return [one for one in await made(district) if one["state"] == "standing"]


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_it_is_made_once(district: District, order: tuple[int, ...]) -> None:
    await active(district, content(asked_of={"kind": "person_of_fact"}))
    both = twice(district)
    for place in order:
        await district.scheduling.redeliver(both[place])
    assert len(await tasks(district)) == len(await made(district)) == 1
    await district.scheduling.redeliver(*both)
    assert len(await tasks(district)) == 1


async def test_who_was_it_already_does_not_begin(district: District) -> None:
    await active(district)
    await district.scheduling.redeliver(*twice(district, starts_on=YESTERDAY.isoformat()))
    assert await made(district) == [], "the first was told of a day before the rule"


async def test_who_was_it_until_yesterday_begins_anew(district: District) -> None:
    await active(district)
    before, now = twice(district, starts_on="2026-01-01")
    await district.scheduling.redeliver(before, ended(district, before, YESTERDAY), now)
    assert len(await tasks(district)) == 1


@pytest.mark.parametrize("which", [0, 1])
async def test_a_mistake_of_the_two_leaves_the_work_of_the_other(district: District, which: int) -> None:
    await active(district, content(asked_of={"kind": "person_of_fact"}))
    both = twice(district)
    await district.scheduling.redeliver(*both)
    await district.scheduling.redeliver(ended(district, both[which], YESTERDAY))
    assert len(await standing(district)) == len(await tasks(district, "open")) == 1
    again = {**both[which].data, "version": 3}
    await district.scheduling.redeliver(began(district, **again))
    assert len(await standing(district)) == len(await tasks(district, "open")) == 1, "and back it is no second one"
    await district.scheduling.redeliver(ended(district, both[1 - which], YESTERDAY))
    assert len(await standing(district)) == len(await tasks(district, "open")) == 1
    await district.scheduling.redeliver(ended(district, both[which], YESTERDAY, version=4))
    assert (await standing(district), await tasks(district, "open")) == ([], [])


async def test_another_person_role_or_place_is_another_beginning(district: District) -> None:
    await active(district, content(asked_of={"kind": "person_of_fact"}))
    others = [began(district), began(district, "coordinator_oak"), began(district, "mentor_oak", "elm")]
    await district.scheduling.redeliver(*others, began(district, role="teacher"))
    assert len(await made(district)) == 3


async def test_a_dry_run_counts_them_once(district: District) -> None:
    rule = await ruled(district)
    await district.scheduling.redeliver(*twice(district, starts_on=YESTERDAY.isoformat()))
    days = {"first_on": YESTERDAY.isoformat()}
    reply = await district.author.get(f"/v1/work-rules/{rule['id']}/dry-run", params=days)
    assert (reply.json()["fact_count"], reply.json()["cause_count"]) == (2, 1), reply.text
