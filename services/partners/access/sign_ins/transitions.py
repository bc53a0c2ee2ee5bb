"""What may be done to a sign-in session: its person signs out of it, district IT ends anybody's."""

from services.partners.permissions import POLICY
from services.partners.revocation.sessions.tables import SignInSessionRow
from shared.context.context import Context
from shared.context.transitions import act
from shared.errors import NotPermitted
from shared.texts.words import Words


async def own_or_it(ctx: Context, row: SignInSessionRow) -> None:
    """Raises `NotPermitted` for another's session, without the right to all."""
    if row.staff_id == ctx.principal.staff_id:
        ctx.note("owner")
    elif DELETE.right not in ctx.principal.scopes or not POLICY.lets(ctx, DELETE.right):
        raise NotPermitted(
            Words(
                "Ending another's session needs access:write.",
                es="Terminar la sesión de otra persona requiere access:write.",
            )
        )


#: Again it changes nothing.
DELETE = act("delete", "access:write", scope="directory:read", conditions=(own_or_it,))

TRANSITIONS = (DELETE,)
