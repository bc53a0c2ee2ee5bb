"""Rules that make work, version by version, and what they made of facts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class WorkRuleState(StrEnum):
    """A draft makes nothing yet, a retired rule nothing more."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class Mode(StrEnum):
    """What comes of a fact: tasks at once, or a proposal that somebody accepts or declines."""

    TASK = "task"
    PROPOSAL = "proposal"


class MadeState(StrEnum):
    """What became of a fact by a rule. `refused`: there is nobody or no school to ask; it is tried again."""

    PROPOSED = "proposed"
    STANDING = "standing"
    DECLINED = "declined"
    UNDONE = "undone"
    REFUSED = "refused"


class WorkRuleRow(DistrictOwned, Stamped, Base):
    """A rule of the district: what it says by its newest draft, and the number of the version that holds (0: none yet)."""

    __tablename__ = "work_rules"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "code", name="uq_work_rules_code"),
        Index("ix_work_rules_code", "district_id", "code", "id"),
        Index("ix_work_rules_state", "district_id", "state", "code", "id"),
        Index("ix_work_rules_updated_at", "district_id", "updated_at", "id"),
    )

    code: Mapped[str]
    title: Mapped[str]
    state: Mapped[WorkRuleState] = mapped_column(enumeration(WorkRuleState))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]


class WorkRuleVersionRow(DistrictOwned, Stamped, Base):
    """What a rule said for facts of `from_on` and later, until the next version; it never changes."""

    __tablename__ = "work_rule_versions"
    keeping = part_of("work_rules", "rule_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "rule_id"], ["work_rules.district_id", "work_rules.id"], name="fk_work_rule_versions_rule"
        ),
        UniqueConstraint("district_id", "rule_id", "number", name="uq_work_rule_versions_number"),
    )

    rule_id: Mapped[UUID]
    number: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    content: Mapped[dict[str, Any]]
    from_on: Mapped[date]


class MadeWorkRow(DistrictOwned, Stamped, Base):
    """What a rule made of one fact: once, under the version that held on its day, which it keeps.

    `owed_work_id` is what its tasks are made of, `asked_work_id` what asks somebody to decide over a proposal.
    """

    __tablename__ = "made_works"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "rule_id"], ["work_rules.district_id", "work_rules.id"], name="fk_made_works_rule"
        ),
        UniqueConstraint("district_id", "rule_id", "fact_id", name="uq_made_works_cause"),
        CheckConstraint("state <> 'standing' or owed_work_id is not null", name="stands_on_work"),
        Index("ix_made_works_fact_on", "district_id", "fact_on", "id"),
        Index("ix_made_works_fact", "district_id", "fact_id"),
        Index("ix_made_works_rule", "district_id", "rule_id", "fact_on", "id"),
        Index("ix_made_works_state", "district_id", "state", "fact_on", "id"),
        Index("ix_made_works_school", "district_id", "school_id", "fact_on", "id"),
        Index("ix_made_works_owed_work", "district_id", "owed_work_id"),
        Index("ix_made_works_updated_at", "district_id", "updated_at", "id"),
    )

    rule_id: Mapped[UUID]
    rule_version: Mapped[int]
    version_id: Mapped[UUID]
    fact_id: Mapped[UUID]
    event_type: Mapped[str]
    fact_on: Mapped[date]
    school_id: Mapped[UUID | None]
    mode: Mapped[Mode] = mapped_column(enumeration(Mode))
    state: Mapped[MadeState] = mapped_column(enumeration(MadeState))
    title: Mapped[str]
    because: Mapped[dict[str, str]] = mapped_column(JSONB)
    due_on: Mapped[date]
    proof_type: Mapped[str | None]
    owed_work_id: Mapped[UUID | None]
    asked_work_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    decided_by_id: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
