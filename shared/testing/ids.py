"""Ids in events: what is called a plan's is a plan's, and not that of something else."""

from collections.abc import Awaitable, Callable
from typing import Any

Ask = Callable[..., Awaitable[list[Any]]]

_TABLES = """select table_name from information_schema.columns
where table_schema = 'public' and column_name = 'id' and udt_name = 'uuid' and table_name not in ('outbox', 'inbox')"""
_MISTAKEN = """
with ids as materialized ({ids}),
said as (
  select distinct o.type, k.key, k.value::uuid as id, left(k.key, -3) || 's' as kind
  from outbox o cross join jsonb_each_text(o.data::jsonb) k (key, value)
  where k.key like '%\\_id' and k.value ~ '^[0-9a-f-]{{36}}$'
)
select distinct type, key from said
where kind = any ($1::text[]) and exists (select from ids where ids.id = said.id)
  and not exists (select from ids where ids.id = said.id and ids.kind = said.kind)"""


async def mistaken_ids(ask: Ask) -> list[str]:
    """Fields of a service's events that are named after one of its tables and hold the id of another's row.

    What stands in no table was deleted since, and proves nothing.
    """
    kinds = sorted(row["table_name"] for row in await ask(_TABLES))
    ids = " union all ".join(f"select id, '{kind}' as kind from {kind}" for kind in kinds)  # noqa: S608
    return sorted(f"{row['type']}: {row['key']}" for row in await ask(_MISTAKEN.format(ids=ids), kinds))
