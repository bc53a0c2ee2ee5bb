"""Wire models of triggers and alerts."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.assessment.attendance.proposals.schemas import ProposedBody
from services.assessment.attendance.standings.schemas import SchoolYear
from services.assessment.attendance.triggers.rules import (
    MessageTo,
    TriggerAction,
    TriggerKind,
    disagrees,
    has_twice,
    lacks_proposal,
)
from services.assessment.attendance.triggers.tables import AlertState, TriggerState
from services.assessment.references import TriggerReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import ActorReference, SchoolReference, StaffReference
from shared.schemas import ABSENT, MAY_DO, Body, Code, Kept, Moment, Patch, Reply, RoleCode, ShortText, Whole

Days = Annotated[
    Whole | None,
    Field(
        ge=1,
        le=366,
        description="Of consecutive and cumulative: from so many school days missed on; of rapid_change: so many more.",
    ),
]
Over = Annotated[
    Whole | None,
    Field(ge=2, le=60, description="Of rapid_change: of so many school days, against as many before them."),
]
BandCode = Annotated[Code | None, Field(description="Of band: this band of the definition in force, or one above it.")]
Months = Annotated[
    list[Annotated[Whole, Field(ge=1, le=12)]],
    Field(
        max_length=12,
        description="Of cumulative: only days of these months, 9 for September; empty: of the whole year.",
    ),
]
Tier = Annotated[Whole, Field(ge=1, le=3, description="The tier of support it speaks of.")]
QuietDays = Annotated[
    Whole, Field(ge=0, le=366, description="After an alert has ended the same is raised again only after so many days.")
]
DueIn = Annotated[Whole, Field(ge=1, le=60, description="School days within which somebody looks.")]
Actions = Annotated[
    list[TriggerAction], Field(max_length=3, description="What is done about who meets it; empty: alerts alone.")
]
Tens = Annotated[
    int | None,
    Field(
        description=(
            "Exact for who may read the attendance of each of these students; else in whole tens, "
            "null: fewer than ten or than the district's smallest group, of which no school and nobody has a row."
        )
    ),
]
Proposal = Annotated[
    ProposedBody | None,
    Field(description="Of the action proposal: what is proposed for each student, and who decides."),
]
TriggerAct = Literal["change", "activate", "retire", "try"]
AlertAct = Literal["handle"]


class TriggerStep(Body):
    """A further tier: what it looks for, and what it has done otherwise than the trigger (null: as the trigger)."""

    tier: Tier
    kind: TriggerKind
    days: Days = None
    over: Over = None
    band: BandCode = None
    months: Months = []
    quiet_days: QuietDays = 0
    role: RoleCode | None = None
    school_days: DueIn | None = None
    actions: Actions | None = None
    message_to: MessageTo | None = None
    proposal: ProposedBody | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """Raises `ValueError` for a kind without what it goes by, or with what another goes by."""
        if wrong := disagrees(self):
            raise ValueError(wrong)
        return self


Steps = Annotated[list[TriggerStep], Field(max_length=2, description="Further tiers, each looked for by itself.")]


class AttendanceTriggerCreate(Body):
    """A trigger, a draft until it is activated."""

    title: ShortText
    kind: TriggerKind
    days: Days = None
    over: Over = None
    band: BandCode = None
    months: Months = []
    tier: Tier = 2
    quiet_days: QuietDays = 0
    role: RoleCode = Field(description="Who is asked, of the student's school.")
    school_days: DueIn = 5
    actions: Actions = [TriggerAction.WORK]
    message_to: MessageTo = MessageTo.ROLE
    proposal: Proposal = None
    steps: Steps = []

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """Raises `ValueError` for a kind without what it goes by, with what another goes by, a tier that is there twice, or a
        proposal that is not said.
        """
        if wrong := disagrees(self):
            raise ValueError(wrong)
        if has_twice([self.tier, *(step.tier for step in self.steps)]):
            raise ValueError("each tier is there once")
        if lacks_proposal(self):
            raise ValueError("what the action proposal proposes is said, and nothing else is")
        return self


class AttendanceTriggerUpdate(Patch):
    """A merge patch of a draft; its kind stays, further tiers are replaced whole."""

    title: ShortText = ABSENT
    days: Days = ABSENT
    over: Over = ABSENT
    band: BandCode = ABSENT
    months: Months = ABSENT
    tier: Tier = ABSENT
    quiet_days: QuietDays = ABSENT
    role: RoleCode = ABSENT
    school_days: DueIn = ABSENT
    actions: Actions = ABSENT
    message_to: MessageTo = ABSENT
    proposal: Proposal = ABSENT
    steps: Steps = ABSENT


class AttendanceTrigger(Kept):
    """What the district wants to act on."""

    state: TriggerState
    title: str
    kind: TriggerKind
    days: int | None
    over: int | None
    band: str | None
    months: list[int]
    tier: int
    quiet_days: int
    role: str
    school_days: int
    actions: list[TriggerAction]
    message_to: MessageTo
    proposal: ProposedBody | None
    steps: list[TriggerStep]
    may: list[TriggerAct] = MAY_DO


class TriggerList(Paging):
    """Filters of the list of triggers."""

    state: Several[TriggerState] | None = None


class TriedAt(Reply):
    """How many students of a school a trigger is met by."""

    school: SchoolReference
    students: Tens
    alerts: Tens


class TriedTier(Reply):
    """How many students a tier is met by."""

    tier: int
    students: Tens
    alerts: Tens


class TriedLoad(Reply):
    """How many students of a school an action of a tier would bring to somebody; `person` null: nobody is there to whom."""

    person: StaffReference | None
    school: SchoolReference
    tier: int
    action: TriggerAction
    students: Tens


class TriggerTried(Reply):
    """What a trigger would have raised in a school year, as things stand; nothing was."""

    school_year: str
    students: Tens
    alerts: Tens
    schools: list[TriedAt]
    tiers: list[TriedTier]
    load: list[TriedLoad] = Field(description="Whom each action would have reached, as roles and caseloads are today.")


class AttendanceAlert(Kept):
    """A tier of a trigger met by a student. `value`: days missed in a row, in all, at the band, or more than before;
    `began_on` the day it goes by.
    """

    trigger: TriggerReference
    student_id: UUID
    school: SchoolReference
    school_year: str
    began_on: date
    tier: int
    value: int
    state: AlertState
    handled_at: Moment | None
    handled_by: ActorReference | None
    ended_at: Moment | None
    may: list[AlertAct] = MAY_DO


class AlertList(Paging):
    """Filters of the list of alerts."""

    state: Several[AlertState] | None = None
    school_id: Several[UUID] | None = None
    student_id: Several[UUID] | None = None
    trigger_id: Several[UUID] | None = None


class TriedIn(Body):
    """In which school year a trigger is tried."""

    school_year: SchoolYear | None = Field(default=None, description="Left out: the one today is in.")
