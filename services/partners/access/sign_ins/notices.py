"""SQL of the notices front ends are still owed, of every district."""

from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db.engine import SYSTEM_ROLE, Database

# Claimed by moving its next attempt on: a worker that dies while sending leaves it to another.
CLAIM = """with due as (
  select district_id, id from logout_notices where next_attempt_at <= $1
  order by next_attempt_at limit $3 for update skip locked),
claimed as (
  update logout_notices n set attempts = n.attempts + 1, next_attempt_at = $2 from due
  where n.district_id = due.district_id and n.id = due.id
  returning n.district_id, n.id, n.session_id, n.attempts)
select c.district_id, c.id, c.session_id, c.attempts, s.staff_id, coalesce(a.client_id, a.id) as oauth_client_id,
  a.backchannel_logout_uri as address
from claimed c
join sign_in_sessions s on s.district_id = c.district_id and s.id = c.session_id
join applications a on a.district_id = s.district_id and a.id = s.application_id
where a.backchannel_logout_uri is not null
order by c.district_id, c.id"""


async def due(db: Database, now: datetime, until: datetime, limit: int) -> list[dict[str, Any]]:
    """Take notices that are due; until `until` nobody else takes them."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        return [dict(row) for row in await connection.fetch(CLAIM, now, until, limit)]


async def postpone(db: Database, district_id: UUID, notice_id: UUID, until: datetime) -> None:
    """Try again then."""
    await _run(
        db,
        "update logout_notices set next_attempt_at = $3 where district_id = $1 and id = $2",
        district_id,
        notice_id,
        until,
    )


async def drop(db: Database, district_id: UUID, notice_id: UUID) -> None:
    """It is told, or given up."""
    await _run(db, "delete from logout_notices where district_id = $1 and id = $2", district_id, notice_id)


async def _run(db: Database, statement: str, *arguments: Any) -> None:
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        await connection.execute(statement, *arguments)
