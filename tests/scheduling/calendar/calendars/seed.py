"""A day to be asked for."""

from tests.isolation.answers import CALENDAR, FIGURES, READ_BY_ALL, WITH_A_PLACE
from tests.scheduling.factories import TODAY

QUERIES = {"read_calendar": {"from": TODAY.isoformat(), "until": TODAY.isoformat()}}
NO_LIST = {"read_calendar": FIGURES}
ANSWERED = {"read_calendar": (WITH_A_PLACE, CALENDAR)}
TO_MENTORS = {"read_calendar": READ_BY_ALL}
