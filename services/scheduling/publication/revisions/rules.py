"""What a revision changes, in people's words: pure comparison of two contents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from services.scheduling.planning.plans import rules as plan_rules
from services.scheduling.planning.plans.details import ACTIVITY, GOAL
from shared.teams import is_team, say_team

What = Literal["added", "removed", "changed"]
Names = Mapping[str, str]

FIELDS = {
    "plan": ("title", "school_year", "last_school_year", "first_year_number", "starts_on", "ends_on", "summary"),
    "goal": ("title", "measure", "unit", "baseline", "target", "target_on", "serves", *GOAL),
    "strategy": ("title", "description", "goal"),
    "activity": (
        *(
            "title",
            "instructions",
            "owner_role",
            "owned_by",
            "owner_id",
            "responsible_roles",
            "responsible_ids",
            "targets",
            "due",
            "repeat",
            "done_when",
            "strategy",
        ),
        *ACTIVITY,
    ),
}
#: Fields of an activity that decide on which days its tasks fall, and those that decide anything else about its tasks.
DAYS = frozenset({"due", "repeat", "ends_by"})
TASKS = DAYS | {"targets", "owner_role", "owned_by", "owner_id"}
FREQUENCIES = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was; `before` and `after` as people say them, `field` null for a whole part."""

    what: What
    part: str
    code: str
    title: str
    field: str | None
    before: str | None
    after: str | None
    words: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any], schools: Names) -> list[Difference]:
    """Everything that differs, parts by code, in the order of the newer content; what was left out comes last."""
    old, new = _parts(before), _parts(after)
    found: list[Difference] = []
    for key, part in new.items():
        if key not in old:
            found.append(_whole("added", key, part))
        else:
            found.extend(_fields(key, old[key], part, schools))
    found.extend(_whole("removed", key, part) for key, part in old.items() if key not in new)
    return found


def changed_activities(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Codes of activities whose tasks are touched, each with the fields that differ; all of them for a new or removed one."""
    old, new = _activities(before), _activities(after)
    found = {}
    for code in old.keys() | new.keys():
        one, other = old.get(code), new.get(code)
        fields = (
            TASKS
            if one is None or other is None
            else {name for name in TASKS if _says(one, name) != _says(other, name)}
        )
        if fields:
            found[code] = frozenset(fields)
    return found


def shared_anew(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Codes of activities that others share from now on, or that are new: whoever shares them hears of it."""
    old, new = _activities(before), _activities(after)
    names = ("responsible_roles", "responsible_ids", "owner_role")
    return {code for code, part in new.items() if any(part.get(n) != old.get(code, {}).get(n) for n in names)}


def _says(part: Mapping[str, Any], name: str) -> Any:
    """What a part says that touches tasks."""
    return plan_rules.falling(part.get(name)) if name == "repeat" else part.get(name)


def settled(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """Goals and activities whose dates are as they were: they need not lie ahead any more. As (kind, code)."""
    old, new = _parts(before), _parts(after)
    names = ("due", "repeat", "ends_by", "target_on")
    kept = {
        key
        for key, part in new.items()
        if key in old and all(_says(old[key], name) == _says(part, name) for name in names)
    }
    return frozenset(kept)


def say_due(due: Mapping[str, Any]) -> str:
    """A due rule: December 4, 2026; 10 school days after publication."""
    if due["kind"] == "date":
        return _day(due["on"])
    if due["kind"] == "ongoing":
        return "ongoing, to the end of each school year"
    anchor = {
        "school_year_start": "the first day of the school year",
        "publication": "publication",
        "date": _day(due["anchor_on"]) if due.get("anchor_on") else "",
    }[due["anchor"]]
    unit = due["unit"].replace("_", " ")
    return f"{due['count']} {unit[:-1] if due['count'] == 1 else unit} {due['direction']} {anchor}"


def say_repeat(repeat: Mapping[str, Any] | None) -> str:
    """A repetition: every 2 weeks (FREQ=WEEKLY;INTERVAL=2), moved to the school day after."""
    if repeat is None:
        return "once"
    days = repeat.get("grace_days", 0)
    grace = f", proved until {days} day{'' if days == 1 else 's'} later" if days else ""
    if plan_rules.by_day_type(repeat):
        return f"{_say_by_day_type(repeat)}{grace}"
    parts = dict(part.split("=", 1) for part in repeat["rrule"].removeprefix("RRULE:").split(";"))
    unit, interval = FREQUENCIES[parts["FREQ"]], int(parts.get("INTERVAL", 1))
    every = f"every {unit}" if interval == 1 else f"every {interval} {unit}s"
    moved = repeat["on_non_school_day"]
    on = "skipped on days without school" if moved == "skip" else f"moved to the school day {moved}"
    return f"{every} ({repeat['rrule']}), {on}{grace}"


def _say_by_day_type(repeat: Mapping[str, Any]) -> str:
    """every 2nd reflection day; day 1 of those of each month, from its end where it is negative."""
    code, every, place = repeat["day_type"].replace("_", " "), repeat.get("every", 1), repeat.get("of_month")
    if place is None:
        return f"on each {code} day" if every == 1 else f"on one of every {every} {code} days"
    month = "each month" if every == 1 else f"one of every {every} months"
    return f"on {code} day {abs(place)}{' from the end' if place < 0 else ''} of {month}"


def say_targets(targets: Mapping[str, Any], schools: Names) -> str:
    """Whom an activity is for: every school; Oak, Elm; schools of level high with tag title-1."""
    if targets["kind"] == "all":
        return "every school"
    if targets["kind"] == "district":
        return "the district itself"
    if targets["kind"] == "schools":
        names = sorted(schools.get(id_, "an unknown school") for id_ in targets["school_ids"])
        return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    parts = [
        f"{name} {' or '.join(targets[name])}" for name in ("levels", "grades", "tags", "cohorts") if targets.get(name)
    ]
    return f"schools of {', '.join(parts)}"


def say_done_when(done_when: Mapping[str, Any]) -> str:
    """What counts as done."""
    if done_when["kind"] == "event":
        conditions = [f"{c['field']} {c['op'].replace('_', ' ')} {c['value']}" for c in done_when["conditions"]]
        return f"proved by {done_when['event_type']}" + (f" with {', '.join(conditions)}" if conditions else "")
    return "somebody says so, with a note or file" if done_when["kind"] == "note" else "somebody says so"


def say_detail(name: str, value: Any) -> str:
    """What a part says beside what its tasks are made of, each as people write it; nothing said is said so."""
    if not value:
        return "nothing"
    match name:
        case "benchmarks":
            return ", ".join(f"{one['value']:g} by {_day(one['on'])}" for one in value)
        case "hours":
            return f"from {value['starts_at']}" + (f" to {value['ends_at']}" if value.get("ends_at") else "")
        case "years":
            return f"{value['first']}" if value["first"] == value["last"] else f"{value['first']} to {value['last']}"
        case "costs":
            return ", ".join(_cost(cost) for cost in value)
        case "measured_by":
            part = value.get("subscale") or "the total"
            when = f" in {value['window']}" if value.get("window") else ""
            return f"{value['what'].replace('_', ' ')} of {part} of {value['instrument_code']}{when}"
        case "starts_on" | "ends_on" | "follow_up_on":
            return _day(value)
    return "; ".join(value) if isinstance(value, list) else str(value)


def _cost(cost: Mapping[str, Any]) -> str:
    source = f" from {cost['source']}" if cost.get("source") else ""
    purpose = f" for {cost['purpose']}" if cost.get("purpose") else ""
    return f"{cost['amount_cents'] / 100:,.2f} {cost['currency']}{source}{purpose}"


def _fields(
    key: tuple[str, str], before: Mapping[str, Any], after: Mapping[str, Any], schools: Names
) -> Iterator[Difference]:
    kind, code = key
    for name in FIELDS[kind]:
        if before.get(name) == after.get(name):
            continue
        one, other = (_say(name, part.get(name), schools) for part in (before, after))
        named = "The plan" if kind == "plan" else f"{kind.capitalize()} {code}"
        words = f"{named}: {name.replace('_', ' ')} is “{other}” instead of “{one}”."
        yield Difference("changed", kind, code, after["title"], name, one, other, words)


def _whole(what: What, key: tuple[str, str], part: Mapping[str, Any]) -> Difference:
    kind, code = key
    words = f"{kind.capitalize()} {code} “{part['title']}” {'is new' if what == 'added' else 'is left out'}."
    return Difference(what, kind, code, part["title"], None, None, None, words)


def _say(name: str, value: Any, schools: Names) -> str:
    match name:
        case "due":
            return say_due(value)
        case "repeat":
            return say_repeat(value)
        case "targets":
            return say_targets(value, schools)
        case "done_when":
            return say_done_when(value)
        case "target_on":
            return _day(value)
        case "owned_by":
            return {"each": "each who holds the role", "any": "any who holds the role"}.get(
                value, "one who holds the role"
            )
        case "serves":
            return "a goal of the district" if value else "none of the district's"
        case "owner_id":
            return "the role" if value is None else "a person"
        case "owner_role":
            return _owner(value)
        case "responsible_roles":
            return ", ".join(_owner(role) for role in value or []) or "nobody"
        case "responsible_ids":
            return _people(len(value or []))
        case "last_school_year" | "first_year_number" | "starts_on" | "ends_on":
            return say_detail(name, value)
    if name in GOAL or name in ACTIVITY:
        return say_detail(name, value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day:%B} {day.day}, {day.year}"


def _owner(role: str) -> str:
    return say_team(role, "en") if is_team(role) else role.replace("_", " ")


def _people(count: int) -> str:
    return "nobody" if not count else "1 person" if count == 1 else f"{count} people"


def _parts(content: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Every part by kind and code; a strategy knows its goal's code, an activity its strategy's."""
    found: dict[tuple[str, str], dict[str, Any]] = {("plan", ""): dict(content)}
    for goal in content["goals"]:
        found["goal", goal["code"]] = goal
        for strategy in goal["strategies"]:
            found["strategy", strategy["code"]] = {**strategy, "goal": goal["code"]}
            for activity in strategy["activities"]:
                ends_by = {"ends_by": content["ends_on"]} if content.get("ends_on") else {}
                found["activity", activity["code"]] = {**activity, "strategy": strategy["code"], **ends_by}
    return found


def _activities(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {code: part for (kind, code), part in _parts(content).items() if kind == "activity"}
