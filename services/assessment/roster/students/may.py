"""What a caller may do to a student now, in SQL: what the rooms offer that each do one thing to them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures.repository import by_officials
from services.assessment.records.student_records.attending import schools_of
from services.assessment.roster.students import repository
from services.assessment.roster.students.transitions import (
    ALIASES,
    DEMOGRAPHICS,
    MERGE,
    OPT_OUT,
    SPLIT,
    TRANSITIONS,
    WITHDRAW_OPT_OUT,
)
from shared.auth.legal_bases import RecordKind
from shared.auth.may import NOW, May, at, everywhere
from shared.context.days import day_in_sql
from shared.context.lists import Listing
from shared.context.transitions import Kept
from shared.principal import Principal

_OFFICIAL = by_officials("s.district_id", RecordKind.ROSTER)
_MERGED = """exists (select from student_merges m where m.district_id = s.district_id and m.student_id = s.id
  and m.split_at is null)"""
_REFUSED = """exists (select from directory_opt_outs o where o.district_id = s.district_id and o.student_id = s.id
  and o.withdrawn_at is null)"""


def _there(right: str) -> str:
    """SQL: the right holds at one of the schools they attend."""
    return f"exists (select from {schools_of('s', day_in_sql(NOW))} o where {at(right, 'o.school_id')})"


_AT_THEIRS = (DEMOGRAPHICS.right, OPT_OUT.right)
MAY = May(
    POLICY,
    TRANSITIONS,
    repository.STUDENTS,
    state=f"case when s.merged_into is null then '{Kept.THERE}' else '{Kept.GONE}' end",
    school="",
    rights={right: f"({everywhere(right)} or {_there(right)})" for right in _AT_THEIRS},
    besides={
        **dict.fromkeys((ALIASES.name, MERGE.name, OPT_OUT.name), _OFFICIAL),
        SPLIT.name: f"{_OFFICIAL} and {_MERGED}",
        DEMOGRAPHICS.name: by_officials("s.district_id", RecordKind.DEMOGRAPHICS),
        WITHDRAW_OPT_OUT.name: f"{_OFFICIAL} and {_REFUSED}",
    },
)


def _on(listing: Listing) -> Listing:
    """The list with `may`; what it asks of today it asks still."""

    def caller(principal: Principal, now: datetime) -> Mapping[str, Any]:
        before = listing.caller(principal, now) if listing.caller else {}
        return {**before, **MAY.values(principal, now)}

    return replace(MAY.on(listing), caller=caller)


#: Students as callers are shown them; and those a party sees by consent.
LISTING, LISTING_CONSENTED = _on(repository.STUDENTS), _on(repository.STUDENTS_CONSENTED)
