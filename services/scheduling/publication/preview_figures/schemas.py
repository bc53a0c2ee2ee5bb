"""Wire models of how much is not yet too much."""

from typing import Annotated

from pydantic import Field

from shared.schemas import Body, Reply, Whole

Limit = Annotated[Whole, Field(ge=1, le=1000)]


class PreviewLimits(Reply):
    """The workload above which a preview warns. Other published plans count too."""

    tasks_per_person_and_month: int
    tasks_per_school_and_week: int
    plans_per_school: int


class PreviewLimitsSet(Body):
    """The district's own limits; they hold for approvals from now on."""

    tasks_per_person_and_month: Limit
    tasks_per_school_and_week: Limit
    plans_per_school: Limit
