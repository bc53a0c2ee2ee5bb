"""What a plan may say beside what its tasks are made of. All of it is optional: a content without it keeps its hash."""

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from shared.schemas import Body, ClockTime, Code, Day, LongText, Number, ShortText, Whole

Measured = Annotated[Number, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
#: By a clock of 24 hours, such as 15:30.
YearNumber = Annotated[Whole, Field(ge=0, le=20)]
Window = Literal["fall", "winter", "spring"]


def unsaid(found: object) -> bool:
    """What says nothing is not named in a content, which so keeps the hash it had before this could be said."""
    return not found


Lines = Annotated[list[ShortText], Field(max_length=50, exclude_if=unsaid)]


class Benchmark(Body):
    """What is to be reached on the way from baseline to target: a value by a day."""

    on: Day
    # A zero below zero would come back from the database without its sign, as another content.
    value: Annotated[Measured, AfterValidator(lambda value: value + 0.0)]
    note: ShortText | None = None


class MeasuredBy(Body):
    """The instrument whose scores are values of a goal, and what of them is one."""

    instrument_code: Code
    what: Literal["mean_share", "share_meeting", "count_meeting"] = Field(
        description="Of a window's scores, each school's latest: the mean of points out of possible points in percent, the "
        "percentage of schools that meet the threshold, or how many schools do."
    )
    subscale: Code | None = Field(default=None, description="The total when left out.")
    window: Window | None = Field(default=None, description="Every window when left out.")


class GoalDetails(Body):
    """What a goal serves, why it is one, and the way to it."""

    objective: LongText | None = Field(default=None, min_length=1, description="The objective above the goal.")
    root_cause: LongText | None = Field(default=None, min_length=1, description="Why it is as it is.")
    theory_of_action: LongText | None = Field(
        default=None, min_length=1, description="If we do this, then that follows."
    )
    key_outcomes: Lines = []
    benchmarks: Annotated[list[Benchmark], Field(max_length=40, exclude_if=unsaid)] = []
    measured_by: MeasuredBy | None = None

    @model_validator(mode="after")
    def _on_the_way(self) -> "GoalDetails":
        named = [benchmark.on for benchmark in self.benchmarks if isinstance(benchmark.on, date)]
        if any(later <= earlier for earlier, later in pairwise(named)):
            raise ValueError("benchmarks stand in the order of their days, one a day")
        last = getattr(self, "target_on", None)
        if named and isinstance(last, date) and named[-1] >= last:
            raise ValueError("benchmarks lie before the day of the target")
        return self


class Hours(Body):
    """When on its day something happens, by the clock of the district."""

    starts_at: ClockTime
    ends_at: ClockTime | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Hours":
        if self.ends_at is not None and time.fromisoformat(self.ends_at) <= time.fromisoformat(self.starts_at):
            raise ValueError("it ends after it begins, on the same day")
        return self


class Cost(Body):
    """A cost line."""

    amount_cents: Annotated[Whole, Field(ge=0, le=100_000_000_000)] = Field(
        description="In hundredths of the currency."
    )
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(
        default="USD", description="By ISO 4217."
    )
    source: ShortText | None = Field(default=None, description="Whose money it is, such as Title I.")
    purpose: ShortText | None = None


class PlanYears(Body):
    """The years of the plan an activity is for, counted from the plan's `first_year_number`: 2 to 4."""

    first: YearNumber
    last: YearNumber

    @model_validator(mode="after")
    def _in_order(self) -> "PlanYears":
        if self.last < self.first:
            raise ValueError("the last year is the first one or a later one")
        return self


class ActivityDetails(Body):
    """When an activity begins and is looked at again, what it takes, and the district's own words about it."""

    starts_on: Day | None = Field(default=None, description="The day work on it begins; it is due at its end.")
    follow_up_on: Day | None = Field(default=None, description="The day it is looked at again, besides when it is due.")
    hours: Hours | None = None
    years: PlanYears | None = None
    responsible: Lines = Field(
        default=[], description="Who is responsible, as the plan says it; `owner_role` is who is asked."
    )
    resources: Lines = []
    costs: Annotated[list[Cost], Field(max_length=50, exclude_if=unsaid)] = []
    evidence_wanted: LongText | None = Field(default=None, min_length=1, description="What will show that it worked.")
    status_words: ShortText | None = Field(
        default=None,
        description="The district's own word of where it stands. How it stands is computed from its tasks.",
    )
    notes: LongText | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _begins_before_it_is_due(self) -> "ActivityDetails":
        due = getattr(getattr(self, "due", None), "on", None)
        if isinstance(due, date) and isinstance(self.starts_on, date) and self.starts_on > due:
            raise ValueError("it begins after the day it is due")
        return self


#: What of each part stands in its `details`, in the order people read it.
GOAL = tuple(GoalDetails.model_fields)
ACTIVITY = tuple(ActivityDetails.model_fields)
