"""Events of risks."""

from datetime import date
from typing import Literal
from uuid import UUID

from shared.events.event import Event, Part

Looked = Literal["slippage", "forecast", "goal_behind", "score_below"]


class RiskFigure(Part):
    """One number of the reason."""

    name: str
    value: float


class PlanAtRisk(Event, type="scheduling.plan.at_risk.v1", subject="plans/{plan_id}"):
    """A rule of the district says that a plan, or one of its goals, is at risk: once, until it is cleared.

    `people` are those who wrote, submitted or approved it.
    """

    plan_id: UUID
    risk_id: UUID
    title: str
    rule_code: str
    kind: Looked
    rules_version: int
    goal_id: UUID | None
    goal_title: str | None
    found_on: date
    figures: list[RiskFigure]
    people: list[UUID]


class PlanRiskCleared(Event, type="scheduling.plan.risk_cleared.v1", subject="plans/{plan_id}"):
    """The rule no longer says so: by its figures, as the rule is gone or another, or as the plan has ended."""

    plan_id: UUID
    risk_id: UUID
    title: str
    rule_code: str
    kind: Looked
    rules_version: int
    goal_id: UUID | None
    goal_title: str | None
    found_on: date
    cleared_on: date
    figures: list[RiskFigure]
    people: list[UUID]
