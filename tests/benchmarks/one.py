"""One task by its id: replies a second of one api process, against the bare server, and against PostgREST."""

import statistics
from uuid import UUID

from tests.benchmarks import lists, postgrest
from tests.benchmarks.district import District
from tests.benchmarks.load import drive, request
from tests.benchmarks.outcome import Found, NotMeasured, Outcome, Target
from tests.benchmarks.world import World

#: So many different tasks are asked for, each with a step, a link and two notes the reader reads.
TASKS = 500
TO_POSTGREST = Target(0.7, at_least=True)
STAMPS = "created_at, updated_at, created_by, updated_by, version"
STAMPED = "now(), now(), 'bench', 'bench', 1"
ADD = (
    f"""insert into task_steps (district_id, id, task_id, title, {STAMPS})
    select $1, uuidv7(), id, 'Book the room', {STAMPED} from unnest($2::uuid[]) id""",
    f"""insert into task_notes (district_id, id, task_id, body, visibility, {STAMPS})
    select $1, uuidv7(), id, 'The team met and read the data of the autumn.', visibility, {STAMPED}
    from unnest($2::uuid[]) id, unnest(array['school', 'district', 'author']) visibility""",
    f"""insert into task_evidence (district_id, id, task_id, kind, title, url, {STAMPS})
    select $1, uuidv7(), id, 'link', 'Minutes', 'https://files.example.org/minutes', {STAMPED} from unnest($2::uuid[]) id""",
)


async def measure(world: World, district: District) -> list[Found]:
    """One task against its bare twin."""
    async with world.superuser("scheduling") as connection:
        await connection.execute("create schema if not exists bench")
        found = await connection.fetch(
            "select id from tasks where district_id = $1 order by id limit $2", district.id, TASKS
        )
        for statement in ADD:
            await connection.execute(statement, district.id, [row["id"] for row in found])
        await connection.execute("vacuum analyze")
    paths = [f"/v1/tasks/{row['id']}" for row in found]
    name, target = "GET /v1/tasks/{task_id}", Target(0.2, at_least=True)
    against_bare = await lists.against_bare(world, district, "scheduling", name, paths, target)
    return [against_bare, await _against_postgrest(world, district, [row["id"] for row in found])]


async def _against_postgrest(world: World, district: District, ids: list[UUID]) -> Found:
    """The same parts of a task, of a view, under the same row security; PostgREST knows no caller and counts nobody's calls."""
    name = "GET /v1/tasks/{task_id}, beside PostgREST"
    async with world.superuser("scheduling") as connection:
        await postgrest.prepare(connection, district.id)
    district.coordinator.token = ""
    bearer = district.coordinator.bearer()
    with postgrest.serving(world) as (other, why), world.api_alone("scheduling") as (port, _):
        if not other:
            return NotMeasured(name, why)
        ours = (port, [request(f"/v1/tasks/{id_}", bearer) for id_ in ids])
        theirs = (other, [request(f"/whole_tasks?id=eq.{id_}") for id_ in ids])
        thin = (other, [request(f"/tasks?id=eq.{id_}") for id_ in ids])
        rates: dict[int, list[float]] = {0: [], 1: [], 2: []}
        for number in range(lists.ROUNDS):
            world.say(f"{name}, round {number + 1} of {lists.ROUNDS}")
            for place, (at, requests) in enumerate((ours, theirs, thin)):
                seen = await drive(at, requests, connections=lists.CONNECTIONS, seconds=lists.SECONDS)
                rates[place].append(seen.rate)
    note = f"PostgREST with the columns of the list alone: {statistics.median(rates[2]):,.0f} replies/s"
    return Outcome(name, "replies/s", TO_POSTGREST, rates[0], rates[1], [note])
