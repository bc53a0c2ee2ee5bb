"""Changes to many tasks at once: a plan's content, a school, a role or the calendar is not what it was."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.calendar.calendars.rules import Calendars
from services.scheduling.planning.occurrences import service as occurrences
from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.planning.plans.repository import list_reached
from services.scheduling.planning.plans.tables import ActivityRow
from services.scheduling.work.changes import repository
from services.scheduling.work.changes.repository import Outcome
from services.scheduling.work.evidence import service as evidence
from services.scheduling.work.handovers import service as handovers
from services.scheduling.work.tasks.tables import OriginKind
from shared.context.context import Context
from shared.ids import new_id


async def follow_directory(ctx: Context, school_ids: Sequence[UUID] | None, cause: str) -> None:
    """Schools, or roles at them, are not what they were: they get and lose tasks, and tasks get the owners they should have.

    `cause` is `school` or `role`; without `school_ids`, at every school.
    """
    await wait_for_publishing(ctx)
    today = await ctx.today()
    for years, activities in await _by_year(ctx, await list_reached(ctx)):
        done = await repository.follow_plans(
            ctx,
            occurrences.due_dates_of(activities, years).values(),
            [activity.id for activity in activities],
            today,
            cause=cause,
            reason="The activity is not for this school any more.",
            school_ids=school_ids,
        )
        if done.moved:
            await handovers.record(ctx, done.change_id, today)
    # Of what was given to a person there is no role that hands it over: whoever has it now hears of the task itself.
    await repository.follow_others(ctx, OriginKind.GIVEN, today, "left", school_ids)
    for origin in (OriginKind.OWED, OriginKind.RULE):
        done = await repository.follow_others(ctx, origin, today, cause, school_ids)
        if done.moved:
            await handovers.record(ctx, done.change_id, today)


async def follow_revision(
    ctx: Context, activities: Sequence[ActivityRow], redated: Sequence[UUID], today: date
) -> Outcome:
    """A plan's content is not what it was: the tasks of these activities become what it now wants of them."""
    outcome = Outcome(new_id())
    for years, some in await _by_year(ctx, activities):
        done = await repository.follow_plans(
            ctx,
            occurrences.due_dates_of([activity for activity in some if activity.retired_on is None], years).values(),
            [activity.id for activity in some],
            today,
            cause="revision",
            reason="The plan was revised.",
            strict=True,
            redated=redated,
        )
        outcome = outcome.plus(done)
    return outcome


async def extend_repetitions(ctx: Context, today: date) -> int:
    """Make the occurrences that have come within the horizon; returns how many tasks."""
    await wait_for_publishing(ctx)
    await occurrences.go_on(ctx, today)
    until = today + occurrences.HORIZON
    made = 0
    for years, activities in await _by_year(ctx, await list_reached(ctx)):
        last = years.district.ends_on if years else today
        due = [a for a in activities if a.made_until and a.made_until < min(until - occurrences.SLACK, last)]
        if not due:
            continue
        former = {activity.id: activity.made_until for activity in due if activity.made_until}
        for activity in due:
            activity.made_until = until
        due_dates = occurrences.due_dates_of(due, years, after=former).values()
        done = await repository.follow_plans(
            ctx, due_dates, list(former), today, cause="repetition", reason="", only_new=True
        )
        made += done.added
        await evidence.derive_waiting(ctx, list(former))
    return made


async def follow_calendar(ctx: Context, school_ids: Sequence[UUID] | None, days: Sequence[date]) -> Outcome:
    """What is due on these days moves to the next school day where they are none any more, and back where they are again.

    At these schools, or without `school_ids` at all. A task stays where the school year has no later school day.
    """
    await wait_for_publishing(ctx)
    outcome = Outcome(new_id())
    left = sorted(set(days))
    while left:
        years = await calendars.calendars_at(ctx, left[0])
        together = [day for day in left if years and _is_school_day(years, day)]
        if years and together:
            outcome = outcome.plus(await repository.follow_calendar(ctx, _moves(years, together), school_ids))
        left = [day for day in left[1:] if day not in together]
    return outcome


async def follow_day_types(ctx: Context, codes: Collection[str], school_ids: Sequence[UUID] | None) -> Outcome:
    """Days are of these types, or are no more: what repeats by them has tasks on those that are, and none on others to come.

    At these schools, or without `school_ids` at all. What is done or past stays.
    """
    await wait_for_publishing(ctx)
    today = await ctx.today()
    outcome = Outcome(new_id())
    going = [one for one in await list_reached(ctx) if one.repeat and one.repeat.get("day_type") in codes]
    for years, activities in await _by_year(ctx, going):
        ids = [activity.id for activity in activities]
        done = await repository.follow_plans(
            ctx,
            occurrences.due_dates_of(activities, years).values(),
            ids,
            today,
            cause="calendar",
            reason="The day is of another kind now.",
            school_ids=school_ids,
            vanishing=ids,
        )
        outcome = outcome.plus(done)
        if done.added or done.revived:
            await evidence.derive_waiting(ctx, ids)
    return outcome


def _moves(years: Calendars, days: Sequence[date]) -> dict[str, list[Any]]:
    """Where the days' tasks go by each calendar: the day itself where school is held, else the next school day or nowhere."""
    groups = list(enumerate(years.groups()))
    return {
        "own_schools": [school_id for _, (_, schools) in groups for school_id in schools or []],
        "own_calendars": [number for number, (_, schools) in groups for _ in schools or []],
        "day_calendars": [number for number, _ in groups for _ in days],
        "days": [day for _ in groups for day in days],
        "next_days": [year.shift(day, 0, forward=True) for _, (year, _) in groups for day in days],
    }


async def _by_year(ctx: Context, activities: Iterable[ActivityRow]) -> list[tuple[Calendars | None, list[ActivityRow]]]:
    """Activities with the calendars of the school year they reached the schools in."""
    found: list[tuple[Calendars | None, list[ActivityRow]]] = []
    known: dict[date, list[ActivityRow]] = {}
    for activity in activities:
        assert activity.reached_on is not None
        if activity.reached_on not in known:
            years = await calendars.calendars_at(ctx, activity.reached_on)
            same = next((some for other, some in found if other == years), None)
            if same is None:
                same = []
                found.append((years, same))
            known[activity.reached_on] = same
        known[activity.reached_on].append(activity)
    return found


def _is_school_day(years: Calendars, day: date) -> bool:
    return years.district.starts_on <= day <= years.district.ends_on
