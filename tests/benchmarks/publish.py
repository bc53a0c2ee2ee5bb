"""Publishing 50 activities to 1,000 schools: until the reply, and until the last person has a message."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

from tests.benchmarks import chain, trace
from tests.benchmarks.district import PEOPLE, SCHOOLS, TASKS, District
from tests.benchmarks.outcome import Found, NotMeasured, Outcome, Target, table
from tests.benchmarks.world import Connection, NotStartable, World, notified

ROUNDS = 4
COMMIT = "publish 50 × 1,000, until the reply"
EFFECTS = "publish 50 × 1,000, until the last message"

SENT = """
select extract(epoch from max(sent_at) - $2)::float8 from outbox
where subject = 'plans/' || $1::text and type = 'scheduling.tasks.assigned.v2'"""
HANDLED = """
select extract(epoch from min(handled_at) - $1)::float8 as first, extract(epoch from max(handled_at) - $1)::float8 as last
from inbox where type = 'scheduling.tasks.assigned.v2' and handled_at >= $1"""
ANNOUNCED = "select announced_at is not null from plan_announcements where id = $1"
CHAINED = "select exists (select from bench.messages where plan_id = $1)"
TOLD = """select count(distinct m.id) from {schema}.messages m join {schema}.deliveries d on d.message_id = m.id
where m.plan_id = $1 and d.channel = 'inbox'"""
MAILED = """select extract(epoch from max(d.updated_at) - $2)::float8, count(*) filter (where d.state = 'delivered')
from messages m join deliveries d on d.message_id = m.id where m.plan_id = $1 and d.channel = 'email'"""
TAKE_MAIL_BACK = """update deliveries set state = 'suppressed', next_attempt_at = null
where channel = 'email' and state = 'due'"""


async def measure(world: World, district: District) -> list[Found]:
    """Both measurements share their publications."""
    try:
        world.need("notifications")
    except NotStartable as refusal:
        return [await _commit_only(world, district), NotMeasured(EFFECTS, str(refusal))]
    return await _both(world, district)


async def _commit_only(world: World, district: District) -> Found:
    async with world.superuser("scheduling") as source:
        await source.execute(chain.SOURCE_TABLES)
        ours, bare = [], []
        for number in range(ROUNDS + 1):
            plan_id = await _approved(world, district, number)
            _, seconds = await asyncio.to_thread(district.publish, plan_id)
            await world.quiet()
            baseline = await _bare_commit(world, source, plan_id)
            if number:
                ours.append(seconds)
                bare.append(baseline)
        return Outcome(COMMIT, "s", Target(2), ours, bare, await _commit_notes(world, district))


async def _both(world: World, district: District) -> list[Found]:
    commit: list[tuple[float, float]] = []
    effects: list[tuple[float, float]] = []
    timelines: list[list[float]] = []
    async with _bare_chain(world) as (source, sink):
        for number in range(ROUNDS + 1):
            plan_id = await _approved(world, district, number)
            began, timeline = await _ours(world, district, plan_id, sink)
            if number < ROUNDS:
                await sink.execute(TAKE_MAIL_BACK)
            await world.quiet()
            bare_commit = await _bare_commit(world, source, plan_id)
            bare_told = await _bare_effects(world, source, sink, plan_id)
            if number:  # the first round warms up
                commit.append((timeline[0], bare_commit))
                effects.append((timeline[-1], bare_told))
                timelines.append(timeline)
        mailed, mails = await sink.fetchrow(MAILED, UUID(plan_id), began) or (0, 0)
    assert mails == PEOPLE, f"{mails} mails of {PEOPLE} were sent"
    await world.check_nothing_died()
    names = (
        "reply of the publish request",
        "first batch of events taken by notifications",
        "all events acknowledged by the broker and marked",
        "last batch of events taken by notifications",
        f"{PEOPLE:,} messages and inbox entries committed",
    )
    medians = [statistics.median(column) * 1e3 for column in zip(*timelines, strict=True)]
    notes = table("ours, from the request on (medians):", zip(names, medians, strict=True), "ms")
    sending = mailed - timelines[-1][-1]
    notes.append(
        f"e-mails, excluded: the last of {mails:,} handed to SMTP {mailed:.1f} s after the request, "
        f"{mails / sending:,.0f} a second (last round only; in the others they are taken off the queue)"
    )
    return [
        Outcome(COMMIT, "s", Target(2), *_columns(commit), await _commit_notes(world, district)),
        Outcome(EFFECTS, "s", Target(3), *_columns(effects), notes),
    ]


async def _approved(world: World, district: District, number: int) -> str:
    world.say(f"publish: {f'round {number} of {ROUNDS}' if number else 'warming up'}")
    plan_id = await asyncio.to_thread(district.approved_plan)
    await world.quiet()
    await world.checkpoint()
    return plan_id


async def _ours(world: World, district: District, plan_id: str, sink: Connection) -> tuple[datetime, list[float]]:
    id_ = UUID(plan_id)
    done = asyncio.create_task(notified(sink, "outbox", ANNOUNCED, id_))
    await asyncio.sleep(0.05)
    began, replied = await asyncio.to_thread(district.publish, plan_id)
    await done
    told = (datetime.now(UTC) - began).total_seconds()
    assert await sink.fetchval(TOLD.format(schema="public"), id_) == PEOPLE
    await world.events_sent("scheduling")
    async with world.superuser("scheduling") as source:
        sent = await source.fetchval(SENT, plan_id, began)
    first, last = await sink.fetchrow(HANDLED, began) or (0, 0)
    return began, [replied, first, sent, last, told]


async def _bare_commit(world: World, source: Connection, plan_id: str) -> float:
    await world.checkpoint()
    began = time.perf_counter()
    done = await source.execute(chain.FAN_OUT.format(table="tasks"), UUID(plan_id))
    seconds = time.perf_counter() - began
    assert done == f"INSERT 0 {TASKS}", done
    return seconds


async def _bare_effects(world: World, source: Connection, sink: Connection, plan_id: str) -> float:
    id_ = UUID(plan_id)
    await world.checkpoint()
    done = asyncio.create_task(notified(sink, chain.CHANNEL, CHAINED, id_))
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    async with source.transaction():
        made = await source.execute(chain.FAN_OUT_AND_TELL, id_)
        await source.execute(f"notify {chain.CHANNEL}")
    assert made == f"INSERT 0 {SCHOOLS}", made
    await done
    seconds = time.perf_counter() - began
    assert await sink.fetchval(TOLD.format(schema="bench"), id_) == PEOPLE
    await world.quiet()
    return seconds


@asynccontextmanager
async def _bare_chain(world: World) -> AsyncIterator[tuple[Connection, Connection]]:
    assert world.postgres is not None
    assert world.broker is not None
    async with AsyncExitStack() as opened:
        source = await opened.enter_async_context(world.superuser("scheduling"))
        sink = await opened.enter_async_context(world.superuser("notifications"))
        await source.execute(chain.SOURCE_TABLES)
        await sink.execute(chain.SINK_TABLES)
        async with world.jetstream() as stream:
            await chain.make_stream(stream)
        for role, service in (("relay", "scheduling"), ("consumer", "notifications")):
            url = world.postgres.url(f"throughline_{service}", "postgres")
            process = world.process(f"bare-{role}", "tests.benchmarks.chain", role, url, world.broker.url)
            opened.enter_context(process)
        await asyncio.sleep(1)
        yield source, sink


async def _commit_notes(world: World, district: District) -> list[str]:
    world.say("publish: where the time goes")
    plan_id = await asyncio.to_thread(district.approved_plan)
    await world.quiet()
    parts, vain = await trace.inside_the_statement(district, plan_id)
    whole = await trace.statements(district, plan_id)
    await world.quiet()
    return [
        *table("ours, one publication in this process, without HTTP:", whole, "ms"),
        *table("that statement by EXPLAIN ANALYZE (which itself costs time):", parts, "ms"),
        f"pairs of rows its joins compared in vain: {vain:,}",
    ]


def _columns(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [ours for ours, _ in pairs], [bare for _, bare in pairs]
