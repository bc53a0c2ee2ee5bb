"""Template databases, migrated once and cloned per test process."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from importlib import util
from typing import TypeVar

from shared.db.migrations import upgrade
from shared.settings import Settings
from shared.testing.servers import SERVICES, Postgres

T = TypeVar("T")
PATIENCE = 120.0


def as_superuser(url: str) -> str:
    """The same database, past rights and row security."""
    return re.sub(r"//\w+:", "//postgres:", url)


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


async def eventually(check: Callable[[], Awaitable[T]], what: str, seconds: float = PATIENCE) -> T:
    """Ask `check` until it answers something true; returns that. Raises TimeoutError naming `what`.

    The bound only ends a run that hangs: a busy machine may take many times what an idle one does.
    """
    end = time.monotonic() + max(seconds, PATIENCE)
    while True:
        found = await check()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen in {max(seconds, PATIENCE):.0f} s")
        await asyncio.sleep(0.02)
