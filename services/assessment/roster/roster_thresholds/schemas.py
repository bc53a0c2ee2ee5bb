"""Wire models of how much less of its roster a district lets a bundle leave."""

from typing import Annotated

from pydantic import Field

from shared.schemas import Body, Moment, Reply

Percent = Annotated[int, Field(ge=0, le=100, description="More than this percentage of what there is: too much.")]
Least = Annotated[int, Field(ge=1, le=1_000_000, description="Fewer than so many are never too much, but for all.")]
OfAtLeast = Annotated[int, Field(ge=1, le=1_000_000, description="Of a school with at least so many students.")]


class KindThresholdBody(Body):
    """How much less of one kind is too much."""

    percent: Percent
    least: Least


class KindThreshold(Reply):
    """How much less of one kind is too much."""

    percent: Percent
    least: Least


class SchoolThresholdBody(Body):
    """How many of one school's students are too many, however small a part of the district's."""

    percent: Percent
    of_at_least: OfAtLeast


class SchoolThreshold(Reply):
    """How many of one school's students are too many, however small a part of the district's."""

    percent: Percent
    of_at_least: OfAtLeast


class RosterThresholdsBody(Body):
    """All thresholds from now on."""

    schools: KindThresholdBody
    sessions: KindThresholdBody
    classes: KindThresholdBody
    students: KindThresholdBody
    guardians: KindThresholdBody
    staff: KindThresholdBody
    roles: KindThresholdBody
    enrollments: KindThresholdBody
    students_of_a_school: SchoolThresholdBody


class RosterThresholds(Reply):
    """How much less of each kind a bulk bundle may leave. Version 0: nobody has said, and they are the usual ones."""

    schools: KindThreshold
    sessions: KindThreshold
    classes: KindThreshold
    students: KindThreshold
    guardians: KindThreshold
    staff: KindThreshold
    roles: KindThreshold
    enrollments: KindThreshold
    students_of_a_school: SchoolThreshold
    version: int
    updated_at: Moment | None
