"""Use cases of administrations."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.assessment.measures.administrations import repository, rules
from services.assessment.measures.administrations.errors import (
    AnswersUnfit,
    InstrumentNotPublished,
    ItemsUnanswered,
    NoSuchInstrument,
)
from services.assessment.measures.administrations.events import (
    AdministrationOpened,
    AdministrationScored,
    ScoredSubscale,
)
from services.assessment.measures.administrations.rules import Score
from services.assessment.measures.administrations.schemas import (
    Administration,
    AdministrationOpen,
    Answer,
    AnswersGiven,
)
from services.assessment.measures.administrations.tables import AdministrationRow, AdministrationState
from services.assessment.measures.administrations.transitions import ANSWER, SCORE, WITHDRAW
from services.assessment.measures.instruments.repository import find_instrument
from services.assessment.measures.instruments.tables import InstrumentRow, InstrumentState
from services.assessment.permissions import POLICY
from shared.context.context import Context
from shared.context.replies import reply_of
from shared.errors import NoSuchSchool, fault

Pair = tuple[AdministrationRow, InstrumentRow]


def visible(ctx: Context, right: str = "administrations:read") -> dict[str, Any]:
    """The filter that leaves the caller the administrations of their schools."""
    schools = POLICY.schools(ctx, right)
    return {} if schools is None else {"school_ids": schools}


async def shown(ctx: Context, pair: Pair) -> Administration:
    """The wire model; answers in the instrument's order."""
    row, instrument = pair
    answers = [
        Answer(item_code=item["code"], **row.answers[item["code"]])
        for item in rules.items_of(_document(instrument))
        if item["code"] in row.answers
    ]
    return await reply_of(ctx, Administration, row, **_named(instrument), answers=answers)


async def read(ctx: Context, administration_id: UUID, right: str = "administrations:read") -> Pair:
    """One administration and its instrument. To somebody of another school there is no such administration."""
    scope = visible(ctx, right)
    row = await ctx.row(AdministrationRow, repository.LISTING, administration_id, "administration", scope)
    return row, await ctx.get(InstrumentRow, row.instrument_id, "instrument")


async def open_(ctx: Context, wish: AdministrationOpen) -> Pair:
    """Begin to answer an instrument at a school."""
    POLICY.require(ctx, "administrations:write", school_id=wish.school_id)
    if not await repository.has_school(ctx, wish.school_id):
        raise NoSuchSchool(errors=[fault("/school_id", "unknown in this district", "no_such_school")])
    instrument = await find_instrument(ctx, wish.instrument_id)
    if instrument is None:
        raise NoSuchInstrument(errors=[fault("/instrument_id", "unknown in this district", "no_such_instrument")])
    if instrument.state is not InstrumentState.PUBLISHED:
        raise InstrumentNotPublished("Publish it first.")
    row = AdministrationRow(**wish.model_dump(), state=AdministrationState.OPEN, answers={})
    ctx.add(row)
    await ctx.session.flush()
    ctx.emit(AdministrationOpened.of(row, **_named(instrument)))
    return row, instrument


async def answer(ctx: Context, administration_id: UUID, wish: AnswersGiven) -> Pair:
    """Take answers over those given before; all of them, or none."""
    row, instrument = await read(ctx, administration_id, ANSWER.right)
    ctx.check_version(row)
    await ANSWER.check(ctx, row)
    given = [answer.model_dump() for answer in wish.answers]
    faults = rules.unfit(_document(instrument), given)
    if faults:
        raise AnswersUnfit("See errors; nothing was changed.", errors=faults[:100])
    row.answers = {**row.answers, **{answer.pop("item_code"): answer for answer in given}}
    await ctx.session.flush()
    return row, instrument


async def score(ctx: Context, administration_id: UUID) -> Pair:
    """Work out the results. An item without an answer is no zero: it blocks."""
    row, instrument = await read(ctx, administration_id, SCORE.right)
    await SCORE.check(ctx, row)
    document = _document(instrument)
    if missing := rules.unanswered(document, row.answers):
        faults = [fault(f"/answers/{code}", "has no answer", "item_unanswered") for code in missing]
        raise ItemsUnanswered(f"Answer {', '.join(missing)[:1000]}.", errors=faults)
    today = await ctx.today()
    total, subscales = rules.score(document, row.answers)
    parts = [{"code": code, **_result(part)} for code, part in subscales.items()]
    row.results = {"total": _result(total), "subscales": parts}
    row.state = SCORE.leads_to
    row.scored_on = today
    await ctx.session.flush()
    told = [ScoredSubscale.model_validate(part) for part in parts]
    ctx.emit(AdministrationScored.of(row, **_named(instrument), **_result(total), subscales=told))
    return row, instrument


async def withdraw(ctx: Context, administration_id: UUID) -> Pair:
    """Give up an open administration, so that another can be opened in its place."""
    row, instrument = await read(ctx, administration_id, WITHDRAW.right)
    await WITHDRAW.check(ctx, row)
    row.state = WITHDRAW.leads_to
    await ctx.session.flush()
    return row, instrument


def _named(instrument: InstrumentRow) -> dict[str, Any]:
    return {"instrument_code": instrument.code, "instrument_version": instrument.edition}


def _document(instrument: InstrumentRow) -> dict[str, Any]:
    return {name: getattr(instrument, name) for name in ("threshold", "scales", "subscales")}


def _result(found: Score) -> dict[str, Any]:
    facts = asdict(found)
    facts["met_threshold"] = facts.pop("met")
    return facts
