"""Settings as they are while nobody has said."""

from tests.isolation.answers import ONE_THING, READ_BY_ALL, SETTING, WITH_A_PLACE

BODIES = {"set_attendance_figure_settings": {"smallest": 12, "subgroups": ["sex"], "measures": []}}
NO_LIST = {"read_attendance_figure_settings": ONE_THING}
ANSWERED = {"read_attendance_figure_settings": (WITH_A_PLACE, SETTING)}
TO_MENTORS = {"read_attendance_figure_settings": READ_BY_ALL}
