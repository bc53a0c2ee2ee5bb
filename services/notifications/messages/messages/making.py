"""Making messages: one statement writes them, their deliveries and the events that tell of both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import orjson
from sqlalchemy import text

from services.notifications.messages.deliveries.events import DeliveryDelivered, DeliverySuppressed
from services.notifications.messages.deliveries.tables import State
from services.notifications.messages.messages.events import MessageSent
from services.notifications.messages.messages.shared_facts import Told
from services.notifications.wording.templates.kinds import Kind
from shared.context.context import Context
from shared.events.emitting import emit_all_sql, fact_sql

#: Messages one statement makes; more are made by several.
BATCH = 1_000


@dataclass(frozen=True)
class Tongues:
    """Which language each language of the staff becomes, and what somebody unknown gets."""

    by_person: dict[str, str]
    default: str


@dataclass(frozen=True)
class Notification:
    """One person is to be told one thing. The same subject is told to the same person once, whatever the facts."""

    subject_id: UUID
    recipient_id: UUID
    facts: Told
    plan_id: UUID | None = None
    #: A person did it by hand: its e-mail waits a little, in case they think better of it.
    by_hand: bool = False
    #: What it makes true, and what it makes moot: e-mail that has not left yet and tells of that is not sent. An `undoing` act
    #: takes back what this very person was told, and is then no e-mail itself; else it is said anew, and to nobody as it was.
    topic: UUID | None = None
    moot: UUID | None = None
    undoing: bool = False


def language_in_sql(person: str) -> str:
    """SQL of a person's language: the one they wish, else that of their staff record; it takes `shared_values`.

    Looked up by key: joined, a directory copy just filled and without statistics is read whole for every row.
    """
    return f"""coalesce(cast(:languages as jsonb) ->> coalesce(
      (select w.language from preferences w where w.district_id = :district_id and w.id = {person}),
      (select s.language from directory_staff s where s.district_id = :district_id and s.id = {person})),
    :language)"""


def in_inbox_in_sql(person: str) -> str:
    """SQL: a person wants this kind in the inbox; it takes `shared_values`."""
    return f"""coalesce((select w.choices -> cast(:kind as varchar) ->> 'inbox' from preferences w
      where w.district_id = :district_id and w.id = {person}), 'on') <> 'off'"""


# What is in the inbox, and then what became of each delivery to it.
EMIT_SENT = emit_all_sql(
    f"""select {fact_sql(MessageSent, "m", message_id="m.id", kind="cast(:kind as text)")}, m.id as message_id
    from made m where m.in_inbox""",
    *(
        f"""select {fact_sql(event, "d", delivery_id="d.id")}, d.message_id
    from sent d where d.channel = 'inbox' and d.state = '{state}'"""
        for state, event in ((State.DELIVERED, DeliveryDelivered), (State.SUPPRESSED, DeliverySuppressed))
    ),
    order_by="f.message_id, f.type desc",
)

# From `made` (id, recipient_id, plan_id, language, in_inbox, mail_at), the messages just inserted: their deliveries, and the
# events. A message kept out of the inbox is there nevertheless, with the reason; its e-mail goes its own way.
SENT = f"""
sent as (
  insert into deliveries (district_id, id, message_id, recipient_id, channel, state, reason, attempts,
                          next_attempt_at, language, created_at, updated_at, created_by, updated_by, version)
  select :district_id, uuidv7(), m.id, m.recipient_id, way.channel, way.state, way.reason, way.attempts,
    way.next_attempt_at, way.language, :now, :now, :actor, :actor, 1
  from made m, lateral (
    select 'inbox', 'delivered', null, 1, cast(null as timestamptz), m.language where m.in_inbox
    union all select 'inbox', 'suppressed', 'unsubscribed', 0, null, null where not m.in_inbox
    union all select 'email', 'due', null, 0, m.mail_at, null)
    way (channel, state, reason, attempts, next_attempt_at, language)
  returning id, message_id, recipient_id, channel, state, reason),
told as (
  {EMIT_SENT})"""

#: Of the message `m`: its e-mail has not been tried yet.
UNSENT = """exists (select from deliveries d where d.district_id = :district_id and d.message_id = m.id and d.channel = 'email'
      and d.state = 'due' and d.attempts = 0)"""

# `making.md` explains it from end to end. In the order of the unique key, so that two workers that notify the same people
# wait for each other instead of deadlocking.
MAKE_MESSAGES = text(f"""
with people as (
  select distinct on (p.subject_id, p.person_id) p.*
  from unnest(cast(:subject_ids as uuid[]), cast(:recipient_ids as uuid[]), cast(:plan_ids as uuid[]),
              cast(:facts as text[]), cast(:by_hand as boolean[]), cast(:topics as uuid[]), cast(:moot as uuid[]),
              cast(:undoing as boolean[]))
    with ordinality p (subject_id, person_id, plan_id, facts, by_hand, topic, moot, undoing, place)
  order by p.subject_id, p.person_id, p.place),
moot as materialized (
  select m.id, m.topic, m.recipient_id from messages m
  where m.district_id = :district_id and m.topic in (select p.moot from people p) and m.undone_at is null
    and exists (select from people p where p.moot = m.topic and p.subject_id <> m.subject_id
      and (not p.undoing or p.person_id = m.recipient_id))
    and {UNSENT}
  order by m.id for update of m),
said as (
  insert into messages (district_id, id, recipient_id, kind, subject_id, plan_id, facts, language, in_inbox, topic, undone_at,
                        created_at, updated_at, created_by, updated_by, version)
  select :district_id, uuidv7(), p.person_id, :kind, p.subject_id, p.plan_id, cast(p.facts as jsonb),
    {language_in_sql("p.person_id")}, {in_inbox_in_sql("p.person_id")}, p.topic,
    case when p.undoing and exists (select from moot o where o.topic = p.moot and o.recipient_id = p.person_id)
      then cast(:now as timestamptz) end,
    :now, :now, :actor, :actor, 1
  from people p order by p.subject_id, p.person_id
  on conflict (district_id, kind, subject_id, recipient_id) do nothing
  returning id, subject_id, recipient_id, plan_id, language, in_inbox),
undone as (
  update messages m set undone_at = :now, updated_at = :now, updated_by = :actor, version = m.version + 1
  from moot o where m.district_id = :district_id and m.id = o.id returning 1),
made as (
  select s.*, cast(:now as timestamptz) + case when p.by_hand then cast(:wait as interval) else interval '0 s' end as mail_at
  from said s join people p on p.subject_id = s.subject_id and p.person_id = s.recipient_id),
{SENT}
select count(*) from made""")


# In the order of ids, as `moot` above locks them.
MAKE_MOOT = text(f"""
with moot as (
  select m.id from messages m where m.district_id = :district_id and m.topic = any(cast(:topics as uuid[]))
    and m.undone_at is null and {UNSENT}
  order by m.id for update of m)
update messages m set undone_at = :now, updated_at = :now, updated_by = :actor, version = m.version + 1
from moot o where m.district_id = :district_id and m.id = o.id""")


async def make_moot(ctx: Context, topics: Sequence[UUID]) -> None:
    """E-mail about these topics that has not left yet is not sent."""
    values = {"district_id": ctx.district_id, "topics": list(topics), "now": ctx.now, "actor": ctx.actor}
    await ctx.session.execute(MAKE_MOOT, values)


async def make_messages(ctx: Context, kind: Kind, notifications: Sequence[Notification], tongues: Tongues) -> int:
    """Tell each person what they have not been told yet. Returns the number of messages made."""
    made = 0
    for some in _in_turn(notifications):
        values = {
            "subject_ids": [notification.subject_id for notification in some],
            "recipient_ids": [notification.recipient_id for notification in some],
            "plan_ids": [notification.plan_id for notification in some],
            "facts": [notification.facts.model_dump_json(exclude={"kind"}) for notification in some],
            "by_hand": [notification.by_hand for notification in some],
            "topics": [notification.topic for notification in some],
            "moot": [notification.moot for notification in some],
            "undoing": [notification.undoing for notification in some],
            "wait": timedelta(seconds=ctx.settings.mail_wait_seconds),
        }
        found = await ctx.session.execute(MAKE_MESSAGES, {**values, **shared_values(ctx, kind, tongues)})
        made += found.scalar_one()
    return made


def _in_turn(notifications: Sequence[Notification]) -> Iterator[list[Notification]]:
    """Statements' worth of them; what makes another moot comes in a later one, which finds it."""
    runs: list[list[Notification]] = [[]]
    seen: dict[UUID, UUID] = {}
    for one in notifications:
        if one.moot is not None and seen.get(one.moot, one.subject_id) != one.subject_id:
            runs.append([])
            seen = {}
        runs[-1].append(one)
        if one.topic is not None:
            seen[one.topic] = one.subject_id
    for run in runs:
        ordered = sorted(run, key=lambda one: (one.subject_id, one.recipient_id))
        yield from (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def shared_values(ctx: Context, kind: Kind, tongues: Tongues) -> dict[str, object]:
    """What every statement that makes messages takes."""
    languages = {"languages": orjson.dumps(tongues.by_person).decode(), "language": tongues.default}
    return {"kind": kind.value, **languages, **ctx.emitting()}
