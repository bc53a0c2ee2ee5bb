"""Wire models of the roll-up."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.scheduling.planning.goal_values.schemas import GoalStanding
from services.scheduling.planning.plans.schemas import PlanOwner
from services.scheduling.references import ActivityReference, BarrierReference, GoalReference, PlanReference
from shared.directory.references import SchoolReference
from shared.schemas import Body, Day, Moment, Reply

By = Literal["goal", "strategy", "activity", "school", "cohort", "role"]
Every = Literal["day", "week"]
Form = Literal["json", "csv"]
Figure = Literal["state_by_group", "burn_up", "on_time", "goal_values"]
#: The states in which a plan stands in the overview.
Standing = Literal["published", "closed"]
Share = Annotated[float, Field(ge=0, le=1)]


class RollUpAsk(Body):
    """By what to group, and in which form to answer (else as `Accept` says)."""

    by: By = "goal"
    format: Form | None = None


class OverviewAsk(Body):
    """Which plans, and in which form to answer (else as `Accept` says)."""

    state: Standing | None = Field(default=None, description="Without it published and closed plans.")
    owner: PlanOwner | None = Field(default=None, description="Only the district's plans, or only schools' own.")
    school_id: UUID | None = Field(default=None, description="Only this school's own plans.")

    format: Form | None = None


class Part(Body):
    """The part of a plan a burn-up is of: at most one of these, the whole plan without."""

    goal_id: UUID | None = None
    strategy_id: UUID | None = None
    activity_id: UUID | None = None
    school_id: UUID | None = None
    from_: Day | None = Field(default=None, alias="from", description="The plan's first day when left out.")
    until: Day | None = Field(
        default=None, description="The last due date when left out. At most 800 days are returned."
    )


class SeriesAsk(Part):
    """Of what, from when until when, how often."""

    every: Every = "week"
    format: Form | None = None


class ChartAsk(Part):
    """Which figure to draw; `by` says of what its bars are, part and days are the burn-up's; goal values are of `goal_id`."""

    figure: Figure = "state_by_group"
    by: By = "goal"


class Definition(Reply):
    """What a figure means."""

    title: str
    definition: str
    unit: str


class Counts(Reply):
    """Counts of tasks. Withdrawn tasks are counted separately and are part of no share."""

    tasks: int = Field(description="All except withdrawn ones.")
    open: int
    in_progress: int
    blocked: int
    done: int
    withdrawn: int
    overdue: int = Field(description="Tasks open or in progress whose due date lies before `today`.")
    unowned: int = Field(description="Live tasks nobody owns, those in a pool too.")
    on_time: int = Field(description="Done on or before the due date.")
    proved: int | None = Field(
        description="Done because an event proves it; null in results from before it was counted."
    )
    said: int | None = Field(description="Done by somebody's word: done without what is proved.")
    on_time_of: int = Field(description="Done plus overdue: the tasks that count for `on_time_share`.")
    done_share: Share | None
    on_time_share: Share | None
    oldest_barrier_on: Day | None = Field(description="Since when the longest blocked task has been blocked.")


class RollUpGroup(Counts):
    """The counts of one goal, strategy, activity, school, cohort, role or plan."""

    id: str
    code: str
    title: str


class OverviewGroup(RollUpGroup):
    """The counts of one plan; of a closed one as they were on its last day."""

    school: SchoolReference | None = Field(description="Whose own plan it is; null: the district's.")
    state: Standing
    ended_on: Day | None = Field(description="The day it was closed.")


class OldestBarrier(Reply):
    """The task that has been blocked longest."""

    task_id: UUID
    plan: PlanReference
    activity: ActivityReference
    activity_code: str
    title: str
    school: SchoolReference
    blocked_on: Day
    days: int = Field(description="Calendar days since then.")
    barrier: BarrierReference | None = Field(description="Called as people call it, as in BR-7.")


class ServingGoal(Reply):
    """A goal of a school's own plan that serves one of the district's, and where it stands; it counts in none of its figures."""

    goal: GoalReference = Field(description="The district's.")
    school: SchoolReference
    plan: PlanReference = Field(description="The school's own.")
    state: Standing = Field(description="Of the school's plan.")
    standing: GoalStanding = Field(description="Of the school's goal.")


class RollUp(Reply):
    """How a plan stands, computed from its tasks as they were at `as_of`; `today` is the district's day.

    Of a plan that has ended both are its last: its figures change no more.
    """

    plan: PlanReference
    as_of: Moment
    today: Day
    by: By
    total: Counts
    oldest_barrier: OldestBarrier | None
    groups: list[RollUpGroup]
    goals: list[GoalStanding] = Field(description="Each goal's latest value against the benchmark that is due.")
    serving: list[ServingGoal] = Field(
        description="Goals of schools' own plans that serve one of these, by it and by school; 2,000 at most."
    )
    definitions: dict[str, Definition]


class Overview(Reply):
    """How every published and closed plan stands, one line each.

    `total` adds up the lines, `of_district` those of the district's plans, `of_schools` those of schools' own; `oldest_barrier`
    is of plans that run.
    """

    as_of: Moment
    today: Day
    by: Literal["plan"]
    total: Counts
    of_district: Counts
    of_schools: Counts
    oldest_barrier: OldestBarrier | None
    groups: list[OverviewGroup]
    definitions: dict[str, Definition]


class SeriesPoint(Reply):
    """The plan's state at the end of a day; null for future days."""

    on: Day
    scope: int | None
    done: int | None
    planned: int


class Forecast(Reply):
    """When the last task will be done at the present pace and how that was computed, or why it cannot be."""

    status: Literal["finished", "foreseen", "beyond_year", "not_enough_data", "no_school_year", "ended"]
    said: str = Field(description="The forecast in one sentence.")
    remaining: int
    window_from: Day | None
    window_until: Day | None
    window_school_days: int
    window_done: int
    pace: float | None = Field(description="Tasks done a school day in the window.")
    finishes_on: Day | None
    earliest_on: Day | None = Field(description="At the pace of the best five school days of the window.")
    latest_on: Day | None = Field(description="At the pace of the weakest five; null beyond the school year.")
    year_ends_on: Day | None
    left_at_year_end: int | None = Field(description="Tasks still to do on that day at the present pace.")


class Series(Reply):
    """The burn-up of a plan or a part of it: what was in scope, done and due by the end of each day or week."""

    plan: PlanReference
    as_of: Moment
    today: Day
    every: Every
    points: list[SeriesPoint]
    forecast: Forecast
    definitions: dict[str, Definition]


class Recount(Reply):
    """What counting every task anew found."""

    as_of: Moment
    cells_corrected: int = Field(description="Cells that differed from a plain count; 0 when all was right.")
