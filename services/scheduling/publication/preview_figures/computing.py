"""What a plan's content comes to, and whether the approver has seen what to beware of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.calendar.calendars.rules import Calendars
from services.scheduling.planning.occurrences import service as occurrences
from services.scheduling.planning.occurrences.due_date_arrays import DueDates
from services.scheduling.planning.plans import rules as plan_rules
from services.scheduling.planning.plans import school_years
from services.scheduling.planning.plans.errors import WarningsUnseen
from services.scheduling.planning.plans.repository import list_reached, part_rows
from services.scheduling.planning.plans.tables import ActivityRow
from services.scheduling.publication.preview_figures import repository, rules
from services.scheduling.publication.preview_figures.schemas import PreviewLimits
from shared.context.context import Context
from shared.directory.queries import catalogue
from shared.errors import fault
from shared.texts.words import Words

#: Limits until the district says otherwise.
DEFAULTS = PreviewLimits(tasks_per_person_and_month=20, tasks_per_school_and_week=10, plans_per_school=4)


@dataclass(frozen=True)
class PreviewResult:
    """What was counted, and what it warns of. Its days count from `begins`: today, or the first day of a year to come."""

    today: date
    begins: date
    years: Calendars | None
    limits: PreviewLimits
    counted: dict[str, Any]
    warnings: list[rules.Warned]


async def limits_of(ctx: Context) -> PreviewLimits:
    """The district's limits."""
    row = await repository.find_limits(ctx)
    return PreviewLimits.model_validate(row) if row else DEFAULTS


async def require_seen(ctx: Context, plan_id: UUID, content: Mapping[str, Any], seen: str | None) -> None:
    """Raises `WarningsUnseen` when this content has warnings and `seen` is not the hash of exactly these."""
    found = (await compute(ctx, plan_id, content)).warnings
    if found and seen != rules.warnings_hash(found):
        errors = [fault(warned.pointer or "/seen_warnings", warned.words, warned.code) for warned in found]
        raise WarningsUnseen(
            Words(
                "Read the preview, and send its warnings_hash as seen_warnings.",
                es="Lea la vista previa y envíe su warnings_hash como seen_warnings.",
            ),
            errors=errors,
        )


async def compute(ctx: Context, plan_id: UUID, content: Mapping[str, Any]) -> PreviewResult:
    """Count what publishing this content today would come to, as the plan's first content or as its next."""
    today = await ctx.today()
    begins = await school_years.counts_from(ctx, content["school_year"], today)
    years = await calendars.calendars_at(ctx, begins)
    limits = await limits_of(ctx)
    known = await repository.list_activities(ctx, plan_id)
    mine = _activities(ctx, plan_id, content, known)
    kept = _kept(mine, known)
    due_dates = await _due_dates(ctx, mine, kept, years, begins)
    closed = _closed(due_dates, years)
    coming = [row for row in await list_reached(ctx) if row.plan_id != plan_id and row.repeat and row.made_until]
    former = await _former(ctx, coming, years)
    coming = [row for row in coming if row.id not in former]
    if years and coming:
        made = {row.id: row.made_until for row in coming if row.made_until}
        due_dates.include(occurrences.due_dates_of([_to_the_end(row) for row in coming], years, after=made))
    staying = [row.id for row in kept.values()]
    found = await repository.count(
        ctx, plan_id, [*mine, *coming], due_dates, staying, closed, limits.model_dump(), today
    )
    counted = _by_pointer(content, mine, found)
    warnings = [
        *rules.warnings(counted, limits.model_dump()),
        *rules.owners_who_may_not(
            plan_rules.activities(content), {role.code: role.profile for role in (await catalogue(ctx)).values()}
        ),
        *rules.shares_for_percents(content["goals"]),
        *rules.due_outside_years(content, {row.code: row.due_on for row in mine}, years.district if years else None),
        *rules.no_day_off(years.district if years else None),
    ]
    return PreviewResult(today, begins, years, limits, counted, warnings)


def _activities(
    ctx: Context, plan_id: UUID, content: Mapping[str, Any], known: Mapping[str, ActivityRow]
) -> list[ActivityRow]:
    """The content's activities as rows that are never written; a code the plan knows has its id."""
    ids = {code: row.id for code, row in known.items()}
    _, _, rows = part_rows(ctx, plan_id, content, ({}, {}, ids))
    return [ActivityRow(**row) for row in rows]


def _kept(mine: list[ActivityRow], known: Mapping[str, ActivityRow]) -> dict[str, ActivityRow]:
    """What has reached the schools and keeps its days, by code."""
    reached = {row.code: row for row in known.values() if row.reached_on and row.retired_on is None}
    return {row.code: reached[row.code] for row in mine if _same_days(row, reached.get(row.code))}


async def _due_dates(
    ctx: Context, mine: list[ActivityRow], kept: Mapping[str, ActivityRow], years: Calendars | None, begins: date
) -> DueDates:
    """The days of the whole school year; those of what has reached the schools and keeps its days count from then."""
    former = await _former(ctx, list(kept.values()), years)
    falling = []
    for row in mine:
        if before := kept.get(row.code):
            row.reached_on, row.due_on = before.reached_on, before.due_on
        else:
            try:
                occurrences.begin(row, years, begins)
            except plan_rules.NeverFalls:
                continue
        if row.id not in former:
            falling.append(_to_the_end(row))
    due_dates = occurrences.due_dates_of(falling, years)
    for row in mine:
        if row.id in former and row.due_on and not row.repeat:
            for number in range(len(years.groups()) if years else 1):
                due_dates.add(row.id, number, None, row.due_on)
    return due_dates


async def _former(ctx: Context, reached: list[ActivityRow], years: Calendars | None) -> set[UUID]:
    """Those that reached the schools for a school year that is over: they have no occurrences ahead, and the day they have."""
    at = await calendars.calendars_on(ctx, {row.reached_on for row in reached if row.reached_on})
    spans = {day: found and (found.district.starts_on, found.district.ends_on) for day, found in at.items()}
    now = years and (years.district.starts_on, years.district.ends_on)
    return {row.id for row in reached if row.reached_on and spans[row.reached_on] != now}


def _same_days(row: ActivityRow, before: ActivityRow | None) -> bool:
    return (
        before is not None
        and (row.due, row.ends_by) == (before.due, before.ends_by)
        and plan_rules.falling(row.repeat) == plan_rules.falling(before.repeat)
    )


def _to_the_end(row: ActivityRow) -> ActivityRow:
    """A copy whose occurrences go to the end of the school year."""
    names = ("id", "due", "repeat", "reached_on", "due_on", "ends_by", "first_school_year", "last_school_year")
    return ActivityRow(**{name: getattr(row, name) for name in names}, made_until=date.max)


def _closed(due_dates: DueDates, years: Calendars | None) -> list[tuple[UUID, int, date]]:
    """The due dates on days without school, where the district has a school year at all."""
    if years is None:
        return []
    groups = [year for year, _ in years.groups()]
    every = zip(due_dates.activity_ids, due_dates.calendars, due_dates.dues, strict=True)
    return [(id_, number, day) for id_, number, day in every if not groups[number].is_school_day(day)]


def _by_pointer(content: Mapping[str, Any], mine: list[ActivityRow], found: dict[str, Any]) -> dict[str, Any]:
    """What was counted, with activities by their place in the content instead of by id."""
    named = {
        str(row.id): {
            **{"pointer": pointer, "code": row.code, "title": row.title},
            **{"owner_role": row.owner_role, "owned_by": row.owned_by},
            "day_type": (row.repeat or {}).get("day_type"),
        }
        for row, (pointer, _) in zip(mine, plan_rules.activities(content), strict=True)
    }
    nothing = {
        **{"schools": 0, "is_of_district": False, "people": 0, "tasks": 0, "first_due_on": None, "last_due_on": None},
        **{"schools_with_several_holders": 0, "places_named_elsewhere": 0, "schools_with_days": 0},
    }
    of_activities = found.pop("activities") or {}
    days = [
        {"pointer": named[day["activity_id"]]["pointer"], "code": named[day["activity_id"]]["code"], **day}
        for day in found.pop("non_school_days") or []
    ]
    order = {facts["pointer"]: place for place, facts in enumerate(named.values())}
    return {
        **{name: found[name] or [] for name in ("schools", "people", "roles_nobody_holds")},
        **{name: found[name] for name in ("totals", "schools_with_heavy_weeks", "schools_with_many_plans")},
        "months": found["months"] or {},
        "activities": [{**facts, **(of_activities.get(id_) or nothing)} for id_, facts in named.items()],
        "dates_on_non_school_days": [
            {name: day[name] for name in ("pointer", "code", "day", "schools")}
            for day in sorted(days, key=lambda day: (order[day["pointer"]], day["day"]))
        ],
    }
