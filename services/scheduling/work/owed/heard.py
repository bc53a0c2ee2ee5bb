"""What other services ask for, as scheduling reads it."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from services.scheduling.planning.plans.tables import OwnedBy
from services.scheduling.work.owed_works.tables import ClosesBy
from shared.events.event import Consumed, Read


class HeardWish(Read):
    """Whom it is asked of, by when, in which words, and what closes it."""

    school_id: UUID | None = None
    owned_by: OwnedBy = OwnedBy.ONE
    role: str | None = None
    person_id: UUID | None = None
    due_on: date | None = None
    due_after: date | None = None
    school_days: int | None = None
    text_code: str
    text_values: dict[str, Any]
    link: str
    closes_by: ClosesBy = ClosesBy.ORIGIN


class WorkOwed(Consumed, type=""):
    """Something is to be done for a thing of another service."""

    origin_type: str
    origin_id: UUID
    version: int
    wish: HeardWish


class WorkSettled(Consumed, type=""):
    """It is asked for no more."""

    origin_type: str
    origin_id: UUID
    version: int
    settled_as: Literal["done", "dropped"]
    settled_on: date


class PartnersOwed(WorkOwed, type="partners.work.owed.v1"):
    """Partners asks."""


class PartnersSettled(WorkSettled, type="partners.work.settled.v1"):
    """Partners asks no more."""


class AssessmentOwed(WorkOwed, type="assessment.work.owed.v1"):
    """Assessment asks."""


class AssessmentSettled(WorkSettled, type="assessment.work.settled.v1"):
    """Assessment asks no more."""


OWED: tuple[type[WorkOwed], ...] = (PartnersOwed, AssessmentOwed)
SETTLED: tuple[type[WorkSettled], ...] = (PartnersSettled, AssessmentSettled)
