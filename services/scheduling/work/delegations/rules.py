"""Who may act for whom: pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shared.auth.profiles import PRINCIPAL
from shared.principal import RoleHeld

#: The longest absence.
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Cover:
    """Somebody does another's tasks on these days, both included, at one school or (None) at every one."""

    from_id: UUID
    to_id: UUID
    school_id: UUID | None
    starts_on: date
    ends_on: date

    def meets(self, other: "Cover") -> bool:
        """Do both hold on some day at some school?"""
        same_place = self.school_id is None or other.school_id is None or self.school_id == other.school_id
        return same_place and self.starts_on <= other.ends_on and other.starts_on <= self.ends_on

    def then(self, other: "Cover") -> "Cover":
        """What follows from both where they meet: the second's delegate acts for the first's absent."""
        school_id = self.school_id or other.school_id
        days = max(self.starts_on, other.starts_on), min(self.ends_on, other.ends_on)
        return Cover(self.from_id, other.to_id, school_id, *days)


def closes_circle(new: Cover, standing: Iterable[Cover]) -> bool:
    """With `new`, would somebody on some day at some school act for themselves, by way of others?"""
    onwards: dict[UUID, list[Cover]] = {}
    for cover in standing:
        onwards.setdefault(cover.from_id, []).append(cover)
    seen: set[Cover] = set()
    ahead = [new]
    while ahead:
        reached = ahead.pop()
        if reached.to_id == reached.from_id:
            return True
        if reached not in seen:
            seen.add(reached)
            ahead += [reached.then(cover) for cover in onwards.get(reached.to_id, []) if reached.meets(cover)]
    return False


def may_lend(held: Iterable[RoleHeld], lent: Iterable[tuple[str, UUID]]) -> bool:
    """May the holder of these roles lend those of another? What they hold there themselves, and as its principal all of it."""
    own = list(held)
    held_at = {(one.role, one.school_id) for one in own}
    led = {one.school_id for one in own if one.profile == PRINCIPAL}
    return all((role, at) in held_at or at in led for role, at in lent)


def holds_there(schools: Collection[UUID | None], school_id: UUID | None) -> bool:
    """Does somebody with roles at these schools (None: for the district) hold one at the school, or anywhere for None?"""
    return bool(schools) if school_id is None else None in schools or school_id in schools


def reaches(absent: Collection[UUID | None], delegate: Collection[UUID | None], school_id: UUID | None) -> bool:
    """Does the delegate hold a role wherever they are to act?"""
    if school_id is not None:
        return holds_there(delegate, school_id)
    return None in delegate or (bool(absent) and set(absent) <= set(delegate))
