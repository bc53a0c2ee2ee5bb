"""Wire models of plans that end."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.scheduling.planning.goal_values.schemas import GoalStanding
from services.scheduling.references import PlanReference
from services.scheduling.views.rollups.schemas import By, Counts, Definition, OldestBarrier, RollUpGroup
from shared.schemas import Body, Day, LongText, Moment, Reply


class PlanClose(Body):
    """What staff is to know about why it is closed now."""

    reason: LongText | None = None


class Figures(Reply):
    """The counts of a plan, in total and by what its roll-up is grouped by."""

    as_of: Moment
    today: Day
    total: Counts
    oldest_barrier: OldestBarrier | None
    groups: dict[By, list[RollUpGroup]]
    goals: list[GoalStanding] = Field(
        default=[], description="Where each goal stood; none in results from before goals were measured."
    )
    definitions: dict[str, Definition]


class PlanResult(Reply):
    """How a plan stood on its last day, by the definitions of that day. No later act changes it."""

    id: UUID
    plan: PlanReference
    ended_as: Literal["closed", "archived"] = Field(description="The state it ended in.")
    ended_on: Day
    definitions_version: int = Field(description="Which definitions the figures are by: equal numbers can be compared.")
    figures: Figures = Field(
        description="Who sees only some schools gets theirs: `groups` by school, and their `total`."
    )
    figures_hash: str = Field(
        description="SHA-256 of the whole district's figures as canonical JSON (sorted keys, no spaces)."
    )
    version: int
    created_at: Moment
    updated_at: Moment
