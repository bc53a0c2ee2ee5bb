"""Which of our roles a roster's role is."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from services.partners.directory.roles.tables import RoleAssignmentRow
from shared.auth import profiles

Days = tuple[date, date | None]

# OneRoster 1.2 role vocabulary (1EdTech, section on user roles); `ext:` is its own way to add roles.
ONEROSTER = {
    "principal": profiles.PRINCIPAL,
    "siteAdministrator": profiles.SCHOOL_ADMINISTRATOR,
    "districtAdministrator": profiles.EXECUTIVE_LEADER,
    "systemAdministrator": profiles.DATA_MANAGER,
    "counselor": profiles.COUNSELOR,
    "teacher": profiles.TEACHER,
}


def role_of(roster_role: str, known: Collection[str]) -> str | None:
    """Our role for a OneRoster role, or None for one the district's catalogue has not (aide, proctor, ext:clerk)."""
    name = ONEROSTER.get(roster_role) or (roster_role.removeprefix("ext:") if roster_role.startswith("ext:") else "")
    return name if name in known else None


def is_no_more(wish: Mapping[str, Any], row: RoleAssignmentRow) -> bool:
    """Does a listed role give nothing beyond the one that is written: the same role there, on no other days?"""
    same = (wish["role"], wish["school_id"]) == (row.role, row.school_id)
    ends = wish["ends_on"] or date.max
    return same and wish["starts_on"] >= row.starts_on and ends <= (row.ends_on or date.max)


def is_longer(new: date | None, old: date | None) -> bool:
    """Is a role held for longer with the new last day than with the old one?"""
    return (new or date.max) > (old or date.max)


def overlaps(one: Days, other: Days) -> bool:
    """Have the two a day in common? Both days of each count; None is open."""
    return one[0] <= (other[1] or date.max) and other[0] <= (one[1] or date.max)
