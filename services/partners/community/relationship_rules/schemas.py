"""Wire models of when a relationship is stale."""

from typing import Annotated

from pydantic import Field

from shared.schemas import Body, Moment, Reply, Whole

STALE = "Days without any contact after which it is stale."
OVERDUE = "Days after the day of a next step, not done, after which it is stale."
DUE = "Days before the day of a next step from which it is due."


class RelationshipRules(Reply):
    """By what the health of relationships is told, counted in days of the calendar."""

    stale_after_days: int = Field(description=STALE)
    overdue_after_days: int = Field(description=OVERDUE)
    due_before_days: int = Field(description=DUE)
    version: int
    updated_at: Moment | None


class RelationshipRulesBody(Body):
    """All of the rules."""

    stale_after_days: Annotated[Whole, Field(ge=7, le=730, description=STALE)]
    overdue_after_days: Annotated[Whole, Field(ge=0, le=365, description=OVERDUE)]
    due_before_days: Annotated[Whole, Field(ge=0, le=90, description=DUE)]
