"""A plan's content: from the wire to its canonical form, and from rows back to the wire."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.calendar.day_types.errors import NoSuchDayType
from services.scheduling.calendar.day_types.repository import every_type
from services.scheduling.planning.evidence_types import rules as evidence
from services.scheduling.planning.evidence_types.catalogue import fields_of, in_district
from services.scheduling.planning.plans import repository, rules, school_plans, school_years
from services.scheduling.planning.plans.details import ACTIVITY, GOAL
from services.scheduling.planning.plans.errors import (
    CodeRepeated,
    ConditionNeverMatches,
    NoSuchTeam,
    NothingToServe,
    NotProvable,
    OutsideSchool,
    SchoolYearUnclear,
    YearOutsidePlan,
)
from services.scheduling.planning.plans.may import MAY
from services.scheduling.planning.plans.schemas import Activity, Goal, Plan, PlanSummary, Strategy
from services.scheduling.planning.plans.tables import ActivityRow, GoalRow, OwnedBy, PlanRow, StrategyRow
from services.scheduling.planning.teams.repository import known_teams
from services.scheduling.references import GOAL as GOAL_SERVED
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.queries import (
    active_roles,
    codes_meant,
    known_schools,
    known_staff,
    schools_by_code,
    with_its_zeros,
)
from shared.directory.references import STAFF
from shared.errors import NoSuchRole, NoSuchSchool, NoSuchStaff, fault
from shared.near import did_you_mean
from shared.teams import is_team
from shared.texts.words import Words

#: What a plan says of itself, and what it says where a content leaves it out.
FACTS = (
    "school_id",
    "title",
    "school_year",
    "last_school_year",
    "first_year_number",
    "starts_on",
    "ends_on",
    "summary",
)
UNSAID: Mapping[str, Any] = {"first_year_number": 1}
READ: Mapping[str, Any] = {"starts_on": date.fromisoformat, "ends_on": date.fromisoformat, "school_id": UUID}
OF_ACTIVITY = (
    *(
        "id",
        "code",
        "title",
        "instructions",
        "owner_role",
        "owned_by",
        "responsible_roles",
        "due",
        "repeat",
        "done_when",
    ),
    "due_on",
)
LISTS = ("key_outcomes", "benchmarks", "responsible", "resources", "costs")
REFUSALS = (
    *(CodeRepeated, NotProvable, ConditionNeverMatches, NoSuchDayType),
    *(NoSuchRole, NoSuchSchool, NoSuchStaff, NoSuchTeam),
    *(SchoolYearUnclear, YearOutsidePlan, OutsideSchool, NothingToServe),
)


async def canonical(ctx: Context, content: dict[str, Any], *, goals: bool = True) -> dict[str, Any]:
    """Check codes, conditions and years, name schools by id alone and school years as 2026-27. Raises `REFUSALS`.

    Without `goals`, which then are as they were stored, only what the plan says of itself.
    """
    found = await (faults(ctx, content) if goals else _name_years(ctx, content))
    for kind in REFUSALS:
        errors = [entry for entry in found if entry["code"] == kind.code]
        if errors:
            raise kind(errors=errors)
    return content


async def faults(ctx: Context, content: dict[str, Any]) -> list[dict[str, str]]:
    """Everything of every kind that makes no sense in a content of valid form; names its schools by id, its years as 2026-27."""
    repeated = [
        fault(pointer, Words("used before", es="ya se usó antes"), CodeRepeated.code)
        for pointer in rules.repeated_codes(content)
    ]
    named = [*await school_plans.name_school(ctx, content), *await _name_schools(ctx, content)]
    named += [*await _staff_faults(ctx, content), *await _name_years(ctx, content), *await _team_faults(ctx, content)]
    # Who it is for is only asked where all whom it names are there.
    beyond = [] if named else await school_plans.faults(ctx, content)
    roles = await active_roles(ctx)
    wrong = [*_role_faults(content, roles), *_condition_faults(content, roles), *await _day_type_faults(ctx, content)]
    return [*repeated, *wrong, *named, *beyond]


async def _name_years(ctx: Context, content: dict[str, Any]) -> list[dict[str, str]]:
    """Name the plan's school years in the one form; what is wrong with them, and with the years of its activities."""
    found = []
    for name in ("school_year", "last_school_year"):
        if written := content.get(name):
            year = await school_years.named(ctx, written)
            if year is None:
                words = Words(
                    "write it as 2026-27, or as the title of one of GET /v1/school-years",
                    es="escríbalo como 2026-27 o como el título de uno de GET /v1/school-years",
                )
                found.append(fault(f"/{name}", words, SchoolYearUnclear.code))
            else:
                content[name] = year
    if content.get("last_school_year") and content["last_school_year"] == content.get("school_year"):
        content.pop("last_school_year")
    if found or "school_year" not in content:
        return found
    return [fault(pointer, why, YearOutsidePlan.code) for pointer, why in rules.year_faults(content)]


def _role_faults(content: dict[str, Any], roles: Collection[str]) -> list[dict[str, str]]:
    return [
        fault(
            f"{pointer}/{place}",
            Words(
                f"no role of GET /v1/roles of partners that is in use{did_you_mean(role, roles)}",
                es=f"no es un rol en uso de GET /v1/roles de partners{did_you_mean(role, roles).es}",
            ),
            NoSuchRole.code,
        )
        for pointer, each in rules.activities(content)
        for place, role in _named_roles(each)
        if role not in roles and not is_team(role)
    ]


def _named_roles(activity: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Where an activity names a role, or a team in its place; what is read past faults of form has none."""
    owner = [("owner_role", activity["owner_role"])] if activity.get("owner_role") else []
    return owner + [(f"responsible_roles/{n}", role) for n, role in enumerate(activity.get("responsible_roles", []))]


def _condition_faults(content: dict[str, Any], roles: Collection[str]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for pointer, activity in rules.activities(content):
        done_when = activity["done_when"]
        if done_when["kind"] != "event":
            continue
        fields = fields_of(done_when["event_type"])
        if fields is None:
            words = Words("choose an event of GET /v1/evidence-types", es="elija un evento de GET /v1/evidence-types")
            found.append(fault(f"{pointer}/done_when/event_type", words, NotProvable.code))
            continue
        found.extend(
            fault(f"{pointer}/done_when/conditions/{place}", why, ConditionNeverMatches.code)
            for place, why in evidence.faults(done_when["conditions"], in_district(fields, roles))
        )
    return found


async def _day_type_faults(ctx: Context, content: dict[str, Any]) -> list[dict[str, str]]:
    named = [
        (pointer, activity["repeat"]["day_type"])
        for pointer, activity in rules.activities(content)
        if rules.by_day_type(activity.get("repeat"))
    ]
    known = (await every_type(ctx)).held() if named else set()
    words = Words(
        "name one of GET /v1/day-types on which school is held, other than instructional",
        es="nombre uno de GET /v1/day-types en que haya clases, distinto de instructional",
    )
    return [
        fault(f"{pointer}/repeat/day_type", words, NoSuchDayType.code) for pointer, code in named if code not in known
    ]


async def _staff_faults(ctx: Context, content: dict[str, Any]) -> list[dict[str, str]]:
    named = list(rules.people_named(content))
    known = await known_staff(ctx, {id_ for _, id_ in named}) if named else set()
    return [
        fault(pointer, Words("nobody at work has this id", es="nadie en activo tiene este id"), NoSuchStaff.code)
        for pointer, id_ in named
        if id_ not in known
    ]


async def _team_faults(ctx: Context, content: dict[str, Any]) -> list[dict[str, str]]:
    named = list(rules.teams_named(content))
    known = await known_teams(ctx, {id_ for _, id_ in named}) if named else set()
    return [
        fault(pointer, Words("no team has this id", es="ningún equipo tiene este id"), NoSuchTeam.code)
        for pointer, id_ in named
        if id_ not in known
    ]


async def _name_schools(ctx: Context, content: dict[str, Any]) -> list[dict[str, str]]:
    named = [
        (pointer, activity["targets"])
        for pointer, activity in rules.activities(content)
        if activity["targets"]["kind"] == "schools"
    ]
    if not named:
        return []
    by_code = await schools_by_code(ctx, {code for _, targets in named for code in targets["local_codes"]})
    meant = await codes_meant(ctx, {code for _, targets in named for code in targets["local_codes"]} - by_code.keys())
    known = await known_schools(ctx, {UUID(id_) for _, targets in named for id_ in targets["school_ids"]})
    found = []
    for pointer, targets in named:
        for place, code in enumerate(targets["local_codes"]):
            if code not in by_code:
                meant_by = with_its_zeros(code, meant)
                words = Words(
                    f"no school has this code{meant_by}", es=f"ninguna escuela tiene este código{meant_by.es}"
                )
                found.append(fault(f"{pointer}/targets/local_codes/{place}", words, NoSuchSchool.code))
        for place, id_ in enumerate(targets["school_ids"]):
            if UUID(id_) not in known:
                found.append(
                    fault(
                        f"{pointer}/targets/school_ids/{place}",
                        Words("no school has this id", es="ninguna escuela tiene este id"),
                        NoSuchSchool.code,
                    )
                )
        codes = targets.pop("local_codes")
        ids = {str(by_code[code]) for code in codes if code in by_code} | set(targets["school_ids"])
        targets["school_ids"] = sorted(ids)
    return found


def plain(goals: list[GoalRow], strategies: list[StrategyRow], activities: list[ActivityRow]) -> list[dict[str, Any]]:
    """Goals with all they hold, in canonical form."""
    return [
        {
            **{name: getattr(goal, name) for name in ("code", "title", "measure", "unit", "baseline", "target")},
            "target_on": goal.target_on.isoformat(),
            **({"serves": str(goal.serves_id)} if goal.serves_id else {}),
            **goal.details,
            "strategies": [
                {
                    **{name: getattr(strategy, name) for name in ("code", "title", "description")},
                    "activities": [_plain_activity(a) for a in activities if a.strategy_id == strategy.id],
                }
                for strategy in strategies
                if strategy.goal_id == goal.id
            ],
        }
        for goal in goals
    ]


def _plain_activity(row: ActivityRow) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("code", "title", "instructions", "owner_role", "due", "done_when")},
        "targets": repository.targets_of(row),
        **({"repeat": row.repeat} if row.repeat else {}),
        **({"owned_by": row.owned_by.value} if row.owned_by is not OwnedBy.ONE else {}),
        **({"owner_id": str(row.named_owner_id)} if row.named_owner_id else {}),
        **({"responsible_roles": list(row.responsible_roles)} if row.responsible_roles else {}),
        **({"responsible_ids": [str(id_) for id_ in row.responsible_ids]} if row.responsible_ids else {}),
        **row.details,
    }


def facts(row: PlanRow) -> dict[str, Any]:
    """What a stored plan says of itself, in canonical form: nothing of what it leaves out."""
    found = {name: getattr(row, name) for name in FACTS}
    days = {name: day.isoformat() for name in ("starts_on", "ends_on") if (day := found[name])}
    school = {"school_id": str(row.school_id)} if row.school_id else {}
    return rules.without_unsaid({**found, **days, **school})


def keep(row: PlanRow, content: Mapping[str, Any]) -> None:
    """Let a plan say of itself what a content in canonical form says."""
    for name in FACTS:
        value = content.get(name, UNSAID.get(name))
        setattr(row, name, READ[name](value) if value and name in READ else value)


async def of_plan(ctx: Context, row: PlanRow) -> dict[str, Any]:
    """A stored plan's content in canonical form."""
    parts = await repository.list_parts(ctx, row.id)
    return {**facts(row), "goals": plain(*parts)}


async def wire(ctx: Context, row: PlanRow) -> Plan:
    """A plan with everything in it, as callers get it."""
    goals, strategies, activities = await repository.list_parts(ctx, row.id)
    staff = [id_ for a in activities for id_ in (a.named_owner_id, *a.responsible_ids)]
    named = await references(ctx, {STAFF: staff, GOAL_SERVED: [goal.serves_id for goal in goals]})

    def of_activity(a: ActivityRow) -> Activity:
        said = {name: getattr(a, name) for name in OF_ACTIVITY}
        people = {
            "owner": named.to(STAFF, a.named_owner_id),
            "responsible_people": [named.to(STAFF, id_) for id_ in a.responsible_ids],
        }
        return Activity(**said, **_details(ACTIVITY, a.details), **people, targets=repository.targets_of(a))

    def of_strategy(strategy: StrategyRow) -> Strategy:
        mine = [of_activity(a) for a in activities if a.strategy_id == strategy.id]
        return Strategy(
            id=strategy.id, code=strategy.code, title=strategy.title, description=strategy.description, activities=mine
        )

    def of_goal(goal: GoalRow) -> Goal:
        said = {name: getattr(goal, name) for name in Goal.model_fields if name not in ("strategies", "serves", *GOAL)}
        mine = [of_strategy(s) for s in strategies if s.goal_id == goal.id]
        served = named.to(GOAL_SERVED, goal.serves_id)
        return Goal(**said, **_details(GOAL, goal.details), serves=served, strategies=mine)

    summary = await MAY.reply(ctx, PlanSummary, row)
    return Plan(**summary.model_dump(), goals=[of_goal(goal) for goal in goals])


def _details(names: Sequence[str], said: Mapping[str, Any]) -> dict[str, Any]:
    """What a part's details say, and nothing of what they leave out: an empty list, or null."""
    return {name: said.get(name, [] if name in LISTS else None) for name in names}
