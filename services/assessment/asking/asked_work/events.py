"""Events of work this service asks for."""

from shared.asked_work import events
from shared.asked_work.events import SUBJECT


class WorkOwed(events.WorkOwed, type="assessment.work.owed.v1", subject=SUBJECT):
    """Assessment asks people to do something."""


class WorkSettled(events.WorkSettled, type="assessment.work.settled.v1", subject=SUBJECT):
    """Assessment asks for it no more."""
