"""Wire models of identities."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.partners.access.identity_providers.schemas import Value
from services.partners.access.identity_providers.tables import LinkedBy
from services.partners.references import ProviderReference
from shared.context.bulk import rows_of
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import ActorReference, StaffReference
from shared.schemas import MAY_DO, Body, Moment, Reply

IdentityAct = Literal["confirm", "delete"]


class Identity(Reply):
    """Who a staff member is at an identity provider."""

    id: UUID
    provider: ProviderReference
    issuer: str
    subject: str = Field(description="What they are found by: the provider's subject claim; for Entra ID `tid:oid`.")
    staff: StaffReference
    linked_by: LinkedBy
    linked_at: Moment
    last_signed_in_at: Moment | None
    confirmed_by: ActorReference | None = Field(
        description="Who stands for a link made by hand besides its maker. While nobody does, nobody comes to a role that "
        "reaches far by it."
    )
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[IdentityAct] = MAY_DO


class IdentityCreate(Body):
    """A link made by hand, for providers whose tokens carry no id that SCIM or the roster know (Google)."""

    provider_id: UUID
    subject: Value
    staff_id: UUID


class IdentityCreates(Body):
    """Links of many."""

    items: rows_of(IdentityCreate)  # type: ignore[valid-type]


class IdentityList(Paging):
    """Filters of the list of identities."""

    staff_id: SeveralPeople | None = None
    provider_id: Several[UUID] | None = None
