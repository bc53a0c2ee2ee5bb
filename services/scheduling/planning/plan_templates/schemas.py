"""Wire models of template plans."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.scheduling.planning.plans.days import DueDate, DueOffset, DueOngoing
from services.scheduling.planning.plans.details import Benchmark
from services.scheduling.planning.plans.schemas import (
    ActivityWords,
    GoalBody,
    StrategyBody,
)
from shared.schemas import Body, Code, LongText, Reply, ShortText, Whole


class FromYear(Body):
    """A day counted from the first or the last day of the school year, resolved when the template is copied."""

    count: Whole = Field(ge=0, le=1000)
    unit: Literal["days", "school_days"]
    direction: Literal["before", "after"]
    anchor: Literal["school_year_start", "school_year_end"]


class DueFromYear(FromYear):
    """The same as a due rule."""

    kind: Literal["offset"]


class TemplateActivity(ActivityWords):
    """An activity, which names no person; its due rule may also count from the school year's end."""

    due: Annotated[DueFromYear | DueOffset, Field(union_mode="left_to_right")] | DueDate | DueOngoing  # type: ignore[assignment]
    starts_on: FromYear | None = None  # type: ignore[assignment]
    follow_up_on: FromYear | None = None  # type: ignore[assignment]


class TemplateStrategy(StrategyBody):
    """A strategy."""

    activities: list[TemplateActivity]  # type: ignore[assignment]


class TemplateBenchmark(Benchmark):
    """A benchmark; its day is counted from the school year."""

    on: FromYear  # type: ignore[assignment]


class TemplateGoal(GoalBody):
    """A goal; its days are counted from the school year."""

    target_on: FromYear  # type: ignore[assignment]
    benchmarks: Annotated[list[TemplateBenchmark], Field(max_length=40)] = []  # type: ignore[assignment]
    strategies: list[TemplateStrategy]  # type: ignore[assignment]


class TemplatePlan(Body):
    """What a copy becomes."""

    title: ShortText
    summary: LongText
    goals: list[TemplateGoal]


class Template(Body):
    """A file of the library."""

    code: Code
    title: ShortText
    purpose: LongText
    adapt: list[LongText]
    plan: TemplatePlan


class PlanTemplateSummary(Reply):
    """A template as the list shows it: for whom it is, and what to adapt in a copy."""

    code: str
    title: str
    purpose: str
    adapt: list[str]
    goal_count: int
    strategy_count: int
    activity_count: int


class PlanTemplate(PlanTemplateSummary):
    """A template with everything in it."""

    plan_title: str
    summary: str
    goals: list[TemplateGoal]


class PlanTemplates(Reply):
    """Every template."""

    items: list[PlanTemplateSummary]


class PlanTemplateCopy(Body):
    """What the copy is called, the school year it is for, and the school where it is to be a school's own plan."""

    school_id: UUID | None = Field(
        default=None, description="The school whose own plan it is; else it is the district's."
    )

    title: ShortText | None = Field(default=None, description="Without it, the template's.")
    school_year: ShortText | None = Field(
        default=None,
        description="The title of one of the district's school years; without it, the present or next one.",
    )
