"""A day's attendance of a whole district through the API until every band is out, against the bare chain: COPY, rows, counters.

Before it lies a history of days. One student's figure stands beside a select by primary key.
"""

import asyncio
import csv
import io
import random
import time
from datetime import date, timedelta
from uuid import UUID, uuid4

import orjson

from deploy.local.callers import Caller
from tests.benchmarks.district import new_district
from tests.benchmarks.load import drive, request
from tests.benchmarks.outcome import Found, Outcome, Target
from tests.benchmarks.world import Connection, World

STUDENTS, SCHOOLS, DAYS, ROUNDS = 100_000, 80, 60, 3
FIRST = date(2026, 8, 24)
#: Of twenty, eighteen are there.
CODES = "P" * 18 + "AU"
SCHOOL = """insert into directory_schools (district_id, id, name, local_code, grades, tags, version)
select $1, s.id, 'Oak', s.n::text, '{}', '{}', 1 from unnest($2::uuid[]) with ordinality s (id, n)"""
STUDENT = """insert into students (district_id, id, source, source_id, given_name, family_name, school_id, created_at, updated_at)
select $1, s.id, 'sis', s.n::text, 'A', 'B', ($3::uuid[])[1 + s.n % cardinality($3::uuid[])], now(), now()
from unnest($2::uuid[]) with ordinality s (id, n)"""
SCHOOL_DAY = """insert into school_days (district_id, day, school_is_held, differing_school_ids, version)
select $1, day, true, '{}', 1 from unnest($2::date[]) day"""
BARE = (
    """create table bench_events (district_id uuid, student_id uuid, day date, code "char",
      primary key (district_id, student_id, day))""",
    """create table bench_standings (district_id uuid, student_id uuid, enrolled int, absent int, band int,
      primary key (district_id, student_id)) with (fillfactor = 50)""",
)
STAGE = 'create temporary table stage (student_id uuid, day date, code "char") on commit drop'
CHAIN = """with written as (insert into bench_events select $1::uuid, student_id, day, code from stage on conflict do nothing
  returning student_id, (code <> 'P')::int as absent)
update bench_standings s set enrolled = s.enrolled + 1, absent = s.absent + w.absent,
  band = case when (s.absent + w.absent) * 20 < s.enrolled + 1 then 1 when (s.absent + w.absent) * 10 < s.enrolled + 1 then 2
    when (s.absent + w.absent) * 5 < s.enrolled + 1 then 3 else 4 end
from written w where s.district_id = $1 and s.student_id = w.student_id"""


async def measure(world: World) -> list[Found]:
    """A day, the same day again, and one student's figure."""
    world.need("partners", "assessment")
    district_id, admin = await asyncio.to_thread(new_district, world, "Attendance district")
    students, schools = [uuid4() for _ in range(STUDENTS)], [uuid4() for _ in range(SCHOOLS)]
    days = [day for n in range(DAYS * 2) if (day := FIRST + timedelta(days=n)).weekday() < 5][: DAYS + ROUNDS]
    async with world.superuser("assessment") as connection:
        await connection.execute(SCHOOL, district_id, schools)
        await connection.execute(STUDENT, district_id, students, schools)
        await connection.execute(SCHOOL_DAY, district_id, days)
        for statement in BARE:
            await connection.execute(statement)
        await connection.execute(
            "insert into bench_standings select $1, id, 0, 0, 1 from unnest($2::uuid[]) id", district_id, students
        )
        await connection.execute("vacuum analyze")
        for code, category in (("P", "present"), ("A", "excused"), ("U", "unexcused")):
            wish = {"code": code, "category": category}
            await asyncio.to_thread(admin.call, "assessment", "POST", "/v1/attendance-codes", json=wish)
        ours, again, bare = [], [], []
        for number, day in enumerate(days):
            sent = _day(day, students, schools, number)
            counts = number >= DAYS
            if counts:
                world.say(f"a day of {STUDENTS:,}: round {number - DAYS + 1} of {ROUNDS}")
                await connection.execute("checkpoint")
            seconds = await _push(admin, sent, f"d{number}")
            if counts:
                ours.append(seconds)
                again.append(await _push(admin, sent, f"d{number}-again"))
            seconds = await _bare(connection, district_id, day, students, number)
            if counts:
                bare.append(seconds)
        kept = await connection.fetchval(
            "select count(*) from attendance_standings where district_id = $1", district_id
        )
        assert kept == STUDENTS, kept
    figure, row = await _one(world, admin, district_id, students)
    return [
        Outcome(f"a day's attendance of {STUDENTS:,} students, until every band is out", "s", Target(2), ours, bare),
        Outcome("the same day again", "s", None, again, bare),
        Outcome("one student's figure, to their row in the list", "ms", Target(3), figure, row),
    ]


def _day(day: date, students: list[UUID], schools: list[UUID], number: int) -> bytes:
    """A day's file of everybody, as a SIS sends it."""
    chance, out = random.Random(number), io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("student_source_id", "school_id", "day", "code"))
    for n in range(1, len(students) + 1):
        writer.writerow((n, schools[n % len(schools)], day, chance.choice(CODES)))
    return out.getvalue().encode()


async def _push(admin: Caller, sent: bytes, batch: str) -> float:
    began = time.perf_counter()
    reply = await asyncio.to_thread(
        admin.call,
        *("assessment", "POST", f"/v1/bulk/attendance-events?batch={batch}&covers=everybody"),
        content=sent,
        headers={"Content-Type": "text/csv"},
    )
    told = orjson.loads(reply.content)
    assert (told["batch"]["refused_count"], told["batch"]["held_count"], told["faults"]) == (0, 0, []), told
    return time.perf_counter() - began


async def _bare(connection: Connection, district_id: UUID, day: date, students: list[UUID], number: int) -> float:
    chance = random.Random(number)
    rows = [(student, day, chance.choice(CODES).encode()) for student in students]
    began = time.perf_counter()
    async with connection.transaction():
        await connection.execute(STAGE)
        await connection.copy_records_to_table("stage", records=rows)
        await connection.execute(CHAIN, district_id)
    return time.perf_counter() - began


async def _one(world: World, admin: Caller, district_id: UUID, students: list[UUID]) -> tuple[list[float], list[float]]:
    bearer = admin.bearer()
    figure: list[float] = []
    row: list[float] = []
    with world.api_alone("assessment") as (port, _):
        for _ in range(ROUNDS):
            for path, found in (
                ("/v1/students/{}/attendance?school_year=2026-27", figure),
                ("/v1/attendance-standings?student_id={}", row),
            ):
                asked = [request(path.format(student), bearer) for student in students[:500]]
                found.append((await drive(port, asked, connections=1, seconds=2)).p50)
    return figure, row
