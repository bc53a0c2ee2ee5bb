"""Wire models of carrying on."""

from pydantic import Field, model_validator

from services.scheduling.planning.plans.schemas import Plan
from services.scheduling.planning.plans.tables import GoalDecision
from shared.schemas import Body, Code, Day, Reply, ShortText


class GoalDecided(Body):
    """What becomes of a goal."""

    code: Code
    decision: GoalDecision


class PlanCarryOn(Body):
    """To which school year, and what becomes of the goals: those not named are maintained, discontinued ones left out."""

    title: ShortText | None = Field(default=None, description="Without it, the plan's.")
    school_year: ShortText | None = Field(
        default=None,
        description="The title of one of the district's school years; without it, the one after the plan's.",
    )
    first_day: Day | None = Field(
        default=None, description="Instead of a title: the school year this day lies in, or else the next to begin."
    )
    goals: list[GoalDecided] = Field(default=[], max_length=20)

    @model_validator(mode="after")
    def _names_one_year(self) -> "PlanCarryOn":
        if self.school_year is not None and self.first_day is not None:
            raise ValueError("name the school year by its title or by a day, not by both")
        return self


class GoalCarried(Reply):
    """A goal of the former plan, and what became of it."""

    code: str
    title: str
    decision: GoalDecision


class CarriedPlan(Plan):
    """The draft for the other school year, and what became of each goal of the plan it goes on with."""

    former_goals: list[GoalCarried]
