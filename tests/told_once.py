"""A district told of once in a process is copied for everybody who wants another like it: the same rows under ids of its own."""

import re
from collections.abc import Mapping
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: Tables whose rows say their district, each with the columns that somebody writes.
TABLES = """
select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
  and a.attidentity = '' and a.attgenerated = ''
group by c.oid having bool_or(a.attname = 'district_id') order by c.relname"""
ROWS = "select '{0}' as name, (select json_agg(row_to_json(t)) from {0} t where t.district_id = $1) as rows"
# JSON as it was told stays as it was told: nothing makes binary JSON of it.
INTO = """t{place} as (
  insert into {name} ({columns}) select {columns} from given, json_populate_recordset(null::{name}, given.rows -> '{name}'))"""


class Copy:
    """All rows of a district in a service's database, as they are now."""

    def __init__(self, service: Service, rows: str, statement: str) -> None:
        self.service = service
        self._rows, self._statement = rows, statement
        self._ids = sorted({*ID.findall(rows)})

    @classmethod
    async def of(cls, service: Service, district_id: UUID) -> "Copy":
        """Read them."""
        columns = {row["name"]: row["columns"] for row in await service.sql(TABLES)}
        every = " union all ".join(ROWS.format(name) for name in columns)
        found = (
            await service.sql(
                "select array_agg(name) as names, json_object_agg(name, rows)::text as rows"
                f" from ({every}) f where rows is not null",
                district_id,
            )
        )[0]
        into = [INTO.format(place=place, name=name, columns=columns[name]) for place, name in enumerate(found["names"])]
        return cls(service, found["rows"], f"with given as (select $1::json as rows), {', '.join(into)} select 1")

    async def make(self, ids: Mapping[UUID, UUID]) -> None:
        """Write them with these ids for those, and new ones, as old to each other, for all the rest."""
        told = {str(old): str(new) for old, new in ids.items()}
        as_new = {old: told.get(old) or str(new_id()) for old in self._ids}
        await self.service.sql(self._statement, ID.sub(lambda found: as_new[found[0]], self._rows))
