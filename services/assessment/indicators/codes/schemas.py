"""Wire models of words of incidents, marks and courses."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.assessment.feeds.sent_rows.schemas import SentCode
from services.assessment.indicators.codes.meanings import OF_KIND, CodeKind, Meaning
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import ABSENT, MAY_DO, Body, Kept, Number, Patch

#: A range of marks that are numbers: `0..60` is from 0 up to, but without, 60.
RANGE = re.compile(r"(?P<lowest>\d{1,4}(?:\.\d{1,3})?)\.\.(?P<highest>\d{1,4}(?:\.\d{1,3})?)")
Points = Annotated[
    Number | None, Field(ge=0, le=1000, description="Of a mark: what it is worth on the district's scale.")
]
IndicatorCodeAct = Literal["change"]


class IndicatorCodeCreate(Body):
    """What a word means, said before it is first sent or while nobody has. Marks that are numbers are said by range: `0..60`."""

    kind: CodeKind
    code: SentCode
    meaning: Meaning
    points: Points = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """Raises `ValueError` for a meaning that no word of the kind has."""
        if self.meaning not in OF_KIND[self.kind]:
            raise ValueError(f"a {self.kind} means one of {', '.join(sorted(OF_KIND[self.kind]))}")
        if self.points is not None and self.kind != CodeKind.MARK:
            raise ValueError("points are those of a mark alone")
        if bounds_of(self.kind, self.code) == (None, None) and ".." in self.code and self.kind == CodeKind.MARK:
            raise ValueError("write a range as 0..60, the lower number first")
        return self


class IndicatorCodeUpdate(Patch):
    """A merge patch: what a word means from now on, of all that was sent with it."""

    meaning: Meaning = ABSENT
    points: Points = ABSENT


class IndicatorCode(Kept):
    """A word and what it means. `meaning` null: nobody has said, and what depends on it is undecided."""

    kind: CodeKind
    code: str
    meaning: Meaning | None
    points: float | None
    may: list[IndicatorCodeAct] = MAY_DO


class IndicatorCodeList(Paging):
    """Filters of the list of words."""

    kind: Several[CodeKind] | None = None
    meaning: Several[Meaning] | None = None
    mapped: bool | None = Field(default=None, description="false: those nobody has said the meaning of.")


def bounds_of(kind: CodeKind, code: str) -> tuple[float, float] | tuple[None, None]:
    """From where to where a range of marks goes; nothing for a plain word."""
    found = RANGE.fullmatch(code) if kind == CodeKind.MARK else None
    if found is None or float(found["lowest"]) >= float(found["highest"]):
        return None, None
    return float(found["lowest"]), float(found["highest"])
