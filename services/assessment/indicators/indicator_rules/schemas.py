"""Wire models of early-warning rules and flags."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.assessment.attendance.standings.schemas import SchoolYear
from services.assessment.attendance.triggers.tables import TriggerState
from services.assessment.indicators.codes.meanings import OF_KIND, CodeKind, Meaning
from services.assessment.indicators.indicator_rules.tables import Combine, ConditionKind, FlagState, WhyUndecided
from services.assessment.indicators.screenings.tables import RiskLevel, ScreeningArea
from services.assessment.records.student_records.schemas import Grade
from services.assessment.references import IndicatorRuleReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import ABSENT, MAY_DO, Body, Code, Kept, Moment, Number, Patch, Reply, ShortText, Whole

IndicatorRuleAct = Literal["change", "activate", "retire", "try"]
#: What a condition goes by, and what else it may say, by its kind.
GOES_BY: dict[ConditionKind, tuple[set[str], set[str]]] = {
    ConditionKind.ATTENDANCE_BELOW: ({"percent"}, set()),
    ConditionKind.ATTENDANCE_BAND: ({"band"}, set()),
    ConditionKind.INCIDENTS: ({"count"}, {"days", "behaviors", "actions"}),
    ConditionKind.FAILING_MARKS: ({"count"}, {"subjects"}),
    ConditionKind.SCREENING_RISK: ({"risk_levels"}, {"areas"}),
}


class RuleCondition(Body):
    """One condition: what it looks at, and from where on it is met."""

    kind: ConditionKind
    percent: Number | None = Field(default=None, gt=0, le=100, description="Of attendance_below: met below it.")
    band: Code | None = Field(default=None, description="Of attendance_band: of the definition in force.")
    count: Whole | None = Field(default=None, ge=1, le=100, description="Of incidents and marks: from so many on.")
    days: Whole | None = Field(
        default=None, ge=1, le=366, description="Of incidents: within so many days; left out: in the school year."
    )
    behaviors: list[Meaning] = Field(default=[], max_length=20, description="Of incidents: only these; empty: any.")
    actions: list[Meaning] = Field(default=[], max_length=20, description="Of incidents: only these; empty: any.")
    subjects: list[Meaning] = Field(default=[], max_length=20, description="Of marks: only these; empty: any.")
    risk_levels: list[RiskLevel] = Field(default=[], max_length=3, description="Of screenings: these levels.")
    areas: list[ScreeningArea] = Field(default=[], max_length=10, description="Of screenings: only these; empty: any.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """Raises `ValueError` for a condition without what it goes by, or with what another goes by."""
        said = {name for name in type(self).model_fields if name != "kind" and getattr(self, name) not in (None, [])}
        needed, allowed = GOES_BY[self.kind]
        if not needed <= said <= needed | allowed:
            raise ValueError(
                f"{self.kind} goes by {', '.join(sorted(needed))}, and may say {', '.join(sorted(allowed))}"
            )
        for meanings, kind in (
            (self.behaviors, CodeKind.BEHAVIOR),
            (self.actions, CodeKind.ACTION),
            (self.subjects, CodeKind.SUBJECT),
        ):
            if not set(meanings) <= OF_KIND[kind]:
                raise ValueError(f"a {kind} means one of {', '.join(sorted(OF_KIND[kind]))}")
        return self


Conditions = Annotated[list[RuleCondition], Field(min_length=1, max_length=10)]
AtLeast = Annotated[Whole | None, Field(ge=1, le=10, description="Of at_least: so many conditions are met.")]
Grades = Annotated[list[Grade], Field(max_length=20, description="Only students of these grades; empty: all.")]

SchoolIds = Annotated[
    list[UUID], Field(max_length=500, description="Only students whose own school is one of these; empty: all.")
]


class IndicatorRuleCreate(Body):
    """A rule, a draft until it is activated."""

    title: ShortText
    source: ShortText = Field(description="Whose thresholds these are.")
    combine: Combine = Combine.ANY
    at_least: AtLeast = None
    grades: Grades = []
    school_ids: SchoolIds = []
    conditions: Conditions
    replaces_id: UUID | None = Field(default=None, description="The rule that is retired when this one is activated.")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """Raises `ValueError` for a number of conditions that cannot be met."""
        if (self.combine == Combine.AT_LEAST) != (self.at_least is not None):
            raise ValueError("at_least is said with combine at_least alone")
        if self.at_least is not None and self.at_least > len(self.conditions):
            raise ValueError("at_least is no more than there are conditions")
        return self


class IndicatorRuleUpdate(Patch):
    """A merge patch of a draft; conditions are replaced whole."""

    title: ShortText = ABSENT
    source: ShortText = ABSENT
    combine: Combine = ABSENT
    at_least: AtLeast = ABSENT
    grades: Grades = ABSENT
    school_ids: SchoolIds = ABSENT
    conditions: Conditions = ABSENT


class ConditionShown(Reply):
    """One condition."""

    kind: ConditionKind
    percent: float | None
    band: str | None
    count: int | None
    days: int | None
    behaviors: list[Meaning]
    actions: list[Meaning]
    subjects: list[Meaning]
    risk_levels: list[RiskLevel]
    areas: list[ScreeningArea]


class RuleSaid(Reply):
    """What a rule says."""

    title: str
    source: str
    combine: Combine
    at_least: int | None
    grades: list[str]
    conditions: list[ConditionShown]


class IndicatorRule(Kept, RuleSaid):
    """What the district wants to be warned of."""

    school_ids: list[UUID] = Field(description="Only of students whose own school is one of these; empty: of all.")
    state: TriggerState
    replaces: IndicatorRuleReference | None
    may: list[IndicatorRuleAct] = MAY_DO


class IndicatorRulePreset(RuleSaid):
    """A rule others have tried, to begin with: thresholds are local policy."""

    code: str


class IndicatorRulePresets(Reply):
    """Rules to begin with."""

    items: list[IndicatorRulePreset]


class IndicatorRuleList(Paging):
    """Filters of the list of rules."""

    state: Several[TriggerState] | None = None
    school_id: Several[UUID] | None = Field(
        default=None, description="Rules that are for students of one of these schools, or of all."
    )


class RuleTriedIn(Body):
    """In which school year a rule is tried."""

    school_year: SchoolYear | None = Field(default=None, description="Left out: the one today is in.")


TENS = Field(
    description=(
        "Exact for who may read every flag of the district; else in whole tens, "
        "null: fewer than ten or than the district's smallest group, of which no school has a row."
    )
)


class RuleTriedAt(Reply):
    """How many students of a school a rule would flag, and of how many nobody can say."""

    school: SchoolReference
    students: int | None = TENS
    undecided: int | None = TENS


class IndicatorRuleTried(Reply):
    """What a rule would have raised in a school year, as facts stand; nothing was."""

    school_year: str
    students: int | None = TENS
    undecided: int | None = TENS
    schools: list[RuleTriedAt]


class FactNamed(Reply):
    """A fact by its id: what it says is read where it is, by who may."""

    kind: str = Field(
        description="incidents, marks, screening-results or attendance-standings: the last word of its path."
    )
    id: UUID


class ConditionOutcome(Reply):
    """Of one condition, counted from 0: is it met (null: nobody can say, and why), and by which facts?"""

    condition: int
    met: bool | None
    reason: WhyUndecided | None
    facts: list[FactNamed]


class IndicatorFlag(Kept):
    """What a rule says of a student in a school year. Conditions that are not met are left out."""

    rule: IndicatorRuleReference
    student_id: UUID
    school: SchoolReference
    school_year: str
    state: FlagState
    outcomes: list[ConditionOutcome]
    raised_at: Moment | None
    cleared_at: Moment | None


class FlagWas(Reply):
    """What a flag was from a moment on."""

    happened_at: Moment
    state: FlagState
    outcomes: list[ConditionOutcome]


class IndicatorFlagExplained(Reply):
    """Why a flag is what it is: the rule, what is met and by which facts, and how it came and went."""

    flag: IndicatorFlag
    rule: IndicatorRule
    history: list[FlagWas]


class IndicatorFlagList(Paging):
    """Filters of the list of flags."""

    state: Several[FlagState] | None = None
    school_id: Several[UUID] | None = None
    student_id: Several[UUID] | None = None
    rule_id: Several[UUID] | None = None
    school_year: SchoolYear | None = None
