"""How the roster's first student stands."""

from tests.isolation.answers import OF_THEIRS

AFTER = ("attendance.batches",)
TO_MENTORS = {"list_attendance_standings": OF_THEIRS}
