"""SQL of the sender: claiming due e-mail for every district, and writing down what became of each.

Letters that go in one e-mail name its first one in `sent_with`. Only that one is looked for; the others are claimed with
it, in the same transaction, so that they are never sent apart or twice.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from services.notifications.messages.deliveries.rules import Letter, Mail, Verdict
from services.notifications.messages.deliveries.tables import HEADS, Reason, State
from services.notifications.wording.templates.rendering import choose
from shared.answers.links import answer_in_sql
from shared.context.context import Context
from shared.context.days import zone_in_sql
from shared.db.engine import SYSTEM_ROLE, Database
from shared.db.locks import WAIT_FOR_EACH, key
from shared.directory.references import called_in_sql
from shared.front_ends.queries import addresses_in_sql

# A worker that died while sending is not waited for longer: its letters are claimed again, and may arrive twice.
CLAIM_HOLDS = timedelta(minutes=5)

HEADS_DUE = f"""
  select district_id, id from deliveries
  where state in ('due', 'sending') and next_attempt_at <= $1 and channel = 'email' and {HEADS}
  order by next_attempt_at limit $3 for update skip locked"""  # noqa: S608  only this module's own fragments

FOLLOWERS = """
  select d.district_id, d.id from unnest($3::uuid[], $4::uuid[]) head (district_id, id)
  join deliveries d on d.district_id = head.district_id and d.sent_with = head.id and d.id <> d.sent_with
  where d.state in ('due', 'sending') for update of d"""

CLAIM = """
with due as ({due}),
claimed as (
  update deliveries d set state = 'sending', claimed_at = $1, attempts = d.attempts + 1, next_attempt_at = $2,
    updated_at = $1, updated_by = 'service:notifications', version = d.version + 1
  from due where d.district_id = due.district_id and d.id = due.id
  returning d.district_id, d.id, d.message_id, d.recipient_id, d.attempts, d.sent_with)
select c.district_id, c.id as delivery_id, c.message_id, c.recipient_id, c.attempts, m.kind, m.language, m.facts,
  s.id is not null as known, coalesce(s.active, false) as active, {called} as name, s.email as address,
  exists (select from suppressed_addresses a where a.district_id = c.district_id and a.address = lower(s.email))
    as barred,
  c.sent_with, m.undone_at is not null as undone,
  p.choices -> m.kind ->> 'email' as wish, p.quiet_hours, p.daily_at, p.language as wished_language,
  coalesce(p.timezone, {zone}) as zone, coalesce((
    select d.name from directory_districts d where d.district_id = c.district_id limit 1), '') as district,
  {front_end} as front_end, {answer} as answer_id
from claimed c
join messages m on m.district_id = c.district_id and m.id = c.message_id
left join directory_staff s on s.district_id = c.district_id and s.id = c.recipient_id
left join preferences p on p.district_id = c.district_id and p.id = c.recipient_id
order by c.district_id, c.id"""
FRONT_END = addresses_in_sql("c.recipient_id", "c.district_id")
ANSWER = answer_in_sql("c.district_id", "m.subject_id", "c.recipient_id", "$1")
SAID = {"zone": zone_in_sql("c.district_id"), "called": called_in_sql("s"), "front_end": FRONT_END, "answer": ANSWER}
CLAIM_HEADS, CLAIM_FOLLOWERS = CLAIM.format(due=HEADS_DUE, **SAID), CLAIM.format(due=FOLLOWERS, **SAID)

# Only while the claim is still ours: another worker may have taken the letter over meanwhile.
SETTLE = text("""update deliveries
set state = :state, reason = :reason, last_smtp_code = coalesce(:code, last_smtp_code),
  next_attempt_at = :next_attempt_at, claimed_at = null, address = coalesce(:address, address),
  language = coalesce(:language, language), sent_with = :sent_with,
  updated_at = :now, updated_by = :actor, version = version + 1
where district_id = :district_id and id = :delivery_id and state = 'sending' and claimed_at = :claimed_at
returning id""")


RELEASE = """update deliveries set state = 'due', next_attempt_at = $2, claimed_at = null, attempts = attempts - 1,
  version = version + 1
where state = 'sending' and claimed_at = $2 and (district_id, id) in (select * from unnest($1::uuid[], $3::uuid[]))"""


POSTPONE = """update deliveries d
set state = 'due', reason = p.reason, next_attempt_at = p.until, sent_with = p.sent_with, claimed_at = null,
  attempts = d.attempts - 1, updated_at = $6, updated_by = 'service:notifications', version = d.version + 1
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[]) p (district_id, id, sent_with, until, reason)
where d.district_id = p.district_id and d.id = p.id and d.state = 'sending' and d.claimed_at = $6"""

# A locked head cannot be claimed meanwhile; one claimed before this is no longer 'due' and not found.
OPEN = """select d.district_id, d.recipient_id, d.id, d.next_attempt_at from deliveries d
join unnest($1::uuid[], $2::uuid[]) h (district_id, recipient_id) using (district_id, recipient_id)
where d.state = 'due' and d.reason = 'held' and d.sent_with = d.id and d.next_attempt_at > $3 for update of d"""


async def claim(db: Database, now: datetime, limit: int) -> list[Mail]:
    """Take due e-mail of any district for this worker; committed before anything is sent."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        heads = [_letter(row, now) for row in await connection.fetch(CLAIM_HEADS, now, now + CLAIM_HOLDS, limit)]
        held = [head for head in heads if head.is_held]
        followers: dict[UUID, Mail] = defaultdict(list)
        if held:
            keys = [head.district_id for head in held], [head.delivery_id for head in held]
            for row in await connection.fetch(CLAIM_FOLLOWERS, now, now + CLAIM_HOLDS, *keys):
                followers[row["sent_with"]].append(_letter(row, now))
    return [[head, *followers[head.delivery_id]] for head in heads]


async def postpone(db: Database, waiting: Sequence[tuple[Mail, datetime, Reason]]) -> None:
    """Let mails wait that may not go now: it is quiet, or they go with others once a day. No attempt was made."""
    held = [mail[0] for mail, _, reason in waiting if reason == Reason.HELD]
    rows = []
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        heads = await _open_heads(connection, held) if held else {}
        for mail, until, reason in waiting:
            first = mail[0]
            goes: tuple[UUID | None, datetime] = (first.sent_with, until)
            if reason == Reason.HELD:
                goes = heads.setdefault((first.district_id, first.recipient_id), (first.delivery_id, until))
            rows += [(letter.district_id, letter.delivery_id, *goes, reason.value) for letter in mail]
        await connection.execute(POSTPONE, *map(list, zip(*rows, strict=True)), waiting[0][0][0].claimed_at)


async def _open_heads(connection: Any, held: Mail) -> dict[tuple[UUID, UUID], tuple[UUID, datetime]]:
    """The e-mail each of these people already has waiting: its first delivery, and when it goes."""
    people = [letter.district_id for letter in held], [letter.recipient_id for letter in held]
    # Two workers that hold letters of one person take turns, so that there is one e-mail and not two.
    await connection.execute(
        WAIT_FOR_EACH, [key(letter.district_id, "daily e-mail", letter.recipient_id) for letter in held]
    )
    found = await connection.fetch(OPEN, *people, held[0].claimed_at)
    return {(row["district_id"], row["recipient_id"]): (row["id"], row["next_attempt_at"]) for row in found}


async def release(db: Database, letters: Collection[Letter]) -> None:
    """Give letters back that were claimed together and not tried."""
    districts, ids = [letter.district_id for letter in letters], [letter.delivery_id for letter in letters]
    claimed_at = next(iter(letters)).claimed_at
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        await connection.execute(RELEASE, districts, claimed_at, ids)


def _letter(row: Any, now: datetime) -> Letter:
    found = {**row, "claimed_at": now, "facts": orjson.loads(row["facts"]), "zone": row["zone"] or "UTC"}
    wished = found.pop("wished_language")
    if wished:
        found["language"] = choose(row["kind"], wished, row["language"])
    if row["front_end"]:
        found["front_end"] = orjson.loads(row["front_end"])
    if row["quiet_hours"]:
        found["quiet_hours"] = orjson.loads(row["quiet_hours"])
    return Letter(**found)


async def settle(
    ctx: Context, letter: Letter, verdict: Verdict, next_attempt_at: datetime | None, sent_with: UUID | None
) -> bool:
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
        "sent_with": sent_with,
        "address": letter.address if tried else None,
        "language": letter.language if tried else None,
        "now": ctx.now,
        "actor": ctx.actor,
    }
    found = await ctx.session.execute(SETTLE, values)
    return found.scalar_one_or_none() is not None
