"""Wire models of administrations."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.assessment.measures.administrations.tables import AdministrationState, Window
from services.assessment.measures.instruments.schemas import Points
from services.assessment.references import InstrumentReference
from shared.context.paging import Paging
from shared.directory.references import SchoolReference
from shared.schemas import NO_NUL, Body, Code, Day, Moment, Reply, Truth

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000, pattern=NO_NUL)]


class Result(Reply):
    """Points out of possible points, exactly; `met_threshold` is null where nothing applied or no threshold is set."""

    points: int
    possible: int
    met_threshold: bool | None


class SubscaleResult(Result):
    """The result of one subscale."""

    code: str


class Results(Reply):
    """What the answers come to. The total counts items, so a long subscale weighs more than a short one."""

    total: Result
    subscales: list[SubscaleResult]


class Answer(Reply):
    """A school's answer to one item."""

    item_code: str
    points: int | None
    not_applicable: bool
    note: str | None


class AdministrationSummary(Reply):
    """A school's use of an instrument, without its answers."""

    id: UUID
    instrument: InstrumentReference
    instrument_code: str
    instrument_version: str
    school: SchoolReference
    window: Window
    state: AdministrationState
    results: Results | None
    scored_on: Day | None
    version: int
    created_at: Moment
    updated_at: Moment


class Administration(AdministrationSummary):
    """A school's use of an instrument, with its answers in the instrument's order."""

    answers: list[Answer]


class AdministrationOpen(Body):
    """Starts an administration of a published instrument at a school."""

    instrument_id: UUID
    school_id: UUID
    window: Window


class AnswerGiven(Body):
    """One answer: points of the item's scale, or that it does not apply; omit both to clear the answer."""

    item_code: Code
    points: Points | None = None
    not_applicable: Truth = False
    note: Note | None = None


class AnswersGiven(Body):
    """Answers to some items; the others stay as they are."""

    answers: list[AnswerGiven] = Field(min_length=1, max_length=500)


class AdministrationList(Paging):
    """Filters of the list of administrations."""

    school_id: UUID | None = None
    instrument_code: Code | None = None
    window: Window | None = None
    state: AdministrationState | None = None
