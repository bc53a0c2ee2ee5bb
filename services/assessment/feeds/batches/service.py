"""Use cases of batches: rows come in, count once the batch is whole, wait for their students, and can be taken back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.assessment.feeds.batches import repository, staging
from services.assessment.feeds.batches.feed import Batches, Feed, Landing
from services.assessment.feeds.batches.schemas import BatchFault, BatchPush, Pushed
from services.assessment.feeds.batches.staging import Faults
from services.assessment.feeds.batches.tables import BatchState
from services.assessment.feeds.sent_rows import people
from services.assessment.feeds.sent_rows.reading import MOST_BATCH_ROWS, Fault, Reading, whole_body
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from shared.context.context import Context
from shared.ids import new_id
from shared.texts.words import Words

FAULTS_SHOWN = 100
PARTS_SHOWN = 20
Claim = Callable[[str], Awaitable[None]]
_COUNTS = ("row_count", "held_count", "refused_count", "fault_count", "changed_count")


async def push(
    ctx: Context, of: Batches, feed: str, wish: BatchPush, form: str, body: AsyncIterator[bytes], claim: Claim
) -> Pushed[Any]:
    """Take the rows of one call. `claim` takes the caller's Idempotency-Key for the body's SHA-256."""
    POLICY.require(ctx, of.feeds[feed].right)
    await disclosures.officials_only(ctx, of.records)
    await of.feeds[feed].check(ctx, wish)
    sent, digest = await whole_body(ctx, body)
    await claim(digest)
    found = await asyncio.to_thread(of.feeds[feed].form.read, sent, form)
    # What was sent is as large as what was read of it.
    del sent
    if not wish.validate_only:
        return await _push(ctx, of, feed, wish, found, digest)
    async with ctx.rehearsal():
        return await _push(ctx, of, feed, wish, found, digest)


async def take_back(ctx: Context, of: Batches, batch_id: UUID) -> Any:
    """Have what stood there before a batch stand again, but where somebody said more since. Returns its row."""
    POLICY.require(ctx, of.take_back.right)
    await disclosures.officials_only(ctx, of.records)
    moment = await of.take_turn(ctx)
    row: Any = await ctx.row(of.row, of.listing, batch_id, "batch", of.visible(ctx))
    await of.take_back.check(ctx, row)
    feed = of.feed_of(row)
    row.state, row.taken_back_at = of.take_back.leads_to, ctx.now
    await ctx.session.flush()
    changed = await feed.take_back(ctx, row.id, moment)
    await ctx.session.execute(feed.rows.forget_held, {"district_id": ctx.district_id, "batch_id": row.id})
    await repository.drop_parts(ctx, of, row.id)
    ctx.emit(of.taken_back(row, changed))
    await of.follow(ctx, changed)
    return row


async def apply_held(ctx: Context, of: Batches, feed: str) -> None:
    """Put rows in force that waited for their student. They say nothing beyond themselves: that was done when they were sent."""
    rows = of.feeds[feed].rows
    statement, values = rows.waiting(of.table, of.by), {"district_id": ctx.district_id, "feed": feed}
    caught_up = 1
    while caught_up and (waiting := list(await ctx.session.execute(statement, values))):
        caught_up = 0
        for batch_id, of_batch in groupby(waiting, key=lambda row: row.batch_id):
            caught_up += await _catch_up(ctx, of, feed, batch_id, [tuple(row)[1:] for row in of_batch])


async def _catch_up(ctx: Context, of: Batches, feed: str, batch_id: UUID, waiting: list[tuple[Any, ...]]) -> int:
    """Returns how many wait no more."""
    rows = of.feeds[feed].rows
    moment = await of.take_turn(ctx)
    await staging.begin(ctx, rows)
    for part, of_part in groupby(waiting, key=lambda row: row[0]):
        await staging.add(ctx, rows, part, [row[1:] for row in of_part])
    await _look_up(ctx, of.feeds[feed], batch_id, {row[2] for row in waiting})
    which = {"district_id": ctx.district_id, "batch_id": batch_id}
    dropped = await ctx.session.execute(rows.drop_caught_up, which)
    await of.follow(ctx, await of.feeds[feed].land(ctx, Landing(batch_id, moment)))
    return int(getattr(dropped, "rowcount", 0))


async def _push(ctx: Context, of: Batches, feed: str, wish: BatchPush, found: Reading[Any], digest: str) -> Pushed[Any]:
    moment = await of.take_turn(ctx)
    row = await _batch(ctx, of, feed, wish)
    landing = Landing(row.id, moment, wish, row)
    if row.state == BatchState.TAKEN_BACK:
        # Of a part that came before as well: it counts no more, and will not by being sent again.
        raise of.refused.taken_back
    known = next((part for part in row.parts if part["part"] == wish.part), None)
    if known is not None:
        if known["sha256"] != digest:
            raise of.refused.part_differs
        if row.state == BatchState.OPEN and wish.complete:
            # The last part came before as one that is not: it is there, and the batch is whole now.
            return await _pushed(ctx, of, wish, row, await _complete(ctx, of, feed, landing, []))
        return of.reply(validate_only=wish.validate_only, batch=await of.shown(ctx, row), faults=[])
    if row.state == BatchState.APPLIED:
        raise of.refused.complete
    rows, faults = await _taken(ctx, of.feeds[feed], wish, found)
    row.parts = [*row.parts, {"part": wish.part, "rows": found.row_count, "sha256": digest}]
    row.row_count += found.row_count
    if row.row_count > MOST_BATCH_ROWS:
        raise of.refused.too_large(
            Words(
                f"At most {MOST_BATCH_ROWS:,} rows in all parts.",
                es=f"Como máximo {MOST_BATCH_ROWS:,} filas en todas las partes.",
            )
        )
    row.refused_count += found.row_count - len(rows)
    if wish.complete:
        faults += await _complete(ctx, of, feed, landing, rows)
    else:
        kept = of.feeds[feed].rows.kept
        await repository.keep_part(ctx, of, row.id, wish.part, [kept(one) for one in rows])
    return await _pushed(ctx, of, wish, row, faults)


async def _pushed(ctx: Context, of: Batches, wish: BatchPush, row: Any, faults: Faults) -> Pushed[Any]:
    """What came of the call, kept and told."""
    row.fault_count += len(faults)
    await repository.add_faults(ctx, of, row.id, faults)
    await ctx.session.flush()
    told = [BatchFault(part=part, **vars(one)) for part, one in faults[:FAULTS_SHOWN]]
    return of.reply(validate_only=wish.validate_only, batch=await of.shown(ctx, row), faults=told)


async def _batch(ctx: Context, of: Batches, feed: str, wish: BatchPush) -> Any:
    """The batch of this name, or a new one."""
    row = await repository.find_by_name(ctx, of, feed, wish.batch) if wish.batch else None
    if row is None:
        id_ = new_id()
        said = {"id": id_, of.by: feed, "batch": wish.batch or str(id_), "state": BatchState.OPEN, "parts": []}
        none_yet = dict.fromkeys(("applied_at", "taken_back_at"))
        row = of.row(**said, **dict.fromkeys(_COUNTS, 0), **none_yet, **of.begun(wish))
        ctx.add(row)
        await ctx.session.flush()
    return row


async def _taken(
    ctx: Context, feed: Feed, wish: BatchPush, found: Reading[Any]
) -> tuple[list[tuple[Any, ...]], Faults]:
    """The rows that can be taken, and what is wrong with them and the others."""
    schools, take = await people.schools(ctx), await feed.take(ctx, wish)
    rows: list[tuple[Any, ...]] = []
    faults = list(found.faults)
    for number, body in found.rows:
        school_id = people.school_of(schools, number, body)
        if isinstance(school_id, Fault):
            faults.append(school_id)
            continue
        says, wrong = take(number, body)
        if wrong is not None:
            faults.append(wrong)
        if says is not None:
            rows.append((number, *people.student_of(body), school_id, *says))
    return rows, [(wish.part, one) for one in faults]


async def _complete(ctx: Context, of: Batches, feed: str, landing: Landing, last: list[tuple[Any, ...]]) -> Faults:
    """Have the whole batch count. Returns what is wrong with rows of any part; raises the refusal of parts or rows that are
    missing.
    """
    row, wish, rows = landing.row, landing.wish, of.feeds[feed].rows
    sent = {part["part"] for part in row.parts}
    if lacking := [number for number in range(1, max(sent)) if number not in sent]:
        listed = ", ".join(map(str, lacking[:PARTS_SHOWN])) + (" …" if len(lacking) > PARTS_SHOWN else "")
        raise of.refused.parts_missing(
            Words(
                f"Of {max(sent)} parts these did not come: {listed}.",
                es=f"De {max(sent)} partes no llegaron: {listed}.",
            )
        )
    if wish.rows is not None and wish.rows != row.row_count:
        raise of.refused.rows_missing(
            Words(
                f"It says {wish.rows:,} rows; {row.row_count:,} came.",
                es=f"Dice {wish.rows:,} filas; llegaron {row.row_count:,}.",
            )
        )
    await staging.begin(ctx, rows)
    known_by = {one[1] for one in last}
    for part, kept in await repository.parts(ctx, of, row.id):
        earlier = [rows.read_back(one) for one in kept]
        known_by |= {one[1] for one in earlier}
        await staging.add(ctx, rows, part, earlier)
    await staging.add(ctx, rows, wish.part, last)
    faults, held, refused = await _look_up(ctx, of.feeds[feed], row.id, known_by)
    changed = await of.feeds[feed].land(ctx, landing)
    await repository.drop_parts(ctx, of, row.id)
    row.held_count, row.refused_count = held, row.refused_count + refused
    row.changed_count, row.applied_at, row.state = changed.fact_count, ctx.now, BatchState.APPLIED
    ctx.emit(of.applied(row))
    await ctx.session.flush()
    await of.follow(ctx, changed)
    return faults


async def _look_up(ctx: Context, feed: Feed, batch_id: UUID, known_by: set[str]) -> tuple[Faults, int, int]:
    """Find whom staged rows are about. Returns what is wrong with rows, how many are held, and how many are refused."""
    await ctx.session.execute(text(f"analyze {feed.rows.name}_sent"))
    await feed.before(ctx)
    faults, held, refused = await staging.look_up(ctx, feed.rows, batch_id, sorted(known_by))
    more, refused_too = await feed.looked_up(ctx)
    return faults + more, held, refused + refused_too
