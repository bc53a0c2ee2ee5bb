"""SQL of consents."""

from services.partners.privacy.consents.schemas import Consent, ConsentList
from services.partners.privacy.consents.tables import ConsentRow
from shared.context.leads import Lead, at_each
from shared.context.listing import listing

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
