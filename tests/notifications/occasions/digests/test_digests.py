import asyncio
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.occasions.daily_runs.timer import begin_days
from services.notifications.occasions.digests import service
from services.notifications.occasions.digests.rules import NOTHING, Due, share_out
from services.notifications.wording.templates.rendering import render
from shared.context.context import Context
from shared.testing.calls import Service
from tests.notifications.factories import MORNING, District, task_line

PEOPLE = [UUID(int=n) for n in range(1, 6)]
DUES = st.builds(Due, st.integers(0, 3), st.integers(0, 3), news=st.booleans())


@given(
    st.dictionaries(st.one_of(st.none(), st.sampled_from(PEOPLE)), DUES), st.lists(st.sampled_from(PEOPLE), unique=True)
)
def test_whoever_has_something_new_is_told_all_there_is_and_nobody_else(
    due: dict[UUID | None, Due], coordinators: list[UUID]
) -> None:
    shares = share_out(due, coordinators)
    nobodys = due.get(None, NOTHING)
    for person in PEOPLE:
        own, theirs = due.get(person, NOTHING), nobodys if person in coordinators else NOTHING
        assert (person in shares) == (own.news or theirs.news)
        if person in shares:
            assert shares[person] == (own, theirs)


async def test_one_digest_tells_what_is_overdue_and_what_is_due_soon(district: District) -> None:
    ana, oak = await district.person("Ana"), await district.school("Oak")
    late = task_line(oak, title="Hold meeting", school_days_overdue=3)
    await district.take(district.due(ana, [late], [task_line(oak)], due_soon_count=240))
    assert await district.messages() == []
    await district.begin_day()
    facts = (await district.told("digest"))[ana]
    assert (facts["day"], facts["overdue_count"], facts["due_soon_count"]) == ("2026-12-09", 1, 240)
    [shown] = facts["overdue"]
    assert (shown["title"], shown["school_name"], shown["school_days_overdue"]) == ("Hold meeting", "Oak", 3)
    assert facts["unowned_overdue"] == []
    [email] = await district.deliveries(ana)
    assert email["state"] == "due"


async def test_a_day_waits_until_all_of_it_is_here(district: District, notifications: Service) -> None:
    ana = await district.person()
    await district.take(district.due(ana, [], [task_line(uuid4())]))
    await begin_days(notifications.app.state.db, notifications.settings, timedelta(minutes=1))
    assert await district.messages() == []


async def test_a_coordinator_reads_of_their_own_tasks_and_of_nobodys_in_one_message(district: District) -> None:
    cora, eli = await district.person("Cora"), await district.person("Eli")
    await district.coordinator(cora)
    await district.coordinator(eli)
    late = task_line(uuid4(), school_days_overdue=1)
    await district.take(district.due(None, [late]), district.due(cora, [], [task_line(uuid4())]))
    await district.begin_day()
    found = await district.told("digest")
    assert {person: (facts["due_soon_count"], facts["unowned_overdue_count"]) for person, facts in found.items()} == {
        cora: (1, 1),
        eli: (0, 1),
    }


async def test_a_day_begins_as_soon_as_everybodys_word_is_here(district: District, notifications: Service) -> None:
    people = [await district.person(), await district.person()]
    for place, person in enumerate(people):
        assert await district.messages() == []
        await district.take(district.due(person, [], [task_line(uuid4())], people_count=2))
        await begin_days(notifications.app.state.db, notifications.settings, timedelta(minutes=1))
        assert len(await district.messages()) == 2 * place


async def test_a_list_that_only_grew_older_is_no_message(district: District) -> None:
    ana = await district.person()
    await district.take(district.due(ana, [task_line(uuid4(), school_days_overdue=4, is_new=False)]))
    await district.begin_day()
    assert "digest" not in {message["kind"] for message in await district.messages()}


async def test_nobody_is_told_of_nothing(district: District) -> None:
    ana = await district.person()
    await district.take(district.due(ana))
    await district.begin_day()
    assert await district.messages() == []


async def test_a_day_told_twice_is_digested_once(district: District) -> None:
    ana, line = await district.person(), task_line(uuid4())
    said = district.due(ana, [], [line])
    await district.take(said)
    await district.begin_day()
    await district.take(said)
    await district.take(district.due(ana, [], [line, task_line(uuid4())]))
    await district.begin_day()
    assert (await district.told("digest"))[ana]["due_soon_count"] == 1


async def test_who_is_told_of_later_the_same_day_gets_a_digest_too(district: District) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    for person in (ana, ben):
        await district.take(district.due(person, [], [task_line(uuid4())]))
        await district.begin_day()
    assert (await district.told("digest")).keys() == {ana, ben}


async def test_the_next_day_brings_another_digest(district: District) -> None:
    ana = await district.person()
    for day in (MORNING, MORNING + timedelta(days=1)):
        await district.take(district.due(ana, [], [task_line(uuid4())], day=day))
        await district.begin_day()
    assert [message["facts"]["day"] for message in await district.messages()] == ["2026-12-09", "2026-12-10"]


async def test_of_days_that_arrive_together_only_the_last_is_digested_in_any_order(district: District) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    older = [district.due(person, [], [task_line(uuid4())], day=date(2026, 12, 8)) for person in (ana, ben)]
    newer = district.due(ana, [], [task_line(uuid4())] * 2, day=MORNING)
    await district.take(older[1], newer)
    await district.take(older[0])
    await district.begin_day()
    await district.take(district.due(ana, [], [task_line(uuid4())] * 3, day=date(2026, 12, 7)))
    await district.begin_day()
    assert {person: facts["due_soon_count"] for person, facts in (await district.told("digest")).items()} == {ana: 2}


async def test_two_workers_make_each_digest_once(district: District, notifications: Service) -> None:
    people = [await district.person(f"P{n}") for n in range(12)]
    await district.coordinator(people[0])
    events = [district.due(person, [], [task_line(uuid4())]) for person in (*people, None)]
    await asyncio.gather(district.take(*events[:8]), district.take(*reversed(events[4:])), district.take(*events))
    await asyncio.gather(*(district.begin_day() for _ in range(3)))
    assert (await district.told("digest")).keys() == set(people)
    sent = await notifications.published(district.id, "notifications.message.sent.v1")
    assert len(sent) == len(people)


async def test_a_district_whose_day_cannot_begin_holds_up_no_other_and_is_tried_again(
    notifications: Service, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = District(notifications, UUID(int=1))
    await other.settle()
    for place in (district, other):
        await place.take(place.due(await place.person(), [], [task_line(uuid4())]))
    real = service.make_digests

    async def broken(ctx: Context, day: date) -> int:
        if ctx.district_id == other.id:
            raise RuntimeError
        return await real(ctx, day)

    monkeypatch.setattr(service, "make_digests", broken)
    await district.begin_day()
    assert (len(await district.messages()), len(await other.messages())) == (1, 0)
    monkeypatch.undo()
    await district.begin_day()
    assert len(await other.messages()) == 1


async def test_a_coordinator_who_has_left_is_not_told_of_what_nobody_owns(district: District) -> None:
    cora, dora = await district.person("Cora"), await district.person("Dora", active=False)
    await district.coordinator(cora)
    await district.coordinator(dora)
    await district.take(district.due(None, [], [task_line(uuid4())]))
    await district.begin_day()
    assert (await district.told("digest")).keys() == {cora}


async def test_each_district_begins_its_own_day(notifications: Service, district: District) -> None:
    other = District(notifications, uuid4())
    await other.settle()
    for place in (district, other):
        await place.take(place.due(await place.person(), [], [task_line(uuid4())]))
    await district.begin_day()
    assert len(await district.messages()) == len(await other.messages()) == 1


async def test_a_day_gone_by_that_is_all_here_only_now_is_told_to_nobody(
    district: District, notifications: Service
) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    late = task_line(uuid4(), school_days_overdue=1)
    yesterday = MORNING - timedelta(days=1)
    await district.take(district.due(ana, [late], day=yesterday))
    await district.take(district.due(ben, [late], people_count=1))
    # Of yesterday not everything is here yet, of today it is.
    await begin_days(notifications.app.state.db, notifications.settings, timedelta(hours=1))
    assert set(await district.told("digest")) == {ben}
    await district.begin_day()
    assert set(await district.told("digest")) == {ben}


@pytest.mark.parametrize(("own", "why"), [(False, "pool"), (True, "owner")])
async def test_what_waits_to_be_taken_is_said_so(district: District, own: bool, why: str) -> None:
    ana, oak = await district.person("Ana"), await district.school("Oak")
    waiting = task_line(oak, title="Open the door", to_take=True)
    await district.take(district.due(ana, [], [waiting, *([task_line(oak)] if own else [])]))
    await district.begin_day()
    facts = (await district.told("digest"))[ana]
    assert [line["to_take"] for line in facts["due_soon"]] == [True, False][: 1 + own]
    assert facts["because"]["code"] == why
    text = render("digest", "en", facts).text
    assert "Open the door, Oak, for whoever of you takes it" in text
    assert "para quien de ustedes la tome" in render("digest", "es", facts).html
