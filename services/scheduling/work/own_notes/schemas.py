"""Wire models of notes for oneself."""

from typing import Literal

from shared.context.paging import Paging
from shared.schemas import ABSENT, MAY_DO, Body, Day, Kept, LongText, Moment, Patch, ShortText, Truth

OwnNoteAct = Literal["change", "delete"]


class OwnNote(Kept):
    """A note for oneself: nobody else ever reads it."""

    title: str
    body: str
    due_on: Day
    done_at: Moment | None
    may: list[OwnNoteAct] = MAY_DO


class OwnNoteCreate(Body):
    """A new note for oneself."""

    title: ShortText
    body: LongText = ""
    due_on: Day


class OwnNoteUpdate(Patch):
    """A merge patch; `done` ticks it, or takes the tick back."""

    title: ShortText = ABSENT
    body: LongText = ABSENT
    due_on: Day = ABSENT
    done: Truth = ABSENT


class OwnNoteList(Paging):
    """Filters of the list."""

    done: bool | None = None
