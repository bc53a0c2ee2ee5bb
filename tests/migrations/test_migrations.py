"""Migrations are whole: one head, no drift, the locks on a district's data in place, and the app refuses an older schema."""

import asyncio

import asyncpg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from shared.db import migrations, schema
from shared.db.base import tables_of
from shared.ids import new_id
from shared.rooms import rooms_of
from shared.settings import Settings
from shared.testing.databases import as_superuser
from shared.testing.servers import SERVICES
from tests.migrations.older import older

SHARED_TABLES = {"signing_keys", "failed_sign_ins", "alembic_version"}


def settings_of(environment: dict[str, str], service: str) -> Settings:
    """The service's settings in this run."""
    return Settings.load(service, environment)


@pytest.mark.parametrize("service", SERVICES)
def test_there_is_one_head(service: str) -> None:
    assert len(ScriptDirectory.from_config(schema.alembic_config(service)).get_heads()) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_the_tables_have_not_drifted_from_the_migrations(environment: dict[str, str], service: str) -> None:
    config = schema.alembic_config(service)
    config.attributes["url"] = settings_of(environment, service).owner_database_url
    try:
        command.check(config)
    except CommandError as drift:
        pytest.fail(str(drift))


@pytest.mark.parametrize("service", SERVICES)
async def test_every_tenant_table_is_under_forced_row_security(environment: dict[str, str], service: str) -> None:
    rooms_of(service).load_tables()
    connection = await asyncpg.connect(settings_of(environment, service).database_url)
    try:
        rows = await connection.fetch(
            """select c.relname, c.relrowsecurity and c.relforcerowsecurity as forced,
            (select count(*) from pg_policy p where p.polrelid = c.oid) as policies, pg_get_userbyid(c.relowner) as owner
            from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace"""
        )
        role = await connection.fetchrow("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
    finally:
        await connection.close()
    assert role is not None
    assert not role["rolsuper"]
    assert not role["rolbypassrls"]
    tables = {row["relname"]: row for row in rows if row["relname"] not in SHARED_TABLES}
    assert {table.name for table in tables_of(service)} - SHARED_TABLES == set(tables)
    for name, row in tables.items():
        assert row["forced"], name
        assert row["policies"] >= 1, name
        assert row["owner"] == "throughline_owner", name


@pytest.mark.parametrize("service", SERVICES)
async def test_without_a_district_the_application_sees_nothing(environment: dict[str, str], service: str) -> None:
    connection = await asyncpg.connect(settings_of(environment, service).database_url)
    try:
        for table in tables_of(service):
            if table.name in SHARED_TABLES:
                continue
            assert await connection.fetchval(f"select count(*) from {table.name}") == 0, table.name
            async with connection.transaction():
                await connection.execute("select set_config('app.district_id', $1, true)", str(new_id()))
                assert await connection.fetchval(f"select count(*) from {table.name}") == 0, table.name
            # The setting ended with its transaction: the next user of the connection starts without a district.
            assert await connection.fetchval("select current_setting('app.district_id', true)") in ("", None)
    finally:
        await connection.close()


async def test_an_application_refuses_to_start_on_an_older_schema(environment: dict[str, str]) -> None:
    settings = settings_of(environment, "partners")
    connection = await asyncpg.connect(settings.owner_database_url)
    found = await connection.fetchval("select version_num from alembic_version")
    try:
        await connection.execute("delete from alembic_version")
        with pytest.raises(schema.SchemaBehind):
            await schema.check_schema(settings)
        await connection.execute("insert into alembic_version values ('of_a_newer_release')")
        await schema.check_schema(settings)
    finally:
        await connection.execute("delete from alembic_version")
        await connection.execute("insert into alembic_version values ($1)", found)
        await connection.close()


async def test_no_migration_waits_long_for_a_table_in_use(environment: dict[str, str]) -> None:
    """Whoever asks for the table meanwhile would wait behind it; what went before stands, and the next try goes on."""
    begun = "8e41b7c25d90"
    settings = await older(environment, "scheduling", begun)
    reader = await asyncpg.connect(as_superuser(settings.owner_database_url))
    version = "select version_num from alembic_version"
    using = reader.transaction()
    await using.start()
    await reader.execute("lock table tasks in access share mode")
    trying = asyncio.create_task(asyncio.to_thread(migrations.upgrade, settings, "head"))
    try:
        with pytest.raises(Exception, match="lock timeout"):
            # Without a bound it would wait for ever.
            await asyncio.wait_for(asyncio.shield(trying), 120)
    finally:
        await using.rollback()
    stands = await reader.fetchval(version)
    assert stands != begun
    await asyncio.to_thread(migrations.upgrade, settings, "head")
    assert await reader.fetchval(version) != stands
    await reader.close()


async def test_a_migration_waits_behind_who_writes_a_task(environment: dict[str, str]) -> None:
    """A writer locks tasks, then what is counted of them: a migration that takes both goes the same way."""
    settings = await older(environment, "scheduling", "d90b4e6a17c5")
    writer, watcher = [await asyncpg.connect(as_superuser(settings.owner_database_url)) for _ in range(2)]
    writing = writer.transaction()
    await writing.start()
    await writer.execute("lock table tasks in row exclusive mode")
    trying = asyncio.create_task(asyncio.to_thread(migrations.upgrade, settings, "f15c72d0a8e3"))
    waits = """select exists (select from pg_locks l join pg_database d on d.oid = l.database
      where not l.granted and d.datname = current_database())"""
    while not await watcher.fetchval(waits):
        assert not trying.done(), "it did not wait"
    await writer.execute("lock table rollup_deltas in row exclusive mode")
    await writing.commit()
    await trying
    assert await watcher.fetchval("select version_num from alembic_version") == "f15c72d0a8e3"
    await writer.close()
    await watcher.close()
