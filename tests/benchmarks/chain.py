"""The bare chain publishing is held against: asyncpg and nats-py alone, in two processes of their own.

`python -m tests.benchmarks.chain relay|consumer DATABASE_URL NATS_URL`
"""

import asyncio
import sys

import asyncpg
import nats
import uvloop
from nats.errors import TimeoutError as NothingThere
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, StorageType, StreamConfig

from tests.benchmarks.world import Connection

STREAM, SUBJECT, DURABLE, CHANNEL = "BENCH", "bench.tasks", "bench", "bench"
BATCH_OUT, BATCH_IN = 1_000, 200

SOURCE_TABLES = """
create schema bench;
create table bench.tasks (like public.tasks including all);
create table bench.chain_tasks (like public.tasks including all);
create table bench.outbox (like public.outbox including all);
create table bench.owners as
select distinct on (school_id, role) school_id, role, staff_id from directory_roles
where school_id is not null order by school_id, role, starts_on, id;
create unique index on bench.owners (school_id, role);
analyze bench.owners"""

SINK_TABLES = """
create schema bench;
create table bench.inbox (like public.inbox including all);
create table bench.tallies (like public.plan_tallies including all);
create table bench.messages (like public.messages including all);
create table bench.deliveries (like public.deliveries including all)"""

#: The same rows as publishing makes, in the same order, by one statement and nothing else.
FAN_OUT = """
insert into bench.{table} (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, owner_id, state,
  due_on, created_at, updated_at, created_by, updated_by, version)
select a.district_id, uuidv7(), a.plan_id, a.goal_id, a.strategy_id, a.id, s.id, o.staff_id, 'open', a.due_on,
  now(), now(), 'bench', 'bench', 1
from activities a join directory_schools s on s.district_id = a.district_id
left join bench.owners o on o.school_id = s.id and o.role = a.owner_role
where a.plan_id = $1 order by a.id, s.id"""

FAN_OUT_AND_TELL = f"""
with made as ({FAN_OUT.format(table="chain_tasks")} returning district_id, id, plan_id, activity_id, school_id, owner_id, due_on),
chunks as (
  select district_id, plan_id, school_id, count(*) over () as chunk_count, jsonb_agg(jsonb_build_object(
    'task_id', id, 'activity_id', activity_id, 'owner_id', owner_id, 'due_on', due_on)) as tasks
  from made group by district_id, plan_id, school_id)
insert into bench.outbox (district_id, id, type, subject, data, actor, correlation_id, occurred_at)
select district_id, uuidv7(), 'bench.tasks', '', jsonb_build_object('district_id', district_id, 'plan_id', plan_id,
  'school_id', school_id, 'chunk_count', chunk_count, 'tasks', tasks), 'bench', '', now()
from chunks order by school_id"""

TAKE = "select seq, id, data::text from bench.outbox where sent_at is null and parked_at is null order by seq limit $1"
MARK = "update bench.outbox set sent_at = clock_timestamp() where seq = any($1::bigint[])"

HANDLE = """
with sent as (select * from unnest($1::uuid[], $2::jsonb[]) s (id, data)),
fresh as (
  insert into bench.inbox (district_id, event_id, type)
  select (data ->> 'district_id')::uuid, id, 'bench.tasks' from sent order by id
  on conflict do nothing returning event_id),
counted as (
  insert into bench.tallies (district_id, id, plan_id, chunk, school_id, owner_id, task_count, first_due_on)
  select (s.data ->> 'district_id')::uuid, uuidv7(), (s.data ->> 'plan_id')::uuid, 0, (s.data ->> 'school_id')::uuid,
    t.owner_id, 1, t.due_on
  from sent s join fresh f on f.event_id = s.id,
  jsonb_to_recordset(s.data -> 'tasks') t (owner_id uuid, due_on date))
select count(*), (select data ->> 'plan_id' from sent limit 1), (select (data ->> 'chunk_count')::int from sent limit 1)
from fresh"""

ANNOUNCE = """
with made as (
  insert into bench.messages (district_id, id, recipient_id, kind, subject_id, plan_id, facts, language,
    created_at, updated_at, created_by, updated_by, version)
  select district_id, uuidv7(), owner_id, 'plan_published', plan_id, plan_id,
    jsonb_build_object('task_count', sum(task_count), 'first_due_on', min(first_due_on)), 'en',
    now(), now(), 'bench', 'bench', 1
  from bench.tallies where plan_id = $1::uuid group by district_id, plan_id, owner_id
  returning district_id, id, recipient_id)
insert into bench.deliveries (district_id, id, message_id, recipient_id, channel, state, attempts, created_at,
  updated_at, created_by, updated_by, version)
select district_id, uuidv7(), id, recipient_id, 'inbox', 'delivered', 1, now(), now(), 'bench', 'bench', 1 from made"""


async def make_stream(stream: JetStreamContext) -> None:
    """The stream and its durable, on disk like the services' own."""
    await stream.add_stream(StreamConfig(name=STREAM, subjects=["bench.>"], storage=StorageType.FILE))
    wanted = ConsumerConfig(durable_name=DURABLE, ack_policy=AckPolicy.EXPLICIT, max_ack_pending=5_000)
    await stream.add_consumer(STREAM, wanted)


async def relay(connection: Connection, stream: JetStreamContext) -> None:
    """Outbox rows onto the stream, pipelined; marked once all are acknowledged."""
    woken = asyncio.Event()
    await connection.add_listener(CHANNEL, lambda *_: woken.set())
    while True:
        woken.clear()
        async with connection.transaction():
            rows = await connection.fetch(TAKE, BATCH_OUT)
            acks = [
                await stream.publish_async(SUBJECT, row["data"].encode(), headers={"Nats-Msg-Id": str(row["id"])})
                for row in rows
            ]
            await asyncio.gather(*acks)
            await connection.execute(MARK, [row["seq"] for row in rows])
        if len(rows) < BATCH_OUT:
            await woken.wait()


async def consume(connection: Connection, stream: JetStreamContext) -> None:
    """Batches: one transaction each, acknowledged after its commit; the messages with the last of a plan's events."""
    subscription = await stream.pull_subscribe_bind(consumer=DURABLE, stream=STREAM)
    handled: dict[str, int] = {}
    while True:
        try:
            messages = await subscription.fetch(BATCH_IN, timeout=5)
        except (NothingThere, TimeoutError):
            continue
        ids = [(message.headers or {})["Nats-Msg-Id"] for message in messages]
        async with connection.transaction():
            row = await connection.fetchrow(HANDLE, ids, [message.data.decode() for message in messages])
            assert row is not None
            fresh, plan_id, chunk_count = row
            handled[plan_id] = handled.get(plan_id, 0) + fresh
            if handled[plan_id] == chunk_count:
                await connection.execute(ANNOUNCE, plan_id)
                await connection.execute(f"notify {CHANNEL}")
        for message in messages:
            await message.ack()


async def main() -> None:
    """One of the two, until it is told to end."""
    role, database_url, nats_url = sys.argv[1:4]
    connection = await asyncpg.connect(database_url)
    client = await nats.connect(nats_url, pending_size=64 << 20)
    stream = client.jetstream(publish_async_max_pending=4_000)
    await (relay if role == "relay" else consume)(connection, stream)


if __name__ == "__main__":
    uvloop.run(main())
