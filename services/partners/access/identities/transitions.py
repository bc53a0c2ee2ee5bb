"""What may be done to an identity: nobody stands for a link they made, or for their own."""

from enum import StrEnum

from services.partners.access.identities.errors import NotYourOwnIdentity
from services.partners.access.identities.tables import IdentityRow
from services.partners.access.identity_providers.tables import LinkedBy
from services.partners.directory.roles.errors import NotAnotherPerson
from services.partners.directory.roles.granting import is_another, maker_by, maker_of
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition
from shared.texts.words import Words

IT_IS_SETTLED = Nobody("Their next sign-in counts by it.")


class IdentityState(StrEnum):
    """Whether one alone made the link by hand, or it stands for itself by now."""

    LONE = "lone"
    SURE = "sure"


def state_of(row: IdentityRow, _: Context) -> IdentityState:
    """How a link stands."""
    is_lone = row.linked_by is LinkedBy.ADMINISTRATOR and row.confirmed_by is None
    return IdentityState.LONE if is_lone else IdentityState.SURE


async def not_own(ctx: Context, row: IdentityRow) -> None:
    """Raises `NotYourOwnIdentity`."""
    if row.staff_id == ctx.principal.staff_id:
        raise NotYourOwnIdentity(Words("Ask another administrator.", es="Pídalo a otra persona que administre."))


async def another(ctx: Context, row: IdentityRow) -> None:
    """Raises `NotAnotherPerson`: who made it does not stand for it besides."""
    if not is_another(maker_by(row.created_by), maker_of(ctx.principal)):
        raise NotAnotherPerson(
            Words(
                "Neither who asked for it nor whose it becomes stands for it.",
                es="No puede responder por ello quien lo pidió ni quien lo recibe.",
            )
        )


#: Again it changes nothing.
CONFIRM = Transition(
    *("confirm", "grants:confirm", (IdentityState.LONE,), IdentityState.SURE),
    conditions=(not_own, another),
    state_of=state_of,
    next_to_act=IT_IS_SETTLED,
)
DELETE = Transition(
    *("delete", "access:write", tuple(IdentityState)),
    conditions=(not_own,),
    state_of=state_of,
    next_to_act=IT_IS_SETTLED,
)

TRANSITIONS = (CONFIRM, DELETE)
