"""The schema a service needs: where its migrations are, and whether the database has them."""

from functools import cache
from importlib import import_module
from pathlib import Path

import asyncpg
from alembic.config import Config
from alembic.script import ScriptDirectory

from shared.settings import Settings


class SchemaBehind(RuntimeError):
    """The database lacks migrations this code needs: run `throughline migrate`."""


def alembic_config(service: str) -> Config:
    """Alembic's configuration of one service, without an ini file."""
    folder = Path(str(import_module(f"services.{service}").__file__)).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d-%%(month).2d-%%(day).2d-%%(hour).2d%%(minute).2d_%%(slug)s")
    config.attributes["service"] = service
    return config


@cache
def revisions(service: str) -> frozenset[str]:
    """Every revision this code knows, head included."""
    return frozenset(
        revision.revision for revision in ScriptDirectory.from_config(alembic_config(service)).walk_revisions()
    )


@cache
def head(service: str) -> str:
    """The one newest revision. Raises when there are two heads."""
    found = ScriptDirectory.from_config(alembic_config(service)).get_current_head()
    assert found is not None, f"{service} has no migrations"
    return found


async def check_schema(settings: Settings) -> None:
    """Raise `SchemaBehind` unless the database has the newest migration, or one this code does not know yet."""
    connection = await asyncpg.connect(settings.database_url.replace("postgresql+asyncpg://", "postgresql://"))
    try:
        found = await connection.fetchval("select version_num from alembic_version")
    except asyncpg.UndefinedTableError:
        found = None
    finally:
        await connection.close()
    # While a rolling release is under way the database is ahead of the old code, which still fits it.
    if found != head(settings.service) and (found is None or found in revisions(settings.service)):
        raise SchemaBehind(f"{settings.service} is at {found}, needs {head(settings.service)}: run throughline migrate")
