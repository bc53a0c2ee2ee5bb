"""Folders under `.local` that belong to one run, named with its process id. Whoever starts removes those of killed runs."""

import fcntl
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

LOCAL = Path(__file__).parents[2] / ".local"
MARK = ".running"
OF_ONE_RUN = re.compile(r".+-\d+(-\w+)?")
#: Locks last as long as their files are open: as this process, however it ends.
_held: dict[Path, int] = {}


def claim(folder: Path) -> None:
    """Say that the run a folder belongs to is alive; then remove what dead ones left."""
    top = _of_one_run(folder)
    if top is not None and top not in _held:
        top.mkdir(parents=True, exist_ok=True)
        # Locked before it has its name, so that nobody finds a mark of ours unlocked.
        half = top / f"{MARK}-{os.getpid()}"
        _held[top] = os.open(half, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(_held[top], fcntl.LOCK_EX)
        half.rename(top / MARK)
    sweep()


def release(folder: Path) -> None:
    """The run is over and its folder stays, if it was not deleted."""
    top = _of_one_run(folder)
    if top is not None and top in _held:
        with suppress(OSError):
            (top / MARK).unlink()
        os.close(_held.pop(top))


def sweep() -> None:
    """Remove folders of runs that were killed. What cannot be removed stays."""
    for mark in LOCAL.glob(f"*-*/{MARK}"):
        if mark.parent in _held or not OF_ONE_RUN.fullmatch(mark.parent.name):
            continue
        with suppress(OSError):
            handle = os.open(mark, os.O_RDWR | os.O_CLOEXEC)
            try:
                # A process id may be another machine's or container's: only the lock tells.
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(mark.parent, ignore_errors=True)
            finally:
                os.close(handle)


def _of_one_run(folder: Path) -> Path | None:
    if not folder.is_relative_to(LOCAL) or folder == LOCAL:
        return None
    top = LOCAL / folder.relative_to(LOCAL).parts[0]
    return top if OF_ONE_RUN.fullmatch(top.name) else None
