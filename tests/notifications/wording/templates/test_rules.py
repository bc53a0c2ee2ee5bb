from datetime import date

import pytest

from services.notifications.wording.templates.rules import language_for, say_count
from shared.saying import say_day


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
