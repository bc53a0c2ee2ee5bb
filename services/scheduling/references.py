"""What replies of scheduling refer to, besides staff and schools."""

from typing import Annotated

from shared.context.references import Named
from shared.schemas import Reference

PLAN = Named("plans", "named.title")
GOAL = Named("goals", "named.title")
STRATEGY = Named("strategies", "named.title")
ACTIVITY = Named("activities", "named.title")
#: A barrier is called by its number: its words are read where they stand.
BARRIER = Named("barriers", "'BR-' || named.number")
WORK_RULE = Named("work_rules", "named.title")
SCHOOL_YEAR = Named("school_years", "named.title")

PlanReference = Annotated[Reference, PLAN]
GoalReference = Annotated[Reference, GOAL]
StrategyReference = Annotated[Reference, STRATEGY]
ActivityReference = Annotated[Reference, ACTIVITY]
BarrierReference = Annotated[Reference, BARRIER]
WorkRuleReference = Annotated[Reference, WORK_RULE]
SchoolYearReference = Annotated[Reference, SCHOOL_YEAR]
