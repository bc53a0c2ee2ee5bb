"""How results are sent."""

from typing import Any

from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.feeds.sent_rows.reading import Fault, Form
from services.assessment.indicators.screenings.errors import ScreeningsUnreadable
from services.assessment.indicators.screenings.repository import Editions, editions
from services.assessment.indicators.screenings.rules import level_of, window_of
from services.assessment.indicators.screenings.schemas import ScreeningResultBody
from services.assessment.indicators.screenings.tables import NoLevel, ScreeningResultRow
from shared.auth.legal_bases import RecordKind
from shared.school_year import school_year_of
from shared.texts.words import Words

FORM = Form(
    row=ScreeningResultBody,
    # Our own columns, and those of Ed-Fi's studentAssessments.
    columns={
        **{name: name for name in ScreeningResultBody.model_fields},
        **{
            "studentuniqueid": "student_source_id",
            "schoolid": "school_source_id",
            "reportedschoolid": "school_source_id",
        },
        **{"assessmentidentifier": "screener", "administrationdate": "day", "result": "score"},
        **{"whenassessedgradeleveldescriptor": "grade", "studentassessmentidentifier": "result_source_id"},
        **{"student_id": "student_source_id", "school_id": "school_source_id", "assessment_id": "screener"},
        **{"administration_date": "day", "grade_level": "grade"},
    },
    needed=("screener", "day", "score"),
    unreadable=ScreeningsUnreadable,
    each=Words("a screening result", es="un resultado de cribado"),
    ours={"student_id": "student_id", "school_id": "school_id"},
    ours_by=frozenset({"screener", "score"}),
)


def _key(body: ScreeningResultBody) -> tuple[str | None, ...]:
    if body.result_source_id is not None:
        return ("", body.result_source_id)
    window = body.window or window_of(body.day)
    return (body.screener, window, school_year_of(body.day), body.day.isoformat())


def _wrong(number: int, body: ScreeningResultBody, known: Editions) -> Fault | None:
    screener = known.get((body.screener, body.edition))
    if screener is None:
        return Fault(number, "/screener", "screener_unknown", "The district has no such screener, or no such edition.")
    if not screener.lowest <= body.score <= screener.highest:
        return Fault(number, "/score", "score_out_of_range", "The screener has no such score.")
    return None


def _derived(body: ScreeningResultBody, known: Editions) -> dict[str, Any]:
    screener, window = known[body.screener, body.edition], body.window or window_of(body.day)
    level = level_of(screener.cut_scores, body.grade, window, body.score)
    said = {"edition": screener.edition, "area": screener.area, "window": window, "risk_level": level}
    return {**said, "no_level": None if level else NoLevel.NO_CUT_SCORE}


SCREENING_RESULTS = FactKind(
    name="screening_results",
    form=FORM,
    row=ScreeningResultRow,
    records=RecordKind.SCREENINGS,
    right="screenings:write",
    key=_key,
    known=editions,
    check=_wrong,
    derived=_derived,
)
