"""What a piece of work leaves for last is done once, before the commit, unless what left it was taken back."""

from typing import Any
from uuid import UUID

import pytest

from services.partners.revocation.ended_access.events import AccessEnded
from shared.context.context import Context
from shared.context.work import work_for
from shared.testing.calls import Service


async def tell(ctx: Context, items: list[Any]) -> None:
    """All of it in one event."""
    ctx.emit(AccessEnded(holder="token", holder_id=" ".join(items), ended_at=ctx.now, reason="test"))


async def told(partners: Service, district_id: UUID) -> list[str]:
    return [event["data"]["holder_id"] for event in await partners.published(district_id, AccessEnded.type)]


async def test_it_may_tell_of_itself_and_does_so_once(partners: Service, district_id: UUID) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        await tell(ctx, ["before"])
        ctx.leave_for_last(tell, ["a"])
        ctx.leave_for_last(tell, ["b", "c"])
    assert await told(partners, district_id) == ["before", "a b c"]


async def test_what_was_tried_or_taken_back_leaves_nothing(partners: Service, district_id: UUID) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx, ctx.rehearsal():
        ctx.leave_for_last(tell, ["x"])
    assert await told(partners, district_id) == []
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        ctx.leave_for_last(tell, ["a"])
        async with ctx.rehearsal():
            ctx.leave_for_last(tell, ["x"])
        ctx.leave_for_last(tell, ["b"])
    assert await told(partners, district_id) == ["a b"]


async def failing(partners: Service, district_id: UUID) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        ctx.leave_for_last(tell, ["x"])
        raise ConnectionError


async def test_work_that_fails_leaves_nothing(partners: Service, district_id: UUID) -> None:
    with pytest.raises(ConnectionError):
        await failing(partners, district_id)
    assert await told(partners, district_id) == []
