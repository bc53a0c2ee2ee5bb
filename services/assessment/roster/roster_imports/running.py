"""Running a job: the bundle's data are one transaction; how far it is goes into short ones of their own."""

import asyncio
import tempfile
import time
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from math import ceil
from pathlib import Path
from uuid import UUID

from services.assessment.privacy.disclosures.signers import weigh_signers
from services.assessment.records.roster_listings import repository as sources
from services.assessment.records.roster_listings import worlds
from services.assessment.records.roster_listings.errors import RosterSourceEnded
from services.assessment.records.student_records import stays
from services.assessment.records.student_records.turns import TURN
from services.assessment.roster.roster_imports import (
    befores,
    ending,
    holding,
    importing,
    people,
    personal,
    publishing,
    repository,
    restoring,
    silence,
    staging,
)
from services.assessment.roster.roster_imports.bounds import Bounds
from services.assessment.roster.roster_imports.bundle import inspect
from services.assessment.roster.roster_imports.errors import (
    BundleCellTooLarge,
    BundleTooManyCells,
    FileMalformed,
    ImportBrokeOff,
    ImportSuperseded,
    ImportTookTooLong,
    RosterWouldShrink,
)
from services.assessment.roster.roster_imports.events import FileCounts, RosterImportFinished
from services.assessment.roster.roster_imports.tables import ImportState, RosterImportRow
from services.assessment.roster.roster_imports.work import Import
from shared import clock
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.locks import one_at_a_time
from shared.errors import Refusal
from shared.settings import Settings
from shared.texts.words import Words

ENDED = (ImportState.FINISHED, ImportState.FINISHED_WITH_FAULTS, ImportState.FAILED, ImportState.VALIDATED)
SECONDS_BETWEEN_REPORTS = 0.5
#: How long what was held back waits for somebody.
HELD_FOR = timedelta(days=7)
NOT_APPROVED = {"approved_by": None, "approved_at": None, "approved_hash": None}
BROKE_OFF = Words(
    "Nothing was changed. Tell the operators the id of this import, then send the bundle again.",
    es="No se modificó nada. Comunique a los operadores el id de esta importación y envíe el paquete de nuevo.",
)
SUPERSEDED = Words(
    "It waited while a bundle that was sent later was imported. Nothing was changed. Send the latest roster again.",
    es="Esperó mientras se importaba un paquete enviado después. No se "
    "modificó nada. Envíe de nuevo el registro escolar más reciente.",
)
# A statement that goes on is ended by the database too: the worker's own word may not reach it.
STATEMENTS_END = "set local statement_timeout = {most}"


class _Unwanted(Exception):
    """A trial run is over: undo it."""


async def run(ctx: Context, import_id: UUID) -> None:
    """Import a bundle. Sent again after a crash, it starts over; a job that has ended is left alone."""
    await one_at_a_time(ctx, TURN)
    # An import finds what it touched by its moment: those of one transaction must not share theirs.
    ctx.now = max(clock.now(), ctx.now + timedelta(microseconds=1))
    row = await ctx.get(RosterImportRow, import_id, "roster import")
    if row.state in ENDED:
        return
    if not row.validate_only and await repository.is_superseded(ctx, row):
        await _end(ctx, import_id, ImportState.FAILED, refusal=ImportSuperseded(SUPERSEDED))
        return
    if row.attempts > len(ctx.settings.event_retry_seconds):
        # It never came to its end, not even to a bad one: most likely it is more than the worker's memory holds.
        await _end(ctx, import_id, ImportState.FAILED, refusal=ImportBrokeOff(BROKE_OFF))
        return
    attempts, most = row.attempts + 1, len(ctx.settings.event_retry_seconds)
    async with _aside(ctx) as short:
        started = row.started_at or short.now
        await repository.change_import(
            short, import_id, state=ImportState.RUNNING, attempts=attempts, started_at=started
        )
    longest = asyncio.timeout(ctx.settings.max_roster_seconds)
    try:
        async with longest:
            with tempfile.TemporaryDirectory(prefix="roster-") as folder:
                path = Path(folder) / "bundle.zip"
                await staging.execute(ctx, STATEMENTS_END.format(most=ceil(ctx.settings.max_roster_seconds * 1000)))
                await repository.write_parts(ctx, import_id, path)
                await _import(ctx, row, path)
    except Exception:
        # Before anybody else writes the job's row, this transaction must let go of it.
        await ctx.close()
        async with _aside(ctx) as short:
            if longest.expired():
                # Sent to the worker again it would only take as long again, and others wait.
                await _end(short, import_id, ImportState.FAILED, refusal=_took_too_long(ctx.settings))
            elif attempts > most:
                await _end(short, import_id, ImportState.FAILED, refusal=ImportBrokeOff(BROKE_OFF))
            else:
                await repository.change_import(short, import_id, state=ImportState.QUEUED)
        raise


def _took_too_long(settings: Settings) -> ImportTookTooLong:
    most = f"{settings.max_roster_seconds:g}"
    return ImportTookTooLong(
        Words(
            f"It was ended after {most} s, so that other districts' rosters come in. Nothing was changed.",
            es=f"Se terminó después de {most} s, para que entren los registros de otros distritos. No se modificó nada.",
        )
    )


async def _import(ctx: Context, row: RosterImportRow, path: Path) -> None:
    zone = await ctx.zone()
    bounds = Bounds.of(ctx.settings)
    of = await ctx.get(RosterImportRow, row.restores, "roster import") if row.restores else None
    bundle = restoring.NOTHING if of or row.ends_source else await asyncio.to_thread(inspect, path, row.mode, bounds)
    total = sum(bundle.lines.values())
    reported = 0.0

    async def report(file: str, done: int) -> None:
        nonlocal reported
        if time.monotonic() - reported > SECONDS_BETWEEN_REPORTS or file == "merging":
            progress = {"file": file, "rows_done": done, "rows_total": max(total, done)}
            async with _aside(ctx) as short:
                await repository.change_import(short, row.id, progress=progress)
            reported = time.monotonic()

    today, several = await ctx.today(), await sources.several(ctx)
    work = Import(ctx, bundle, path, today, row.created_at, row.may_shrink, report, bounds, row.source)
    work.approved = row.approved_hash
    # What several sources list is told as of now: of two rosters the one that was sent earlier may be the one that is believed.
    listed_at = ctx.now if several else row.created_at
    state, refusal = ImportState.FINISHED, None
    # A source ends, or does so no more, in the roster that all sources make together.
    apart = several and not (row.ends_source or (of and of.ends_source))
    try:
        async with ctx.session.begin_nested():
            if not (row.ends_source or of):
                await sources.check_goes_on(ctx, row.source)
            await personal.note_by_hand(ctx)
            if apart:
                await worlds.enter(ctx, row.source)
            await _read(work, row, of)
            if not (apart or of or row.ends_source):
                await personal.tell_replaced(work)
            if row.validate_only:
                raise _Unwanted
            if apart:
                await personal.hold_against_hands(ctx)
                await worlds.leave(ctx, row.source, today, taken_back=of.imported_at if of else None)
                await personal.tell_replaced(work)
                await people.find_places(ctx)
            elif not several:
                await (stays.undo(ctx, of.imported_at) if of and of.imported_at else stays.note(ctx, today, "befores"))
            await publishing.emit_listed(ctx, zone, today, listed_at, row, work.roles_file)
            await publishing.emit_placements(ctx, listed_at, today, bulk=not work.delta)
            await weigh_signers(ctx)
            await befores.keep(ctx, row.id)
        if work.fault_count:
            state = ImportState.FINISHED_WITH_FAULTS
    except _Unwanted:
        state = ImportState.VALIDATED
    except (RosterWouldShrink, RosterSourceEnded, FileMalformed, BundleTooManyCells, BundleCellTooLarge) as found:
        state, refusal = ImportState.FAILED, found
    await _follow(ctx, row, work, state, refusal)


async def _follow(
    ctx: Context, row: RosterImportRow, work: Import, state: ImportState, refusal: Refusal | None
) -> None:
    """What follows from how an import ended, and that it did."""
    held = isinstance(refusal, RosterWouldShrink) and not row.validate_only
    if not row.validate_only:
        await repository.add_matches(ctx, work.matches)
    if state in (ImportState.FINISHED, ImportState.FINISHED_WITH_FAULTS):
        await holding.let_go(ctx, all_before=row)
        await silence.heard(ctx)
    elif held:
        await holding.ask(ctx, row)
    if state in (ImportState.FINISHED, ImportState.FINISHED_WITH_FAULTS):
        until = ctx.now + befores.RESTORABLE_FOR
        await repository.change_import(ctx, row.id, imported_at=ctx.now, restorable_until=until)
    await _end(ctx, row.id, state, work=work, refusal=refusal, held=held)


async def _read(work: Import, row: RosterImportRow, of: RosterImportRow | None) -> None:
    """Do what a job is for: import its bundle, end its source, or take back what another did (`of`)."""
    if row.ends_source:
        await ending.run(work, row)
    elif of is None:
        await importing.run(work)
    else:
        assert of.imported_at is not None
        if of.ends_source:
            await ending.undo(work, row.source, of.imported_at)
        else:
            await restoring.run(work, of.id, of.imported_at)


async def _end(
    ctx: Context,
    import_id: UUID,
    state: ImportState,
    *,
    work: Import | None = None,
    refusal: Refusal | None = None,
    held: bool = False,
) -> None:
    files = work.files if work else {}
    if work:
        await repository.add_faults(ctx, import_id, [*work.faults, *work.ripples])
    difference = work.difference if work else None
    await repository.add_changes(ctx, import_id, difference.rows if difference else [])
    if not held:
        await repository.drop_parts(ctx, import_id)
    done = {"file": None, "rows_done": work.done if work else 0, "rows_total": work.done if work else 0}
    await repository.change_import(
        ctx,
        import_id,
        state=state,
        files=files,
        lacking=work.lacking if work else {},
        fault_count=work.fault_count if work else 0,
        fault_counts=work.fault_counts if work else {},
        refusal={"code": refusal.code, "detail": refusal.detail} if refusal else None,
        difference=difference.summary if difference else None,
        difference_hash=difference.digest if difference else None,
        **({"held_until": ctx.now + HELD_FOR, **NOT_APPROVED} if held else {}),
        progress=done,
        finished_at=clock.now(),
    )
    counts = {file: FileCounts(**found) for file, found in files.items()}
    ctx.emit(RosterImportFinished(import_id=import_id, state=state.value, counts=counts))


def _aside(ctx: Context) -> AbstractAsyncContextManager[Context]:
    """A short piece of work of its own, committed at once, so that a caller who polls sees it."""
    return work_for(
        ctx.db, ctx.settings, ctx.district_id, correlation_id=ctx.correlation_id, causation_id=ctx.causation_id
    )
