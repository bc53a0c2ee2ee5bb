"""The columns of a plan's spreadsheet: what each is of, how it is read and written, and what districts call it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from services.scheduling.planning.plan_files import detail_cells, rules
from shared import teams

PLAN = {
    **{"plan_title": "title", "school_code": "school_code", "school_id": "school_id"},
    **{"school_year": "school_year", "last_school_year": "last_school_year"},
    **{"first_year_number": "first_year_number", "plan_starts_on": "starts_on", "plan_ends_on": "ends_on"},
    "plan_summary": "summary",
}
GOAL = {
    **{"goal_code": "code", "goal_title": "title", "objective": "objective", "root_cause": "root_cause"},
    **{"theory_of_action": "theory_of_action", "key_outcomes": "key_outcomes", "measure": "measure", "unit": "unit"},
    **{"baseline": "baseline", "benchmarks": "benchmarks", "target": "target", "target_on": "target_on"},
    **{"measured_by": "measured_by", "serves": "serves"},
}
STRATEGY = {"strategy_code": "code", "strategy_title": "title", "strategy_description": "description"}
ACTIVITY = {
    **{"activity_code": "code", "activity_title": "title", "instructions": "instructions"},
    **{
        "owner_role": "owner_role",
        "owned_by": "owned_by",
        "owner_id": "owner_id",
        "responsible_roles": "responsible_roles",
        "responsible_ids": "responsible_ids",
        "responsible": "responsible",
        "targets": "targets",
        "years": "years",
    },
    **{"starts_on": "starts_on", "due": "due", "hours": "hours", "repeat": "repeat", "follow_up_on": "follow_up_on"},
    **{"resources": "resources", "costs": "costs", "done_when": "done_when", "evidence_wanted": "evidence_wanted"},
    **{"status_words": "status_words", "notes": "notes"},
}
COLUMNS = [*PLAN, *GOAL, *STRATEGY, *ACTIVITY]
#: What every sheet has; of the others one is written where something says it.
ALWAYS = [
    *("plan_title", "school_year", "plan_summary", "goal_code", "goal_title", "measure", "unit", "baseline", "target"),
    *("target_on", "strategy_code", "strategy_title", "strategy_description", "activity_code", "activity_title"),
    *("instructions", "owner_role", "targets", "due", "repeat", "done_when"),
]
MAY_LACK = {"plan_summary", "strategy_description", "instructions", "repeat", *COLUMNS} - (
    set(ALWAYS) - {"plan_summary", "strategy_description", "instructions", "repeat"}
)
READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("target_on", "plan_starts_on", "plan_ends_on", "starts_on", "follow_up_on"), rules.read_day),
    **dict.fromkeys(("key_outcomes", "responsible", "resources", "responsible_ids"), detail_cells.read_lines),
    "responsible_roles": lambda text: [word_of("owner_role", one) for one in detail_cells.read_lines(text)],
    "first_year_number": rules.read_count,
    "benchmarks": detail_cells.read_benchmarks,
    "measured_by": detail_cells.read_measured_by,
    "targets": rules.read_targets,
    "years": detail_cells.read_years,
    "hours": detail_cells.read_hours,
    "costs": detail_cells.read_costs,
    "due": rules.read_due,
    "repeat": rules.read_repeat,
    "done_when": rules.read_done_when,
}
WRITERS: dict[str, Callable[[Any], str]] = {
    "baseline": rules.write_number,
    "target": rules.write_number,
    **dict.fromkeys(
        ("key_outcomes", "responsible", "resources", "responsible_roles", "responsible_ids"), detail_cells.write_lines
    ),
    "benchmarks": detail_cells.write_benchmarks,
    "measured_by": detail_cells.write_measured_by,
    "targets": rules.write_targets,
    "years": detail_cells.write_years,
    "hours": detail_cells.write_hours,
    "costs": detail_cells.write_costs,
    "due": rules.write_due,
    "repeat": rules.write_repeat,
    "done_when": rules.write_done_when,
}
WORDS = {
    "school_code",
    "school_id",
    "serves",
    "unit",
    "owner_role",
    "owned_by",
    "owner_id",
    "goal_code",
    "strategy_code",
    "activity_code",
}
NUMBERS = ("baseline", "target")

#: What districts call the columns; each has one reading here. By our name of it, as `name_of` makes them.
CALLED: Mapping[str, tuple[str, ...]] = {
    "plan_title": ("plan", "name_of_plan"),
    "school_code": ("plan_school",),
    "school_year": ("year", "sy"),
    "goal_title": ("goal", "smart_goal", "goals", "element", "what_elements_will_be_addressed"),
    "root_cause": ("root_causes", "why", "why_is_it_occurring"),
    "objective": ("objectives", "strategic_objective"),
    "key_outcomes": ("outcomes", "key_outcome"),
    "baseline": ("current_average", "current", "baseline_value"),
    "target": ("goal_average", "target_value"),
    "target_on": ("target_date", "goal_date"),
    "benchmarks": ("benchmark", "interim_benchmarks", "milestones"),
    "strategy_title": ("strategy", "strategies", "what_are_we_going_to_do_about_it"),
    "activity_title": (
        *("activity", "action", "action_step", "action_steps", "action_plan", "task", "activity_task_analysis"),
        "priority_initiatives",
    ),
    "instructions": ("description", "details"),
    "owner_role": ("role", "owner"),
    "responsible": ("persons_responsible", "person_responsible", "responsible_person", "responsible_persons", "who"),
    "targets": ("schools", "for_schools"),
    "starts_on": ("start", "start_date", "begin_date", "starts"),
    "due": ("due_date", "end_date", "completion_date", "deadline", "when", "timeline", "due_on"),
    "follow_up_on": ("follow_up_date", "follow_up", "review_date"),
    "hours": ("time", "meeting_time"),
    "resources": ("resource", "resources_needed", "materials"),
    "costs": ("cost", "budget", "funding", "cost_and_source"),
    "evidence_wanted": ("evidence", "evidence_of_effectiveness", "how_will_we_monitor", "monitoring"),
    "status_words": ("status", "progress"),
    "notes": ("note", "comments", "comment", "remarks"),
    "done_when": ("done", "counts_as_done"),
}
_OURS = {theirs: ours for ours, names in CALLED.items() for theirs in names}
UNITS = {"%": "percent", "percentage": "percent", "number": "count", "points": "score"}
#: A role's code; which there are is the district's to say.
ROLE = re.compile(r"[a-z][a-z0-9_]{1,39}")
SPACE = " \t\r\n\xa0"


def column_of(cell: str) -> str:
    """Our name of a column from how its header has it; a name that is none of ours comes back as it is written."""
    plain = "".join(sign if sign.isalnum() or sign in "_- " else " " for sign in _without_marks(cell))
    name = "_".join(plain.lower().replace("-", " ").replace("_", " ").split())
    return _OURS.get(name, name)


def word_of(column: str, text: str) -> str:
    """A word of a closed vocabulary as we write it, from any way of writing it that has one reading."""
    if column == "unit":
        return UNITS.get(text.lower(), text.lower() if text.lower() in ("percent", "count", "score") else text)
    if column == "owner_role":
        name = "_".join(text.lower().replace("-", " ").replace("_", " ").split())
        return _team_of(name) or (name if ROLE.fullmatch(name) else text)
    return text


def _team_of(name: str) -> str | None:
    """A team by kind from how people write it: Attendance Team, team: attendance."""
    kind = name.removeprefix("team:").strip("_").removesuffix("_team")
    return teams.by_kind(kind) if kind in teams.NAMED and ("team" in name) else None


def _without_marks(cell: str) -> str:
    """A header without the marks people put at its end: Person(s) Responsible:, Why? *."""
    return cell.strip(SPACE).replace("(s)", "s").rstrip(" :?*.")
