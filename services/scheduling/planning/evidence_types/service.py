"""Who may know what can prove a task."""

from services.scheduling.permissions import POLICY
from shared.context.context import Context


def require_reader(ctx: Context) -> None:
    """What can prove a task is known to whoever reads plans. Raises `NotPermitted`."""
    POLICY.require_any(ctx, "plans:read")
