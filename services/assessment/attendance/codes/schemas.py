"""Wire models of attendance codes."""

from typing import Annotated, Literal

from pydantic import Field

from services.assessment.attendance.codes.categories import AbsenceReason, Category
from services.assessment.feeds.sent_rows.schemas import SentCode
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import ABSENT, MAY_DO, Body, Kept, Patch

Missed = Annotated[
    float,
    Field(
        ge=0,
        le=1,
        description="The share of the school day it misses where a row does not say: 1 the whole day, 0.5 half of it.",
        examples=[1],
    ),
]
Why = Annotated[
    AbsenceReason | None,
    Field(
        description="Why somebody was away, where the code says so; null: it does not. What counts goes by the category."
    ),
]
AttendanceCodeAct = Literal["change"]


class AttendanceCodeCreate(Body):
    """What a code means, said before it is first sent or while nobody has."""

    code: SentCode
    category: Category
    missed: Missed | None = Field(default=None, description="Left out: the whole day, or of present and tardy nothing.")
    reason: Why = None


class AttendanceCodeUpdate(Patch):
    """A merge patch: what a code means from now on, in all years."""

    category: Category = ABSENT
    missed: Missed = ABSENT
    reason: Why = ABSENT


class AttendanceCode(Kept):
    """A code and what it means. `category` null: nobody has said, and figures that meet it are null."""

    code: str
    category: Category | None
    missed: float
    reason: AbsenceReason | None
    may: list[AttendanceCodeAct] = MAY_DO


class AttendanceCodeList(Paging):
    """Filters of the list of codes."""

    category: Several[Category] | None = None
    reason: Several[AbsenceReason] | None = None
    mapped: bool | None = Field(default=None, description="false: those nobody has said the meaning of.")
