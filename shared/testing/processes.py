"""Child processes that die with their parent, the free ports they listen on, and waiting for them."""

import ctypes
import os
import pwd
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from shared.testing.failures import Failed, ended, last_lines, sentence

PR_SET_PDEATHSIG = 1
#: How long something that runs may take to be ready: a slow machine is waited for, a hang is told at last.
PATIENCE = 600.0
SIGN_OF_LIFE = 10.0


def free_port() -> int:
    """A loopback port nobody listens on now.

    Below those the system gives to outgoing connections: one of those could be taken again before its server listens.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        if is_free(port):
            return port


def is_free(port: int) -> bool:
    """May a server of ours listen on this loopback port?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def spawn(
    command: list[str],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    orphaned: signal.Signals = signal.SIGTERM,
) -> "subprocess.Popen[bytes]":
    """Start a child whose output goes to `log`. On Linux it gets `orphaned` when this process dies, however it dies.

    Raises `Failed`.
    """
    try:
        with log.open("ab") as sink:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                env=None if env is None else {**os.environ, **env},
                start_new_session=True,
                preexec_fn=_die_with_parent(orphaned),
                **as_user(user),
            )
    except OSError as error:
        raise Failed(f"{Path(command[0]).name} cannot be started: {sentence(error)}") from error


def as_user(user: str | None) -> dict[str, Any]:
    """What `subprocess` must be told to run something as this user, with none of our groups and away from our folder."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": [], "cwd": "/"}


def stop(process: "subprocess.Popen[bytes]", how: signal.Signals = signal.SIGTERM, seconds: float = 60) -> None:
    """Ask a child to end, wait, and end it."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(
    ready: Callable[[], bool],
    what: str,
    seconds: float = PATIENCE,
    *,
    process: "subprocess.Popen[bytes] | None" = None,
    log: Path | None = None,
) -> None:
    """Poll until `ready`, saying now and then what is waited for. Raises `Failed`, at once when `process` has ended."""
    began = time.monotonic()
    said = began
    while not ready():
        if process is not None and (code := process.poll()) is not None:
            raise ended(what, log, code)
        now = time.monotonic()
        where = f"; see {log}" if log else ""
        if now - began > seconds:
            told = f"; the end of {log}:{last_lines(log)}" if log else ""
            raise Failed(f"{what} is not ready after {seconds:.0f} s{told}")
        if now - said > SIGN_OF_LIFE:
            said = now
            print(f"still waiting for {what} ({now - began:.0f} s){where}", file=sys.stderr, flush=True)
        time.sleep(0.02)


def accepts(port: int) -> bool:
    """Does somebody listen on this loopback port?"""
    with socket.socket() as probe:
        probe.settimeout(5)
        with suppress(OSError):
            return probe.connect_ex(("127.0.0.1", port)) == 0
        return False


def _die_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(how))

    return ask_kernel
