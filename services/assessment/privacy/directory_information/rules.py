"""When directory information may leave, and to whom (34 CFR 99.37)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.texts.words import Words


@dataclass(frozen=True)
class Notice:
    """The public notice as it is kept."""

    types: Collection[str]
    party_ids: Collection[UUID] | None
    purposes: Collection[str] | None
    refuse_until: date


def lacking(notice: Notice | None, today: date) -> Words | None:
    """Why no directory information may leave at all today, or None."""
    if notice is None:
        return Words(
            "the district has given no public notice of directory information (34 CFR 99.37(a))",
            es="el distrito no ha publicado un aviso sobre la información de directorio (34 CFR 99.37(a))",
        )
    if today <= notice.refuse_until:
        return Words(
            f"families may refuse until {notice.refuse_until}; directory information leaves from the day after",
            es=f"las familias pueden negarse hasta el {notice.refuse_until}; "
            "la información de directorio sale desde el día siguiente",
        )
    return None


def limited(notice: Notice, party_id: UUID, purposes: Collection[str]) -> Words | None:
    """Why it may not leave to this party with these purposes (99.37(d)), or None."""
    if notice.party_ids is not None and party_id not in notice.party_ids:
        return Words(
            "the public notice limits directory information to other parties (34 CFR 99.37(d))",
            es="el aviso público limita la información de directorio a otras entidades (34 CFR 99.37(d))",
        )
    if notice.purposes is not None and not set(notice.purposes) & set(purposes):
        return Words(
            "the public notice limits directory information to other purposes (34 CFR 99.37(d))",
            es="el aviso público limita la información de directorio a otros fines (34 CFR 99.37(d))",
        )
    return None
