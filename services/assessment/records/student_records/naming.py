"""Telling that students can be named by further ids: rows that were sent ahead of that wait for it."""

from typing import Any

from services.assessment.records.student_records.events import StudentsNamed
from shared.context.context import Context


def tell_named(ctx: Context) -> None:
    """Say so, once for all of a call."""
    ctx.leave_for_last(_tell, [None])


async def _tell(ctx: Context, _: list[Any]) -> None:
    ctx.emit(StudentsNamed(named_at=ctx.now))
