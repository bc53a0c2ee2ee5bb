"""One `Database` per process: the ORM's engine for writes, a bare asyncpg pool for pages read in one round trip."""

from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared import clock
from shared.db import horizon
from shared.db.readers import Readers

SYSTEM_ROLE = "throughline_system"
#: All that SQLAlchemy is told: connections are made by the driver, which alone reads everything an address may say.
DRIVER = "postgresql+asyncpg://"
READ_PAGE = "select body, next_cursor from read_page($1, $2, $3)"
#: Different query texts a connection keeps plans for; what comes after goes the slower way.
MOST_PAGES = 300
#: Different statements of the ORM's side a connection keeps prepared: parsing and planning one costs more than most take to run.
MOST_STATEMENTS = 500
#: How long a statement may run where no setting says otherwise: on the command line.
WORK_SECONDS = 900
#: A transaction may wait for a body that is still coming in, but not for ever.
IDLE_SECONDS = 900
#: For the rest of a transaction replies name nobody (`shared.context.references`).
WITHOUT_NAMES = "select set_config('app.names', 'off', true)"
MAKE_PAGE = """
create function pg_temp.{name}(district uuid, arguments text[]) returns table (page_body text, page_cursor text)
language plpgsql as $page$
#variable_conflict use_column
begin
  perform set_config('app.district_id', district::text, true);
  {before}
  return query {sql};
end $page$"""


class Reader(asyncpg.Connection):
    """A connection pages are read on, each in one round trip.

    Every query text becomes a function of this session's own, so that PostgreSQL keeps its plan: planning a page anew
    costs more than reading it. The function sets the district for its own transaction and runs the query.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages: dict[str, str] = {}

    async def read_page(
        self, district_id: UUID, sql: str, arguments: list[str | None], *, keep_plan: bool
    ) -> tuple[str, str | None]:
        """Run one page query for a district; `sql` reads its arguments as `($1)[n]`."""
        call = self.pages.get(sql)
        if call is None and keep_plan and len(self.pages) < MOST_PAGES:
            name = f"page_{len(self.pages)}"
            before = horizon.FIND.replace("select", "perform", 1) + ";" if horizon.SETTING in sql else ""
            await self.execute(MAKE_PAGE.format(name=name, before=before, sql=sql.replace("($1)[", "($2)[")))
            call = self.pages[sql] = f"select page_body, page_cursor from pg_temp.{name}($1, $2)"  # noqa: S608
        if call is None and horizon.SETTING in sql:
            async with self.transaction():
                await self.execute("select set_config('app.district_id', $1, true)", str(district_id))
                await self.execute(horizon.FIND)
                row = await self.fetchrow(READ_PAGE, district_id, sql, arguments)
        elif call is None:
            row = await self.fetchrow(READ_PAGE, district_id, sql, arguments)
        else:
            row = await self.fetchrow(call, district_id, arguments)
        assert row is not None
        return row[0], row[1]


class Writer(asyncpg.Connection):
    """A connection the ORM works on: its transaction begins with its district set and its moment held, in one round trip."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: The district of the transaction that begins next; taken by it, so that no later one has it too.
        self.district_id: UUID | None = None
        #: What its session knows: the moment its rows are stamped with, and whether people's names are told in it.
        self.info: dict[str, Any] = {}

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:
        """Run a command; the driver's own beginning of a transaction is the moment the district is set."""
        if query == "BEGIN;" and self.district_id is not None:
            query = horizon.begin_sql(self.district_id, self.info["now"])
            query += "" if self.info["names"] else f"; {WITHOUT_NAMES}"
            self.district_id = None
            done = await super().execute(query, *args, timeout=timeout)
            if not self.info["is_set"]:
                # It may have waited for the connection: a row stamped with when it was asked for would be behind others' readers.
                self.info["now"] = max(self.info["now"], clock.now())
            return done
        return await super().execute(query, *args, timeout=timeout)


def _forget_district(connection: Any, *_: Any) -> None:
    connection.driver_connection.district_id = None


class Database:
    """Connections to one service's database, as the application role."""

    def __init__(self, url: str, *, pool_size: int = 8, statement_seconds: float = WORK_SECONDS) -> None:
        self.url = url.replace("postgresql+asyncpg://", "postgresql://")
        self.pool_size = pool_size
        self.limits = {
            "statement_timeout": f"{int(statement_seconds * 1000)}",
            "idle_in_transaction_session_timeout": f"{IDLE_SECONDS * 1000}",
        }
        self.engine: AsyncEngine = create_async_engine(
            DRIVER,
            creator=self._adapted_writer,
            pool_size=pool_size,
            max_overflow=pool_size,
            # Few connections stay warm: each keeps statements of its own.
            pool_use_lifo=True,
            pool_pre_ping=False,
            pool_recycle=1800,
            hide_parameters=True,
        )
        # Of whoever took a connection and began nothing on it.
        event.listen(self.engine.sync_engine, "checkout", _forget_district)
        self.readers: Readers[Reader] = Readers(self._connect_reader, pool_size)
        self.reading = self.readers.one

    def _adapted_writer(self) -> Any:
        dbapi: Any = self.engine.sync_engine.dialect.dbapi
        return dbapi.connect(async_creator_fn=self._connect_writer, prepared_statement_cache_size=MOST_STATEMENTS)

    async def _connect_writer(self) -> Writer:
        return await asyncpg.connect(
            self.url,
            connection_class=Writer,
            statement_cache_size=MOST_STATEMENTS,
            max_cacheable_statement_size=0,
            server_settings=self.limits,
        )

    async def _connect_reader(self) -> Reader:
        return await asyncpg.connect(
            self.url,
            connection_class=Reader,
            statement_cache_size=MOST_PAGES + 50,
            # One plan for a page whatever its arguments: they are keys of an index's first columns.
            server_settings={"plan_cache_mode": "force_generic_plan", **self.limits},
        )

    async def read_page(
        self, district_id: UUID, sql: str, arguments: list[str | None], *, keep_plan: bool = True, names: bool = True
    ) -> tuple[str, str | None]:
        """Set the district, run one page query and return its JSON body and next cursor: a single round trip.

        A kept plan suits a page of any arguments; a query over many rows is better planned for its own. Without `names` people
        have none in it, at the cost of a transaction.
        """
        async with self.reading() as reader:
            if names:
                return await reader.read_page(district_id, sql, arguments, keep_plan=keep_plan)
            async with reader.transaction():
                await reader.execute(WITHOUT_NAMES)
                return await reader.read_page(district_id, sql, arguments, keep_plan=keep_plan)

    async def ping(self) -> None:
        """Raises when PostgreSQL does not answer."""
        async with self.reading() as connection:
            await connection.fetchval("select 1")

    async def close(self) -> None:
        """Give every connection back."""
        self.readers.close()
        await self.engine.dispose()
