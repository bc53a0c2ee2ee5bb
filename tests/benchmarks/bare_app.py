"""The bare list server: one ASGI function, one asyncpg pool, one database function; no framework, no auth, no logs.

`python -m tests.benchmarks.bare_app PORT DATABASE_URL DISTRICT_ID`, under the very uvicorn settings services run with.
"""

import sys
from typing import Any
from uuid import UUID

import asyncpg
import uvicorn
import uvloop

TASKS = "select body from bench.list_tasks($1, $2, $3)"
ALL_TASKS = "select body from bench.list_all_tasks($1, $2)"
SCHOOLS = "select body from bench.list_schools($1, $2)"

PAGE = """
create function bench.{name}(district uuid{more}, wanted int) returns table (body text, next_cursor text)
language plpgsql as $$
begin
  perform set_config('app.district_id', district::text, true);
  return query
  with found as (
    select (select row_to_json(wire) from (select {columns}) wire)::text as item, json_build_array({order})::text as key
    from {source} where {where} order by {order} limit wanted + 1),
  numbered as (select item, key, row_number() over () as place from found),
  ending as (
    select translate(encode(convert_to(key, 'UTF8'), 'base64'), E'+/=\\n', '-_') as cursor from numbered
    where place = wanted and exists (select from numbered where place > wanted))
  select '{{"items":[' || coalesce(string_agg(item, ',' order by place) filter (where place <= wanted), '')
         || '],"next_cursor":' || coalesce('"' || (select cursor from ending) || '"', 'null') || '}}',
         (select cursor from ending)
  from numbered;
end $$;
grant usage on schema bench to throughline_app;
grant execute on function bench.{name} to throughline_app"""

#: A task with the names of what it refers to.
TASK_COLUMNS = """t.id, json_build_object('id', t.plan_id, 'name', p.title) as plan,
    json_build_object('id', t.goal_id, 'name', g.title) as goal,
    json_build_object('id', t.strategy_id, 'name', y.title) as strategy,
    json_build_object('id', t.activity_id, 'name', a.title) as activity, a.code as activity_code, a.title,
    json_build_object('id', t.school_id, 'name', s.name) as school, t.occurrence_on,
    case when t.owner_id is not null
      then json_build_object('id', t.owner_id, 'name', o.given_name || ' ' || o.family_name) end as owner,
    t.state, t.due_on, t.target_on, t.blocked_on, t.done_on, t.version, t.created_at, t.updated_at"""
TASK_SOURCE = """tasks t join activities a on a.district_id = t.district_id and a.id = t.activity_id
      left join plans p on p.district_id = t.district_id and p.id = t.plan_id
      left join goals g on g.district_id = t.district_id and g.id = t.goal_id
      left join strategies y on y.district_id = t.district_id and y.id = t.strategy_id
      left join directory_schools s on s.district_id = t.district_id and s.id = t.school_id
      left join directory_staff o on o.district_id = t.district_id and o.id = t.owner_id"""

#: Static SQL for exactly one list each; isolation as in the services: row security, district set inside the call.
LIST_TASKS = PAGE.format(
    name="list_tasks",
    more=", school uuid",
    columns=TASK_COLUMNS,
    source=TASK_SOURCE,
    where="t.school_id = school",
    order="t.due_on, t.id",
)
LIST_ALL_TASKS = PAGE.format(
    name="list_all_tasks",
    more="",
    columns=TASK_COLUMNS,
    source=TASK_SOURCE,
    where="true",
    order="t.due_on, t.id",
)
LIST_SCHOOLS = PAGE.format(
    name="list_schools",
    more="",
    columns="""s.id, s.name, s.local_code, s.level, s.grades, s.tags, s.cohort, s.opens_on, s.closes_on, s.source_id,
    s.version, s.created_at, s.updated_at""",
    source="schools s",
    where="true",
    order="s.local_code, s.id",
)


class KeepSettings(asyncpg.Connection):
    """Without the round trip that resets a connection on its way back to the pool."""

    def get_reset_query(self) -> str:
        return ""


class App:
    """Answers the lists."""

    def __init__(self, database_url: str, district_id: UUID) -> None:
        self.database_url = database_url
        self.district_id = district_id
        self.pool: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        asked = dict(pair.split(b"=") for pair in scope["query_string"].split(b"&"))
        limit = int(asked[b"limit"])
        if scope["path"] == "/v1/tasks" and b"school_id" not in asked:
            body = await self.pool.fetchval(ALL_TASKS, self.district_id, limit)
        elif scope["path"] == "/v1/tasks":
            body = await self.pool.fetchval(TASKS, self.district_id, asked[b"school_id"].decode(), limit)
        else:
            body = await self.pool.fetchval(SCHOOLS, self.district_id, limit)
        content = body.encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        self.pool = await asyncpg.create_pool(self.database_url, min_size=1, max_size=8, connection_class=KeepSettings)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})


def settings(app: Any, port: int) -> uvicorn.Config:
    """How services are served."""
    return uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def main() -> None:
    """Serve until told to end."""
    port, database_url, district_id = int(sys.argv[1]), sys.argv[2], UUID(sys.argv[3])
    uvloop.run(uvicorn.Server(settings(App(database_url, district_id), port)).serve())


if __name__ == "__main__":
    main()
