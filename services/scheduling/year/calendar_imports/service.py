"""Importing a calendar: all of a file or nothing."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

from services.scheduling.calendar.calendars.repository import wait_for_calendars
from services.scheduling.calendar.day_types.errors import NoSuchDayType
from services.scheduling.permissions import POLICY
from services.scheduling.year.calendar_imports import csv_files, icalendar_files
from services.scheduling.year.calendar_imports.errors import CalendarFileFaulty, NothingToImport
from services.scheduling.year.calendar_imports.icalendar_files import Reading
from services.scheduling.year.calendar_imports.rules import LineFault, Wish, merge
from services.scheduling.year.calendar_imports.schemas import (
    MOST_LEFT_OUT,
    CalendarImport,
    CalendarImportWish,
    EventLeftOut,
)
from services.scheduling.year.corrections.errors import DayOutsideYears
from services.scheduling.year.corrections.rules import Entry
from services.scheduling.year.corrections.service import Frame, frame_of, write
from shared.context.context import Context
from shared.directory.queries import with_its_zeros
from shared.errors import BodyTooLarge, NoSuchSchool, fault
from shared.texts.words import Words

CSV, ICALENDAR = "text/csv", "text/calendar"
MOST_BYTES = 2_000_000
MOST_ENTRIES = 20_000
MOST_FAULTS = 100


async def take(
    ctx: Context,
    wish: CalendarImportWish,
    kind: str,
    body: AsyncIterator[bytes],
    claim: Callable[[str], Awaitable[None]],
) -> CalendarImport:
    """List the days a file speaks of, and say what that closes; `claim` takes the Idempotency-Key for its digest."""
    POLICY.require(ctx, "calendar:write")
    sent = await _read_body(body)
    await claim(hashlib.sha256(sent).hexdigest())
    await wait_for_calendars(ctx)
    frame = await frame_of(ctx)
    _check(frame, wish)
    reading = await asyncio.to_thread(_read, sent, kind, wish, frame)
    entries = _entries(reading, wish, frame)
    if not entries:
        raise NothingToImport(
            Words(
                "Each line or event must speak of a school day; the description of this call says what is taken.",
                es="Cada línea o evento debe hablar de un día escolar; la "
                "descripción de esta llamada dice lo que se acepta.",
            )
        )
    correction = await write(ctx, entries, validate_only=wish.validate_only)
    return CalendarImport(
        validate_only=wish.validate_only,
        entries=len(entries),
        left_out_count=len(reading.left_out),
        left_out=[EventLeftOut(line=one.line, reason=one.reason) for one in reading.left_out[:MOST_LEFT_OUT]],
        effect=await correction.effect(ctx),
    )


async def _read_body(body: AsyncIterator[bytes]) -> bytes:
    sent = bytearray()
    async for block in body:
        sent += block
        if len(sent) > MOST_BYTES:
            raise BodyTooLarge(Words(f"At most {MOST_BYTES} bytes.", es=f"Como máximo {MOST_BYTES} bytes."))
    return bytes(sent)


def _check(frame: Frame, wish: CalendarImportWish) -> None:
    if wish.school_id is not None and wish.school_id not in frame.school_ids:
        raise NoSuchSchool(
            Words("Give the id of a school of the district.", es="Indique el id de una escuela del distrito."),
            errors=[fault("?school_id", Words("no such school", es="no existe esa escuela"))],
        )
    if wish.otherwise is not None and wish.otherwise not in frame.types.district:
        raise NoSuchDayType(
            Words("Give one of GET /v1/day-types.", es="Indique uno de GET /v1/day-types."),
            errors=[fault("?otherwise", Words("no such day type", es="no existe ese tipo de día"))],
        )
    if not frame.spans:
        raise DayOutsideYears(
            Words(
                "The district has no school year yet; import a roster or add one.",
                es="El distrito aún no tiene año escolar; importe un registro escolar o añada uno.",
            )
        )


def _read(sent: bytes, kind: str, wish: CalendarImportWish, frame: Frame) -> Reading:
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Reading(
            faults=[LineFault(1, "", "not_utf8", Words("write the file in UTF-8", es="escriba el archivo en UTF-8"))]
        )
    if kind == CSV:
        wishes, faults = csv_files.read(text, frame.types.district)
        return Reading(wishes, faults)

    days = frame.days(wish.school_id)
    reading = icalendar_files.read(text.encode(), icalendar_files.Frame(frame.types.district, wish.otherwise, days))
    reading.wishes = merge(reading.wishes, frame.types.district)
    return reading


def _entries(reading: Reading, wish: CalendarImportWish, frame: Frame) -> list[Entry]:
    """The entries to be written. Raises `CalendarFileFaulty` with what is wrong, line by line."""
    faults, entries = list(reading.faults), {}
    for one in reading.wishes:
        found = _entry(one, wish.school_id, frame)
        if isinstance(found, Entry) and (found.school_id, found.day) in entries:
            found = LineFault(
                one.line,
                "day",
                "day_repeated",
                Words(
                    "this day of this school was on a line before",
                    es="este día de esta escuela ya estaba en una línea anterior",
                ),
            )
        if isinstance(found, Entry):
            entries[found.school_id, found.day] = found
        else:
            faults.append(found)
    if len(entries) > MOST_ENTRIES:
        faults.append(
            LineFault(
                1,
                "",
                "too_many_days",
                Words(
                    f"at most {MOST_ENTRIES} days and schools a file",
                    es=f"como máximo {MOST_ENTRIES} días y escuelas por archivo",
                ),
            )
        )
    if faults:
        faults.sort(key=lambda one: one.line)
        errors = [
            {
                **fault(f"/lines/{one.line}" + (f"/{one.name}" if one.name else ""), one.detail, one.code),
                "line": one.line,
            }
            for one in faults[:MOST_FAULTS]
        ]
        raise CalendarFileFaulty(
            Words(
                f"{len(faults)} line(s) cannot be taken, so none was; see errors.",
                es=f"No se pueden aceptar {len(faults)} líneas, así que no se aceptó ninguna; vea errors.",
            ),
            errors=errors,
        )
    return list(entries.values())


def _entry(one: Wish, school_id: UUID | None, frame: Frame) -> Entry | LineFault:
    if one.school_code is not None and one.school_code not in frame.schools:
        meant = with_its_zeros(one.school_code, frame.schools)
        words = Words(f"give a school's local code{meant}", es=f"indique el código local de una escuela{meant.es}")
        return LineFault(one.line, "school_code", "no_such_school", words)
    try:
        whose = frame.schools[one.school_code] if one.school_code else school_id
        return frame.entry(one.day, one.day_type, whose, one.note)
    except DayOutsideYears as outside:
        return LineFault(
            one.line,
            "day",
            outside.code,
            Words("the day lies in no school year", es="el día no está en ningún año escolar"),
        )
