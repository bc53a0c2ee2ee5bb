"""What an attendance code of a district can mean."""

from enum import StrEnum

#: A school day is so many parts: any number of periods up to twelve divides it, and so do halves, thirds, quarters, fifths.
DAY = 27_720


class Category(StrEnum):
    """What a code means, in the words of federal guidance and of California's glossary (CALPADS), which differ in what counts."""

    PRESENT = "present"
    TARDY = "tardy"
    """There, but late."""
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    SUSPENDED_OUT = "suspended_out"
    """Suspended from school."""
    SUSPENDED_IN = "suspended_in"
    """Suspended from class, and in the building."""
    INDEPENDENT_STUDY = "independent_study"
    """Independent study that was not done as agreed."""
    NOT_EXPECTED = "not_expected"
    """The day is none of this student's: it is counted neither way."""


class AbsenceReason(StrEnum):
    """Why somebody was away, as far as a code says; of the same category there are several."""

    ILLNESS = "illness"
    """Ill, or at a doctor's."""
    FAMILY = "family"
    """A family matter, a bereavement, a journey."""
    TRANSPORT = "transport"
    """The bus did not come, or there was no way to school."""
    SUSPENSION = "suspension"
    """The school sent them home."""
    WEATHER = "weather"
    RELIGIOUS = "religious"
    """A religious holiday."""
    SCHOOL_ACTIVITY = "school_activity"
    """A field trip, a competition."""
    OTHER = "other"
    UNKNOWN = "unknown"
    """The code says that nobody knows."""


#: Categories by which nothing of a day is missed unless the row says so.
THERE = frozenset({Category.PRESENT, Category.TARDY})


class AttendanceOutcome(StrEnum):
    """What a row means: a category, or why it has none."""

    PRESENT = "present"
    TARDY = "tardy"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    SUSPENDED_OUT = "suspended_out"
    SUSPENDED_IN = "suspended_in"
    INDEPENDENT_STUDY = "independent_study"
    NOT_EXPECTED = "not_expected"
    UNMAPPED = "unmapped"
    """Nobody has said what its code means."""
    UNREPORTED = "unreported"
    """Everybody of the school was reported that day, but this student."""
