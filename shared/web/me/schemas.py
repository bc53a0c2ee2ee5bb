"""Wire models of who calls."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import Day, Moment, Reference, Reply


class MyDistrict(Reply):
    """The district the token speaks for."""

    id: UUID
    name: str | None
    timezone: str


class MyRole(Reply):
    """A role the caller's token stands on."""

    code: str
    name: str = Field(description="In the caller's language.")
    profile: str = Field(description="The permission profile it stands on.")
    school: SchoolReference | None = Field(description="null: for the district.")
    covering: StaffReference | None = Field(description="The absent colleague whose role it is.")


class MyCover(Reply):
    """Somebody stands in for somebody, today or soon."""

    person: StaffReference
    school: SchoolReference | None = Field(description="null: at every school.")
    starts_on: Day
    ends_on: Day


class MyParty(Reply):
    """The outside organisation the caller belongs to."""

    id: UUID
    basis: str = Field(description="The legal basis on which it reads student records.")


class MyBounds(Reply):
    """What the caller's token is bound to beyond its scopes."""

    schools: list[SchoolReference] | None = Field(description="null: every school the roles or scopes lead to.")
    networks: list[str] = Field(description="Networks (CIDR) it may be used from; empty: any.")
    party: MyParty | None


class MyEmergency(Reply):
    """The emergency access the caller has open."""

    id: UUID
    school: SchoolReference | None = Field(description="null: for the whole district.")


class MyCounts(Reply):
    """What waits for the caller. null: this service does not know, or the token has no scope for it."""

    tasks_overdue: int | None = Field(default=None, description="As my-day lists them: at scheduling.")
    tasks_due_today: int | None = Field(default=None, description="As my-day lists them: at scheduling.")
    tasks_due_soon: int | None = Field(default=None, description="As my-day lists them: at scheduling.")
    messages_unread: int | None = Field(default=None, description="Of the inbox: at notifications.")


class MySession(Reply):
    """Until when the caller is signed in."""

    id: UUID | None
    signed_in_at: Moment | None = Field(description="When the identity provider authenticated the person.")
    token_ends_at: Moment
    idle_until: Moment | None = Field(description="When the session ends if it is not used: at partners.")
    ends_at: Moment | None = Field(description="When the session ends however it is used: at partners.")


class Me(Reply):
    """Who calls, and what they may come in for. What may be done to a row, the row says (`may`)."""

    kind: Literal["person", "client"]
    person: StaffReference | None
    client: Reference | None = Field(description="The machine client; its name is known to partners.")
    district: MyDistrict
    language: str = Field(description="The person's own, else the district's.")
    roles: list[MyRole]
    scopes: list[str]
    bounds: MyBounds
    covers: list[MyCover] | None = Field(
        description="Whom the caller stands in for today or later: at partners and scheduling; null elsewhere."
    )
    covered_by: list[MyCover] | None = Field(
        description="Who stands in for the caller today or later: at partners and scheduling; null elsewhere."
    )
    emergency: MyEmergency | None
    counts: MyCounts
    session: MySession
