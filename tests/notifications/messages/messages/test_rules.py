from collections import Counter
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.messages.messages.rules import language_for, say_count, say_day, tally

OWNERS = st.one_of(st.none(), st.sampled_from([UUID(int=n) for n in range(1, 6)]))
DAYS = st.one_of(st.none(), st.dates(date(2026, 8, 1), date(2027, 7, 31)))


@given(st.lists(st.tuples(OWNERS, DAYS)))
def test_every_task_is_counted_once_for_its_owner(tasks: list[tuple[UUID | None, date | None]]) -> None:
    counted = {count.owner_id: count.tasks for count in tally(tasks)}
    assert counted == dict(Counter(owner for owner, _ in tasks))


@given(st.lists(st.tuples(OWNERS, DAYS)))
def test_the_first_due_day_is_the_earliest_of_the_owner(tasks: list[tuple[UUID | None, date | None]]) -> None:
    counts = tally(tasks)
    assert {count.owner_id for count in counts} == {owner for owner, _ in tasks}
    for count in counts:
        days = [day for owner, day in tasks if owner == count.owner_id and day]
        assert count.first_due_on == min(days, default=None)


@pytest.mark.parametrize(
    ("person", "district", "used"),
    [
        ("es", "en", "es"),
        ("es-US", "en", "es"),
        ("fr-CA", "es", "es"),
        ("fr-CA", "es-MX", "es"),
        ("fr", "de", "en"),
        (None, "es", "es"),
        (None, None, "en"),
        ("", "", "en"),
    ],
)
def test_the_language_falls_back_from_person_to_district_to_english(
    person: str | None, district: str | None, used: str
) -> None:
    assert language_for(person, district, {"en", "es"}) == used


def test_dates_are_said_as_people_write_them() -> None:
    assert say_day(date(2026, 12, 4), "en") == "December 4, 2026"
    assert say_day(date(2026, 12, 4), "es") == "4 de diciembre de 2026"


def test_one_is_singular_and_thousands_are_grouped() -> None:
    assert say_count(1, "task", "tasks") == "1 task"
    assert say_count(1200, "task", "tasks") == "1,200 tasks"
