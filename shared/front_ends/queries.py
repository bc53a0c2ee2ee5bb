"""Where somebody is led to: the addresses of whichever front end is theirs."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text

from shared.context.context import Context
from shared.db.migrations import DISTRICT


def addresses_in_sql(person: str, district: str = DISTRICT) -> str:
    """SQL of the addresses somebody is led to: of the front end they last signed in to, else of the district's default.

    `district` is that of the transaction, unless somebody reads of several at once.
    """
    return f"""coalesce((
      select f.addresses from front_ends_used u
      join front_ends f on f.district_id = u.district_id and f.id = u.application_id
      where u.district_id = {district} and u.id = {person} and f.addresses <> '{{}}'),
    (select f.addresses from front_ends f where f.district_id = {district} and f.is_default
      order by f.version desc limit 1))"""  # noqa: S608  SQL of the caller's own statement


OF_PERSON = text(f"select {addresses_in_sql(':person_id', ':district_id')}")


async def addresses_of(ctx: Context, person_id: UUID | None) -> Mapping[str, str] | None:
    """The addresses somebody is led to, if there is a front end for them; of nobody the district's default's."""
    found: Mapping[str, str] | None = await ctx.session.scalar(
        OF_PERSON, {"district_id": ctx.district_id, "person_id": person_id}
    )
    return found
