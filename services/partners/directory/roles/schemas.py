"""Wire models of roles."""

from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from services.partners.directory.roles.tables import GrantSource, ProposalOutcome
from services.partners.references import ClientReference, ProviderReference
from shared.context.bulk import rows_of
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import ActorReference, SchoolReference, StaffReference
from shared.schemas import MAY_DO, Body, Day, Moment, Reply, RoleCode

RoleAssignmentAct = Literal["change", "change_at_school", "revoke", "revoke_at_school"]


class RoleAssignment(Reply):
    """Somebody holds a role at a school, or for the district when `school` is null; both days are included."""

    id: UUID
    staff: StaffReference
    school: SchoolReference | None
    role: RoleCode
    starts_on: Day
    ends_on: Day | None = Field(
        description="The last day. One that lies before `starts_on`: it was taken back, and never held."
    )
    granted_by: GrantSource
    provider: ProviderReference | None = Field(
        description="The identity provider whose sign-ins brought it (`sign_on`)."
    )
    import_id: UUID | None = Field(description="The roster import that brought it (`roster`), as assessment names it.")
    import_file: str | None = Field(description="The file of that import which lists it; null where that is not known.")
    import_row: int | None = Field(description="The data row of that file, counted from 1.")
    import_client: ClientReference | None = Field(description="The client that sent it; null: a person did.")
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[RoleAssignmentAct] = Field(
        description=f"{MAY_DO.description} `change_at_school` and `revoke_at_school` are the calls below its school: "
        "`/v1/schools/{school_id}/role-assignments/{id}`."
    )


class RoleAssign(Body):
    """Give somebody a role."""

    staff_id: UUID
    role: RoleCode
    school_id: UUID | None = Field(default=None, description="Omit for a role in the whole district.")
    starts_on: Day
    ends_on: Day | None = Field(default=None, description="The last day; omit while no end is known.")


class RoleGive(Body):
    """Give somebody a role at a school."""

    staff_id: UUID
    role: RoleCode
    starts_on: Day
    ends_on: Day | None = Field(default=None, description="The last day; omit while no end is known.")


class RoleAssigns(Body):
    """Many roles."""

    items: rows_of(RoleAssign)  # type: ignore[valid-type]


class RoleEnd(Body):
    """Set, move or clear (null) the last day."""

    ends_on: Day | None


class RevokeReason(StrEnum):
    """Why a role is taken back."""

    BY_MISTAKE = "by_mistake"
    LEFT = "left"
    MISUSED = "misused"


class RoleRevoke(Body):
    """Take a role back at once."""

    reason: RevokeReason = Field(
        description="`by_mistake`: it should not have been given; `left`: who holds it does this work no more; `misused`: it was "
        "not used as it was meant. It stands in the audit alone."
    )


class RoleList(Paging):
    """Filters of the list of role assignments."""

    staff_id: SeveralPeople | None = None
    school_id: Several[UUID] | None = None
    role: Several[RoleCode] | None = None
    granted_by: Several[GrantSource] | None = None
    held_on: Day | None = Field(default=None, description="Only what is held on this day.")


class GrantProposal(Reply):
    """A grant that leads to a role that reaches far, and waits until somebody else confirms or refuses it."""

    id: UUID
    operation: str = Field(description="The call that asked: `assign_role`, `link_identity`, `create_claim_rule` …")
    about: UUID | None = Field(description="The thing its path named, if it named one.")
    wish: dict[str, Any] = Field(description="What was sent.")
    staff: StaffReference | None = Field(description="Whose it becomes; null: whoever a rule fits, or a roster lists.")
    roles: list[RoleCode] = Field(description="The far-reaching roles it leads to.")
    because: str = Field(description="Why it waits, in plain words; it stands behind the word because.")
    asked_by: ActorReference = Field(description="Who asked: `person:<id>` or `client:<id>`.")
    expires_at: Moment = Field(description="It can be confirmed until then.")
    outcome: ProposalOutcome | None = Field(description="null: nobody has decided.")
    decided_at: Moment | None
    decided_by: ActorReference | None = Field(description="`person:<id>`, or `operator` for the command line.")
    result_id: UUID | None = Field(description="The row that was made or changed.")
    version: int
    created_at: Moment
    updated_at: Moment
