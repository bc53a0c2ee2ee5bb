"""Who has to act after what an event tells, and why it is they: the service that knows the right and the row names them."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from shared.events.event import Part


class Because(StrEnum):
    """Why something is somebody's: a code, which `shared/directory/wording.py` puts into words."""

    #: By a role they hold, at a school or for the district.
    ROLE = "role"
    #: By a role for the district, since nobody holds the one it would fall to.
    NOBODY_ELSE = "nobody_else"
    #: They act for somebody who is absent.
    COVER = "cover"
    OWNER = "owner"
    #: They owned it until now.
    FORMER_OWNER = "former_owner"
    #: A colleague gave it to them.
    GIVEN = "given"
    #: They share responsibility with the owner, who answers for it.
    RESPONSIBLE = "responsible"
    #: It waits for whoever of their role takes it.
    POOL = "pool"
    AUTHOR = "author"
    RAISED = "raised"
    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    WATCHING = "watching"
    #: A rung of the district's ladder.
    LADDER = "ladder"
    #: Somebody meant them when they said something to many.
    ADDRESSED = "addressed"


class NextToAct(Part):
    """Somebody who has to act, and why: `role` and `school_id` (none: the district) by which, `covers_id` for whom."""

    person_id: UUID
    because: Because
    role: str | None = None
    school_id: UUID | None = None
    covers_id: UUID | None = None


def each_once(people: Iterable[NextToAct]) -> list[NextToAct]:
    """Each person once, for the first reason they have, in the order of their ids."""
    found: dict[UUID, NextToAct] = {}
    for one in people:
        found.setdefault(one.person_id, one)
    return [found[id_] for id_ in sorted(found)]
