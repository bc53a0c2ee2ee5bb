"""Wire models of sign-ins."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.partners.references import ApplicationReference, ClientReference, ProviderReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import MAY_DO, Moment, Reply

SignInSessionAct = Literal["delete"]


class SignInSession(Reply):
    """A person's sign-in: to a front end (`application`) or through a back end (`client`)."""

    id: UUID
    staff: StaffReference
    provider: ProviderReference
    application: ApplicationReference | None
    client: ClientReference | None
    auth_time: Moment = Field(description="When the identity provider authenticated the person.")
    last_used_at: Moment
    idle_until: Moment
    expires_at: Moment
    ended_at: Moment | None
    end_reason: str | None
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[SignInSessionAct] = MAY_DO


class SignInSessionList(Paging):
    """Filters of the list of sessions."""

    staff_id: UUID | None = None
    application_id: UUID | None = None


class SignInRefusal(Reply):
    """A sign-in that was refused. `code` says why; the front end received the same code."""

    id: UUID
    provider: ProviderReference | None
    application: ApplicationReference | None
    client: ClientReference | None
    code: str
    correlation_id: str
    occurred_at: Moment


class SignInRefusalList(Paging):
    """Filters of the list of refusals."""

    provider_id: Several[UUID] | None = None
    code: str | None = Field(default=None, max_length=60)


class RoleOfSession(Reply):
    """A role the person holds today."""

    role: str
    profile: str = Field(description="The permission profile it stands on.")
    school: SchoolReference | None


class CurrentSession(Reply):
    """Who is signed in here."""

    session_id: UUID
    staff: StaffReference
    district_id: UUID
    application: ApplicationReference
    roles: list[RoleOfSession]
    auth_time: Moment
    idle_until: Moment
    expires_at: Moment
