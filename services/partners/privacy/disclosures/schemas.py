"""Wire models of the ledger of disclosures."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.partners.references import ClientReference, PartyReference
from shared.auth.legal_bases import Basis
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import Instant, Moment, Reference, Reply

Outcome = Literal["disclosed", "refused"]


class Disclosure(Reply):
    """A request for student records outside the school-official exception, and what came of it (34 CFR 99.32)."""

    id: UUID
    service: str = Field(description="The service that disclosed the records.")
    occurred_at: Moment
    reader_kind: Literal["person", "client"]
    reader: Reference
    client: ClientReference | None
    party: PartyReference | None
    basis: Basis
    purpose: str | None = Field(description="Codes, with a space between them.")
    records: str
    outcome: Outcome
    required_by_99_32: bool = Field(description="Whether the law requires this line.")
    sealed: bool = Field(description="By an order that forbids disclosing it: shown to no parent (99.32(d)(5)).")
    emergency_access_id: UUID | None
    student_ids: list[UUID]


class DisclosureList(Paging):
    """Filters of the ledger."""

    student_id: UUID | None = None
    party_id: Several[UUID] | None = None
    basis: Several[Basis] | None = None
    outcome: Several[Outcome] | None = None
    required_by_99_32: bool | None = None
    since: Instant | None = Field(default=None, description="From this moment on.")
    until: Instant | None = Field(default=None, description="Before this moment.")


class SeenBy(Reply):
    """One line of who saw a student's records: each outside reading, and of school officials each day they did."""

    id: UUID
    at: Moment = Field(description="When; for a school official the beginning of the day, by the district's clock.")
    who: str = Field(description="The party's name; of the district's own people their roles, never a name.")
    reader_kind: Literal["person", "client"]
    party: PartyReference | None
    roles: list[str] = Field(description="The roles of a person of the district.")
    records: str
    basis: Basis
    purpose: str | None
    outcome: Outcome
    required_by_99_32: bool
    threat: str | None = Field(
        description="Of an emergency, the threat as it was written (34 CFR 99.32(a)(5)): look whether it names others before "
        "it is handed on."
    )
    disclosed_to: str | None = Field(description="For an emergency, to whom the records may have been disclosed.")


class SeenByList(Paging):
    """Filters of who saw a student's records."""

    since: Instant | None = Field(default=None, description="From this moment on.")
    until: Instant | None = Field(default=None, description="Before this moment.")
