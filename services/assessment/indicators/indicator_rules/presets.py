"""Rules others have tried, each with where it stands. Thresholds are local policy: a district begins with one and changes it."""

from services.assessment.indicators.codes.meanings import Meaning
from services.assessment.indicators.indicator_rules.schemas import IndicatorRuleCreate, RuleCondition
from services.assessment.indicators.indicator_rules.tables import ConditionKind

_BALFANZ = "Balfanz, Herzog and Mac Iver (2007); Everyone Graduates Center, new.every1graduates.org"
_SUSPENDED = RuleCondition(
    kind=ConditionKind.INCIDENTS,
    count=1,
    actions=[Meaning.SUSPENDED_OUT, Meaning.SUSPENDED_IN, Meaning.EXPELLED],
)
_FAILED = RuleCondition(kind=ConditionKind.FAILING_MARKS, count=1, subjects=[Meaning.ELA, Meaning.MATHEMATICS])


def _attending_below(percent: float) -> RuleCondition:
    return RuleCondition(kind=ConditionKind.ATTENDANCE_BELOW, percent=percent)


PRESETS: dict[str, IndicatorRuleCreate] = {
    "abc": IndicatorRuleCreate(
        title="ABC: attendance below 90 %, a suspension, or a failed course in English or mathematics",
        source=f"As commonly set after {_BALFANZ}",
        conditions=[_attending_below(90.0), _SUSPENDED, _FAILED],
    ),
    "abc_grade_6": IndicatorRuleCreate(
        title="Grade 6: attendance below 80 %, a suspension, or a failed course in English or mathematics",
        source=f"Philadelphia, sixth grade: {_BALFANZ}",
        grades=["06"],
        conditions=[_attending_below(80.0), _SUSPENDED, _FAILED],
    ),
}
