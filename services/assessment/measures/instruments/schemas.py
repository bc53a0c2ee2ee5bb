"""Wire models of instruments."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.assessment.measures.instruments.tables import InstrumentState
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import ABSENT, MAY_DO, Body, Code, LongText, Moment, Patch, Reply, ShortText, Truth, Whole

Points = Annotated[Whole, Field(ge=0, le=1000)]
SubjectKinds = Annotated[
    list[Code], Field(min_length=1, max_length=10, description="What it measures: `school`, `district`, `staff`.")
]
Repeatable = Annotated[Truth, Field(description="May be had several times in one window, such as a walk-through.")]


class Threshold(Body):
    """The share of the possible points from which a result meets the threshold: 7/10 is 70 %."""

    numerator: Whole = Field(ge=0, le=1_000_000)
    denominator: Whole = Field(ge=0, le=1_000_000)


class Option(Body):
    """One answer a scale offers."""

    points: Points
    label: ShortText


class Scale(Body):
    """The answers some items share."""

    code: Code
    options: list[Option] = Field(max_length=50)


class Item(Body):
    """One item of an instrument."""

    code: Code
    prompt: LongText
    scale: Code = Field(description="Code of a scale.")
    allows_not_applicable: Truth = False


class Subscale(Body):
    """Items that are scored together."""

    code: Code
    title: ShortText
    threshold: Threshold | None = None
    items: list[Item] = Field(max_length=300)


class InstrumentCreate(Body):
    """A new instrument, a draft until it is published."""

    code: Code
    version: Code = Field(description="The edition as its makers name it; text.")
    title: ShortText
    description: LongText = ""
    licence: ShortText
    threshold: Threshold | None = Field(default=None, description="For the total.")
    scales: list[Scale] = Field(max_length=50)
    subscales: list[Subscale] = Field(max_length=50)
    subject_kinds: SubjectKinds = ["school"]
    repeatable: Repeatable = False


class InstrumentUpdate(Patch):
    """A merge patch of a draft; lists are replaced whole."""

    code: Code = ABSENT
    version: Code = ABSENT
    title: ShortText = ABSENT
    description: LongText = ABSENT
    licence: ShortText = ABSENT
    threshold: Threshold | None = ABSENT
    scales: Annotated[list[Scale], Field(max_length=50)] = ABSENT
    subscales: Annotated[list[Subscale], Field(max_length=50)] = ABSENT
    subject_kinds: SubjectKinds = ABSENT
    repeatable: Repeatable = ABSENT


InstrumentAct = Literal["change", "publish"]


class InstrumentSummary(Reply):
    """An instrument without its items. `version` is its edition; `revision` counts changes and is the ETag."""

    id: UUID
    state: InstrumentState
    code: str
    version: str
    title: str
    description: str
    licence: str
    subject_kinds: list[str]
    repeatable: bool
    published_at: Moment | None
    may: list[InstrumentAct] = MAY_DO
    revision: int
    created_at: Moment
    updated_at: Moment


class Instrument(InstrumentSummary):
    """An instrument with its items."""

    threshold: Threshold | None
    scales: list[Scale]
    subscales: list[Subscale]


class InstrumentList(Paging):
    """Filters of the list of instruments."""

    code: Several[Code] | None = None
    state: Several[InstrumentState] | None = None
