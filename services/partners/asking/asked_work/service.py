"""How this service asks."""

from services.partners.asking.asked_work.events import WorkOwed, WorkSettled
from shared.asked_work.asking import Asking

ASKING = Asking(WorkOwed, WorkSettled)
