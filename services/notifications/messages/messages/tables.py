"""Messages, and what is gathered about a published plan until it can be announced."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.wording.templates.kinds import Kind
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class MessageRow(DistrictOwned, Stamped, Base):
    """What one person is told once: facts, rendered when read or sent, in the language chosen when it was made."""

    __tablename__ = "messages"
    keeping = of(Whose.PERSON, "recipient_id")
    __table_args__ = (
        UniqueConstraint("district_id", "kind", "subject_id", "recipient_id", name="uq_messages_once"),
        Index("ix_messages_recipient", "district_id", "recipient_id", "created_at", "id"),
        Index("ix_messages_plan", "district_id", "plan_id", "id"),
        Index("ix_messages_kind", "district_id", "kind", "id"),
        Index("ix_messages_topic", "district_id", "topic", postgresql_where=text("topic is not null")),
        Index("ix_messages_updated_at", "district_id", "updated_at", "id"),
    )

    recipient_id: Mapped[UUID]
    kind: Mapped[Kind] = mapped_column(enumeration(Kind))
    subject_id: Mapped[UUID]
    plan_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    language: Mapped[str]
    #: What an act made true, by which one that undoes it, or says it anew, finds it again.
    topic: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
    in_inbox: Mapped[bool] = mapped_column(server_default=true())
    read_at: Mapped[datetime | None]


class PlanAnnouncementRow(DistrictOwned, Base):
    """A plan on its way to being announced; its id is the plan's. Made by whichever event of the plan comes first."""

    __tablename__ = "plan_announcements"
    keeping = of(Whose.DISTRICT)

    title: Mapped[str | None]
    school_year: Mapped[str | None]
    chunk_count: Mapped[int | None]
    #: What its activities are called, by id.
    activities: Mapped[dict[str, Any] | None]
    published_by_id: Mapped[UUID | None]
    announced_at: Mapped[datetime | None]


class PlanChunkRow(DistrictOwned, Base):
    """A chunk of a plan's tasks that has been tallied, so that it is not tallied twice."""

    __tablename__ = "plan_chunks"
    keeping = part_of("plan_announcements", "plan_id")
    __table_args__ = (UniqueConstraint("district_id", "plan_id", "chunk", name="uq_plan_chunks_chunk"),)

    plan_id: Mapped[UUID]
    chunk: Mapped[int]


class PlanTallyRow(DistrictOwned, Base):
    """How many tasks of one chunk somebody owns (or, without an owner, nobody). Gone once the plan is announced."""

    __tablename__ = "plan_tallies"
    keeping = part_of("plan_announcements", "plan_id")
    __table_args__ = (Index("ix_plan_tallies_plan", "district_id", "plan_id"),)

    plan_id: Mapped[UUID]
    chunk: Mapped[int]
    school_id: Mapped[UUID | None]
    owner_id: Mapped[UUID | None]
    task_count: Mapped[int]
    first_due_on: Mapped[date | None]
    #: The first of them: [[activity id, day]].
    first_tasks: Mapped[list[list[str]] | None] = mapped_column(JSONB)
