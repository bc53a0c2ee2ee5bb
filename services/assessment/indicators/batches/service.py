"""Use cases of batches: rows come in, count once the batch is whole, and can be taken back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.assessment.attendance.batches.tables import BatchState
from services.assessment.feeds.sent_rows import people
from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.feeds.sent_rows.reading import MOST_BATCH_ROWS, Fault, Reading, whole_body
from services.assessment.feeds.sent_rows.schemas import FactBody
from services.assessment.indicators.batches import applying, repository, staging, taking_back
from services.assessment.indicators.batches.errors import (
    BatchComplete,
    BatchPartDiffers,
    BatchRowsMissing,
    BatchTakenBack,
    BatchTooLarge,
)
from services.assessment.indicators.batches.events import IndicatorsApplied, IndicatorsTakenBack
from services.assessment.indicators.batches.following import follow
from services.assessment.indicators.batches.kinds import KINDS
from services.assessment.indicators.batches.may import MAY
from services.assessment.indicators.batches.schemas import (
    IndicatorBatch,
    IndicatorFault,
    IndicatorPush,
    IndicatorsPushed,
)
from services.assessment.indicators.batches.staging import Sent
from services.assessment.indicators.batches.tables import FactsOf, IndicatorBatchRow
from services.assessment.indicators.batches.transitions import TAKE_BACK
from services.assessment.indicators.facts import turns
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.ids import new_id
from shared.texts.words import Words

FAULTS_SHOWN = 100
Faults = list[tuple[int, Fault]]
Claim = Callable[[str], Awaitable[None]]


def visible(ctx: Context) -> dict[str, Any]:
    """Batches are for those who may send some: of the kinds they may send."""
    POLICY.require(ctx, TAKE_BACK.right)
    return {"sent_by_them": [kind.name for kind in KINDS.values() if kind.right in ctx.principal.scopes]}


async def push(
    ctx: Context, facts_of: FactsOf, wish: IndicatorPush, form: str, body: AsyncIterator[bytes], claim: Claim
) -> IndicatorsPushed:
    """Take the rows of one call. `claim` takes the caller's Idempotency-Key for the body's SHA-256."""
    kind = KINDS[facts_of]
    POLICY.require(ctx, kind.right)
    await disclosures.officials_only(ctx, RecordKind.INDICATORS)
    sent, digest = await whole_body(ctx, body)
    await claim(digest)
    found = await asyncio.to_thread(kind.form.read, sent, form)
    if not wish.validate_only:
        return await _push(ctx, kind, wish, found, digest)
    async with ctx.rehearsal():
        return await _push(ctx, kind, wish, found, digest)


async def take_back(ctx: Context, batch_id: UUID) -> IndicatorBatchRow:
    """Have what stood there before a batch stand again, but where somebody said more since."""
    POLICY.require(ctx, TAKE_BACK.right)
    await disclosures.officials_only(ctx, RecordKind.INDICATORS)
    moment = await turns.take_turn(ctx)
    row = await ctx.row(IndicatorBatchRow, repository.LISTING, batch_id, "batch", visible(ctx))
    await TAKE_BACK.check(ctx, row)
    row.state, row.taken_back_at = TAKE_BACK.leads_to, ctx.now
    await ctx.session.flush()
    students = await taking_back.take_back(ctx, KINDS[row.kind], row.id, moment)
    await repository.drop_parts(ctx, row.id)
    ctx.emit(IndicatorsTakenBack(indicator_batch_id=row.id, kind=row.kind, changed_count=len(students)))
    await follow(ctx, students)
    return row


async def shown(ctx: Context, row: IndicatorBatchRow) -> IndicatorBatch:
    """The row as its list shows it."""
    return await MAY.reply(ctx, IndicatorBatch, row)


async def _push(
    ctx: Context, kind: FactKind, wish: IndicatorPush, found: Reading[Any], digest: str
) -> IndicatorsPushed:
    moment = await turns.take_turn(ctx)
    row = await _batch(ctx, kind, wish)
    known = next((part for part in row.parts if part["part"] == wish.part), None)
    if known is not None:
        if known["sha256"] != digest:
            raise BatchPartDiffers
        return IndicatorsPushed(validate_only=wish.validate_only, batch=await shown(ctx, row), faults=[])
    if row.state != BatchState.OPEN:
        raise (BatchComplete if row.state == BatchState.APPLIED else BatchTakenBack)()
    rows, faults = await _staged(ctx, kind, wish, found)
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
        faults += await _complete(ctx, kind, wish, row, rows, moment)
    else:
        await repository.keep_part(ctx, row.id, wish.part, [_kept(one) for one in rows])
    row.fault_count += len(faults)
    await repository.add_faults(ctx, row.id, faults)
    await ctx.session.flush()
    told = [IndicatorFault(part=part, **vars(one)) for part, one in faults[:FAULTS_SHOWN]]
    return IndicatorsPushed(validate_only=wish.validate_only, batch=await shown(ctx, row), faults=told)


async def _batch(ctx: Context, kind: FactKind, wish: IndicatorPush) -> IndicatorBatchRow:
    """The batch of this name, or a new one."""
    facts_of = FactsOf(kind.name)
    row = await repository.find_by_name(ctx, facts_of, wish.batch) if wish.batch else None
    if row is None:
        id_ = new_id()
        counts = ("row_count", "held_count", "refused_count", "fault_count", "changed_count")
        row = IndicatorBatchRow(
            **{"id": id_, "kind": facts_of, "batch": wish.batch or str(id_), "state": BatchState.OPEN, "parts": []},
            **dict.fromkeys(counts, 0),
            **dict.fromkeys(("applied_at", "taken_back_at")),
        )
        ctx.add(row)
        await ctx.session.flush()
    return row


async def _staged(ctx: Context, kind: FactKind, wish: IndicatorPush, found: Reading[Any]) -> tuple[list[Sent], Faults]:
    """The rows that can be taken, and what is wrong with the others: an unknown school, a day to come, a value out of range."""
    schools, today, known = await people.schools(ctx), await ctx.today(), await kind.known(ctx)
    rows: list[Sent] = []
    faults = list(found.faults)
    for number, body in found.rows:
        school_id = people.school_of(schools, number, body) if _names_a_school(body) else None
        if isinstance(school_id, Fault):
            faults.append(school_id)
        elif body.day > today:
            faults.append(Fault(number, "/day", "day_to_come", "This day is yet to come."))
        elif wrong := kind.check(number, body, known):
            faults.append(wrong)
        else:
            values = staging.written(kind.values_of(body, known))
            student = people.student_of(body)
            rows.append((number, *student, school_id, body.day, kind.key_of(body), body.is_removed, values))
    return rows, [(wish.part, one) for one in faults]


async def _complete(
    ctx: Context, kind: FactKind, wish: IndicatorPush, row: IndicatorBatchRow, rows: list[Sent], moment: datetime
) -> Faults:
    """Have the whole batch count."""
    if wish.rows is not None and wish.rows != row.row_count:
        raise BatchRowsMissing(
            Words(
                f"It says {wish.rows:,} rows; {row.row_count:,} came.",
                es=f"Dice {wish.rows:,} filas; llegaron {row.row_count:,}.",
            )
        )
    await staging.begin(ctx)
    known_by = {one[1] for one in rows}
    for part, kept in await repository.parts(ctx, row.id):
        earlier = [_read_back(one) for one in kept]
        known_by |= {one[1] for one in earlier}
        await staging.add(ctx, part, earlier)
    await staging.add(ctx, wish.part, rows)
    faults, held, refused = await staging.look_up(ctx, kind, row.id, sorted(known_by))
    students = await applying.apply(ctx, kind, row.id, moment)
    await repository.drop_parts(ctx, row.id)
    row.held_count, row.refused_count = held, row.refused_count + refused
    row.changed_count, row.applied_at, row.state = len(students), ctx.now, BatchState.APPLIED
    facts = {"kind": row.kind, "row_count": row.row_count, "changed_count": row.changed_count}
    ctx.emit(IndicatorsApplied(indicator_batch_id=row.id, **facts))
    await ctx.session.flush()
    await follow(ctx, students)
    return faults


def _names_a_school(body: FactBody) -> bool:
    return any(value is not None for value in (body.school_source_id, body.school_code, body.school_id))


def _kept(row: Sent) -> list[Any]:
    number, known_by, student, school_id, day, *rest = row
    return [number, known_by, student, str(school_id) if school_id else None, day.isoformat(), *rest]


def _read_back(kept: list[Any]) -> Sent:
    number, known_by, student, school_id, day, source_key, is_removed, values = kept
    at = UUID(school_id) if school_id else None
    return number, known_by, student, at, date.fromisoformat(day), source_key, is_removed, values
