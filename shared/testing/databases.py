"""Template databases, migrated once and cloned per test process."""

import asyncio
from importlib import util

from shared.db.migrations import upgrade
from shared.settings import Settings
from shared.testing.servers import SERVICES, Postgres


def migrate_templates(postgres: Postgres) -> None:
    """Migrate the four databases the bootstrap made; they are what clones are cloned from."""
    environment = postgres.environment()
    for service in SERVICES:
        if util.find_spec(f"services.{service}.app"):
            upgrade(Settings.load(service, environment))


def clone(postgres: Postgres, prefix: str) -> dict[str, str]:
    """Clone all four templates as `<prefix><service>`; returns the settings' environment for them."""
    for service in SERVICES:
        postgres.psql("-c", f"drop database if exists {prefix}{service} with (force)")
        postgres.psql("-c", f"create database {prefix}{service} template throughline_{service} strategy file_copy")
    return postgres.environment(prefix)


async def eventually(check, what: str, seconds: float = 20):  # type: ignore[no-untyped-def]
    """Ask `check` (async) until it answers something true; returns that. Raises TimeoutError naming `what`."""
    async with asyncio.timeout(seconds) as limit:
        while True:
            found = await check()
            if found:
                return found
            if limit.when() is not None and asyncio.get_running_loop().time() > (limit.when() or 0) - 0.05:
                raise TimeoutError(f"{what} did not happen in {seconds} s")
            await asyncio.sleep(0.02)
