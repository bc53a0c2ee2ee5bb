"""SQL of the sender: claiming due e-mail for every district, and writing down what became of each."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import text

from services.notifications.deliveries.rules import Letter, Verdict
from services.notifications.deliveries.tables import State
from shared.db.engine import SYSTEM_ROLE, Database
from shared.web.context import Context

# A worker that died while sending is not waited for longer: its letters are claimed again, and may arrive twice.
CLAIM_HOLDS = timedelta(minutes=5)

CLAIM = """
with due as (
  select district_id, id from deliveries
  where state in ('due', 'sending') and next_attempt_at <= $1 and channel = 'email'
  order by next_attempt_at limit $3 for update skip locked),
claimed as (
  update deliveries d set state = 'sending', claimed_at = $1, attempts = d.attempts + 1, next_attempt_at = $2,
    updated_at = $1, updated_by = 'service:notifications', version = d.version + 1
  from due where d.district_id = due.district_id and d.id = due.id
  returning d.district_id, d.id, d.message_id, d.recipient_id, d.attempts)
select c.district_id, c.id as delivery_id, c.message_id, c.recipient_id, c.attempts, m.kind, m.language, m.facts,
  s.id is not null as known, coalesce(s.active, false) as active, concat_ws(' ', s.given_name, s.family_name) as name,
  s.email as address,
  exists (select from suppressed_addresses a where a.district_id = c.district_id and a.address = lower(s.email))
    as barred,
  exists (select from recipients r where r.district_id = c.district_id and r.staff_id = c.recipient_id
          and r.kind = m.kind and r.unsubscribed_at is not null) as unsubscribed
from claimed c
join messages m on m.district_id = c.district_id and m.id = c.message_id
left join directory_staff s on s.district_id = c.district_id and s.id = c.recipient_id
order by c.district_id, c.id"""

# Only while the claim is still ours: another worker may have taken the letter over meanwhile.
SETTLE = text("""update deliveries
set state = :state, reason = :reason, last_smtp_code = coalesce(:code, last_smtp_code),
  next_attempt_at = :next_attempt_at, claimed_at = null, address = coalesce(:address, address),
  language = coalesce(:language, language),
  updated_at = :now, updated_by = :actor, version = version + 1
where district_id = :district_id and id = :delivery_id and state = 'sending' and claimed_at = :claimed_at
returning id""")


RELEASE = """update deliveries set state = 'due', next_attempt_at = $2, claimed_at = null, attempts = attempts - 1,
  version = version + 1
where state = 'sending' and claimed_at = $2 and (district_id, id) in (select * from unnest($1::uuid[], $3::uuid[]))"""


async def claim(db: Database, now: datetime, limit: int) -> list[Letter]:
    """Take due e-mail of any district for this worker; committed before anything is sent."""
    async with (await db.reader()).acquire() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        rows = await connection.fetch(CLAIM, now, now + CLAIM_HOLDS, limit)
    return [Letter(**{**row, "facts": orjson.loads(row["facts"])}, claimed_at=now) for row in map(dict, rows)]


async def release(db: Database, letters: Collection[Letter]) -> None:
    """Give letters back that were claimed together and not tried."""
    districts, ids = [letter.district_id for letter in letters], [letter.delivery_id for letter in letters]
    claimed_at = next(iter(letters)).claimed_at
    async with (await db.reader()).acquire() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        await connection.execute(RELEASE, districts, claimed_at, ids)


async def settle(ctx: Context, letter: Letter, verdict: Verdict, next_attempt_at: datetime | None) -> bool:
    """Write down what became of a letter. False when it is no longer this worker's."""
    # A letter kept back was sent to no address, in no language.
    tried = verdict.state == State.DELIVERED or verdict.code is not None
    values: dict[str, Any] = {
        "district_id": ctx.district_id,
        "delivery_id": letter.delivery_id,
        "claimed_at": letter.claimed_at,
        "state": (State.DUE if next_attempt_at else verdict.state).value,
        "reason": verdict.reason.value if verdict.reason else None,
        "code": verdict.code,
        "next_attempt_at": next_attempt_at,
        "address": letter.address if tried else None,
        "language": letter.language if tried else None,
        "now": ctx.now,
        "actor": ctx.actor,
    }
    found = await ctx.session.execute(SETTLE, values)
    return found.scalar_one_or_none() is not None
