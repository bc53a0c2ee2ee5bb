"""Use cases of administrations."""

from datetime import date
from typing import Any
from uuid import UUID

from services.assessment.measures.administrations import repository, rules
from services.assessment.measures.administrations.errors import (
    AnswersUnfit,
    DayOutsideYear,
    InstrumentNotPublished,
    ItemsUnanswered,
    NoSuchInstrument,
    YearAhead,
)
from services.assessment.measures.administrations.events import AdministrationOpened, AdministrationScored
from services.assessment.measures.administrations.figures import document, figures, named, results_of
from services.assessment.measures.administrations.may import MAY
from services.assessment.measures.administrations.schemas import (
    Administration,
    AdministrationOpen,
    AnswerGiven,
    AnswersGiven,
    Subject,
)
from services.assessment.measures.administrations.tables import AdministrationRow, AdministrationState
from services.assessment.measures.administrations.transitions import ANSWER, SCORE
from services.assessment.measures.instruments.repository import find_instrument
from services.assessment.measures.instruments.tables import InstrumentRow, InstrumentState
from services.assessment.measures.subjects import sight
from services.assessment.measures.subjects.errors import SubjectUnfit
from services.assessment.measures.subjects.kinds import kind_of
from shared.context.context import Context
from shared.context.replies import references
from shared.errors import DaysOutOfOrder, fault
from shared.school_year import school_year_of
from shared.texts.words import Words

Pair = tuple[AdministrationRow, InstrumentRow]


def visible(ctx: Context, right: str = "administrations:read") -> dict[str, Any]:
    """The filter that leaves the caller the administrations they may see (or, by `…:write`, work on), whatever their subject."""
    return sight.scope(ctx, right.rpartition(":")[2])


async def shown(ctx: Context, pair: Pair) -> Administration:
    """The wire model; answers in the instrument's order."""
    row, instrument = pair
    kind = kind_of(row.subject_kind).named
    subject = (await references(ctx, {kind: [row.subject_id]})).to(kind, row.subject_id)
    return await MAY.reply(
        ctx,
        Administration,
        row,
        **named(instrument),
        subject=Subject(kind=row.subject_kind, id=row.subject_id, name=subject.name if subject else None),
        answers=rules.in_order(document(instrument), row.answers),
    )


async def read(
    ctx: Context, administration_id: UUID, right: str = "administrations:read", *, lock: bool = False
) -> Pair:
    """One administration and its instrument. To whom the list does not show it there is no such administration."""
    scope = visible(ctx, right)
    row = await ctx.row(AdministrationRow, repository.LISTING, administration_id, "administration", scope, lock=lock)
    return row, await ctx.get(InstrumentRow, row.instrument_id, "instrument")


async def open_(ctx: Context, wish: AdministrationOpen) -> Pair:
    """Begin to answer an instrument about a subject."""
    kind = kind_of(wish.subject.kind)
    subject = kind.locate(ctx.district_id, wish.subject.id, wish.school_id)
    kind.require(ctx, "write", subject.school_id)
    await kind.check(ctx, subject)
    instrument = await find_instrument(ctx, wish.instrument_id)
    if instrument is None:
        raise NoSuchInstrument(
            errors=[
                fault(
                    "/instrument_id",
                    Words("unknown in this district", es="desconocido en este distrito"),
                    "no_such_instrument",
                )
            ]
        )
    if instrument.state is not InstrumentState.PUBLISHED:
        raise InstrumentNotPublished(Words("Publish it first.", es="Publíquelo primero."))
    if kind.code not in instrument.subject_kinds:
        fit = ", ".join(instrument.subject_kinds)
        raise SubjectUnfit(
            errors=[
                fault(
                    "/subject/kind",
                    Words(f"the instrument measures {fit}", es=f"el instrumento mide {fit}"),
                    "subject_kind_unfit",
                )
            ]
        )
    year = await _year_of(ctx, wish)
    row = AdministrationRow(
        instrument_id=instrument.id,
        subject_kind=kind.code,
        subject_id=subject.id,
        school_id=subject.school_id,
        school_year=year,
        window=wish.window,
        sequence=1,
        state=AdministrationState.OPEN,
        answers={},
        held_on=wish.held_on,
        corrections=0,
    )
    if instrument.repeatable:
        # Of two who open the next at once the second is refused as the first would be with an instrument that is had once.
        row.sequence = await repository.last_sequence(ctx, row) + 1
    ctx.add(row)
    await ctx.session.flush()
    ctx.emit(AdministrationOpened.of(row, **named(instrument)))
    return row, instrument


async def answer(ctx: Context, administration_id: UUID, wish: AnswersGiven) -> Pair:
    """Take answers over those given before; all of them, or none."""
    row, instrument = await read(ctx, administration_id, ANSWER.right)
    ctx.check_version(row)
    await ANSWER.check(ctx, row)
    row.answers = answered(instrument, row, wish.answers)
    await ctx.session.flush()
    return row, instrument


async def score(ctx: Context, administration_id: UUID) -> Pair:
    """Work out the results. An item without an answer is no zero: it blocks."""
    row, instrument = await read(ctx, administration_id, SCORE.right)
    await SCORE.check(ctx, row)
    row.results = results_in_full(instrument, row.answers)
    row.state = SCORE.leads_to
    row.scored_on = await ctx.today()
    if row.held_on is None and row.school_year > await _year_at(ctx, row.scored_on):
        raise YearAhead(
            Words(
                f"It is of {row.school_year}; what was done today is another administration.",
                es=f"Es de {row.school_year}; lo que se hizo hoy es otra aplicación.",
            )
        )
    row.held_on = row.held_on or row.scored_on
    await ctx.session.flush()
    ctx.emit(
        AdministrationScored.of(row, **named(instrument), **figures(document(instrument), row.answers, row.results))
    )
    return row, instrument


def answered(instrument: InstrumentRow, row: AdministrationRow, given: list[AnswerGiven]) -> dict[str, Any]:
    """The row's answers with these over them. Raises `AnswersUnfit`."""
    wished = [answer.model_dump() for answer in given]
    faults = rules.unfit(document(instrument), wished)
    if faults:
        raise AnswersUnfit(errors=faults[:100])
    return {**row.answers, **{answer.pop("item_code"): answer for answer in wished}}


def results_in_full(instrument: InstrumentRow, answers: dict[str, Any]) -> dict[str, Any]:
    """What the answers come to. Raises `ItemsUnanswered`."""
    if missing := rules.unanswered(document(instrument), answers):
        faults = [
            fault(f"/answers/{code}", Words("has no answer", es="no tiene respuesta"), "item_unanswered")
            for code in missing
        ]
        raise ItemsUnanswered(
            Words(f"Answer {', '.join(missing)[:1000]}.", es=f"Responda {', '.join(missing)[:1000]}."), errors=faults
        )
    return results_of(document(instrument), answers)


async def _year_of(ctx: Context, wish: AdministrationOpen) -> str:
    """The school year it is of. One that is over wants the day: by it a score proves what was due then, and not now."""
    today = await ctx.today()
    if wish.held_on is not None and wish.held_on > today:
        raise DaysOutOfOrder(errors=[fault("/held_on", Words("lies in the future", es="está en el futuro"))])
    year = await _year_at(ctx, wish.held_on or today)
    if wish.school_year is None or wish.school_year == year:
        return year
    if wish.held_on is not None:
        raise DayOutsideYear(errors=[fault("/held_on", Words(f"lies in {year}", es=f"está en {year}"))])
    if wish.school_year < year:
        raise DayOutsideYear(
            errors=[
                fault(
                    "/held_on",
                    Words(
                        f"say on which day of {wish.school_year} it was done",
                        es=f"indique en qué día de {wish.school_year} se hizo",
                    ),
                )
            ]
        )
    return wish.school_year


async def _year_at(ctx: Context, day: date) -> str:
    return school_year_of(day, await repository.listed_year_end(ctx, day))
