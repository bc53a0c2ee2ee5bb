"""Wire models of comments."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.directory.references import StaffReference
from shared.schemas import ABSENT, MAY_DO, Body, LongText, Moment, Patch, Reply

Words = Annotated[LongText, Field(min_length=1)]
Mentioned = Annotated[list[UUID], Field(max_length=20)]


CommentAct = Literal["change", "delete"]


class Comment(Reply):
    """A comment; a deleted one is a tombstone: `deleted_at` is set, `body` empty, nobody mentioned."""

    id: UUID
    task_id: UUID
    author: StaffReference
    body: str
    mentioned: list[StaffReference]
    created_at: Moment
    edited_at: Moment | None
    deleted_at: Moment | None
    updated_at: Moment
    may: list[CommentAct] = MAY_DO
    version: int


class CommentCreate(Body):
    """A comment and the people it mentions: staff who may see the task."""

    body: Words
    mentioned_ids: Mentioned = []


class CommentUpdate(Patch):
    """A merge patch, for 15 minutes."""

    body: Words = ABSENT
    mentioned_ids: Mentioned = ABSENT
