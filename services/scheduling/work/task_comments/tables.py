"""What people say to each other about a task, and whom they name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from services.scheduling.work.tasks.tables import OfTask
from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of, part_of


class CommentRow(DistrictOwned, OfTask, Stamped, Base):
    """A comment. A deleted one stays as a tombstone without its words, so that answers keep their place."""

    __tablename__ = "task_comments"
    keeping = part_of("tasks", "task_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "task_id"], ["tasks.district_id", "tasks.id"], name="fk_task_comments_task"
        ),
        Index("ix_task_comments_task", "district_id", "task_id", "id"),
    )

    author_id: Mapped[UUID]
    body: Mapped[str]
    mentioned_ids: Mapped[list[UUID]]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class MentionRow(DistrictOwned, OfTask, Base):
    """Somebody named in a comment; waits on their day until `answered_at`."""

    __tablename__ = "task_mentions"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        UniqueConstraint("district_id", "comment_id", "staff_id", name="uq_task_mentions_staff"),
        ForeignKeyConstraint(
            ["district_id", "comment_id"],
            ["task_comments.district_id", "task_comments.id"],
            name="fk_task_mentions_comment",
        ),
        Index("ix_task_mentions_waiting", "district_id", "staff_id", postgresql_where=text("answered_at is null")),
    )

    comment_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    mentioned_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
