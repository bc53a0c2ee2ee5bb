"""One task by its id: replies a second of one api process, against Starlette and asyncpg sending the same bytes."""

from tests.benchmarks import bare_one, lists
from tests.benchmarks.district import District
from tests.benchmarks.outcome import Found, Target
from tests.benchmarks.world import World

#: So many different tasks are asked for, each with a step, a link and two notes the reader reads.
TASKS = 500
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
        await connection.execute(bare_one.READ_TASK)
        found = await connection.fetch(
            "select id from tasks where district_id = $1 order by id limit $2", district.id, TASKS
        )
        for statement in ADD:
            await connection.execute(statement, district.id, [row["id"] for row in found])
        await connection.execute("vacuum analyze")
    paths = [f"/v1/tasks/{row['id']}" for row in found]
    name, target = "GET /v1/tasks/{task_id}", Target(0.2, at_least=True)
    return [await lists.against_bare(world, district, "scheduling", name, paths, bare_one.__name__, target)]
