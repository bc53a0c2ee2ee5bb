"""Wire models of claim rules."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from services.partners.access.claim_rules.claims import DEEPEST
from services.partners.access.claim_rules.rules import Operator, template
from services.partners.references import ProviderReference
from shared.context.bulk import rows_of
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.names import ONE_LINE
from shared.schemas import ABSENT, MAY_DO, Body, Moment, Patch, Reply, RoleCode, Truth, Whole


def _shallow(path: str) -> str:
    if path.count(".") >= DEEPEST:
        raise ValueError(f"at most {DEEPEST} names joined by dots")
    return path


def _has_placeholder(text: str) -> str:
    if template(text) is None:
        raise ValueError("write fixed text and exactly one {school.local_code} or {school.source_id}")
    return text


ClaimPath = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE), AfterValidator(_shallow)]
ClaimValue = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=ONE_LINE)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=ONE_LINE)]


class ClaimCondition(Body):
    """One thing that must hold of a claim."""

    claim: ClaimPath = Field(description="Its name, or names joined by dots: `groups`, `realm_access.roles`.")
    operator: Operator = Field(
        description="`equals` (one value) and `one_of` compare a single value; `contains`: the list has one of the values; "
        "`matches_prefix`: a value begins with one of them; `present`: there is something (no values)."
    )
    values: list[ClaimValue] = Field(default=[], max_length=100)
    case_sensitive: Truth = True

    @model_validator(mode="after")
    def _values_fit(self) -> Self:
        least, most = {Operator.PRESENT: (0, 0), Operator.EQUALS: (1, 1)}.get(self.operator, (1, 100))
        if not least <= len(self.values) <= most:
            raise ValueError(f"{self.operator} takes {least if least == most else f'{least} to {most}'} values")
        return self


class SchoolById(Body):
    """This school."""

    school_id: UUID


class SchoolFromClaim(Body):
    """The schools a claim names."""

    from_claim: ClaimPath
    matches: Literal["local_code", "source_id"]


class SchoolFromValue(Body):
    """The schools that the values which met the conditions name, read by a template."""

    from_value: Annotated[ClaimValue, AfterValidator(_has_placeholder)] = Field(
        description="Fixed text and exactly one placeholder: `TL-Principal-{school.local_code}`."
    )


Where = Annotated[
    Literal["district", "roster"] | SchoolById | SchoolFromClaim | SchoolFromValue,
    Field(
        description="`district`: for the whole district; `roster`: at the schools where the roster lists the person; "
        "a school; or the schools that a claim or a matched value names."
    ),
]
Position = Annotated[Whole, Field(ge=0, le=100_000, description="Rules are read in this order.")]
Conditions = Annotated[list[ClaimCondition], Field(min_length=1, max_length=10, description="All of them must hold.")]
ClaimRuleAct = Literal["change", "delete"]


class ClaimRule(Reply):
    """Grants the role to everybody whose claims meet all conditions. `provider` null: of any identity provider."""

    id: UUID
    provider: ProviderReference | None
    position: int
    when: list[ClaimCondition]
    role: str
    school: Where
    note: str
    deleted_at: Moment | None
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[ClaimRuleAct] = MAY_DO


class ClaimRuleCreate(Body):
    """A new rule."""

    provider_id: UUID | None = None
    position: Position
    when: Conditions
    role: RoleCode
    school: Where
    note: Note = ""


class ClaimRuleUpdate(Patch):
    """A merge patch; `when` is replaced whole."""

    provider_id: UUID | None = ABSENT
    position: Position = ABSENT
    when: Conditions = ABSENT
    role: RoleCode = ABSENT
    school: Where = ABSENT
    note: Note = ABSENT


class ClaimRuleCreates(Body):
    """Many new rules."""

    items: rows_of(ClaimRuleCreate)  # type: ignore[valid-type]


class ClaimRuleList(Paging):
    """Filters of the list of claim rules."""

    provider_id: Several[UUID] | None = Field(default=None, description="Those of this identity provider alone.")
    role: Several[RoleCode] | None = None


class ClaimFacts(Body):
    """Example facts: the claims of an ID token, and `scim_groups`."""

    facts: dict[str, Any] = Field(max_length=300)
    provider_id: UUID | None = Field(default=None, description="Whose rules to try, beside those of all.")
    staff_id: UUID | None = Field(default=None, description="Whose roles to compare with, and whose roster's schools.")


class PreviewedGrant(Reply):
    """A role the facts bring: `added`, or `kept` because an earlier sign-in brought it."""

    role: str
    school: SchoolReference | None
    rule_id: UUID
    because: str
    change: Literal["added", "kept"]


class PreviewedEnd(Reply):
    """A role an earlier sign-in brought and this one would end."""

    assignment_id: UUID
    role: str
    school: SchoolReference | None


class RuleNotHeld(Reply):
    """A rule that grants nothing, and why."""

    rule_id: UUID
    reason: str = Field(
        description="`claim_missing`, `claim_odd`, `claim_oversized`, `no_match`, `groups_overage`, `no_such_school`, "
        "`not_in_roster`, `own_rule`, `link_not_confirmed`."
    )
    detail: str


class ClaimWarning(Reply):
    """What is wrong with the claims themselves: `groups_overage`."""

    code: str
    detail: str


class ClaimPreview(Reply):
    """What a sign-in with these facts would do; nothing has been changed."""

    granted: list[PreviewedGrant]
    ended: list[PreviewedEnd]
    not_held: list[RuleNotHeld]
    warnings: list[ClaimWarning]
