"""Wire models of values of goals."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.scheduling.planning.goal_values.rules import Stands
from services.scheduling.planning.goal_values.transitions import ValueState
from services.scheduling.planning.plans.details import Benchmark, Measured, MeasuredBy
from services.scheduling.references import GoalReference, PlanReference
from shared.directory.references import ActorReference
from shared.schemas import Body, Day, LongText, Moment, Reply, ShortText

Reason = Annotated[LongText, Field(min_length=1)]


class GoalValueCreate(Body):
    """A value of the goal on a day, and where it comes from."""

    on: Day
    value: Measured
    source: ShortText = Field(description="Where the number comes from, such as the state's report card.")


class GoalValueWithdraw(Body):
    """Why a value does not stand."""

    reason: Reason


class GoalValue(Reply):
    """A value of the goal: written by hand, or of an instrument's scores in one window of a school year."""

    id: UUID | None = Field(description="Of one written by hand.")
    on: Day
    value: float
    source: str
    kind: Literal["hand", "instrument"]
    schools: int | None = Field(description="How many schools' scores it is of.")
    state: ValueState
    withdrawn_reason: str | None
    created_by: ActorReference | None
    created_at: Moment | None
    version: int | None


class GoalStanding(Reply):
    """Where a goal stands: its latest value against the benchmark (or target) whose day has come last."""

    goal: GoalReference
    code: str
    unit: str
    stands: Stands = Field(
        description="reached: the latest value is as far as what is due wants. behind: it is not. "
        "not_due: no benchmark's day has come. no_value: one has, and nothing was measured."
    )
    latest_value: float | None
    latest_on: Day | None
    due_value: float | None = Field(description="The value of the benchmark, or of the target, that is due.")
    due_on: Day | None


class GoalPicture(Reply):
    """A goal from its baseline by its benchmarks to its target, with every value it was measured at."""

    plan: PlanReference
    as_of: Moment
    today: Day
    measure: str
    baseline: float
    benchmarks: list[Benchmark]
    target: float
    target_on: Day
    measured_by: MeasuredBy | None
    values: list[GoalValue] = Field(description="By day; withdrawn ones count for nothing.")
    standing: GoalStanding
