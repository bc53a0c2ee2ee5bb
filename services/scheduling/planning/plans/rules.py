"""Pure rules of plans: due dates, and what keeps a plan from being submitted."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.calendar.recurrence import day_types
from services.scheduling.calendar.recurrence import rules as recurrence
from shared import teams
from shared.school_year import years_between
from shared.texts.words import Words

#: Of what instruments find, what is in percent.
IN_PERCENT = ("mean_share", "share_meeting")


NO_OPEN_SCHOOL = Words("no open school of the district matches", es="no coincide ninguna escuela abierta del distrito")


class NeverFalls(ValueError):
    """A due rule that gives no day; the message says why."""


def without_unsaid(content: Mapping[str, Any]) -> dict[str, Any]:
    """A content without what says nothing: it has the hash it had before that could be said."""
    found = {name: value for name, value in content.items() if value is not None}
    if found.get("first_year_number") == 1:
        del found["first_year_number"]
    return found


def due_on(due: Mapping[str, Any], year: SchoolYear | None, published_on: date, ends_by: date | None = None) -> date:
    """The day a due rule falls on, in a plan that ends by a day or by none. Raises `NeverFalls`."""
    if due["kind"] == "date":
        return _day(due["on"])
    if due["kind"] == "ongoing":
        return _year_end(year, ends_by)
    if year is None and (due["unit"] == "school_days" or due["anchor"] == "school_year_start"):
        raise NeverFalls(
            Words(
                "the district has no school year yet; import a roster or add one",
                es="el distrito aún no tiene año escolar; importe un registro escolar o añada uno",
            )
        )
    anchor = _anchor(due, year, published_on)
    forward = due["direction"] == "after"
    if due["unit"] == "days":
        try:
            return anchor + timedelta(days=due["count"] if forward else -due["count"])
        except OverflowError:
            raise NeverFalls(
                Words("the day lies beyond the calendar", es="el día está más allá del calendario")
            ) from None
    assert year is not None
    found = year.shift(anchor, due["count"], forward)
    if found is None:
        raise NeverFalls(
            Words(
                f"the school year {'ends' if forward else 'has not begun'} before so many school days",
                es=f"el año escolar {'termina' if forward else 'no ha comenzado'} antes de tantos días escolares",
            )
        )
    return found


def faults(
    content: Mapping[str, Any],
    year: SchoolYear | None,
    today: date,
    settled: Collection[tuple[str, str]] = (),
    *,
    counts_from: date | None = None,
) -> list[tuple[str, str, Words]]:
    """Why a plan cannot go to the schools on `today`: (JSON pointer, code, what is wrong); empty when it can.

    Its days count from `counts_from`, or else today, in the school year `year`. The dates of `settled` goals and activities,
    (kind, code), are as they were published and need not lie ahead.
    """
    if not content["goals"]:
        return [("/goals", "empty", Words("a plan has at least one goal", es="un plan tiene al menos una meta"))]
    found = []
    for pointer, part in _parts(content):
        match part:
            case {"strategies": []}:
                found.append(
                    (
                        f"{pointer}/strategies",
                        "empty",
                        Words("a goal has at least one strategy", es="una meta tiene al menos una estrategia"),
                    )
                )
            case {"activities": []}:
                found.append(
                    (
                        f"{pointer}/activities",
                        "empty",
                        Words("a strategy has at least one activity", es="una estrategia tiene al menos una actividad"),
                    )
                )
        if "target_on" in part and ("goal", part["code"]) not in settled:
            found.extend(_goal_faults(pointer, part, today))
        if "due" in part and ("activity", part["code"]) not in settled:
            ends_by = _day(content["ends_on"]) if content.get("ends_on") else None
            found.extend(_due_faults(pointer, part, year, today, ends_by, counts_from or today))
    return found


def year_faults(content: Mapping[str, Any]) -> list[tuple[str, Words]]:
    """What is wrong with a plan's years and days, and the years of its activities: (JSON pointer, what)."""
    found = []
    first, last = content["school_year"], content.get("last_school_year")
    count = years_between(first, last or first)
    if count < 1:
        found.append(("/last_school_year", Words(f"lies before {first}", es=f"es anterior a {first}")))
    if content.get("starts_on") and content.get("ends_on") and content["ends_on"] < content["starts_on"]:
        found.append(
            ("/ends_on", Words(f"lies before {content['starts_on']}", es=f"es anterior al {content['starts_on']}"))
        )
    number = content.get("first_year_number", 1)
    final = number + max(count, 1) - 1
    found += [
        (
            f"{pointer}/years",
            Words(f"the plan has the years {number} to {final}", es=f"el plan tiene los años {number} a {final}")
            if final > number
            else Words(f"the plan has year {number}", es=f"el plan tiene el año {number}"),
        )
        for pointer, activity in activities(content)
        if (years := activity.get("years")) and not number <= years["first"] <= years["last"] <= final
    ]
    return found


def by_day_type(repeat: Mapping[str, Any] | None) -> bool:
    """Does a repetition go by a type of days, not by a rule?"""
    return repeat is not None and "day_type" in repeat


def repeated(repeat: Mapping[str, Any], first: date, year: SchoolYear) -> list[recurrence.Occurrence]:
    """Its occurrences in a school year from a day on, by its rule or by its type of days."""
    if by_day_type(repeat):
        return day_types.occurrences(repeat["day_type"], repeat.get("every", 1), repeat.get("of_month"), first, year)
    return recurrence.occurrences(recurrence.parse(repeat["rrule"]), repeat["on_non_school_day"], first, year)


def falling(repeat: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What of a repetition says on which days it falls; None for none. Grace moves no day."""
    return {name: value for name, value in repeat.items() if name != "grace_days"} if repeat else None


def activities(content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every activity with its JSON pointer."""
    return ((pointer, part) for pointer, part in _parts(content) if "due" in part)


def people_named(content: Mapping[str, Any]) -> Iterator[tuple[str, UUID]]:
    """Everybody an activity names by id, with the JSON pointer."""
    for pointer, activity in activities(content):
        if activity.get("owner_id"):
            yield f"{pointer}/owner_id", UUID(activity["owner_id"])
        for place, id_ in enumerate(activity.get("responsible_ids", [])):
            yield f"{pointer}/responsible_ids/{place}", UUID(id_)


def teams_named(content: Mapping[str, Any]) -> Iterator[tuple[str, UUID]]:
    """Every team an activity names by id, with the JSON pointer."""
    for pointer, activity in activities(content):
        owners = [("owner_role", activity.get("owner_role", ""))]
        owners += [(f"responsible_roles/{n}", role) for n, role in enumerate(activity.get("responsible_roles", []))]
        for place, owner in owners:
            if (id_ := teams.id_of(owner)) is not None:
                yield f"{pointer}/{place}", id_


def repeated_codes(content: Mapping[str, Any]) -> list[str]:
    """JSON pointers of codes used before among goals, among strategies or among activities."""
    seen: set[tuple[str, str]] = set()
    found = []
    for pointer, part in _parts(content):
        kind = "goal" if "strategies" in part else "strategy" if "activities" in part else "activity"
        if (kind, part["code"]) in seen:
            found.append(f"{pointer}/code")
        seen.add((kind, part["code"]))
    return found


def _parts(content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for g, goal in enumerate(content["goals"]):
        yield f"/goals/{g}", goal
        for s, strategy in enumerate(goal["strategies"]):
            yield f"/goals/{g}/strategies/{s}", strategy
            for a, activity in enumerate(strategy["activities"]):
                yield f"/goals/{g}/strategies/{s}/activities/{a}", activity


def _goal_faults(pointer: str, goal: Mapping[str, Any], today: date) -> Iterator[tuple[str, str, Words]]:
    if goal["baseline"] == goal["target"]:
        yield (
            f"{pointer}/target",
            "goal_without_change",
            Words(
                "the target is the baseline: nothing would change",
                es="el objetivo es igual al punto de partida: nada cambiaría",
            ),
        )
    if _day(goal["target_on"]) <= today:
        yield (
            f"{pointer}/target_on",
            "in_the_past",
            Words("the target date is not ahead", es="la fecha del objetivo no está en el futuro"),
        )
    if (goal.get("measured_by") or {}).get("what") in IN_PERCENT:
        values = [("baseline", goal["baseline"]), ("target", goal["target"])]
        values += [(f"benchmarks/{n}/value", one["value"]) for n, one in enumerate(goal.get("benchmarks", ()))]
        for name, value in values:
            if not 0 <= value <= 100:
                yield (
                    f"{pointer}/{name}",
                    "beyond_percent",
                    Words(
                        "what it is measured by is from 0 to 100 percent",
                        es="aquello con que se mide va de 0 a 100 por ciento",
                    ),
                )


def _due_faults(
    pointer: str,
    activity: Mapping[str, Any],
    year: SchoolYear | None,
    today: date,
    ends_by: date | None,
    counts_from: date,
) -> Iterator[tuple[str, str, Words]]:
    try:
        day = due_on(activity["due"], year, counts_from, ends_by)
    except NeverFalls as never:
        yield f"{pointer}/due", "due_never_falls", never.args[0]
        return
    repeat = activity.get("repeat")
    if ends_by is not None and day > ends_by:
        yield (
            f"{pointer}/due",
            "after_plan_end",
            Words(
                f"it falls on {day}, after the plan's last day", es=f"cae en el {day}, después del último día del plan"
            ),
        )
    elif repeat is None:
        if day < today:
            yield (
                f"{pointer}/due",
                "in_the_past",
                Words(
                    f"it falls on {day}, before the plan reaches the schools",
                    es=f"cae en el {day}, antes de que el plan llegue a las escuelas",
                ),
            )
    elif year is None:
        yield (
            f"{pointer}/repeat",
            "due_never_falls",
            Words(
                "the district has no school year yet; import a roster or add one",
                es="el distrito aún no tiene año escolar; importe un registro escolar o añada uno",
            ),
        )
    else:
        every = repeated(repeat, day, year)
        # A calendar may come to have days of a type, and one school have some where the next has none.
        if not by_day_type(repeat) and not any(today <= entry.due_on <= (ends_by or entry.due_on) for entry in every):
            yield (
                f"{pointer}/repeat",
                "due_never_falls",
                Words(
                    f"it names no school day from {max(day, today)} to {year.ends_on}",
                    es=f"no nombra ningún día escolar del {max(day, today)} al {year.ends_on}",
                ),
            )


def _year_end(year: SchoolYear | None, ends_by: date | None) -> date:
    """The last school day of the school year, or the plan's last day where that comes first."""
    if year is None:
        if ends_by is None:
            raise NeverFalls(
                Words(
                    "the district has no school year yet; import a roster or add one",
                    es="el distrito aún no tiene año escolar; importe un registro escolar o añada uno",
                )
            )
        return ends_by
    last = year.school_days[-1] if year.school_days else year.ends_on
    return min(last, ends_by) if ends_by else last


def _anchor(due: Mapping[str, Any], year: SchoolYear | None, published_on: date) -> date:
    if due["anchor"] == "publication":
        return published_on
    if due["anchor"] == "date":
        return _day(due["anchor_on"])
    assert year is not None
    return year.starts_on


def _day(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
