"""The events of work a service asks for: each service that does has its own two, made of these. They say nothing of a student."""

from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import model_validator

from shared.asked_work import texts
from shared.events.event import Event, Part

SUBJECT = "asked-work/{origin_type}/{origin_id}"


class Wish(Part):
    """Whom something is asked of, by when, in which words, and what closes it.

    `school_id` null: of the district itself. `owned_by` one: whoever holds `role` there, or the person `person_id`; each:
    everybody who holds the role there when it is asked; any: whoever of them takes it. Due on `due_on`, or `school_days` school
    days of that place after `due_after`. `link` is the path at the asking service where it is done. `closes_by` origin: what
    happens there closes the task; hand: its owner may say that it is done.
    """

    school_id: UUID | None = None
    owned_by: Literal["one", "each", "any"] = "one"
    role: str | None = None
    person_id: UUID | None = None
    due_on: date | None = None
    due_after: date | None = None
    school_days: int | None = None
    text_code: str
    text_values: dict[str, int | str]
    link: str
    closes_by: Literal["origin", "hand"] = "origin"

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Raises `ValueError` for what says too little, or two things at once."""
        if (self.role is None) == (self.person_id is None) or (self.person_id is not None and self.owned_by != "one"):
            raise ValueError("of one person, or of who holds a role")
        if (self.due_on is None) == (self.school_days is None):
            raise ValueError("due on a day, or some school days after one")
        texts.check(self.text_code, self.text_values)
        return self


class WorkOwed(Event, type="", subject=""):
    """Something is to be done for a thing of the asking service: the whole wish. Of several versions the newest stands."""

    origin_type: str
    origin_id: UUID
    version: int
    wish: Wish


class WorkSettled(Event, type="", subject=""):
    """It need not be asked for any more: it was done there on a day, or it is dropped. A newer wish asks for it again."""

    origin_type: str
    origin_id: UUID
    version: int
    settled_as: Literal["done", "dropped"]
    settled_on: date
