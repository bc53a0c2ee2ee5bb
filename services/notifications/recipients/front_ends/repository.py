"""SQL of front ends: the copy, and the addresses of whichever somebody is led to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from services.notifications.recipients.front_ends.tables import FrontEndRow, FrontEndUsedRow
from shared.context.context import Context


def addresses_in_sql(district: str, person: str) -> str:
    """SQL of the addresses somebody is led to: of the front end they last signed in to, else of the district's default."""
    return f"""coalesce((
      select f.addresses from front_ends_used u
      join front_ends f on f.district_id = u.district_id and f.id = u.application_id
      where u.district_id = {district} and u.id = {person} and f.addresses <> '{{}}'),
    (select f.addresses from front_ends f where f.district_id = {district} and f.is_default
      order by f.version desc limit 1))"""


OF_PERSON = text(f"select {addresses_in_sql(':district_id', ':person_id')}")


async def addresses_of(ctx: Context, person_id: UUID) -> Mapping[str, str] | None:
    """The addresses somebody is led to, if there is a front end for them."""
    found: Mapping[str, str] | None = await ctx.session.scalar(
        OF_PERSON, {"district_id": ctx.district_id, "person_id": person_id}
    )
    return found


async def take(ctx: Context, application_id: UUID, version: int, values: Mapping[str, Any]) -> None:
    """Write what is told of a front end; an older word changes nothing."""
    row = {"district_id": ctx.district_id, "id": application_id, "version": version, **values}
    statement = insert(FrontEndRow).values(row)
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "id"],
            set_={name: statement.excluded[name] for name in ("version", *values)},
            where=FrontEndRow.version < statement.excluded.version,
        )
    )


async def take_use(ctx: Context, staff_id: UUID, application_id: UUID, signed_in_at: datetime) -> None:
    """Write which front end somebody last signed in to; an earlier one changes nothing."""
    row = {"district_id": ctx.district_id, "id": staff_id}
    statement = insert(FrontEndUsedRow).values(**row, application_id=application_id, signed_in_at=signed_in_at)
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=list(row),
            set_={"application_id": application_id, "signed_in_at": signed_in_at},
            where=FrontEndUsedRow.signed_in_at < signed_in_at,
        )
    )
