"""How marks are sent."""

from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.feeds.sent_rows.reading import Cells, Form
from services.assessment.indicators.marks.errors import MarksUnreadable
from services.assessment.indicators.marks.schemas import MarkBody
from services.assessment.indicators.marks.tables import MarkRow
from shared.auth.legal_bases import RecordKind
from shared.school_year import school_year_of
from shared.texts.words import Words


def _marked(said: Cells) -> Cells:
    # Ed-Fi has a cell for letters and one for numbers: the letter is what the school said.
    number = said.pop("number", "")
    if number and "mark" not in said:
        said["mark"] = number
    return said


FORM = Form(
    row=MarkBody,
    # Our own columns, and those of Ed-Fi's grades.
    columns={
        **{name: name for name in MarkBody.model_fields},
        **{"studentuniqueid": "student_source_id", "schoolid": "school_source_id", "localcoursecode": "course"},
        **{"academicsubjectdescriptor": "subject", "gradingperioddescriptor": "grading_period"},
        **{"gradingperiodname": "grading_period", "gradetypedescriptor": "grade_type"},
        **{"lettergradeearned": "mark", "numericgradeearned": "number", "currentgradeasofdate": "day"},
        **{"student_id": "student_source_id", "school_id": "school_source_id"},
    },
    needed=("course", "grading_period", "day"),
    unreadable=MarksUnreadable,
    each=Words("a mark", es="una calificación"),
    ours={"student_id": "student_id", "school_id": "school_id"},
    ours_by=frozenset({"course", "mark"}),
    joined=_marked,
)
MARKS = FactKind(
    name="marks",
    form=FORM,
    row=MarkRow,
    records=RecordKind.MARKS,
    right="marks:write",
    # A course of the next school year may have the same periods.
    key=lambda body: (body.course, body.grading_period, body.grade_type, school_year_of(body.day)),
    coded={"mark": "mark", "subject": "subject"},
)
