"""Wire models of what the district wants counted."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from services.assessment.attendance.figure_settings.rules import (
    LEAST_SMALLEST,
    MOST_GRACE,
    MOST_SMALLEST,
    USUAL_GRACE,
    Dimension,
    MeasureKind,
)
from shared.schemas import Body, Code, Moment, Reply, Whole

Smallest = Annotated[
    Whole, Field(ge=LEAST_SMALLEST, le=MOST_SMALLEST, description="Groups of fewer students have no number.")
]
Subgroups = Annotated[
    list[Dimension],
    Field(max_length=3, description="What students are told apart by, most wanted first; empty: by nothing."),
]


class FigureMeasureBody(Body):
    """How many students missed so many school days in a row, or in all (of some months: 9 for September)."""

    code: Code
    kind: MeasureKind
    days: Whole = Field(ge=1, le=60)
    months: list[Annotated[Whole, Field(ge=1, le=12)]] = Field(
        default=[], max_length=12, description="Of cumulative; empty: of the whole year."
    )


Measures = Annotated[
    list[FigureMeasureBody],
    Field(max_length=3, description="A school year keeps those it began with, lest two of them tell of a few."),
]

Grace = Annotated[
    Whole,
    Field(
        ge=USUAL_GRACE,
        le=MOST_GRACE,
        description="A day nobody reported is owed once so many further school days of the school have come; "
        "from the next report or day on.",
    ),
]


class AttendanceFigureSettingsBody(Body):
    """All there is to say of figures, from the next snapshot on."""

    smallest: Smallest
    subgroups: Subgroups
    measures: Measures
    grace: Grace = USUAL_GRACE

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """Raises `ValueError` for what is there twice, and for months of days in a row."""
        for said in (self.subgroups, [one.code for one in self.measures]):
            if len(said) != len(set(said)):
                raise ValueError("each is there once")
        if any(one.months for one in self.measures if one.kind != MeasureKind.CUMULATIVE):
            raise ValueError("months are those of cumulative alone")
        return self


class FigureMeasure(Reply):
    """A student counts in it from so many days missed on."""

    code: str
    kind: MeasureKind
    days: int
    months: list[int]


class AttendanceFigureSettings(Reply):
    """What is counted, from the next snapshot on. Version 0: nobody has said, and it is the usual."""

    smallest: int
    subgroups: list[Dimension]
    measures: list[FigureMeasure]
    grace: int = Field(description="School days that come before a day nobody reported is owed.")
    version: int
    updated_at: Moment | None
