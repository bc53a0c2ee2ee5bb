"""The name of warnings, and their words."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.publication.preview_figures.rules import (
    LONG_YEAR,
    Warned,
    due_outside_years,
    no_day_off,
    owners_who_may_not,
    shares_for_percents,
    warnings,
    warnings_hash,
)

WARNED = st.builds(
    Warned,
    code=st.sampled_from(["no_school", "heavy_week", "non_school_day"]),
    pointer=st.sampled_from([None, "/goals/0", "/goals/1", "/months/2026-12"]),
    words=st.sampled_from(["one", "other"]),
    count=st.integers(0, 9),
)


@given(st.lists(WARNED), st.integers(0, 9))
def test_order_counts_and_words_name_no_other_warnings(found: list[Warned], count: int) -> None:
    other = [replace(warned, count=count, words="else") for warned in reversed(found)]
    assert warnings_hash(other) == warnings_hash(found)


@given(st.lists(WARNED), st.lists(WARNED))
def test_other_codes_or_places_are_other_warnings(some: list[Warned], others: list[Warned]) -> None:
    named = [{(warned.code, warned.pointer) for warned in found} for found in (some, others)]
    assert (warnings_hash(some) == warnings_hash(others)) == (named[0] == named[1])


def test_each_warning_says_what_and_how_many() -> None:
    place = "/goals/0/strategies/0/activities"
    facts = {
        "day_type": None,
        "is_of_district": False,
        "owner_role": "principal",
        "tasks": 1,
        "schools_with_several_holders": 0,
        "places_named_elsewhere": 0,
    }
    month = {"people_over_limit": 1, "most_per_person": 31}
    day = {"pointer": f"{place}/1", "code": "A2", "schools": 2}
    counted = {
        "activities": [
            {"pointer": f"{place}/0", "code": "A1", "schools": 0, **facts},
            {"pointer": f"{place}/2", "code": "A3", "schools": 1, **facts, "owner_role": "counselor"},
            {"pointer": f"{place}/1", "code": "A2", "schools": 1200, **facts, "schools_with_several_holders": 3},
        ],
        "roles_nobody_holds": [
            {"role": "principal", "school_count": 1, "is_of_district": False, "tasks": 1},
            {"role": "counselor", "school_count": 0, "is_of_district": True, "tasks": 2},
        ],
        "dates_on_non_school_days": [{**day, "day": "2026-12-25"}, {**day, "day": "2026-12-26"}],
        "months": {"2026-12": month, "2027-01": {**month, "people_over_limit": 0}},
        "schools_with_heavy_weeks": 1200,
        "schools_with_many_plans": 1,
    }
    limits = {"tasks_per_person_and_month": 20, "tasks_per_school_and_week": 10, "plans_per_school": 4}
    assert [warned.words for warned in warnings(counted, limits)] == [
        "Activity A1 is for no school.",
        "Nobody holds the role principal at 1 school; 1 task would have no owner.",
        "Nobody holds the role counselor at the district; 2 tasks would have no owner.",
        "Activity A2 goes to one principal, the longest in the role; 3 schools have several.",
        "Activity A2 is due on December 25, 2026, December 26, 2026, without school at 4 schools.",
        "In December 2026 1 person has more than 20 tasks, up to 31.",
        "1,200 schools would have more than 10 tasks due in one week.",
        "1 school would have more than 4 plans at once.",
    ]


def test_of_what_is_the_districts_own_no_school_is_spoken_of() -> None:
    own = {
        "pointer": "/a",
        "code": "A1",
        "owner_role": "data_manager",
        "is_of_district": True,
        "day_type": "late_start",
    }
    own |= {"schools": 1, "schools_with_several_holders": 1, "places_named_elsewhere": 0, "schools_with_days": 0}
    counted = {"activities": [own], "roles_nobody_holds": [], "months": {}, "schools_with_heavy_weeks": 0}
    counted |= {"schools_with_many_plans": 0}
    counted["dates_on_non_school_days"] = [{"pointer": "/a", "code": "A1", "schools": 1, "day": "2026-12-25"}]
    limits = {"tasks_per_person_and_month": 20, "tasks_per_school_and_week": 10, "plans_per_school": 4}
    assert [warned.words for warned in warnings(counted, limits)] == [
        "Activity A1 goes to one data manager, the longest in the role; the district has several.",
        "Activity A1 falls on late start days; the district has none ahead.",
        "Activity A1 is due on December 25, 2026, without school in the district.",
    ]


SCORED, ASSIGNED = "assessment.administration.scored.v2", "partners.role.assigned.v1"


def owned(role: str, event_type: str | None = None) -> tuple[str, dict[str, Any]]:
    """An activity of a role, proved by an event or by nobody's."""
    done_when = {"kind": "event", "event_type": event_type, "conditions": []} if event_type else {"kind": "note"}
    return "/a", {"code": "A1", "owner_role": role, "done_when": done_when}


@pytest.mark.parametrize(
    ("role", "event_type", "warned"),
    [
        ("principal", ASSIGNED, False),
        ("assistant_principal", ASSIGNED, False),
        ("school_coordinator", ASSIGNED, True),
        ("coach", ASSIGNED, True),
        ("district_coordinator", ASSIGNED, False),
        ("teacher", SCORED, True),
        ("counselor", "assessment.administration.scored.v1", True),
        ("school_coordinator", SCORED, False),
        ("district_team_member", SCORED, False),
        ("mentor", None, False),
    ],
)
def test_whoever_is_asked_for_what_they_may_not_do_is_a_warning(
    role: str, event_type: str | None, warned: bool
) -> None:
    found = owners_who_may_not([owned(role, event_type)])
    assert [(one.code, one.pointer) for one in found] == ([("owner_may_not", "/a/owner_role")] if warned else [])


def test_a_warning_reads_well_with_every_role() -> None:
    (found,) = owners_who_may_not([owned("assistant_principal", SCORED)])
    assert found.words.startswith("Activity A1 is proved by what the assistant principal may not do; ")


@pytest.mark.parametrize(
    ("unit", "baseline", "target", "benchmarks", "warned"),
    [
        ("percent", 0.4, 0.8, [], True),
        ("percent", 0, 1, [0.5], True),
        ("percent", 0.4, 80, [], False),
        ("percent", 0.4, 0.8, [60], False),
        ("percent", 0, 0, [], False),
        ("percent", -0.4, 0.8, [], False),
        ("score", 0.4, 0.8, [], False),
    ],
)
def test_a_percent_that_reads_like_a_share_is_a_warning(
    unit: str, baseline: float, target: float, benchmarks: list[float], warned: bool
) -> None:
    goal = {"code": "G1", "unit": unit, "baseline": baseline, "target": target}
    found = shares_for_percents([{**goal, "benchmarks": [{"value": value} for value in benchmarks]}])
    assert [(one.code, one.pointer) for one in found] == [("share_for_percent", "/goals/0/target")] * warned
    if warned and target == 0.8:
        assert found[0].words == "Goal G1 is in percent, from 0.4 % to 0.8 %; if 80 % is meant, say 80."


def test_a_school_year_without_a_day_off_is_a_warning() -> None:
    first = date(2026, 8, 24)
    assert [one.code for one in no_day_off(SchoolYear(first, first + timedelta(days=290)))] == ["no_day_off"]
    assert no_day_off(SchoolYear(first, first + timedelta(days=290), frozenset({date(2026, 12, 25)}))) == []
    assert no_day_off(SchoolYear(first, first + timedelta(days=LONG_YEAR))) == []
    assert no_day_off(None) == []


@pytest.mark.parametrize(
    ("day", "changes", "outside"),
    [
        (date(2026, 6, 30), {}, True),
        (date(2026, 7, 1), {}, False),
        (date(2027, 6, 30), {}, False),
        (date(2027, 7, 1), {}, True),
        (date(2030, 6, 1), {}, True),
        (date(2028, 6, 30), {"last_school_year": "2027-28"}, False),
        (date(2028, 7, 1), {"last_school_year": "2027-28"}, True),
        (date(2027, 7, 15), {"ends_on": "2027-07-15"}, False),
        (date(2027, 7, 16), {"ends_on": "2027-07-15"}, True),
        (date(2026, 6, 15), {"starts_on": "2026-06-15"}, False),
        (date(2026, 6, 14), {"starts_on": "2026-06-15"}, True),
        (None, {}, False),
    ],
)
def test_a_day_outside_the_years_of_the_plan_is_a_warning(
    day: date | None, changes: dict[str, str], outside: bool
) -> None:
    plain = {
        "school_year": "2026-27",
        **changes,
        "goals": [{"strategies": [{"activities": [{"code": "A1", "due": {}}]}]}],
    }
    found = due_outside_years(plain, {"A1": day}, None)
    place = ("due_outside_years", "/goals/0/strategies/0/activities/0/due")
    assert [(one.code, one.pointer) for one in found] == [place] * outside


def test_a_school_year_that_lasts_longer_counts_to_its_end() -> None:
    content = {"school_year": "2026-27", "goals": [{"strategies": [{"activities": [{"code": "A1", "due": {}}]}]}]}
    year = SchoolYear(date(2026, 8, 24), date(2027, 7, 20))
    assert due_outside_years(content, {"A1": date(2027, 7, 20)}, year) == []
    (warned,) = due_outside_years(content, {"A1": date(2027, 7, 21)}, year)
    assert warned.words == "Activity A1 is due on July 21, 2027, outside the plan's school year 2026-27."
    # A plan of a year to come, seen in this one.
    assert due_outside_years(content | {"school_year": "2025-26"}, {"A1": date(2026, 7, 20)}, year) != []
