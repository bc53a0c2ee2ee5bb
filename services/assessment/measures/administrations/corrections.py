"""Putting right what was scored: corrected, or withdrawn, each with its reason; what stood before stays readable."""

from uuid import UUID

from services.assessment.measures.administrations import rules
from services.assessment.measures.administrations.errors import NothingCorrected
from services.assessment.measures.administrations.events import (
    AdministrationCorrected,
    AdministrationWithdrawn,
    FormerScore,
)
from services.assessment.measures.administrations.figures import document, figures, named
from services.assessment.measures.administrations.schemas import AdministrationWithdraw, AnswersCorrected
from services.assessment.measures.administrations.service import Pair, answered, read, results_in_full
from services.assessment.measures.administrations.tables import AdministrationRow, CorrectionRow
from services.assessment.measures.administrations.transitions import CORRECT, WITHDRAW
from services.assessment.measures.instruments.tables import InstrumentRow
from shared.context.context import Context
from shared.texts.words import Words


async def correct(ctx: Context, administration_id: UUID, wish: AnswersCorrected) -> Pair:
    """Take answers over those that were wrong and score anew; the day it speaks of stays.

    Raises `ItemsUnanswered` where a correction clears an answer.
    """
    row, instrument = await read(ctx, administration_id, CORRECT.right, lock=True)
    ctx.check_version(row)
    await CORRECT.check(ctx, row)
    answers = answered(instrument, row, wish.answers)
    if answers == row.answers:
        raise NothingCorrected(Words("Send the answers that were wrong.", es="Envíe las respuestas que estaban mal."))
    results, former = results_in_full(instrument, answers), _score_of(row, instrument)
    row.corrections += 1
    _keep(ctx, row, instrument, wish.reason)
    row.answers, row.results = answers, results
    await ctx.session.flush()
    found = figures(document(instrument), answers, results)
    day = await ctx.today()
    ctx.emit(AdministrationCorrected.of(row, **named(instrument), **found, corrected_on=day, former=former))
    return row, instrument


async def withdraw(ctx: Context, administration_id: UUID, wish: AdministrationWithdraw) -> Pair:
    """Take an administration back, so that another can be had in its place; its answers and results stay readable."""
    row, instrument = await read(ctx, administration_id, WITHDRAW.right, lock=True)
    await WITHDRAW.check(ctx, row)
    former = _score_of(row, instrument) if row.results is not None else None
    row.state, row.withdrawn_reason = WITHDRAW.leads_to, wish.reason
    await ctx.session.flush()
    day = await ctx.today()
    ctx.emit(AdministrationWithdrawn.of(row, **named(instrument), withdrawn_on=day, former=former))
    return row, instrument


def _keep(ctx: Context, row: AdministrationRow, instrument: InstrumentRow, reason: str) -> None:
    """Write down what stood until now."""
    assert row.results is not None, "it was scored"
    ctx.add(
        CorrectionRow(
            administration_id=row.id,
            number=row.corrections,
            corrected_at=ctx.now,
            corrected_by=ctx.actor,
            reason=reason,
            answers=rules.in_order(document(instrument), row.answers),
            results=row.results,
        )
    )


def _score_of(row: AdministrationRow, instrument: InstrumentRow) -> FormerScore:
    assert row.results is not None, "it was scored"
    return FormerScore(**figures(document(instrument), row.answers, row.results))
