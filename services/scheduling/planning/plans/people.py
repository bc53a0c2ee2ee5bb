"""Who has to act next on a plan, or on a revision of one: who approves it, who wrote it, who publishes it.

Of the district's plans (`school_id` None) somebody of the district; of a school's own first of all somebody there.
"""

from collections.abc import Iterable
from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans.rights import (
    APPROVE_DISTRICT,
    APPROVE_INSTEAD,
    APPROVE_OWN,
    free_principals,
)
from services.scheduling.planning.plans.transitions import PUBLISH
from shared.approval.moves import Written
from shared.auth.profiles import DISTRICT_COORDINATOR
from shared.context.context import Context
from shared.directory.queries import Holder, holders
from shared.events.next_to_act import Because, NextToAct, each_once
from shared.principal import person_of


async def approvers(ctx: Context, row: Written, school_id: UUID | None) -> list[NextToAct]:
    """Whoever may approve it and had no hand in it; if nobody may, the district's coordinators, who find somebody.

    A school's own: its principal, else the district's coordinator in their place, else whoever approves for the district.
    """
    if school_id is None:
        free = _by_role(await _free(ctx, row, POLICY.rules[APPROVE_DISTRICT].district))
        return free or _by_role(await holders(ctx, [DISTRICT_COORDINATOR]), Because.NOBODY_ELSE)
    if found := await free_principals(ctx, school_id, row.authors):
        return _by_role(found)
    for right in (APPROVE_INSTEAD, APPROVE_OWN):
        if found := await _free(ctx, row, POLICY.rules[right].district):
            return _by_role(found, Because.NOBODY_ELSE)
    return _by_role(await holders(ctx, [DISTRICT_COORDINATOR]), Because.NOBODY_ELSE)


async def authors(_: Context, row: Written) -> list[NextToAct]:
    """Whoever had a hand in it."""
    return each_once(NextToAct(person_id=person, because=Because.AUTHOR) for person in author_ids(row))


async def publishers(ctx: Context, row: Written, school_id: UUID | None) -> list[NextToAct]:
    """Of whoever may publish it those who wrote it, else the district's coordinators, else all of them.

    A school's own: those of the school who may, first of them who wrote it; else the district's coordinators.
    """
    if school_id is not None:
        here = await holders(ctx, POLICY.rules[PUBLISH.right].school, [school_id])
        found = [holder for holder in here if holder.staff_id in author_ids(row)] or here
        return _by_role(found or await holders(ctx, [DISTRICT_COORDINATOR]))
    every = await holders(ctx, POLICY.rules[PUBLISH.right].district)
    for some in (
        [holder for holder in every if holder.staff_id in author_ids(row)],
        [holder for holder in every if holder.profile == DISTRICT_COORDINATOR],
    ):
        if some:
            return _by_role(some)
    return _by_role(every)


def author_ids(row: Written) -> list[UUID]:
    """The people who had a hand in it."""
    return sorted({person for author in row.authors if (person := person_of(author))})


async def _free(ctx: Context, row: Written, profiles: Iterable[str]) -> list[Holder]:
    return [holder for holder in await holders(ctx, profiles) if holder.staff_id not in author_ids(row)]


def _by_role(found: Iterable[Holder], because: Because = Because.ROLE) -> list[NextToAct]:
    return each_once(
        NextToAct(person_id=one.staff_id, because=because, role=one.role, school_id=one.school_id) for one in found
    )
