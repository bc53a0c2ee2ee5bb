"""Taking over what partners tells of teams."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.scheduling.planning.teams import repository, rules
from shared.context.context import Context
from shared.teams import OTHER, by_kind


class Told(Protocol):
    """A team as partners tells it."""

    team_id: UUID
    school_id: UUID | None
    kind: str
    name: str
    starts_on: date
    ends_on: date | None
    version: int

    @property
    def members(self) -> Sequence[rules.Member]: ...  # noqa: D102


FACTS = ("school_id", "kind", "name", "starts_on", "ends_on", "version")


async def take(ctx: Context, told: Told) -> bool:
    """Take over a team: who is on it and who answers for it, day by day. Was anything new?"""
    if not await repository.keep(ctx, {"id": told.team_id, **{name: getattr(told, name) for name in FACTS}}):
        return False
    roles = [by_kind(str(told.team_id)), *([by_kind(told.kind)] if told.kind != OTHER else [])]
    days = (told.members, told.starts_on, told.ends_on)
    parts: list[dict[str, Any]] = [
        {**vars(span), "school_id": told.school_id, "role": role, "leads": leads}
        for leads, spans in ((True, rules.leading(*days)), (False, rules.belonging(*days)))
        for span in spans
        for role in roles
    ]
    await repository.replace_parts(ctx, told.team_id, parts)
    return True
