"""What a caller may do to a contact now: whoever says the contacts of a school its student attends today."""

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures.repository import by_officials
from services.assessment.records.student_records.attending import schools_of
from services.assessment.roster.student_contacts import repository
from services.assessment.roster.student_contacts.transitions import CHANGE, TRANSITIONS
from shared.auth.legal_bases import RecordKind
from shared.auth.may import NOW, May, at, everywhere
from shared.context.days import day_in_sql

_THERE = f"""exists (select from students k cross join lateral {schools_of("k", day_in_sql(NOW))} o
  where k.district_id = s.district_id and k.id = s.student_id and {at(CHANGE.right, "o.school_id")})"""
MAY = May(
    POLICY,
    TRANSITIONS,
    repository.CONTACTS,
    state="",
    school="",
    rights={CHANGE.right: f"({everywhere(CHANGE.right)} or {_THERE})"},
    besides={CHANGE.name: by_officials("s.district_id", RecordKind.CONTACTS)},
)
#: Contacts as callers are shown them.
LISTING = MAY.on(repository.CONTACTS)
