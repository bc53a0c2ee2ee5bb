"""Wire models of the roll-up."""

from typing import Literal

from pydantic import Field

from shared.web.schemas import Day, Moment, Reply

By = Literal["goal", "strategy", "activity", "school"]


class Counts(Reply):
    """Counts of tasks. Withdrawn ones stand beside, in no share."""

    tasks: int = Field(description="All but the withdrawn.")
    open: int
    in_progress: int
    blocked: int
    done: int
    withdrawn: int
    overdue: int = Field(description="Live tasks whose due date lies before `today`.")
    unowned: int = Field(description="Live tasks nobody owns.")
    on_time: int = Field(description="Done on or before the due date.")
    on_time_of: int = Field(description="Done plus overdue: the tasks of which on time or not can be said.")


class RollUpGroup(Counts):
    """The counts of one goal, strategy, activity or school."""

    id: str
    code: str
    title: str


class RollUp(Reply):
    """How a plan stands, computed from its tasks as they were at `as_of`; `today` is the district's day."""

    plan_id: str
    as_of: Moment
    today: Day
    by: By
    total: Counts
    groups: list[RollUpGroup]
