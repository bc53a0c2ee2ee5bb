"""What a district's tables hold, as digests: to see that a call changed nothing."""

from typing import Any
from uuid import UUID

from shared.db.base import tables_of
from shared.testing.calls import Service

#: Written for whoever asks, refused or not.
BESIDE = {"audit_entries", "idempotency_keys"}


class Digests:
    """A digest of each of a district's tables."""

    def __init__(self, service: Service, district_id: UUID) -> None:
        self.service, self.district_id = service, district_id
        tables = [table for table in tables_of(service.name) if "district_id" in table.columns]
        self.query = " union all ".join(
            f"select '{table.name}', md5(string_agg(t::text, '' order by t::text)) from {table.name} t where district_id = $1"
            for table in tables
            if table.name not in BESIDE
        )

    async def read(self) -> dict[str, Any]:
        """As they are now."""
        return dict(tuple(row) for row in await self.service.sql(self.query, self.district_id))
