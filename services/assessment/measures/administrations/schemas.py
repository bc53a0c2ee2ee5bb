"""Wire models of administrations."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from services.assessment.measures.administrations.tables import AdministrationState, Window
from services.assessment.measures.instruments.schemas import Points
from services.assessment.references import InstrumentReference
from shared.context.paging import Paging
from shared.context.several import SORT, ByChange, Several
from shared.directory.references import ActorReference, SchoolReference
from shared.schemas import MAY_DO, NO_NUL, Body, Code, Day, LongText, Moment, Reply, Truth
from shared.school_year import SCHOOL_YEAR, school_year

SchoolYear = Annotated[str, StringConstraints(pattern=SCHOOL_YEAR), AfterValidator(school_year)]
Reason = Annotated[
    LongText, Field(min_length=1, description="Read by who may see the administration; names no student.")
]
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
    """The answer to one item."""

    item_code: str
    points: int | None
    not_applicable: bool
    note: str | None


class Subject(Reply):
    """What is measured: its kind (`district`, `school`, `staff`), its id, and its name as this service last heard it."""

    kind: str
    id: UUID
    name: str | None


AdministrationAct = Literal["answers", "score", "correct", "withdraw"]


class AdministrationSummary(Reply):
    """A use of an instrument, without its answers."""

    id: UUID
    instrument: InstrumentReference
    instrument_code: str
    instrument_version: str = Field(description="The edition. Results of two editions are of two scales.")
    subject: Subject
    school: SchoolReference | None = Field(description="Where it is measured; null: in the district.")
    school_year: str = Field(description="Such as 2026-27.")
    window: Window
    sequence: int = Field(description="Which of those of the window, from 1.")
    state: AdministrationState
    results: Results | None
    held_on: Day | None = Field(description="The day it speaks of.")
    scored_on: Day | None
    corrections: int = Field(description="How often it was corrected; `/corrections` has what stood before.")
    withdrawn_reason: str | None
    may: list[AdministrationAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class Administration(AdministrationSummary):
    """A use of an instrument, with its answers in the instrument's order."""

    answers: list[Answer]


class Correction(Reply):
    """A correction: who made it, when and why, and the answers and results as they were before it."""

    id: UUID
    number: int
    corrected_at: Moment
    corrected_by: ActorReference
    reason: str
    answers: list[Answer]
    results: Results


class SubjectGiven(Body):
    """What is measured."""

    kind: Code = Field(description="`school`, `district` or `staff`, as far as the instrument measures them.")
    id: UUID | None = Field(default=None, description="Omit for the district itself.")


class AdministrationOpen(Body):
    """Starts an administration of a published instrument."""

    instrument_id: UUID
    subject: SubjectGiven
    school_id: UUID | None = Field(
        default=None, description="Of a person: the school they are measured at; omit for the district's own people."
    )
    window: Window
    school_year: SchoolYear | None = Field(
        default=None,
        description="Such as 2026-27. If omitted, the one `held_on` or else today is in: the roster's, or July 1 to June 30.",
    )
    held_on: Day | None = Field(
        default=None,
        description="The day it was done, if that was before it is scored; a day of `school_year`. If omitted, the day it is "
        "scored. Of a school year that is over it is not omitted.",
    )


class AnswerGiven(Body):
    """One answer: points of the item's scale, or that it does not apply; omit both to clear the answer."""

    item_code: Code
    points: Points | None = None
    not_applicable: Truth = False
    note: Note | None = None


class AnswersGiven(Body):
    """Answers to some items; the others stay as they are."""

    answers: list[AnswerGiven] = Field(min_length=1, max_length=500)


class AnswersCorrected(AnswersGiven):
    """Answers that were wrong, as they should have been; the others stay as they are."""

    reason: Reason


class AdministrationWithdraw(Body):
    """Withdraws an administration, open or scored."""

    reason: Reason


class AdministrationList(Paging):
    """Filters of the list of administrations."""

    sort: ByChange | None = SORT
    subject_id: Several[UUID] | None = None
    subject_kind: Several[Code] | None = None
    school_id: Several[UUID] | None = None
    instrument_code: Several[Code] | None = None
    school_year: Several[SchoolYear] | None = None
    window: Several[Window] | None = None
    state: Several[AdministrationState] | None = None
