"""SQL of consents."""

from uuid import UUID

from sqlalchemy import select

from services.partners.privacy.consents.schemas import Consent, ConsentList
from services.partners.privacy.consents.tables import ConsentRow
from shared.context.context import Context
from shared.context.leads import Lead, at_each
from shared.context.listing import listing
from shared.errors import NotFound

#: Consents as records of students, for the audit.
RECORDS = "consents"
LISTING = listing(
    ConsentRow,
    Consent,
    ConsentList,
    filters={
        "school_ids": Lead((at_each("s.school_id"),)),
        "live_on": "(s.revoked_at is null and {}::date between s.starts_on and s.expires_on)",
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
