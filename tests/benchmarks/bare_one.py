"""The bare server of one task: Starlette, one asyncpg pool, one database function; no auth, no logs.

`python -m tests.benchmarks.bare_one PORT DATABASE_URL DISTRICT_ID`, under the very uvicorn settings services run with.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.benchmarks.bare_app import TASK_COLUMNS, TASK_SOURCE, KeepSettings, settings

TASK = "select bench.read_task($1, $2, $3)"

#: Static SQL for exactly one task; isolation as in the services: row security, district set inside the call.
READ_TASK = f"""
create function bench.read_task(district uuid, task uuid, reader text) returns text language plpgsql as $$
begin
  perform set_config('app.district_id', district::text, true);
  return (
    select row_to_json(wire)::text
    from {TASK_SOURCE},
    lateral (
      select {TASK_COLUMNS},
        a.instructions, a.owner_role, a.done_when, t.started_at, t.done_at, t.done_by, t.withdrawn_reason,
        (select coalesce(json_agg(part), '[]') from (
          select p.id, p.title, p.done_at, p.created_by from task_steps p
          where p.task_id = t.id order by p.id) part) as steps,
        (select coalesce(json_agg(part), '[]') from (
          select p.id, p.body, p.visibility, p.created_by, p.created_at from task_notes p
          where p.task_id = t.id and (p.visibility <> 'author' or p.created_by = reader) order by p.id) part) as notes,
        (select coalesce(json_agg(part), '[]') from (
          select p.id, p.kind, p.title, p.url, p.event_id, p.event_type, p.sha256, p.size, p.media_type, p.scanned_at,
            p.created_by, p.created_at from task_evidence p
          where p.task_id = t.id order by p.id) part) as evidence) wire
    where t.id = task);
end $$;
grant usage on schema bench to throughline_app;
grant execute on function bench.read_task to throughline_app"""


def app(database_url: str, district_id: UUID) -> Starlette:
    """Answers for one task of the district."""
    pools: list[asyncpg.Pool[asyncpg.Record]] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(database_url, min_size=1, max_size=8, connection_class=KeepSettings) as pool:
            pools.append(pool)
            yield

    async def read_task(request: Request) -> Response:
        body = await pools[0].fetchval(TASK, district_id, request.path_params["task_id"], "somebody")
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/v1/tasks/{task_id}", read_task)], lifespan=lifespan)


def main() -> None:
    """Serve until told to end."""
    port, database_url, district_id = int(sys.argv[1]), sys.argv[2], UUID(sys.argv[3])
    uvloop.run(uvicorn.Server(settings(app(database_url, district_id), port)).serve())


if __name__ == "__main__":
    main()
