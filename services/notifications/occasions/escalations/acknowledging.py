"""Taking on what came up the ladder."""

from collections.abc import Sequence

from services.notifications.occasions.escalations import rules
from services.notifications.occasions.escalations.events import EscalationAcknowledged
from services.notifications.occasions.escalations.tables import EscalationRow
from shared.context.context import Context


async def acknowledge_all(ctx: Context, rows: Sequence[EscalationRow]) -> None:
    """Higher rungs stay silent about these for the quiet period of the rung that told."""
    today = await ctx.today()
    for row in rows:
        row.acknowledged_at = ctx.now
        row.silent_until = rules.silent_until(today, row.quiet_period_days)
    await ctx.session.flush()
    for row in rows:
        ctx.emit(EscalationAcknowledged.of(row))
