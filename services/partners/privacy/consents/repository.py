"""SQL of consents."""

from services.partners.privacy.consents.schemas import Consent, ConsentList
from services.partners.privacy.consents.tables import ConsentRow
from shared.context.listing import listing

#: Consents as records of students, for the audit.
RECORDS = "consents"
LISTING = listing(
    ConsentRow,
    Consent,
    ConsentList,
    filters={
        "school_ids": "s.school_id = any({}::uuid[])",
        "live_on": "(s.revoked_at is null and {}::date between s.starts_on and s.expires_on)",
    },
    records=RECORDS,
    students=lambda item: [item["student_id"]],
)
