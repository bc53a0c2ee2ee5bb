"""Wire models of how much less of its roster a district lets a bundle leave."""

from typing import Annotated

from pydantic import Field

from services.assessment.roster.roster_thresholds.rules import USUAL
from shared.schemas import Body, Moment, Reply

Percent = Annotated[int, Field(ge=0, le=100, description="More than this percentage of what there is: too much.")]
Least = Annotated[int, Field(ge=1, le=1_000_000, description="Fewer than so many are never too much, but for all.")]
OfAtLeast = Annotated[int, Field(ge=1, le=1_000_000, description="Of a school with at least so many students.")]


class ThresholdBody(Body):
    """How much less of one kind is too much."""

    percent: Percent
    least: Least


class Threshold(Reply):
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


def _usual(kind: str) -> ThresholdBody:
    return ThresholdBody.model_validate(vars(USUAL.kinds[kind]))


class RosterThresholdsBody(Body):
    """All thresholds from now on; a kind that is left out has the usual one."""

    schools: ThresholdBody = _usual("schools")
    sessions: ThresholdBody = _usual("sessions")
    classes: ThresholdBody = _usual("classes")
    students: ThresholdBody = _usual("students")
    guardians: ThresholdBody = _usual("guardians")
    staff: ThresholdBody = _usual("staff")
    roles: ThresholdBody = _usual("roles")
    enrollments: ThresholdBody = _usual("enrollments")
    students_of_a_school: SchoolThresholdBody = SchoolThresholdBody.model_validate(vars(USUAL.school))


class RosterThresholds(Reply):
    """How much less of each kind a bulk bundle may leave. Version 0: nobody has said, and they are the usual ones."""

    schools: Threshold
    sessions: Threshold
    classes: Threshold
    students: Threshold
    guardians: Threshold
    staff: Threshold
    roles: Threshold
    enrollments: Threshold
    students_of_a_school: SchoolThreshold
    version: int
    updated_at: Moment | None
