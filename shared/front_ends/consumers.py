"""Keeping the copy true: an older word of a front end, or of who signed in to which, changes nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.events.event import Consumed
from shared.front_ends.tables import FrontEndRow, FrontEndUsedRow


class ApplicationRecorded(Consumed, type="partners.application.recorded.v1"):
    """A registered front end as it now stands."""

    application_id: UUID
    active: bool
    version: int
    addresses: dict[str, str] = {}
    is_default: bool = False


class ApplicationUsed(Consumed, type="partners.application.used.v1"):
    """Somebody signed in to another front end than the last time."""

    staff_id: UUID
    application_id: UUID
    signed_in_at: datetime


def follow_front_ends(consumers: Consumers) -> None:
    """Subscribe a service to where front ends have their pages, and who signs in to which."""
    consumers.on(ApplicationRecorded)(take_front_ends)
    consumers.on(ApplicationUsed)(take_uses)


async def take_front_ends(ctx: Context, events: list[Received]) -> None:
    """Take over where front ends have their pages; one that is gone has none."""
    for told in (event.data for event in events):
        values = {"addresses": told.addresses if told.active else {}, "is_default": told.active and told.is_default}
        await _take(ctx, told.application_id, told.version, values)


async def take_uses(ctx: Context, events: list[Received]) -> None:
    """Take over who signed in to which."""
    for used in (event.data for event in events):
        await _take_use(ctx, used.staff_id, used.application_id, used.signed_in_at)


async def _take(ctx: Context, application_id: UUID, version: int, values: Mapping[str, Any]) -> None:
    row = {"district_id": ctx.district_id, "id": application_id, "version": version, **values}
    statement = insert(FrontEndRow).values(row)
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "id"],
            set_={name: statement.excluded[name] for name in ("version", *values)},
            where=FrontEndRow.version < statement.excluded.version,
        )
    )


async def _take_use(ctx: Context, staff_id: UUID, application_id: UUID, signed_in_at: datetime) -> None:
    row = {"district_id": ctx.district_id, "id": staff_id}
    statement = insert(FrontEndUsedRow).values(**row, application_id=application_id, signed_in_at=signed_in_at)
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=list(row),
            set_={"application_id": application_id, "signed_in_at": signed_in_at},
            where=FrontEndUsedRow.signed_in_at < signed_in_at,
        )
    )
