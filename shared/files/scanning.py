"""The virus scanner: a program of the operator's choosing, asked about each file before it is kept."""

import asyncio
import os
import shlex
import signal
from asyncio.subprocess import DEVNULL
from pathlib import Path

from shared.files.errors import FileInfected, ScanFailed
from shared.logging import log
from shared.settings import Settings
from shared.texts.words import Words

CLEAN, INFECTED = 0, 1
RETRY = {"Retry-After": "60"}


async def scan(settings: Settings, path: Path) -> bool:
    """Was the file scanned and clean? False: no scanner is set up. Raises `FileInfected`, `ScanFailed`.

    `scan_command` gets the path as its last argument, without a shell; exit 0 is clean, 1 infected, anything else no answer.
    """
    if not settings.scan_command:
        return False
    outcome = await _run([*shlex.split(settings.scan_command), str(path)], settings.scan_seconds)
    if outcome == INFECTED:
        raise FileInfected(
            Words("It was not kept. Tell whoever gave it to you.", es="No se guardó. Avise a quien se lo dio.")
        )
    if outcome != CLEAN:
        log.error("scan_failed", code=str(outcome))
        raise ScanFailed(
            Words(
                "The file was not kept; send it again later.", es="El archivo no se guardó; envíelo de nuevo más tarde."
            ),
            headers=RETRY,
        )
    return True


async def _run(command: list[str], seconds: float) -> int | None:
    """The program's exit code, or None when it could not be started or did not end in time; then it is killed."""
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, env=environment, start_new_session=True
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(seconds):
            return await process.wait()
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
