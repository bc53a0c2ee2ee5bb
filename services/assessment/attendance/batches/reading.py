"""Rows of batches as they are sent: as JSON, one JSON object a line, or CSV in our own columns, Ed-Fi's or Clever's."""

from services.assessment.attendance.batches.errors import AttendanceUnreadable
from services.assessment.attendance.batches.schemas import AttendanceEventBody, SchoolEnrollmentBody
from services.assessment.attendance.codes.categories import DAY
from services.assessment.feeds.sent_rows.reading import Cells, Form
from shared.texts.words import Words


def share_of(body: AttendanceEventBody, periods_a_day: int | None) -> int | None:
    """What a row says of the share of its day, in parts of a day; None: it leaves that to its code."""
    if body.duration is not None:
        return round(body.duration * DAY)
    if body.period is not None and periods_a_day is not None:
        return DAY // periods_a_day
    return None


def _coded(said: Cells) -> Cells:
    # Clever says in two columns what is one code.
    if excuse := said.pop("excuse", ""):
        said["code"] = f"{said.get('code', '')}:{excuse}"
    return said


EVENTS = Form(
    row=AttendanceEventBody,
    # Our own columns, those of Ed-Fi's studentSchoolAttendanceEvents, and of Clever's file.
    columns={
        **{name: name for name in AttendanceEventBody.model_fields},
        **{"studentuniqueid": "student_source_id", "schoolid": "school_source_id", "eventdate": "day"},
        **{"attendanceeventcategorydescriptor": "code", "eventduration": "duration", "classperiodname": "period"},
        **{"student_id": "student_source_id", "school_id": "school_source_id", "attendance_date": "day"},
        **{"section_id": "period", "attendance_status": "code", "excuse_code": "excuse"},
    },
    needed=("day", "code"),
    unreadable=AttendanceUnreadable,
    each=Words("an attendance event", es="un evento"),
    # Our own names of ids speak of ours where the header is in our own words.
    ours={"student_id": "student_id", "school_id": "school_id"},
    ours_by=frozenset({"day", "code"}),
    joined=_coded,
)


def _flagged(said: Cells) -> Cells:
    if (sent := str(said.get("is_removed", "")).lower()) in ("true", "false"):
        said["is_removed"] = sent == "true"
    return said


ENROLLMENTS = Form(
    row=SchoolEnrollmentBody,
    # Our own columns, and those of Ed-Fi's studentSchoolAssociations.
    columns={
        **{name: name for name in SchoolEnrollmentBody.model_fields},
        **{"studentuniqueid": "student_source_id", "schoolid": "school_source_id", "entrydate": "begins_on"},
        **{"exitwithdrawdate": "ends_on", "entrygradeleveldescriptor": "grade", "entrygradelevel": "grade"},
    },
    needed=("begins_on",),
    unreadable=AttendanceUnreadable,
    each=Words("an enrolment", es="una inscripción"),
    joined=_flagged,
)
