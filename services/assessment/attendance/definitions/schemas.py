"""Wire models of definitions of absence."""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from services.assessment.attendance.codes.categories import Category
from services.assessment.attendance.definitions.rules import Definition, Unreported
from services.assessment.attendance.definitions.tables import DefinitionState
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import ABSENT, MAY_DO, Body, Code, Kept, LongText, Moment, Patch, Reply, ShortText, Truth, Whole

MinimumDays = Annotated[
    Whole,
    Field(ge=0, le=366, description="School days enrolled before anybody is in a band; fewer are too few to say."),
]
Counts = Annotated[list[Category], Field(min_length=1, max_length=8, description="What counts as an absence.")]
Tardies = Annotated[
    Whole | None, Field(ge=1, le=100, description="So many tardies are one absence; null: they are none.")
]
AbsenceDefinitionAct = Literal["change", "adopt"]


class Share(Body):
    """An exact fraction: 1/10 is ten percent."""

    numerator: Whole = Field(ge=0, le=1_000_000)
    denominator: Whole = Field(ge=1, le=1_000_000)


class AttendanceBand(Body):
    """A band: from this share of the days enrolled on, up to where the next begins."""

    code: Code
    starts_at: Share
    is_chronic: Truth = Field(description="Is it chronic absence?")


Bands = Annotated[list[AttendanceBand], Field(min_length=1, max_length=10, description="From the least share up.")]


class AttendanceDefinitionCreate(Body):
    """A definition, a draft until it is adopted."""

    title: ShortText
    authority: LongText = Field(default="", description="Where it stands: a law, a guide, a board's decision.")
    absent_from: Share = Field(description="From this share of a school day on, the day counts as missed.")
    minimum_days: MinimumDays
    counts: Counts
    tardies_per_absence: Tardies = None
    unreported: Unreported = Unreported.EXCLUDED
    bands: Bands


class AttendanceDefinitionUpdate(Patch):
    """A merge patch of a draft; lists are replaced whole."""

    title: ShortText = ABSENT
    authority: LongText = ABSENT
    absent_from: Share = ABSENT
    minimum_days: MinimumDays = ABSENT
    counts: Counts = ABSENT
    tardies_per_absence: Tardies = ABSENT
    unreported: Unreported = ABSENT
    bands: Bands = ABSENT


class AttendanceDefinition(Kept):
    """What counts as absent in this district, and the bands."""

    state: DefinitionState
    title: str
    authority: str
    absent_from: Share
    minimum_days: int
    counts: list[Category]
    tardies_per_absence: int | None
    unreported: Unreported
    bands: list[AttendanceBand]
    adopted_at: Moment | None
    replaced_at: Moment | None
    may: list[AbsenceDefinitionAct] = MAY_DO


class AttendanceDefinitionPreset(Reply):
    """A definition as a government publishes it: post its `definition` to make it the district's."""

    code: str
    definition: AttendanceDefinitionCreate


class AttendanceDefinitionPresets(Reply):
    """All there are."""

    items: list[AttendanceDefinitionPreset]


class AttendanceDefinitionList(Paging):
    """Filters of the list of definitions."""

    state: Several[DefinitionState] | None = None


def said(title: str, authority: str, rule: Definition) -> AttendanceDefinitionCreate:
    """A definition as it is sent."""
    return AttendanceDefinitionCreate(
        title=title,
        authority=authority,
        absent_from=_share(rule.absent_from),
        minimum_days=rule.minimum_days,
        counts=sorted(rule.counts),
        tardies_per_absence=rule.tardies_per_absence,
        unreported=rule.unreported,
        bands=[
            AttendanceBand(code=band.code, starts_at=_share(band.starts_at), is_chronic=band.is_chronic)
            for band in rule.bands
        ],
    )


def _share(share: Fraction) -> Share:
    return Share(numerator=share.numerator, denominator=share.denominator)
