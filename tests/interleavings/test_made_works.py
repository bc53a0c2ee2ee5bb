"""One fact told twice at once, or in the moment its rule begins to hold: it makes its work once."""

from uuid import UUID

from services.scheduling.work.work_rules import making
from shared.context.work import work_for
from shared.db.locks import key
from shared.ids import new_id
from shared.testing.calls import Service, envelope
from tests.interleavings.holding import HOLD, another
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.work_rules.factories import (
    ENOUGH,
    active,
    began,
    content,
    corrected,
    found,
    made,
    ruled,
    step,
    tasks,
    withdrawn,
)

HEAR = "services/scheduling/work/work_rules/making.py::hear"
BEGIN = "services/scheduling/work/work_rules/making.py::begin_day"
AGAIN = "services/scheduling/work/work_rules/making.py::try_again"
PROVED = "services/scheduling/work/work_rules/repository.py::proved_by"
ACTIVATE = "services/scheduling/work/work_rules/service.py::activate"
RETIRE = "services/scheduling/work/work_rules/service.py::retire"
HANDED_OVER = "scheduling.handover.made.v1"
ASKED = {"kind": "person_of_fact"}


async def test_a_fact_told_twice_at_once_makes_work_once(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    await active(district, content(when={"event_type": HANDED_OVER}, asked_of=ASKED))
    told = {
        **{"handover_id": new_id(), "former_owner_id": new_id(), "new_owner_id": district.people["principal_oak"]},
        **{"school_id": district.schools["oak"], "role": "principal"},
        **dict.fromkeys(("task_count", "overdue_count", "open_count"), 1),
    }
    first, second = envelope(district_id, HANDED_OVER, told), envelope(district_id, HANDED_OVER, told)
    async with another(scheduling, HOLD, key(district_id, "publishing")) as other:
        begun = [(await other.holds_up(scheduling.redeliver(event)))[1] for event in (first, second)]
        await other.commit()
        for answer in begun:
            await answer
    assert (len(await made(district)), len(await tasks(district))) == (1, 1)


async def test_a_fact_falls_before_or_after_its_rule_begins_and_never_between(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    rule = await ruled(district, content(asked_of=ASKED))
    async with another(scheduling, HOLD, key(district_id, "publishing")) as other:
        _, hearing = await other.holds_up(scheduling.redeliver(began(district)))
        wait, activating = await other.holds_up(step(district, rule, "activate"))
        assert wait.is_at(ACTIVATE)
        await other.commit()
        await hearing
        await activating
    assert (len(await made(district)), len(await tasks(district))) == (1, 1)


async def test_a_rule_retired_meanwhile_leaves_nothing_open_that_it_takes_back(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    rule = await active(district, content(asked_of=ASKED))
    async with another(scheduling, HOLD, key(district_id, "publishing")) as other:
        _, hearing = await other.holds_up(scheduling.redeliver(began(district)))
        wait, retiring = await other.holds_up(step(district, rule, "retire", withdraw=True))
        assert wait.is_at(RETIRE)
        await other.commit()
        await hearing
        await retiring
    assert await tasks(district, "open") == []


async def test_facts_days_and_the_directory_take_turns(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    score = found(district, 90)
    await scheduling.redeliver(score)

    async def begin() -> None:
        async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
            await making.begin_day(ctx, TODAY, TODAY)

    async def again() -> None:
        async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
            await making.try_again(ctx)

    works = {HEAR: scheduling.redeliver(withdrawn(district, score)), BEGIN: begin(), AGAIN: again()}
    async with another(scheduling, HOLD, key(district_id, "publishing")) as other:
        begun = []
        for site, work in works.items():
            wait, answer = await other.holds_up(work)
            assert wait.is_at(site)
            begun.append(answer)
        await other.commit()
        for answer in begun:
            await answer
    assert await made(district) == []


async def test_a_fact_taken_back_waits_for_who_is_at_the_task_it_closed(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    await active(district, content(asked_of=ASKED, done_when=ENOUGH))
    score = found(district, 90)
    await scheduling.redeliver(began(district), score)
    at_it = "update tasks set version = version + 1 where district_id = $1 and origin_kind = 'rule' returning id"
    async with another(scheduling, at_it, district_id) as other:
        wait, answer = await other.holds_up(scheduling.redeliver(corrected(district, score, 10)))
        assert wait.is_at(PROVED)
        await other.commit()
        await answer
    assert [task["state"] for task in await tasks(district)] == ["open"]
