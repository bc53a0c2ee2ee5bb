"""Wire models of rules that make work, and of what they made."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from services.scheduling.planning.plans.schemas import Condition, DoneManual, DoneWhen
from services.scheduling.planning.plans.tables import OwnedBy
from services.scheduling.planning.plans.targeting import Word
from services.scheduling.references import WorkRuleReference
from services.scheduling.work.work_rules.tables import MadeState, Mode, WorkRuleState
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import ActorReference, SchoolReference, StaffReference
from shared.schemas import (
    ABSENT,
    MAY_DO,
    Body,
    Code,
    Day,
    Kept,
    LongText,
    Moment,
    Patch,
    Reply,
    RoleCode,
    ShortText,
    Truth,
    Whole,
)

#: A team is no holder of one: rules ask people.
Role = RoleCode


class When(Body):
    """What makes work: an event of `GET /v1/evidence-types`, when all conditions hold."""

    event_type: Word
    conditions: list[Condition] = Field(default=[], max_length=20)


class AskRole(Body):
    """Asked of who holds a role at the place: one, each of them, or any."""

    kind: Literal["role"]
    role: Role
    owned_by: OwnedBy = OwnedBy.ONE


class AskPerson(Body):
    """Asked of somebody by name."""

    kind: Literal["person"]
    person_id: UUID


class AskOfFact(Body):
    """Asked of whom the fact is about, such as the new principal."""

    kind: Literal["person_of_fact"]


AskOf = Annotated[AskRole | AskPerson | AskOfFact, Field(discriminator="kind")]


class RuleContent(Body):
    """When something happens, this is to be done by then."""

    when: When
    title: ShortText = Field(description="What is to be done.")
    instructions: LongText = ""
    asked_of: AskOf
    place: Literal["fact", "district"] = Field(
        default="fact", description="fact: the school the event is of, or the district where it is of none."
    )
    due_school_days: Annotated[Whole, Field(ge=0, le=400)] = Field(description="So many school days after the fact.")
    done_when: DoneWhen = Field(default_factory=lambda: DoneManual(kind="manual"), description="By hand, unless said.")
    mode: Mode
    decided_by: Literal["school", "district"] = Field(
        default="district",
        description="Of a proposal: who is asked; of a school its leads in turn, who are there, else the district.",
    )


class WorkRuleCreate(Body):
    """A new rule, as a draft."""

    code: Code
    name: ShortText
    content: RuleContent


class WorkRuleUpdate(Patch):
    """A merge patch of the draft; the content is replaced whole. What holds goes on until the draft is activated."""

    name: ShortText = ABSENT
    content: RuleContent = ABSENT


class WorkRuleActivate(Body):
    """Have the draft hold for facts of a day and later: today, unless said. Facts of the days before make their work now."""

    from_on: Day | None = None


class WorkRuleRetire(Body):
    """What it made and nobody has done stays, unless it is to be withdrawn; its open proposals are closed."""

    withdraw: Truth = False


WorkRuleAct = Literal["change", "activate", "retire"]


class WorkRule(Kept):
    """A rule that makes work: its newest draft, and which version holds."""

    code: str
    name: str
    state: WorkRuleState
    holds: int = Field(description="The number of the version that holds; 0 for none yet.")
    is_drafted: bool = Field(description="The content is not what holds.")
    content: RuleContent
    may: list[WorkRuleAct] = MAY_DO


class WorkRuleList(Paging):
    """Filters of the list of rules."""

    state: Several[WorkRuleState] | None = None


class WorkRuleVersion(Reply):
    """What a rule says for facts of `from_on` and later, until the next version."""

    number: int
    name: str
    from_on: Day
    content: RuleContent
    created_by: ActorReference
    created_at: Moment


class WorkRuleVersions(Reply):
    """Every version of a rule, the newest first."""

    items: list[WorkRuleVersion]


MadeWorkAct = Literal["accept", "decline"]


class MadeWork(Kept):
    """What a rule made of one fact, under which version."""

    rule: WorkRuleReference
    rule_version: int
    event_type: str
    fact_on: Day
    school: SchoolReference | None = Field(description="null: the district's own.")
    mode: Mode
    state: MadeState
    title: str
    because: dict[str, str] = Field(description="Why, in each language: the rule, its version, and what happened.")
    due_on: Day
    reason: str | None = Field(description="Why it was declined, undone, or could not be made.")
    decided_by: StaffReference | None
    decided_at: Moment | None
    may: list[MadeWorkAct] = MAY_DO


class MadeWorkList(Paging):
    """Filters of the list of what rules made; `state=proposed` are the proposals that wait."""

    state: Several[MadeState] | None = None
    rule_id: Several[UUID] | None = None
    school_id: Several[UUID] | None = None


class ProposalAccept(Body):
    """Accept what is proposed, as it is or otherwise: another title, day, role or owner."""

    title: ShortText | None = None
    due_on: Day | None = None
    role: Role | None = None
    owned_by: OwnedBy = OwnedBy.ONE
    owner_id: UUID | None = Field(default=None, description="Somebody by name, who holds a role there.")

    @model_validator(mode="after")
    def _one_of_them(self) -> "ProposalAccept":
        if self.owner_id is not None and (self.role is not None or self.owned_by is not OwnedBy.ONE):
            raise ValueError("of a person, or of who holds a role")
        if self.role is None and self.owned_by is not OwnedBy.ONE:
            raise ValueError("name the role whose holders it is asked of")
        return self


class ProposalDecline(Body):
    """Why not: read at the proposal, told to nobody."""

    reason: ShortText


class Days(Body):
    """Which days of the past a rule is tried on; the ninety until today unless said."""

    first_on: Day | None = None
    last_on: Day | None = None


class Cause(Reply):
    """A fact that would make work, and for whom."""

    fact_on: Day
    school: SchoolReference | None
    because: dict[str, str]
    due_on: Day
    owners: list[StaffReference] = Field(description="Nobody yet, of a pool or where nobody holds the role.")


class SchoolLoad(Reply):
    """How many tasks a school would get."""

    school: SchoolReference | None
    task_count: int


class PersonLoad(Reply):
    """How many tasks somebody would have due in one week."""

    person: StaffReference | None = Field(description="null: nobody's.")
    week_starts_on: Day
    task_count: int


class DryRun(Reply):
    """What a rule would have made of the facts of some days, had it held: nothing is written, nobody is told."""

    first_on: Day
    last_on: Day
    kept_since: Day | None = Field(description="The day of the first fact of the kind that is kept.")
    fact_count: int
    cause_count: int
    task_count: int
    warnings: list[str] = Field(description="owner_may_not: who is asked may not bring about what closes it.")
    causes: list[Cause] = Field(description="The first 200, by day.")
    by_school: list[SchoolLoad]
    by_person_and_week: list[PersonLoad] = Field(description="The heaviest 500.")
