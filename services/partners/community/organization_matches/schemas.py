"""Wire models of pairs of organisations that may be one."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.partners.community.organization_matches.tables import MatchEnd, MatchReason
from services.partners.references import OrganizationReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import MAY_DO, Kept, Moment

OrganizationMatchAct = Literal["delete"]


class OrganizationMatch(Kept):
    """Two organisations that may be one: merge them, or dismiss the pair."""

    organization: OrganizationReference
    other: OrganizationReference
    reasons: list[MatchReason] = Field(description="The weightiest first.")
    ended_as: MatchEnd | None = Field(description="Why it is proposed no more; in lists with `updated_since` only.")
    ended_at: Moment | None
    may: list[OrganizationMatchAct] = MAY_DO


class OrganizationMatchList(Paging):
    """Filters of the pairs."""

    organization_id: Several[UUID] | None = Field(default=None, description="Those one of these is one of.")
