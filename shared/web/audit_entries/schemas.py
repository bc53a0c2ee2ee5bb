"""Wire models of the audit."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.audit.tables import Outcome
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import Code, Instant, Moment, Reply, ShortText


class AuditedRow(Reply):
    """A row an act was about."""

    name: str = Field(description="A parameter of the call's path, or `id` for what its reply was about.")
    id: str


class AuditEntry(Reply):
    """Who did what to which rows, and why they might. The chain's fields are null until a worker seals it, a moment later."""

    form: int = Field(description="Version of the canonical form that is hashed.")
    district_id: UUID
    id: UUID
    occurred_at: Moment
    actor: str = Field(description="`person:<id>`, `client:<id>`, `service:<name>` or `operator`.")
    client_id: UUID | None
    session_id: UUID | None
    token_id: str | None
    action: str = Field(description="The call's operationId, or the name of an act such as `access_ended`.")
    outcome: Outcome
    rows: list[AuditedRow]
    reason: list[str] = Field(description="What let the caller in; of a refusal its code and what it said.")
    records: str | None = Field(description="Of a reading: the kind of student records.")
    purpose: str | None
    student_ids: list[UUID] | None = Field(description="Of a reading: the students whose records were disclosed.")
    basis: str | None = Field(description="Of a reading: its legal basis (34 CFR 99).")
    party_id: UUID | None
    required_by_99_32: bool | None
    correlation_id: str
    position: int | None = Field(description="Place in the district's chain, from 1.")
    previous_hash: str | None = Field(description="Hash of the entry before it, in hexadecimal.")
    hash: str | None = Field(description="SHA-256 of previous_hash and the entry's canonical form, in hexadecimal.")


class AuditList(Paging):
    """Filters of the audit."""

    actor: Several[Code] | None = None
    action: Several[Code] | None = None
    outcome: Several[Outcome] | None = None
    row_id: ShortText | None = Field(default=None, description="Acts about this row.")
    student_id: UUID | None = Field(default=None, description="Readings of this student's records.")
    occurred_from: Instant | None = None
    occurred_until: Instant | None = Field(default=None, description="Before this moment.")


class AuditExport(BaseModel):
    """What part of the chain is wanted."""

    model_config = ConfigDict(extra="forbid")

    after_position: int = Field(default=0, ge=0, le=2**62, description="The last position you have.")
