"""When directory information may leave, and to whom (34 CFR 99.37)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Notice:
    """The public notice as it is kept."""

    types: Collection[str]
    party_ids: Collection[UUID] | None
    purposes: Collection[str] | None
    refuse_until: date


def lacking(notice: Notice | None, today: date) -> str | None:
    """Why no directory information may leave at all today, or None."""
    if notice is None:
        return "the district has given no public notice of directory information (34 CFR 99.37(a))"
    if today <= notice.refuse_until:
        return f"families may refuse until {notice.refuse_until}; directory information leaves from the day after"
    return None


def limited(notice: Notice, party_id: UUID, purposes: Collection[str]) -> str | None:
    """Why it may not leave to this party with these purposes (99.37(d)), or None."""
    if notice.party_ids is not None and party_id not in notice.party_ids:
        return "the public notice limits directory information to other parties (34 CFR 99.37(d))"
    if notice.purposes is not None and not set(notice.purposes) & set(purposes):
        return "the public notice limits directory information to other purposes (34 CFR 99.37(d))"
    return None
