"""Wire models of the systems that list a district's roster."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.assessment.records.roster_listings.schemas import SourceCode
from services.assessment.records.roster_listings.tables import AliasKind, FieldGroup
from shared.context.bulk import rows_of
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import ABSENT, MAY_DO, Body, Kept, Moment, Patch, Reply, ShortText, SourceId, Truth, Whole

Rank = Annotated[Whole, Field(ge=1, le=99, description="Of two that say something the lower rank is believed.")]
RosterSourceAct = Literal["change", "end"]


class RosterSourceCreate(Body):
    """A further system that lists the district's roster."""

    code: SourceCode
    title: ShortText
    rank: Rank


class RosterSourceUpdate(Patch):
    """A merge patch; the code stays."""

    title: ShortText = ABSENT
    rank: Rank = ABSENT


class RosterSource(Kept):
    """A system that lists the district's roster."""

    code: str
    title: str
    rank: int
    ended_at: Moment | None = Field(description="Since when its word counts no more.")
    ended_by_import_id: UUID | None = Field(description="The job that ended it; taken back, it goes on.")
    may: list[RosterSourceAct] = MAY_DO


class FieldOrder(Body):
    """Which sources are believed for some fields, before the others."""

    fields: FieldGroup
    sources: list[SourceCode] = Field(
        min_length=1, max_length=99, description="Codes, the one believed first before the others; the rest by rank."
    )


class ListedOrder(Reply):
    """Which sources are believed for some fields, before the others."""

    fields: FieldGroup
    sources: list[str]


class RosterPrecedenceBody(Body):
    """All orders that differ from the ranks', from now on."""

    orders: list[FieldOrder] = Field(max_length=20)


class RosterPrecedence(Reply):
    """All orders that differ from the ranks'. Version 0: nobody has said any."""

    orders: list[ListedOrder]
    version: int
    updated_at: Moment | None


class RosterAliasRowBody(Body):
    """What one source lists is what another lists under an id of its own."""

    kind: AliasKind
    source: SourceCode
    source_id: SourceId
    same_source: SourceCode = Field(default="sis", description="The source that lists it already.")
    same_source_id: SourceId = Field(description="Its id there.")
    is_removed: Truth = Field(default=False, description="They are two from now on.")


class RosterAliasesBody(Body):
    """Many aliases."""

    items: rows_of(RosterAliasRowBody)  # type: ignore[valid-type]


class RosterAlias(Kept):
    """A source id under which a source lists what another lists too."""

    kind: AliasKind
    source: str
    source_id: str
    row_id: UUID


class RosterAliasList(Paging):
    """Filters of the list of aliases."""

    kind: Several[AliasKind] | None = None
    source: Several[SourceCode] | None = None


class RosterSourceList(Paging):
    """Filters of the list of sources: none."""
