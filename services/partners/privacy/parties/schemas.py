"""Wire models of outside parties."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.partners.privacy.parties.tables import PartyBasis, PartyKind
from shared.auth.legal_bases import RecordKind
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import ABSENT, MAY_DO, Body, Code, Day, LongText, Moment, Patch, Reply, ShortText, Truth

Records = Annotated[
    list[RecordKind],
    Field(
        min_length=1,
        max_length=20,
        description="Kinds of student records it may get at most. More kinds may come within a version.",
    ),
]
Purposes = Annotated[list[Code], Field(max_length=20, description="Codes of the purposes, the district's own words.")]
PartyAct = Literal["change"]


class Party(Reply):
    """An outside organisation and the ground it reads student records on."""

    id: UUID
    name: str
    kind: PartyKind
    basis: PartyBasis
    records: list[RecordKind]
    purposes: list[str]
    agreement_reference: str | None
    criteria: str | None
    direct_control: str | None
    agreement_until: Day | None
    sealed: bool
    active: bool
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[PartyAct] = MAY_DO


class PartyCreate(Body):
    """A new outside party. What its basis needs besides is refused as `basis_incomplete` when it is missing."""

    name: ShortText
    kind: PartyKind
    basis: PartyBasis
    records: Records
    purposes: Purposes = []
    agreement_reference: ShortText | None = Field(
        default=None, description="Where the agreement, the order or the study's contract is filed."
    )
    criteria: LongText | None = Field(
        default=None, description="school_official: the criteria of the annual notification it meets."
    )
    direct_control: LongText | None = Field(
        default=None, description="school_official: how the district controls its use of the records."
    )
    agreement_until: Day | None = Field(default=None, description="The last day the agreement holds.")
    sealed: Truth = Field(default=False, description="legal_order: the order forbids disclosing that it exists.")
    active: Truth = True


class PartyUpdate(Patch):
    """A merge patch. Whatever is changed, tokens of the party's people and clients end."""

    name: ShortText = ABSENT
    kind: PartyKind = ABSENT
    basis: PartyBasis = ABSENT
    records: Records = ABSENT
    purposes: Purposes = ABSENT
    agreement_reference: ShortText | None = ABSENT
    criteria: LongText | None = ABSENT
    direct_control: LongText | None = ABSENT
    agreement_until: Day | None = ABSENT
    sealed: Truth = ABSENT
    active: Truth = ABSENT


class PartyList(Paging):
    """Filters of the list of parties."""

    basis: Several[PartyBasis] | None = None
    kind: Several[PartyKind] | None = None
    active: bool | None = None
