"""Wire models of merges of organisations."""

from uuid import UUID

from pydantic import Field

from services.partners.references import OrganizationReference
from shared.schemas import Body, Kept, Moment, ShortText


class OrganizationMergeBody(Body):
    """Which other organisation, and why."""

    organization_id: UUID
    reason: ShortText


class OrganizationMerge(Kept):
    """Two organisations that were made one, and perhaps two again."""

    organization: OrganizationReference = Field(description="The one that stands for both.")
    merged: OrganizationReference
    reason: str
    split_at: Moment | None = Field(description="When they were made two again.")
    split_reason: str | None
