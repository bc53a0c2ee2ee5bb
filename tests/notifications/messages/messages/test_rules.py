from collections import Counter
from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.messages.messages.rules import tally

OWNERS = st.one_of(st.none(), st.sampled_from([UUID(int=n) for n in range(1, 6)]))
DAYS = st.one_of(st.none(), st.dates(date(2026, 8, 1), date(2027, 7, 31)))


@given(st.lists(st.tuples(OWNERS, DAYS, st.uuids())))
def test_every_task_is_counted_once_for_its_owner(tasks: list[tuple[UUID | None, date | None, UUID]]) -> None:
    counted = {count.owner_id: count.tasks for count in tally(None, tasks)}
    assert counted == dict(Counter(owner for owner, *_ in tasks))


@given(st.lists(st.tuples(OWNERS, DAYS, st.uuids())))
def test_the_first_due_day_is_the_earliest_of_the_owner(tasks: list[tuple[UUID | None, date | None, UUID]]) -> None:
    counts = tally(None, tasks)
    assert {count.owner_id for count in counts} == {owner for owner, *_ in tasks}
    for count in counts:
        days = sorted(day for owner, day, _ in tasks if owner == count.owner_id and day)
        assert count.first_due_on == min(days, default=None)
        assert [day for _, day in count.first] == days[:5]
