"""Importing a bundle: stage every file, then merge kind by kind."""

import asyncio
import gc
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from services.assessment.roster.roster_imports import (
    aliases,
    deltas,
    differences,
    earlier,
    giving_way,
    guards,
    identity,
    kinds,
    schooling,
    staging,
)
from services.assessment.roster.roster_imports.bundle import FILES, text_of
from services.assessment.roster.roster_imports.encodings import WINDOWS
from services.assessment.roster.roster_imports.headers import KEYS, SINCE_1_2, Header
from services.assessment.roster.roster_imports.ids import Ids
from services.assessment.roster.roster_imports.reading import Chunk, ColumnsMissing, Fault, Reader
from services.assessment.roster.roster_imports.rows import FORMS, ROLES_OF_USERS, Form
from services.assessment.roster.roster_imports.work import Import

_READ_AS_WINDOWS = (
    "The file is no UTF-8 and was read as Windows-1252. Look at names with accents, and export it as UTF-8."
)
_UNDATED = "The header lacks this column: rows that come out of order are taken in the order they come."
_FILE_ABSENT = "The last whole roster had this file, this one does not: what it listed stays."
_HELD = "A row that cannot be read may be of anybody: nobody this file does not list is taken for gone. Mend that row."
_SPOILT = (
    "Lines whose accents look as if the file had been written in one encoding and read in another: {}. "
    "They were taken as they stand. Export the file as UTF-8, once."
)


async def run(work: Import) -> None:
    """Write the bundle in the transaction of its context. Raises `RosterWouldShrink` or `FileMalformed`."""
    await staging.create(work.ctx)
    work.lacked = await earlier.lacked(work.ctx, work.source, work.bundle.mode)
    with _rare_collections(), zipfile.ZipFile(work.path) as archive:
        for file in FILES:
            if file in work.bundle.lines:
                _note_encoding(work, file)
                await _stage(work, _text(work, archive, file), FORMS[file])
        if work.bundle.version == "1.1" and "users" in work.bundle.lines and "roles" not in work.bundle.lines:
            await _stage(work, _text(work, archive, "users"), ROLES_OF_USERS)
    if work.delta:
        await deltas.take_held(work)
        for file in ("roles", "enrollments"):
            await aliases.name(work, file)
    else:
        await deltas.forget_held(work)
        await _note_kept(work)
    await giving_way.give_way(work)
    await work.report("merging", work.done)
    before = await guards.living(work)
    await schooling.begin(work.ctx, work.today)
    await differences.begin(work.ctx, work.today)
    await identity.refuse_students_as_staff(work)
    await kinds.merge_plain(work, "orgs", "parent_id", "parentSourcedId")
    await kinds.merge_plain(work, "academicSessions", "parent_id", "parentSourcedId")
    await kinds.merge_plain(work, "courses")
    await kinds.merge_classes(work)
    await kinds.merge_people(work)
    await kinds.merge_enrollments(work)
    if work.delta:
        await deltas.follow(work)
        await deltas.note_moments(work)
    await aliases.note(work)
    await schooling.settle(work.ctx, work.today)
    after = await guards.living(work)
    work.difference = await differences.read(work.ctx, before, after, work.today)
    await guards.hold(work, before)


def _text(work: Import, archive: zipfile.ZipFile, file: str) -> io.TextIOWrapper:
    return text_of(archive, file, work.bundle.encodings[file])


def _note_encoding(work: Import, file: str) -> None:
    """Say where names may not read as they were written."""
    if work.bundle.encodings[file] == WINDOWS:
        work.add_slips([Fault(file, 0, None, "encoding_not_utf8", _READ_AS_WINDOWS, None)])
    if spoilt := work.bundle.spoilt[file]:
        work.add_slips([Fault(file, 0, None, "text_spoilt", _SPOILT.format(spoilt), None)])


def _note_absent(work: Import, header: Header, form: Form) -> None:
    """Say which columns a file lacks, but for those its version does not know and those it lacked the last time."""
    work.absent[form.file] = set(header.absent)
    since = SINCE_1_2 if work.bundle.version == "1.1" else set()
    details = dict.fromkeys(header.absent, "The header lacks this column: what stood there stays.")
    if work.delta and not header.is_dated:
        details = {KEYS[2]: _UNDATED} | details
    work.lacking[form.file] = list(details)
    untold = since | work.lacked.get(form.file, set()) | (set(header.absent) if form.quiet else set())
    work.add_slips(
        [
            Fault(form.file, 0, column, "column_absent", detail + header.said_of(column), None)
            for column, detail in details.items()
            if column not in untold
        ]
    )


async def _note_kept(work: Import) -> None:
    """Say of which files nothing retires: they are absent, though the last whole roster had them, or a row may be of anybody."""
    there = {*work.bundle.lines, *(["roles"] if work.roles_file else [])}
    gone = await earlier.files(work.ctx, work.source) - there
    work.add_slips([Fault(file, 0, None, "file_absent", _FILE_ABSENT, None) for file in FILES if file in gone])
    held = work.unreadable & work.files.keys()
    work.add_slips([Fault(file, 0, None, "retirement_held", _HELD, None) for file in FILES if file in held])


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Rows are no cycles: looking for some among them again and again takes a third of the reading time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def _stage(work: Import, stream: io.TextIOBase, form: Form) -> None:
    """Copy a file's rows; while PostgreSQL takes one chunk, a thread reads the next."""
    try:
        ids = Ids(work.ctx.district_id, work.source)
        reader = Reader(stream, form, ids, work.bounds, delta=work.delta, sent_at=work.sent_at)
    except ColumnsMissing as missing:
        for column in missing.header.missing:
            detail = f"The header lacks this column.{missing.header.said_of(column)}"
            work.add_faults(form.file, 1, 0, [Fault(form.file, 0, column, "column_missing", detail, None)])
        work.unreadable.add(form.file)
        if form.file == "roles":
            work.unreadable.add("users")
        return
    _note_absent(work, reader.header, form)
    counts = work.files[form.file] = dict.fromkeys(("read", "written", "unchanged", "deleted", "faulty"), 0)
    ahead = asyncio.create_task(asyncio.to_thread(reader.take))
    ended = False
    while not ended:
        chunk: Chunk = await ahead
        ended = chunk.ended
        if not ended:
            ahead = asyncio.create_task(asyncio.to_thread(reader.take))
        counts["read"] += chunk.read
        work.done += chunk.read
        work.unreadable |= chunk.unreadable
        work.add_faults(form.file, len(chunk.faults), 0, chunk.faults)
        work.add_slips(chunk.slips)
        if chunk.records:
            await staging.copy(work.ctx, form, chunk.records)
        await staging.note(work.ctx, "protected", chunk.protected)
        await staging.note(work.ctx, "spared", chunk.spared)
        await work.report(form.file, work.done)
    await aliases.name(work, form.file)
    if work.delta:
        await deltas.order(work, form.file)
    await identity.refuse_claimed(work, form.file)
    work.add_faults(form.file, *await staging.settle(work.ctx, form.file))
