"""What a preview warns of, and the name of exactly these warnings: pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.scheduling.calendar.calendars.rules import ONE_DAY, SchoolYear
from services.scheduling.planning.evidence_types.catalogue import provers_of
from services.scheduling.planning.plans.rules import activities
from shared.directory.starting_catalogue import STARTING_PROFILES
from shared.school_year import FIRST_MONTH
from shared.teams import is_team, say_team

#: School days from which on a school year without a day off is none that anybody has.
LONG_YEAR = 60


@dataclass(frozen=True)
class Warned:
    """One warning; the order of fields is the order they are listed in."""

    code: str
    pointer: str | None
    words: str
    count: int


def warnings_hash(found: Iterable[Warned]) -> str:
    """SHA-256 over which warnings there are: their codes and places in canonical order, not their counts or words."""
    named = sorted({(warned.code, warned.pointer or "") for warned in found})
    return hashlib.sha256(json.dumps(named, separators=(",", ":")).encode()).hexdigest()


def warnings(counted: Mapping[str, Any], limits: Mapping[str, int]) -> list[Warned]:
    """Everything to be seen before this is approved, from what was counted."""
    found = [
        Warned("no_school", f"{each['pointer']}/targets", f"Activity {each['code']} is for no school.", 0)
        for each in counted["activities"]
        if not each["schools"]
    ]
    for role in counted["roles_nobody_holds"]:
        where = _schools(role["school_count"])
        if role["is_of_district"]:
            where = f"the district nor at {where}" if role["school_count"] else "the district"
        held = (
            f"leads {say_team(role['role'], 'en')}"
            if is_team(role["role"])
            else f"holds the role {_role(role['role'])}"
        )
        words = f"Nobody {held} at {where}; {_tasks(role['tasks'])} would have no owner."
        found.append(Warned("nobody_holds_role", _first_of(counted, role["role"]), words, role["school_count"]))
    for each in counted["activities"]:
        if several := each["schools_with_several_holders"]:
            words = (
                f"Activity {each['code']} goes to one {_role(each['owner_role'])}, the longest in the role; "
                f"{_have(each, several)} several."
            )
            found.append(Warned("several_holders", f"{each['pointer']}/owned_by", words, several))
        if elsewhere := each["places_named_elsewhere"]:
            words = (
                f"Who is named for activity {each['code']} does not work at {elsewhere:,} of its {each['schools']:,} places; "
                f"there it goes to who holds the role {_role(each['owner_role'])}."
            )
            found.append(Warned("named_elsewhere", f"{each['pointer']}/owner_id", words, elsewhere))
    for each in counted["activities"]:
        if each["day_type"] and (without := each["schools"] - each["schools_with_days"]):
            kind = each["day_type"].replace("_", " ")
            words = f"Activity {each['code']} falls on {kind} days; {_have(each, without)} none ahead."
            found.append(Warned("no_such_days", f"{each['pointer']}/repeat/day_type", words, without))
    of_district = {each["pointer"] for each in counted["activities"] if each["is_of_district"]}
    for pointer in dict.fromkeys(each["pointer"] for each in counted["dates_on_non_school_days"]):
        mine = [each for each in counted["dates_on_non_school_days"] if each["pointer"] == pointer]
        schools = sum(each["schools"] for each in mine)
        days = ", ".join(_day(each["day"]) for each in mine[:5]) + (", …" if len(mine) > 5 else "")
        where = "in the district" if pointer in of_district else f"at {_schools(schools)}"
        words = f"Activity {mine[0]['code']} is due on {days}, without school {where}."
        found.append(Warned("non_school_day", f"{pointer}/due", words, schools))
    most = limits["tasks_per_person_and_month"]
    for name, month in counted["months"].items():
        if over := month["people_over_limit"]:
            who = "1 person has" if over == 1 else f"{over:,} people have"
            words = f"In {_month(name)} {who} more than {most:,} tasks, up to {month['most_per_person']:,}."
            found.append(Warned("heavy_month", f"/months/{name}", words, over))
    if over := counted["schools_with_heavy_weeks"]:
        most = limits["tasks_per_school_and_week"]
        words = f"{_schools(over)} would have more than {_tasks(most)} due in one week."
        found.append(Warned("heavy_week", None, words, over))
    if over := counted["schools_with_many_plans"]:
        words = f"{_schools(over)} would have more than {limits['plans_per_school']:,} plans at once."
        found.append(Warned("many_initiatives", None, words, over))
    return found


def owners_who_may_not(
    activities: Iterable[tuple[str, Mapping[str, Any]]], profiles: Mapping[str, str] = STARTING_PROFILES
) -> list[Warned]:
    """Activities, each with its pointer, whose owner is asked for what an event proves and may not bring that event about."""
    found = []
    for pointer, activity in activities:
        done_when = activity["done_when"]
        if done_when["kind"] != "event":
            continue
        may = provers_of(done_when["event_type"])
        # What a team's leader may do is up to the roles they hold themselves.
        if may and profiles.get(activity["owner_role"]) not in may and not is_team(activity["owner_role"]):
            owner, others = _role(activity["owner_role"]), " or ".join(_role(role) for role in sorted(may))
            words = f"Activity {activity['code']} is proved by what the {owner} may not do; {others} may."
            found.append(Warned("owner_may_not", f"{pointer}/owner_role", words, 0))
    return found


def shares_for_percents(goals: Iterable[Mapping[str, Any]]) -> list[Warned]:
    """Goals in percent of which every value but zero lies under one: 0.4 is how a spreadsheet writes 40 %."""
    found = []
    for place, goal in enumerate(goals):
        numbers = [goal["baseline"], goal["target"], *(one["value"] for one in goal.get("benchmarks", ()))]
        said = [number for number in numbers if number]
        if goal["unit"] == "percent" and said and all(0 < number <= 1 for number in said):
            words = (
                f"Goal {goal['code']} is in percent, from {_percent(goal['baseline'])} to {_percent(goal['target'])}; "
            )
            words += f"if {_percent(goal['target'] * 100)} is meant, say {goal['target'] * 100:g}."
            found.append(Warned("share_for_percent", f"/goals/{place}/target", words, 0))
    return found


def due_outside_years(
    content: Mapping[str, Any], due_days: Mapping[str, date | None], year: SchoolYear | None
) -> list[Warned]:
    """Activities (by code) due on a day that lies in none of the plan's school years, nor within its own first and last day.

    A year counts from July to June and, where the district's present one lasts longer, to its end.
    """
    first, last = content["school_year"], content.get("last_school_year") or content["school_year"]
    begins = date(int(first[:4]), FIRST_MONTH, 1)
    ends = date(int(last[:4]) + 1, FIRST_MONTH, 1) - ONE_DAY
    if year is not None and begins <= year.starts_on <= ends:
        ends = max(ends, year.ends_on)
    begins, ends = min(begins, _said(content.get("starts_on"), begins)), max(ends, _said(content.get("ends_on"), ends))
    years = f"school year {first}" if first == last else f"school years {first} to {last}"
    return [
        Warned(
            "due_outside_years",
            f"{pointer}/due",
            f"Activity {each['code']} is due on {_day(str(day))}, outside the plan's {years}.",
            0,
        )
        for pointer, each in activities(content)
        if (day := due_days.get(each["code"])) is not None and not begins <= day <= ends
    ]


def no_day_off(year: SchoolYear | None) -> list[Warned]:
    """A school year in which every weekday is a school day: whoever made it has no calendar yet."""
    if year is None or year.non_school_days or len(year.school_days) < LONG_YEAR:
        return []
    words = f"The school year from {_day(str(year.starts_on))} to {_day(str(year.ends_on))} has no day off: import a calendar."
    return [Warned("no_day_off", None, words, 0)]


def _said(day: str | date | None, otherwise: date) -> date:
    return otherwise if day is None else date.fromisoformat(str(day))


def _first_of(counted: Mapping[str, Any], role: str) -> str:
    return next(f"{each['pointer']}/owner_role" for each in counted["activities"] if each["owner_role"] == role)


def _role(code: str) -> str:
    return f"leader of {say_team(code, 'en')}" if is_team(code) else code.replace("_", " ")


def _percent(number: float) -> str:
    return f"{number:g} %"


def _schools(count: int) -> str:
    return "1 school" if count == 1 else f"{count:,} schools"


def _have(activity: Mapping[str, Any], count: int) -> str:
    """So many schools have; of what is the district's own, the district has."""
    if activity["is_of_district"]:
        return "the district has"
    return f"{_schools(count)} {'has' if count == 1 else 'have'}"


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count:,} tasks"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day:%B} {day.day}, {day.year}"


def _month(name: str) -> str:
    return f"{date.fromisoformat(f'{name}-01'):%B %Y}"
