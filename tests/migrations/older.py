"""Databases as they were."""

import asyncio
import re

import asyncpg

from shared.db.migrations import upgrade
from shared.settings import Settings
from shared.testing.databases import as_superuser


async def older(environment: dict[str, str], service: str, revision: str) -> Settings:
    """A database of a service as it was."""
    here, name = Settings.load(service, environment), f"before_{revision}_{service}"
    maker = await asyncpg.connect(as_superuser(here.database_url))
    await maker.execute(f"drop database if exists {name} with (force)")
    await maker.execute(f"create database {name} owner throughline_owner")
    await maker.close()
    address = re.sub(r"/[^/?]+(\?|$)", rf"/{name}\1", here.owner_database_url)
    found = here.model_copy(update={"owner_database_url": address})
    await asyncio.to_thread(upgrade, found, revision)
    return found
