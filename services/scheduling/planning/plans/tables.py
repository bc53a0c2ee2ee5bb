"""Plans: goals, strategies, activities."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Double, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from shared.approval.rows import Approvable
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class PlanState(StrEnum):
    """Where a plan stands on its way to the schools."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    CLOSED = "closed"
    ARCHIVED = "archived"


class GoalDecision(StrEnum):
    """What became of a goal when its plan was carried on to another school year."""

    REVISED = "revised"
    MAINTAINED = "maintained"
    DISCONTINUED = "discontinued"


class TargetKind(StrEnum):
    """How an activity says which schools it is for; `district`: for none, the district itself does it once."""

    ALL = "all"
    SCHOOLS = "schools"
    RULE = "rule"
    DISTRICT = "district"


class OwnedBy(StrEnum):
    """Who does an activity at a place: one holder of its role, each of them, or any of them who takes it."""

    ONE = "one"
    EACH = "each"
    ANY = "any"


class PlanRow(DistrictOwned, Approvable, Stamped, Base):
    """A district's MTSS implementation plan for a school year, such as 2026-27, or for several, to `last_school_year`.

    With `school_id` it is that school's own: written, approved and carried there.
    `ended_on` is the day it was closed or archived, by whose end its figures stand.
    """

    __tablename__ = "plans"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        Index("ix_plans_updated_at", "district_id", "updated_at", "id"),
        Index("ix_plans_school_id", "district_id", "school_id", "id"),
    )

    school_id: Mapped[UUID | None]

    title: Mapped[str]
    school_year: Mapped[str]
    last_school_year: Mapped[str | None]
    first_year_number: Mapped[int] = mapped_column(server_default="1", default=1)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    summary: Mapped[str]
    state: Mapped[PlanState] = mapped_column(enumeration(PlanState))
    published_at: Mapped[datetime | None]
    published_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None]
    archived_at: Mapped[datetime | None]
    ended_on: Mapped[date | None]
    carried_from_id: Mapped[UUID | None]
    school_count: Mapped[int | None]
    task_count: Mapped[int | None]
    revision: Mapped[int] = mapped_column(server_default="0", default=0)


class PlanPart:
    """What goals, strategies and activities share: their plan, their code in it and their place.

    A part that a revision leaves out is retired: the tasks done for it keep their names.
    """

    plan_id: Mapped[UUID]
    code: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    retired_on: Mapped[date | None]


class GoalRow(DistrictOwned, PlanPart, Base):
    """A SMART goal: what is measured, from where to where, by when. `serves_id` is the district's goal a school's own serves.

    `details` are what `GoalDetails` has beside, as the content says it: nothing that it leaves out.
    """

    __tablename__ = "goals"
    keeping = part_of("plans", "plan_id")
    __table_args__ = (
        ForeignKeyConstraint(["district_id", "plan_id"], ["plans.district_id", "plans.id"], ondelete="CASCADE"),
        UniqueConstraint("district_id", "plan_id", "code", name="uq_goals_code"),
        Index("ix_goals_serves_id", "district_id", "serves_id", postgresql_where=text("serves_id is not null")),
    )

    measure: Mapped[str]
    unit: Mapped[str]
    baseline: Mapped[float] = mapped_column(Double)
    target: Mapped[float] = mapped_column(Double)
    target_on: Mapped[date]
    serves_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)
    decision: Mapped[GoalDecision | None] = mapped_column(enumeration(GoalDecision))


class StrategyRow(DistrictOwned, PlanPart, Base):
    """A way towards a goal."""

    __tablename__ = "strategies"
    keeping = part_of("plans", "plan_id")
    __table_args__ = (
        ForeignKeyConstraint(["district_id", "goal_id"], ["goals.district_id", "goals.id"], ondelete="CASCADE"),
        UniqueConstraint("district_id", "plan_id", "code", name="uq_strategies_code"),
    )

    goal_id: Mapped[UUID]
    description: Mapped[str]


#: An activity that several answer for beside its owner: a team, or who is responsible too.
SHARED = "owner_role like 'team:%' or cardinality(responsible_roles) > 0 or cardinality(responsible_ids) > 0"


class ActivityRow(DistrictOwned, PlanPart, Base):
    """What a school has to do: by whom, where, by when, and what counts as done.

    `reached_on` is the day it reached the schools (of a school year to come, that one's first), from which offsets from
    publication count; its occurrences are made up
    to `made_until`, and none is due after `ends_by`, the plan's last day. Of a plan of several school years it is for those
    from `first_school_year` to `last_school_year`. `details` are what `ActivityDetails` has beside.
    """

    __tablename__ = "activities"
    keeping = part_of("plans", "plan_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "strategy_id"], ["strategies.district_id", "strategies.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("district_id", "plan_id", "code", name="uq_activities_code"),
        Index("ix_activities_shared", "district_id", "id", postgresql_where=text(SHARED)),
    )

    goal_id: Mapped[UUID]
    strategy_id: Mapped[UUID]
    instructions: Mapped[str]
    owner_role: Mapped[str]
    owned_by: Mapped[OwnedBy] = mapped_column(enumeration(OwnedBy), default=OwnedBy.ONE, server_default="one")
    named_owner_id: Mapped[UUID | None]
    responsible_roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}", default=list)
    responsible_ids: Mapped[list[UUID]] = mapped_column(server_default="{}", default=list)
    target_kind: Mapped[TargetKind] = mapped_column(enumeration(TargetKind))
    target_school_ids: Mapped[list[UUID]]
    target_levels: Mapped[list[str] | None]
    target_grades: Mapped[list[str] | None]
    target_tags: Mapped[list[str] | None]
    target_cohorts: Mapped[list[str] | None]
    due: Mapped[dict[str, Any]]
    due_on: Mapped[date | None]
    repeat: Mapped[dict[str, Any] | None]
    reached_on: Mapped[date | None]
    made_until: Mapped[date | None]
    done_when: Mapped[dict[str, Any]]
    proof_type: Mapped[str | None]
    ends_by: Mapped[date | None]
    first_school_year: Mapped[str | None]
    last_school_year: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)
