"""The district as it was told, kept as database templates beside a copy of all other state: back to it takes seconds."""

import shutil
from pathlib import Path

from deploy.local.stack import OF_THE_DATABASE, Stack
from shared.testing.servers import BOOTSTRAP, SERVICES, Postgres

KEPT = "kept"


def keep(stack: Stack) -> None:
    """Keep the state of a stack whose services have ended; only its PostgreSQL runs."""
    assert stack.postgres is not None
    for service in SERVICES:
        _copy(stack.postgres, f"throughline_{service}", f"kept_{service}")
    _replace(stack.folder, stack.folder / KEPT)
    # Said last: what was not kept whole is told anew.
    (stack.folder / KEPT / "whole").touch()


def is_kept(folder: Path) -> bool:
    """Is there a district to go back to?"""
    return (folder / KEPT / "whole").exists()


def bring_back(stack: Stack) -> None:
    """Set a stack of which only PostgreSQL runs back to what was kept."""
    assert stack.postgres is not None
    for service in SERVICES:
        _copy(stack.postgres, f"kept_{service}", f"throughline_{service}")
    _replace(stack.folder / KEPT, stack.folder)


def _copy(postgres: Postgres, source: str, target: str) -> None:
    postgres.psql("-c", f"drop database if exists {target} with (force)")
    postgres.psql("-c", f"create database {target} owner throughline_owner template {source} strategy file_copy")
    if target.startswith("throughline_"):
        # A template gives its tables, not who may come in.
        postgres.psql("-f", str(BOOTSTRAP.with_name("grants.sql")), database=target)


def _replace(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for name in OF_THE_DATABASE:
        path = target / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, path)
        elif (source / name).exists():
            shutil.copy2(source / name, path)
