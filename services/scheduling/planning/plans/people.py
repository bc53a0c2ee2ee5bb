"""Who has to act next on a plan, or on a revision of one: who approves it, who wrote it, who publishes it."""

from collections.abc import Iterable
from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans.transitions import APPROVE, PUBLISH
from shared.approval.moves import Written
from shared.auth.profiles import DISTRICT_COORDINATOR
from shared.context.context import Context
from shared.directory.queries import Holder, holders
from shared.events.next_to_act import Because, NextToAct, each_once
from shared.principal import person_of


async def approvers(ctx: Context, row: Written) -> list[NextToAct]:
    """Whoever may approve it and had no hand in it; if nobody may, the district's coordinators, who find somebody."""
    found = await holders(ctx, POLICY.rules[APPROVE.right].district)
    free = _by_role(holder for holder in found if holder.staff_id not in author_ids(row))
    return free or _by_role(await holders(ctx, [DISTRICT_COORDINATOR]), Because.NOBODY_ELSE)


async def authors(_: Context, row: Written) -> list[NextToAct]:
    """Whoever had a hand in it."""
    return each_once(NextToAct(person_id=person, because=Because.AUTHOR) for person in author_ids(row))


async def publishers(ctx: Context, row: Written) -> list[NextToAct]:
    """Of whoever may publish it those who wrote it, else the district's coordinators, else all of them."""
    found = await holders(ctx, POLICY.rules[PUBLISH.right].district)
    for some in (
        [holder for holder in found if holder.staff_id in author_ids(row)],
        [holder for holder in found if holder.role == DISTRICT_COORDINATOR],
    ):
        if some:
            return _by_role(some)
    return _by_role(found)


def author_ids(row: Written) -> list[UUID]:
    """The people who had a hand in it."""
    return sorted({person for author in row.authors if (person := person_of(author))})


def _by_role(found: Iterable[Holder], because: Because = Because.ROLE) -> list[NextToAct]:
    return each_once(NextToAct(person_id=one.staff_id, because=because, role=one.role) for one in found)
