"""Pure rules of teams: who leads one on which days."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID

LEADER = "leader"


class Days(Protocol):
    """Somebody on a team, as its rows have them."""

    id: UUID
    staff_id: UUID | None
    meeting_roles: list[str]
    starts_on: date
    ends_on: date | None


def together(one: Days, other: Days) -> bool:
    """Are both on the team on some day?"""
    return one.starts_on <= (other.ends_on or date.max) and other.starts_on <= (one.ends_on or date.max)


def leads(member: Days) -> bool:
    """Is it their part to lead?"""
    return LEADER in member.meeting_roles


def other_leader(member: Days, members: Iterable[Days]) -> Days | None:
    """Somebody else who leads on one of the days on which this member would."""
    if not leads(member):
        return None
    return next((one for one in members if one.id != member.id and leads(one) and together(one, member)), None)


def same_person(member: Days, members: Iterable[Days]) -> Days | None:
    """Another membership of the same member of the staff on one of the same days."""
    if member.staff_id is None:
        return None
    mine = (one for one in members if one.id != member.id and one.staff_id == member.staff_id)
    return next((one for one in mine if together(one, member)), None)
