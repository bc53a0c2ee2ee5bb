"""What migrations are written with, and how they run."""

import asyncio
import sys

import asyncpg
from alembic import command, context, op
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.db import locks, schema
from shared.db.base import Base, tables_of
from shared.db.engine import DRIVER
from shared.settings import Settings

APP_ROLE = "throughline_app"
SYSTEM_ROLE = "throughline_system"
# As a subselect it is evaluated once a statement, not once a row.
DISTRICT = "(select nullif(current_setting('app.district_id', true), '')::uuid)"

READ_PAGE = """
create function read_page(district uuid, query text, arguments text[]) returns table (body text, next_cursor text)
language plpgsql as $$
begin
  perform set_config('app.district_id', district::text, true);
  return query execute query using arguments;
end $$"""


def isolate(*tables: str) -> None:
    """Forced row-level security: the application role sees the rows of the district its transaction named, or none."""
    for table in tables:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_of_district on {table} to {APP_ROLE} using (district_id = {DISTRICT})")


def open_to_system(table: str, rights: str = "select, insert, update, delete") -> None:
    """Let the relay and the timers, which work for every district, at one table; they reach no other."""
    op.execute(f"grant {rights} on {table} to {SYSTEM_ROLE}")
    op.execute(f"create policy {table}_of_system on {table} to {SYSTEM_ROLE} using (true)")


def create_kernel() -> None:
    """The function pages are read with, and the system role's way to the kernel's tables (which must exist)."""
    op.execute(READ_PAGE)
    isolate("outbox", "inbox", "dead_letters", "idempotency_keys")
    for table in ("outbox", "inbox", "dead_letters", "idempotency_keys"):
        open_to_system(table)


def run_environment() -> None:
    """Alembic's environment, the same for every service."""
    config = context.config
    service = config.attributes["service"]
    tables = set(tables_of(service))

    def ours(item: object, name: str | None, type_: str, reflected: bool, _: object) -> bool:
        return type_ != "table" or reflected or item in tables

    def migrate(connection: Connection) -> None:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=ours,
            compare_type=True,
            compare_server_default=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            # For the whole connection: each migration is a transaction of its own.
            connection.execute(text("set lock_timeout = '5s'"))
            connection.execute(text("set statement_timeout = '5min'"))
            connection.execute(locks.WAIT_TO_THE_END, {"turn": locks.Turn.MIGRATION})
            context.run_migrations()

    connection = config.attributes.get("connection")
    if connection is not None:
        migrate(connection)
    else:
        asyncio.run(_connected(config.attributes["url"], migrate))


async def _connected(url: str, migrate: object) -> None:
    address = url.replace("postgresql+asyncpg://", "postgresql://")
    engine = create_async_engine(DRIVER, async_creator=lambda: asyncpg.connect(address), poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)  # type: ignore[arg-type]
    await engine.dispose()


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Bring one service's database to a revision, as the owner role."""
    config = schema.alembic_config(settings.service)
    config.attributes["url"] = settings.owner_database_url
    command.upgrade(config, revision)


def main() -> None:
    """`python -m shared.db.migrations SERVICE MESSAGE`: write the next revision from what the tables say now."""
    service, message = sys.argv[1:3]
    config = schema.alembic_config(service)
    config.attributes["url"] = Settings.load(service).owner_database_url
    command.revision(config, message, autogenerate=True)


if __name__ == "__main__":
    main()
