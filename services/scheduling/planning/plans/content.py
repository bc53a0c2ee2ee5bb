"""A plan's content: from the wire to its canonical form, and from rows back to the wire."""

from typing import Any
from uuid import UUID

from services.scheduling.planning.evidence_types import rules as evidence
from services.scheduling.planning.evidence_types.catalogue import fields_of
from services.scheduling.planning.plans import repository, rules
from services.scheduling.planning.plans.errors import CodeRepeated, ConditionNeverMatches, NotProvable
from services.scheduling.planning.plans.schemas import Activity, Goal, Plan, PlanSummary, Strategy
from services.scheduling.planning.plans.tables import ActivityRow, GoalRow, OwnedBy, PlanRow, StrategyRow
from shared.context.context import Context
from shared.context.replies import references, reply_of
from shared.directory.queries import known_schools, known_staff, schools_by_code
from shared.directory.references import STAFF
from shared.errors import NoSuchSchool, NoSuchStaff, fault


async def canonical(ctx: Context, content: dict[str, Any]) -> dict[str, Any]:
    """Check codes and conditions, and name schools by id alone. Raises the refusals of a faulty plan."""
    found = await faults(ctx, content)
    for kind in (CodeRepeated, NotProvable, ConditionNeverMatches, NoSuchSchool, NoSuchStaff):
        errors = [entry for entry in found if entry["code"] == kind.code]
        if errors:
            raise kind("See errors.", errors=errors)
    return content


async def faults(ctx: Context, content: dict[str, Any]) -> list[dict[str, str]]:
    """Everything of every kind that makes no sense in a content of valid form; names its schools by id alone."""
    repeated = [fault(pointer, "used before", CodeRepeated.code) for pointer in rules.repeated_codes(content)]
    staff = await _staff_faults(ctx, content)
    return [*repeated, *_condition_faults(content), *await _name_schools(ctx, content), *staff]


def _condition_faults(content: dict[str, Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for pointer, activity in rules.activities(content):
        done_when = activity["done_when"]
        if done_when["kind"] != "event":
            continue
        fields = fields_of(done_when["event_type"])
        if fields is None:
            words = "choose an event of GET /v1/evidence-types"
            found.append(fault(f"{pointer}/done_when/event_type", words, NotProvable.code))
            continue
        found.extend(
            fault(f"{pointer}/done_when/conditions/{place}", why, ConditionNeverMatches.code)
            for place, why in evidence.faults(done_when["conditions"], fields)
        )
    return found


async def _staff_faults(ctx: Context, content: dict[str, Any]) -> list[dict[str, str]]:
    named = [(pointer, UUID(each["owner_id"])) for pointer, each in rules.activities(content) if each.get("owner_id")]
    known = await known_staff(ctx, {id_ for _, id_ in named}) if named else set()
    return [
        fault(f"{pointer}/owner_id", "nobody at work has this id", NoSuchStaff.code)
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
    known = await known_schools(ctx, {UUID(id_) for _, targets in named for id_ in targets["school_ids"]})
    found = []
    for pointer, targets in named:
        for place, code in enumerate(targets["local_codes"]):
            if code not in by_code:
                found.append(
                    fault(f"{pointer}/targets/local_codes/{place}", "no school has this code", NoSuchSchool.code)
                )
        for place, id_ in enumerate(targets["school_ids"]):
            if UUID(id_) not in known:
                found.append(fault(f"{pointer}/targets/school_ids/{place}", "no school has this id", NoSuchSchool.code))
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
    }


async def of_plan(ctx: Context, row: PlanRow) -> dict[str, Any]:
    """A stored plan's content in canonical form."""
    parts = await repository.list_parts(ctx, row.id)
    return {"title": row.title, "school_year": row.school_year, "summary": row.summary, "goals": plain(*parts)}


async def wire(ctx: Context, row: PlanRow) -> Plan:
    """A plan with everything in it, as callers get it."""
    goals, strategies, activities = await repository.list_parts(ctx, row.id)
    named = await references(ctx, {STAFF: [a.named_owner_id for a in activities]})

    def of_strategy(strategy: StrategyRow) -> Strategy:
        mine = [
            Activity(
                id=a.id,
                code=a.code,
                title=a.title,
                instructions=a.instructions,
                owner_role=a.owner_role,
                owned_by=a.owned_by,
                owner=named.to(STAFF, a.named_owner_id),
                targets=repository.targets_of(a),
                due=a.due,
                repeat=a.repeat,
                done_when=a.done_when,
                due_on=a.due_on,
            )
            for a in activities
            if a.strategy_id == strategy.id
        ]
        return Strategy(
            id=strategy.id, code=strategy.code, title=strategy.title, description=strategy.description, activities=mine
        )

    def of_goal(goal: GoalRow) -> Goal:
        facts = {name: getattr(goal, name) for name in Goal.model_fields if name != "strategies"}
        return Goal(**facts, strategies=[of_strategy(s) for s in strategies if s.goal_id == goal.id])

    summary = await reply_of(ctx, PlanSummary, row)
    return Plan(**summary.model_dump(), goals=[of_goal(goal) for goal in goals])
