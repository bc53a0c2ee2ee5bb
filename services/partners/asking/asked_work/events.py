"""Events of work this service asks for."""

from shared.asked_work import events
from shared.asked_work.events import SUBJECT


class WorkOwed(events.WorkOwed, type="partners.work.owed.v1", subject=SUBJECT):
    """Partners asks people to do something."""


class WorkSettled(events.WorkSettled, type="partners.work.settled.v1", subject=SUBJECT):
    """Partners asks for it no more."""
