"""Correcting a calendar: what was due on a day that closes moves, and no school year is left without a school day."""

from collections.abc import AsyncIterator, Collection, Iterable, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from services.scheduling.calendar.calendars import telling
from services.scheduling.calendar.calendars.repository import list_entries, wait_for_calendars
from services.scheduling.calendar.calendars.rules import Calendars
from services.scheduling.calendar.calendars.service import calendars_on
from services.scheduling.calendar.day_types.errors import NoSuchDayType
from services.scheduling.calendar.day_types.repository import every_type
from services.scheduling.calendar.day_types.rules import DayTypes
from services.scheduling.calendar.school_policy.service import policy_of
from services.scheduling.permissions import POLICY
from services.scheduling.work.changes.repository import Outcome
from services.scheduling.work.changes.service import follow_calendar, follow_day_types
from services.scheduling.year.corrections import repository
from services.scheduling.year.corrections.errors import (
    DayOfDistrict,
    DayOutsideYears,
    DayRepeated,
    YearWithoutSchoolDays,
)
from services.scheduling.year.corrections.own_days import OwnDays, listed_of
from services.scheduling.year.corrections.rules import Change, Entry, changes, retyped
from services.scheduling.year.corrections.schemas import (
    MOST_NAMED,
    CalendarEffect,
    CorrectionReply,
    DayEntry,
    DayOfSchool,
)
from shared.context.bulk import each
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.references import SCHOOL
from shared.errors import NoSuchSchool, fault
from shared.ids import new_id
from shared.texts.words import Words


class _Trial(Exception):
    """A correction that would work, in a call that changes nothing."""


@dataclass
class Correction:
    """What a correction changes: for the district (None), and for the schools where it changes something else."""

    changes: dict[UUID | None, Change] = field(default_factory=lambda: {None: Change()})
    tasks_due: int = 0
    outcome: Outcome | None = None
    #: What activities that repeat by a type of days gained and lost.
    typed: Outcome | None = None
    overruled: list[tuple[date, UUID]] = field(default_factory=list)
    restored: list[tuple[date, UUID]] = field(default_factory=list)
    trial: bool = False

    async def effect(self, ctx: Context) -> CalendarEffect:
        """In wire form."""
        closes, opens = (
            sorted(
                ((day, id_) for id_, days in whose for day in days), key=lambda place: (place[0], str(place[1] or ""))
            )
            for whose in (
                [(id_, change.closed) for id_, change in self.changes.items()],
                [(id_, change.opened) for id_, change in self.changes.items()],
            )
        )
        over, back = self.overruled[:MOST_NAMED], self.restored[:MOST_NAMED]
        named = [*closes[:MOST_NAMED], *opens[:MOST_NAMED], *over, *back]
        known = await references(ctx, {SCHOOL: [id_ for _, id_ in named]})
        return CalendarEffect(
            closes=[DayOfSchool(day=day, school=known.to(SCHOOL, id_)) for day, id_ in closes[:MOST_NAMED]],
            opens=[DayOfSchool(day=day, school=known.to(SCHOOL, id_)) for day, id_ in opens[:MOST_NAMED]],
            close_count=len(closes),
            open_count=len(opens),
            tasks_due=self.tasks_due,
            change_id=self.outcome.change_id if self.outcome and self.outcome.redated and not self.trial else None,
            tasks_moved=self.outcome.redated if self.outcome else 0,
            tasks_made=self.typed.added + self.typed.revived if self.typed else 0,
            tasks_withdrawn=self.typed.withdrawn if self.typed else 0,
            overruled=[DayOfSchool(day=day, school=known.to(SCHOOL, id_)) for day, id_ in over],
            restored=[DayOfSchool(day=day, school=known.to(SCHOOL, id_)) for day, id_ in back],
            people_told=(self.outcome.people if self.outcome else 0) + (self.typed.people if self.typed else 0),
        )


@dataclass(frozen=True)
class Frame:
    """What entries are held against: the day types, the school years and the schools (by local code) there are."""

    types: DayTypes
    spans: list[tuple[UUID | None, date, date]]
    schools: dict[str, UUID]

    def entry(
        self, day: date, day_type: str, school_id: UUID | None, note: str | None, *, by_school: bool = False
    ) -> Entry:
        """The entry to be written. Raises `NoSuchSchool`, `NoSuchDayType`, `DayOutsideYears`."""
        if school_id is not None and school_id not in self.school_ids:
            raise NoSuchSchool(
                Words("Give the id of a school of the district.", es="Indique el id de una escuela del distrito."),
                errors=[fault("/school_id", Words("no such school", es="no existe esa escuela"))],
            )
        types = self.types.at(school_id)
        if day_type not in types:
            raise NoSuchDayType(
                Words("Give one of GET /v1/day-types.", es="Indique uno de GET /v1/day-types."),
                errors=[fault("/day_type", Words("no such day type", es="no existe ese tipo de día"))],
            )
        if not self.has(day, school_id):
            raise DayOutsideYears(
                Words("Add the school year first.", es="Añada primero el año escolar."),
                errors=[fault("/day", Words("in no school year", es="en ningún año escolar"))],
            )
        return Entry(new_id(), school_id, day, day_type, types[day_type].school_is_held, note, by_school)

    @cached_property
    def school_ids(self) -> frozenset[UUID]:
        """The schools there are."""
        return frozenset(self.schools.values())

    def days(self, school_id: UUID | None) -> Set[date]:
        """The days entries can be of: for a school those of the district's years and its own, for the district all."""
        spans = [(first, last) for whose, first, last in self.spans if whose is None or school_id in (None, whose)]
        return {first + timedelta(days=n) for first, last in set(spans) for n in range((last - first).days + 1)}

    def has(self, day: date, school_id: UUID | None) -> bool:
        """Is it one of those days?"""
        return any(
            first <= day <= last and (whose is None or school_id in (None, whose)) for whose, first, last in self.spans
        )


async def frame_of(ctx: Context) -> Frame:
    """What the district's entries are held against."""
    return Frame(await every_type(ctx), await repository.list_spans(ctx), await repository.list_schools(ctx))


@asynccontextmanager
async def correcting(ctx: Context, days: Iterable[date]) -> AsyncIterator[Correction]:
    """Whoever changes what is a school day does so in here; `days` are those that may become different.

    What is due on them moves, other services are told, and rows read before must be refreshed. Raises `YearWithoutSchoolDays`.
    """
    touched, correction = set(days), Correction()
    before = await calendars_on(ctx, touched)
    yield correction
    await ctx.session.flush()
    correction.restored = await repository.restore(ctx, touched)
    after = await calendars_on(ctx, touched)
    _refuse_empty(after.values())
    correction.changes = changes(touched, before, after)
    correction.typed = await _follow_types(ctx, *retyped(touched, before, after))
    telling.changed(ctx, _days_of(correction.changes))
    correction.tasks_due = await _count_tasks_due(ctx, correction.changes)
    correction.outcome = await _follow(ctx, correction.changes)


async def write(ctx: Context, entries: Collection[Entry], *, validate_only: bool) -> Correction:
    """List these days all together, or only find out what that would do. Raises `YearWithoutSchoolDays`."""
    mark, correction = ctx.mark(), Correction()
    try:
        async with ctx.session.begin_nested():
            async with correcting(ctx, {entry.day for entry in entries}) as correction:
                closed = {entry.day for entry in entries if entry.school_id is None and not entry.school_is_held}
                correction.overruled = await repository.overrule(ctx, closed) if closed else []
                await repository.write_entries(ctx, entries)
            correction.trial = validate_only
            if validate_only:
                raise _Trial
    except _Trial:
        ctx.forget_since(mark)
    return correction


async def correct(ctx: Context, sent: list[Any], validate_only: bool) -> CorrectionReply:
    """List days, for the district or, within its policy, for one's own schools; a faulty entry is answered as such."""
    is_districts = require_days(ctx)
    await wait_for_calendars(ctx)
    frame = await frame_of(ctx)
    own = await own_days(ctx, [wish for one in sent if not is_districts and (wish := _place_of(one))])
    entries: dict[tuple[UUID | None, date], Entry] = {}

    async def take(_: Context, wish: DayEntry) -> UUID:
        if not is_districts:
            POLICY.require(ctx, "calendar:write", school_id=wish.school_id)
        entry = frame.entry(wish.day, wish.day_type, wish.school_id, wish.note, by_school=not is_districts)
        if (entry.school_id, entry.day) in entries:
            raise DayRepeated(
                Words("Send one entry for each day and school.", es="Envíe una sola entrada por día y escuela."),
                errors=[fault("/day", Words("repeated", es="repetido"))],
            )
        if not is_districts:
            await own.check(ctx, entry)
        entries[entry.school_id, entry.day] = entry
        return entry.id

    reply = await each(ctx, DayEntry, sent, take, validate_only=False)
    correction = Correction()
    if entries:
        days, schools = [day for _, day in entries], {school_id for school_id, _ in entries}
        known = await list_entries(ctx, min(days), max(days), *schools)
        ids = {entry.id: known[place].id for place, entry in entries.items() if place in known}
        for row in reply.rows:
            row.id = ids.get(row.id, row.id) if row.id else None
        correction = await write(ctx, entries.values(), validate_only=validate_only)
    return CorrectionReply(
        validate_only=validate_only,
        done=reply.done,
        refused=reply.refused,
        rows=reply.rows,
        effect=await correction.effect(ctx),
    )


def require_days(ctx: Context) -> bool:
    """Is it somebody of the district, who says what any day is, or else of some schools? Raises `NotPermitted` for others."""
    if POLICY.lets(ctx, "calendar:write"):
        return True
    POLICY.require_any(ctx, "calendar:write")
    return False


async def own_days(ctx: Context, places: Collection[tuple[date, UUID | None]]) -> OwnDays:
    """What entries of schools for these days are held against."""
    days, schools = {day for day, _ in places}, {school_id for _, school_id in places}
    listed = await listed_of(ctx, days, schools)
    return OwnDays(await policy_of(ctx), await calendars_on(ctx, days), listed)


def _place_of(sent: Any) -> tuple[date, UUID | None] | None:
    """The day and the school of an entry as it was sent; None where it says none."""
    try:
        wish = DayEntry.model_validate(sent)
    except ValidationError:
        return None
    return wish.day, wish.school_id


async def remove(ctx: Context, entry_id: UUID) -> CalendarEffect:
    """Take an entry away: the day goes by its weekday again, or by what the district lists. Schools take back their own."""
    is_districts = require_days(ctx)
    await wait_for_calendars(ctx)
    row = await repository.get_entry(ctx, entry_id)
    if not is_districts:
        POLICY.require(ctx, "calendar:write", school_id=row.school_id)
        if not row.by_school:
            raise DayOfDistrict(
                Words(
                    f"{row.day}: the district lists it as {row.day_type} for this school.",
                    es=f"{row.day}: el distrito lo registra como {row.day_type} para esta escuela.",
                )
            )
    async with correcting(ctx, [row.day]) as correction:
        await repository.remove_entries(ctx, [row.id])
    return await correction.effect(ctx)


def _refuse_empty(found: Iterable[Calendars | None]) -> None:
    for calendars in {id(calendars): calendars for calendars in found if calendars}.values():
        for year, schools in calendars.groups():
            if not year.school_days:
                whose = Words("the district", es="el distrito")
                if schools is not None:
                    whose = Words(f"{len(schools)} school(s)", es=f"{len(schools)} escuelas")
                raise YearWithoutSchoolDays(
                    Words(
                        f"From {year.starts_on} to {year.ends_on} for {whose}; leave some days open.",
                        es=f"Del {year.starts_on} al {year.ends_on} para {whose.es}; deje abiertos algunos días.",
                    )
                )


def _days_of(found: dict[UUID | None, Change]) -> list[date]:
    return sorted({day for change in found.values() for day in (*change.closed, *change.opened)})


async def _follow(ctx: Context, found: dict[UUID | None, Change]) -> Outcome | None:
    """Let what is due follow; each person concerned is told once."""
    days = _days_of(found)
    if not days:
        return None
    schools = None if found[None] else [school_id for school_id, change in found.items() if school_id and change]
    return await follow_calendar(ctx, schools, days)


async def _follow_types(ctx: Context, codes: set[str], where: set[UUID | None]) -> Outcome | None:
    """Let what repeats by these types of days follow."""
    if not codes:
        return None
    return await follow_day_types(ctx, codes, None if None in where else [id_ for id_ in where if id_])


async def _count_tasks_due(ctx: Context, found: dict[UUID | None, Change]) -> int:
    others = [school_id for school_id in found if school_id]
    count = await repository.count_tasks_due(ctx, found[None].closed, others, at_these=False)
    alike: dict[tuple[date, ...], list[UUID]] = {}
    for school_id in others:
        alike.setdefault(found[school_id].closed, []).append(school_id)
    for closed, schools in alike.items():
        if closed:
            count += await repository.count_tasks_due(ctx, closed, schools, at_these=True)
    return count
