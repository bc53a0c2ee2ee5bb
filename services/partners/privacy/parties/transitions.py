"""What may be done to an outside party."""

from shared.context.context import Context
from shared.context.transitions import act
from shared.errors import NotPermitted


async def of_the_district(ctx: Context, _: object) -> None:
    """Raises `NotPermitted`: nobody writes the ground they stand on themselves."""
    if ctx.principal.party is not None:
        raise NotPermitted("It is written down by the district's own people and systems.")


CHANGE = act("change", "access:write", conditions=(of_the_district,))

TRANSITIONS = (CHANGE,)
