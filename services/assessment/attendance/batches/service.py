"""Use cases of batches: rows come in, count once the batch is whole, and can be taken back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.assessment.attendance.batches import repository
from services.assessment.attendance.batches.enrolling import ENROLLMENTS
from services.assessment.attendance.batches.errors import BatchComplete, BatchPartDiffers, BatchTakenBack, BatchTooLarge
from services.assessment.attendance.batches.events import AttendanceTakenBack
from services.assessment.attendance.batches.feeds import Faults, Feed
from services.assessment.attendance.batches.following import follow
from services.assessment.attendance.batches.may import MAY
from services.assessment.attendance.batches.reporting import EVENTS
from services.assessment.attendance.batches.schemas import (
    AttendanceBatch,
    AttendanceDay,
    AttendanceDays,
    AttendanceDaysAsked,
    AttendanceFault,
    AttendancePushed,
    BatchPush,
)
from services.assessment.attendance.batches.tables import AttendanceBatchRow, BatchState
from services.assessment.attendance.batches.transitions import TAKE_BACK
from services.assessment.attendance.standings import turns
from services.assessment.attendance.standings.service import window_of
from services.assessment.feeds.sent_rows.reading import MOST_BATCH_ROWS, whole_body
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.queries import known_schools
from shared.directory.references import SCHOOL
from shared.errors import NotFound
from shared.ids import new_id
from shared.school_year import school_year_of
from shared.texts.words import Words

FAULTS_SHOWN = 100
FEEDS = {feed.about: feed for feed in (EVENTS, ENROLLMENTS)}


def visible(ctx: Context) -> dict[str, Any]:
    """Batches are for those who may send some."""
    POLICY.require(ctx, "attendance:write")
    return {}


async def push(
    ctx: Context,
    feed: Feed,
    wish: BatchPush,
    kind: str,
    body: AsyncIterator[bytes],
    claim: Callable[[str], Awaitable[None]],
) -> AttendancePushed:
    """Take the rows of one call. `claim` takes the caller's Idempotency-Key for the body's SHA-256."""
    POLICY.require(ctx, "attendance:write")
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    await feed.check(ctx, wish)
    sent, digest = await whole_body(ctx, body)
    await claim(digest)
    if not wish.validate_only:
        return await _push(ctx, feed, wish, kind, sent, digest)
    async with ctx.rehearsal():
        return await _push(ctx, feed, wish, kind, sent, digest)


async def take_back(ctx: Context, batch_id: UUID) -> AttendanceBatchRow:
    """Have what stood there before a batch stand again, but where somebody said more since."""
    POLICY.require(ctx, TAKE_BACK.right)
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    moment = await turns.take_turn(ctx)
    row = await ctx.get(AttendanceBatchRow, batch_id, "batch")
    await TAKE_BACK.check(ctx, row)
    changed = await FEEDS[row.about].take_back(ctx, row.id, moment)
    await repository.drop_parts(ctx, row.id)
    row.state, row.taken_back_at = TAKE_BACK.leads_to, ctx.now
    await ctx.session.flush()
    ctx.emit(AttendanceTakenBack(attendance_batch_id=row.id, changed_count=changed.fact_count))
    await follow(ctx, changed)
    return row


async def days(ctx: Context, school_id: UUID, asked: AttendanceDaysAsked) -> AttendanceDays:
    """Which of a school's days are reported in full, and which are owed."""
    if not await known_schools(ctx, [school_id]):
        raise NotFound(Words("No such school.", es="No existe esa escuela."))
    POLICY.require(ctx, "attendance:read", school_id=school_id)
    yesterday = await ctx.today() - timedelta(days=1)
    first_on = asked.first_on or window_of(school_year_of(asked.last_on or yesterday))[0]
    rows = await repository.school_days(ctx, school_id, first_on, asked.last_on or yesterday)
    school = (await references(ctx, {SCHOOL: [school_id]})).to(SCHOOL, school_id)
    items = [
        AttendanceDay(
            school=school,
            day=row["day"],
            reported=row["batch_id"] is not None,
            listed=row["listed"],
            attendance_batch_id=row["batch_id"],
            recorded_at=row["recorded_at"],
            unreported_students=row["unreported_students"],
        )
        for row in rows
    ]
    whole = [(item, item.reported and not item.unreported_students) for item in items]
    shown = [item for item, is_whole in whole if asked.reported is None or is_whole == asked.reported]
    return AttendanceDays(
        school=school,
        whole_through=_whole_through(items),
        unreported_count=sum(not item.reported for item in items),
        items=shown,
    )


async def shown(ctx: Context, row: AttendanceBatchRow) -> AttendanceBatch:
    """The row as its list shows it."""
    return await MAY.reply(ctx, AttendanceBatch, row)


async def _push(ctx: Context, feed: Feed, wish: BatchPush, kind: str, sent: bytes, digest: str) -> AttendancePushed:
    found = await asyncio.to_thread(feed.form.read, sent, kind)
    moment = await turns.take_turn(ctx)
    row = await _batch(ctx, feed, wish)
    known = next((part for part in row.parts if part["part"] == wish.part), None)
    if known is not None:
        if known["sha256"] != digest:
            raise BatchPartDiffers
        if row.state == BatchState.OPEN and wish.complete:
            # The last part came before as one that is not: it is there, and the batch is whole now.
            return await _pushed(ctx, wish, row, await feed.complete(ctx, wish, row, [], moment))
        return AttendancePushed(validate_only=wish.validate_only, batch=await shown(ctx, row), faults=[])
    if row.state != BatchState.OPEN:
        raise (BatchComplete if row.state == BatchState.APPLIED else BatchTakenBack)()
    rows, faults = await feed.stage(ctx, wish, found)
    row.parts = [*row.parts, {"part": wish.part, "rows": found.row_count, "sha256": digest}]
    row.row_count += found.row_count
    if row.row_count > MOST_BATCH_ROWS:
        raise BatchTooLarge(
            Words(
                f"At most {MOST_BATCH_ROWS:,} rows in all parts.",
                es=f"Como máximo {MOST_BATCH_ROWS:,} filas en todas las partes.",
            )
        )
    row.refused_count += found.row_count - len(rows)
    if wish.complete:
        faults += await feed.complete(ctx, wish, row, rows, moment)
    else:
        await repository.keep_part(ctx, row.id, wish.part, [feed.kept(one) for one in rows])
    return await _pushed(ctx, wish, row, faults)


async def _pushed(ctx: Context, wish: BatchPush, row: AttendanceBatchRow, faults: Faults) -> AttendancePushed:
    """What came of the call, kept and told."""
    row.fault_count += len(faults)
    await repository.add_faults(ctx, row.id, faults)
    await ctx.session.flush()
    told = [AttendanceFault(part=part, **vars(one)) for part, one in faults[:FAULTS_SHOWN]]
    return AttendancePushed(validate_only=wish.validate_only, batch=await shown(ctx, row), faults=told)


async def _batch(ctx: Context, feed: Feed, wish: BatchPush) -> AttendanceBatchRow:
    """The batch of this name, or a new one."""
    row = await repository.find_by_name(ctx, feed.about, wish.batch) if wish.batch else None
    if row is None:
        id_ = new_id()
        row = AttendanceBatchRow(
            **{
                "id": id_,
                "about": feed.about,
                "batch": wish.batch or str(id_),
                "state": BatchState.OPEN,
                "covers": getattr(wish, "covers", None),
                "parts": [],
            },
            **dict.fromkeys(
                ("row_count", "held_count", "refused_count", "fault_count", "changed_count", "day_count"), 0
            ),
            **dict.fromkeys(("first_on", "last_on", "applied_at", "taken_back_at")),
        )
        ctx.add(row)
        await ctx.session.flush()
    return row


def _whole_through(items: list[AttendanceDay]) -> date | None:
    """The last day before the first that is owed, counted from the first that was reported."""
    reached = None
    for item in items:
        if item.reported:
            reached = item.day
        elif reached is not None:
            break
    return reached
