"""The district itself."""

from tests.isolation.answers import DIRECTORY, FACT, ONE_THING, READ_BY_ALL, WITH_A_PLACE

NO_LIST = {"read_district": ONE_THING}
ANSWERED = {"read_district": (WITH_A_PLACE, DIRECTORY)}
GIVES_NOTHING = {"change_district": FACT}
TO_MENTORS = {"read_district": READ_BY_ALL}
