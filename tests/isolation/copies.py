"""A seeded district once more under another id: copied row by row, which costs a hundredth of what its making costs."""

from uuid import UUID

import asyncpg

from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.databases import as_superuser
from tests.isolation import seeds

#: What was told and counted before: a copy begins without. An answer link is found by its id alone, so there is one of it.
LEFT_OUT = ("outbox", "inbox", "dead_letters", "idempotency_keys", "audit_entries", "audit_heads", "answer_links")
COLUMNS = """select c.relname as table, string_agg(format(case
    when a.attname = 'district_id' then '$2::uuid'
    when a.attname = 'id' and a.atttypid = 'uuid'::regtype then 'case when %1$I = $1::uuid then $2::uuid else %1$I end'
    else '%1$I' end, a.attname), ', ' order by a.attnum) as values, string_agg(format('%I', a.attname), ', ' order by a.attnum)
  as columns, bool_or(a.attname = 'district_id') as is_owned
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  and a.attgenerated = '' and a.attidentity = ''
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relname = any ($1)
group by c.relname having bool_or(a.attname = 'district_id') or c.relname = 'districts'"""


async def copied(service: Service) -> tuple[UUID, dict[str, str]]:
    """A district of one's own to change, and its things by name: their ids are those of every other copy."""
    if service.name == "partners":
        # What signs in is found by its id alone, whatever its district: it is there once.
        district_id = new_id()
        return district_id, await seeds.seeded(service, district_id)
    whole, things = await seeds.common(service, "copied")
    district_id = new_id()
    connection = await asyncpg.connect(as_superuser(service.settings.database_url))
    try:
        # Rows come in any order, and no trigger tells of them.
        await connection.execute("set session_replication_role = replica")
        for row in await connection.fetch(COLUMNS, LEFT_OUT):
            own = "district_id" if row["is_owned"] else "id"
            await connection.execute(
                f"insert into {row['table']} ({row['columns']}) select {row['values']} from {row['table']} where {own} = $1",
                whole,
                district_id,
            )
    finally:
        await connection.close()
    return district_id, dict(things)
