"""One day type for many days of many schools at once: plain school days get it, all others are named."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.scheduling.calendar.calendars.repository import wait_for_calendars
from services.scheduling.calendar.day_types.rules import INSTRUCTIONAL
from services.scheduling.calendar.recurrence import rules as recurrence
from services.scheduling.permissions import POLICY
from services.scheduling.year.corrections.errors import DayOfDistrict, NotWithinPolicy, TooManyDays
from services.scheduling.year.corrections.own_days import OwnDays
from services.scheduling.year.corrections.rules import Entry
from services.scheduling.year.corrections.schemas import MOST_NAMED, DayPattern, DaySkipped, PatternReply
from services.scheduling.year.corrections.service import Correction, frame_of, own_days, require_days, write
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.references import SCHOOL
from shared.texts.words import Words

#: Days times schools of one call.
MOST_ENTRIES = 20_000
Skipped = tuple[date, UUID | None, str]


async def give(ctx: Context, wish: DayPattern, *, validate_only: bool) -> PatternReply:
    """Give days a type. The people of a school do so for theirs, within the district's policy."""
    is_districts = require_days(ctx)
    schools: list[UUID | None] = [*dict.fromkeys(wish.school_ids)] or [None]
    if not is_districts:
        for school_id in schools:
            POLICY.require(ctx, "calendar:write", school_id=school_id)
    days = days_of(wish)
    if len(days) * len(schools) > MOST_ENTRIES:
        raise TooManyDays(
            Words(
                f"At most {MOST_ENTRIES} days of schools a call; these are {len(days) * len(schools)}.",
                es=f"Como máximo {MOST_ENTRIES} días de escuelas por llamada; estos son {len(days) * len(schools)}.",
            )
        )
    await wait_for_calendars(ctx)
    frame = await frame_of(ctx)
    own = await own_days(ctx, [(day, school_id) for day in days for school_id in schools])
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    for school_id in schools:
        for day in days:
            if why := _why_not(own, day, school_id, frame_has=frame.has(day, school_id)):
                skipped.append((day, school_id, why))
                continue
            entry = frame.entry(day, wish.day_type, school_id, wish.note, by_school=not is_districts)
            if not is_districts:
                await own.check(ctx, entry)
            entries.append(entry)
    correction = await write(ctx, entries, validate_only=validate_only) if entries else Correction()
    return PatternReply(
        validate_only=validate_only,
        entries=len(entries),
        skipped_count=len(skipped),
        skipped=await _named(ctx, skipped[:MOST_NAMED]),
        effect=await correction.effect(ctx),
    )


def days_of(wish: DayPattern) -> list[date]:
    """The days a wish names, in order."""
    if wish.rrule is None:
        return sorted(set(wish.days))
    assert wish.first_on is not None
    assert wish.last_on is not None
    return list(recurrence.expand(recurrence.parse(wish.rrule), wish.first_on, wish.last_on))


def _why_not(own: OwnDays, day: date, school_id: UUID | None, *, frame_has: bool) -> str | None:
    """Why a day is no plain school day there; None where it is."""
    if not frame_has:
        return "it is in no school year"
    if school_id is not None:
        return own.why_not_there(day, school_id)
    listed, at = own.listed.get((None, day)), own.calendars[day]
    if listed is not None and listed.day_type != INSTRUCTIONAL.code:
        return f"the district lists it as {listed.day_type}"
    return None if at is not None and at.district.is_school_day(day) else "no school is held on it"


async def _named(ctx: Context, skipped: Sequence[Skipped]) -> list[DaySkipped]:
    known = await references(ctx, {SCHOOL: [school_id for _, school_id, _ in skipped]})
    return [DaySkipped(day=day, school=known.to(SCHOOL, school_id), reason=why) for day, school_id, why in skipped]


REFUSALS = (NotWithinPolicy, DayOfDistrict, TooManyDays)
