"""What is kept of a stack that failed: its logs, under `.local/failed`, and a sentence."""

import shutil
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import httpx

from deploy.local.stack import Stack
from shared.testing.failures import Failed, last_lines, sentence
from shared.testing.leftovers import LOCAL

FAILED = LOCAL / "failed"
KEPT = 5


def keep_logs(stack: Stack, what: str) -> Path:
    """Copy a stack's logs to `.local/failed/<what>-<time>`, where the newest few stay. Raises OSError."""
    target = FAILED / f"{what}-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}"
    target.mkdir(parents=True)
    for log in sorted(stack.folder.rglob("*.log")):
        if log.is_relative_to(stack.folder / "postgres" / "data"):
            continue
        shutil.copyfile(log, target / "-".join(log.relative_to(stack.folder).parts))
    for old in sorted(FAILED.iterdir(), key=lambda folder: folder.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return target


def what_happened(stack: Stack, error: BaseException) -> str:
    """Why a command on this stack failed: a service that ended explains what others met."""
    try:
        stack.look()
    except Failed as failed:
        return str(failed)
    if isinstance(error, httpx.TransportError):
        return f"a service did not answer: {type(error).__name__} {error}"
    return sentence(error)


def tails(stack: Stack) -> str:
    """The last lines of services that ended by themselves; of all when none did."""
    ended = [name for name, process in stack.services.items() if process.poll() is not None]
    logs = [stack.log(name) for name in ended or stack.services]
    return "".join(f"\n{log.name}:{last_lines(log)}" for log in logs)


@contextmanager
def said_in_a_sentence(stack: Stack, what: str) -> Iterator[None]:
    """Whatever goes wrong inside ends the program with a sentence; logs and traceback are kept, and where is said."""
    try:
        yield
    except Exception as error:
        told = f"make {what} failed: {what_happened(stack, error)}"
        with suppress(OSError):
            if stack.folder.exists():
                kept = keep_logs(stack, what)
                (kept / "traceback.txt").write_text("".join(traceback.format_exception(error)))
                told += f"\nIts logs are in {kept}"
        print(told, file=sys.stderr, flush=True)
        raise SystemExit(1) from None
