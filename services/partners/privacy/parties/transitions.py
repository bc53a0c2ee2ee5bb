"""What may be done to an outside party."""

from shared.context.context import Context
from shared.context.transitions import act
from shared.errors import NotPermitted
from shared.texts.words import Words


async def of_the_district(ctx: Context, _: object) -> None:
    """Raises `NotPermitted`: nobody writes the ground they stand on themselves."""
    if ctx.principal.party is not None:
        raise NotPermitted(
            Words(
                "It is written down by the district's own people and systems.",
                es="Lo registran las personas y los sistemas propios del distrito.",
            )
        )


CHANGE = act("change", "access:write", conditions=(of_the_district,))

TRANSITIONS = (CHANGE,)
