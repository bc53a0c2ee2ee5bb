"""Child processes that die with their parent, and the free ports they listen on."""

import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1


def free_port() -> int:
    """A loopback port nobody listens on now.

    Below those the system gives to outgoing connections: one of those could be taken again before its server listens.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def spawn(
    command: list[str],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    orphaned: signal.Signals = signal.SIGTERM,
) -> "subprocess.Popen[bytes]":
    """Start a child whose output goes to `log`. On Linux it gets `orphaned` when this process dies, however it dies."""
    with log.open("ab") as sink:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env=None if env is None else {**os.environ, **env},
            user=user,
            start_new_session=True,
            preexec_fn=_die_with_parent(orphaned),
        )


def stop(process: "subprocess.Popen[bytes]", how: signal.Signals = signal.SIGTERM, seconds: float = 15) -> None:
    """Ask a child to end, wait, and end it."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Poll until `ready`. Raises TimeoutError naming `what`."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} is not ready after {seconds:.0f} s")
        time.sleep(0.02)


def accepts(port: int) -> bool:
    """Does somebody listen on this loopback port?"""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _die_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(how))

    return ask_kernel
