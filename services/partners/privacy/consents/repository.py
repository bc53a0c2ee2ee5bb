"""SQL of consents."""

from uuid import UUID

from sqlalchemy import select

from services.partners.privacy.consents.tables import ConsentRow
from shared.context.context import Context
from shared.context.paging import Listing
from shared.errors import NotFound

#: Consents as records of students, for the audit.
RECORDS = "consents"
LISTING = Listing(
    name="consents",
    columns="""c.id, c.student_id, c.school_id, c.records, c.purpose, c.purpose_text, c.party_id, c.signed_by, c.guardian_id,
    c.signed_how, c.electronic_method, c.signed_on, c.starts_on, c.expires_on, c.document_reference, c.revoked_at,
    c.revoked_by, c.revoking_guardian_id, c.version, c.created_at, c.updated_at""",
    source="consents c",
    order=(("c.id", "uuid"),),
    changed=(("c.updated_at", "timestamptz"), ("c.id", "uuid")),
    filters={
        "student_id": "c.student_id = {}::uuid",
        "party_id": "c.party_id = {}::uuid",
        "school_id": "c.school_id = {}::uuid",
        "school_ids": "c.school_id = any({}::uuid[])",
        "live_on": "(c.revoked_at is null and {}::date between c.starts_on and c.expires_on)",
    },
    records=RECORDS,
    students=lambda item: [item["student_id"]],
)


async def get_consent(ctx: Context, consent_id: UUID, *, lock: bool = False) -> ConsentRow:
    """One consent. Raises `NotFound`."""
    query = select(ConsentRow).where(ConsentRow.id == consent_id)
    row = await ctx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound("No such consent.")
    return row
