"""Wire models of risks, and of the rules they are found by."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from services.scheduling.planning.plans.details import Window
from services.scheduling.references import GoalReference, PlanReference
from services.scheduling.views.risks.tables import RiskKind
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import Body, Code, Day, Moment, Number, Reply, Whole

RiskState = Literal["open", "cleared"]


class Slippage(Body):
    """Too large a share of the plan's tasks is overdue."""

    code: Code
    kind: Literal["slippage"]
    overdue_share: Annotated[Number, Field(gt=0, le=1)] = Field(description="At risk from this share of all tasks on.")
    least_tasks: Annotated[Whole, Field(ge=1, le=1_000_000)] = Field(
        default=10, description="A plan of fewer tasks says nothing."
    )


class ForecastPast(Body):
    """At the present pace the last task is done after the day the last one is due."""

    code: Code
    kind: Literal["forecast"]
    days_past: Annotated[Whole, Field(ge=0, le=1000)] = Field(
        default=0, description="How many days after that day are not yet a risk."
    )


class GoalBehind(Body):
    """A goal's latest value does not reach the benchmark whose day has come."""

    code: Code
    kind: Literal["goal_behind"]
    by: Annotated[Number, Field(ge=0, le=1e9)] = Field(
        default=0, description="How far short of it, in the goal's unit, is not yet a risk."
    )


class ScoreBelow(Body):
    """Schools score under an instrument's threshold, by the latest score of each in the present school year."""

    code: Code
    kind: Literal["score_below"]
    instrument_code: Code
    window: Window | None = Field(default=None, description="Every window when left out.")
    schools: Annotated[Whole, Field(ge=1, le=100_000)] = Field(default=1, description="From how many schools on.")


Rule = Annotated[Slippage | ForecastPast | GoalBehind | ScoreBelow, Field(discriminator="kind")]


class RiskRulesSet(Body):
    """Every rule of the district. `score_below` puts those plans at risk one of whose goals is measured by the instrument."""

    rules: list[Rule] = Field(max_length=20)

    @model_validator(mode="after")
    def _named_once(self) -> "RiskRulesSet":
        codes = [rule.code for rule in self.rules]
        if len(set(codes)) < len(codes):
            raise ValueError("each rule has a code of its own")
        return self


class RiskRules(Reply):
    """The rules that hold: those of `version` 0 until the district sets its own, each set of which is the next version."""

    version: int
    rules: list[Rule]


class Risk(Reply):
    """A plan at risk by one rule; once the rule no longer says so, it is cleared, with the figures of that day."""

    id: UUID
    plan: PlanReference
    state: RiskState
    rule_code: str
    kind: RiskKind
    rules_version: int = Field(description="Which version of the district's rules found it.")
    goal: GoalReference | None = Field(description="The goal it is of, where it is of one.")
    found_on: Day
    figures: dict[str, float] = Field(description="The reason in numbers, as found.")
    cleared_on: Day | None
    cleared_figures: dict[str, float] | None
    version: int
    created_at: Moment
    updated_at: Moment


class RiskList(Paging):
    """Filters of the list of risks."""

    plan_id: Several[UUID] | None = None
    state: Several[RiskState] | None = None
