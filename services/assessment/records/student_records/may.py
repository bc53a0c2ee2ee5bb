"""What every `may` about a student asks."""

from shared.auth.legal_bases import Basis
from shared.auth.may import PARTY


def by_officials(district_id: str, records: str) -> str:
    """SQL: the caller is the district's own, or of a party that is a school official for these records."""
    return f"""({PARTY} is null or exists (select from known_parties p where p.district_id = {district_id}
  and p.id = {PARTY} and p.basis = '{Basis.SCHOOL_OFFICIAL}' and '{records}' = any (p.records)))"""
