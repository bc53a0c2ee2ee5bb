"""The stack that stays: started by hand, ended by Ctrl-C or `throughline down`."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from deploy.local.failed import said_in_a_sentence
from deploy.local.report import Report
from deploy.local.stack import Stack, kept_secret
from shared.testing.leftovers import LOCAL
from shared.testing.processes import PATIENCE
from shared.testing.servers import SERVICES

FOLDER = LOCAL / "up"
PID, SANDBOX_PID = FOLDER / "pid", LOCAL / "sandbox.pid"


def serve(first_port: int) -> None:
    """Start, print how to use it, and wait. State under .local/up stays for the next time."""
    ports = {service: first_port + place for place, service in enumerate(SERVICES)} if first_port else None
    report = Report()
    stack = Stack(FOLDER, ports=ports)
    with standing(PID):
        try:
            with said_in_a_sentence(stack, "up"):
                stack.look_at_ports()
                with report.working("starting PostgreSQL, NATS and four services"):
                    stack.start()
                    credentials = _credentials(stack)
                _explain(report, stack, credentials)
                while True:
                    stack.look()
                    time.sleep(0.5)
        except KeyboardInterrupt:
            report.progress.print("ending")
        finally:
            stack.stop()


@contextmanager
def standing(pid: Path) -> Iterator[None]:
    """While this runs, `throughline down` finds this process by its file. Ends the program where one runs already."""
    if (process := _running(pid)) is not None:
        raise SystemExit(f"a stack is running already, with pid {process.pid}; end it with: make down")
    signal.signal(signal.SIGTERM, _interrupt)
    pid.parent.mkdir(parents=True, exist_ok=True)
    pid.write_text(str(os.getpid()))
    try:
        yield
    finally:
        with suppress(OSError):
            pid.unlink(missing_ok=True)


def take_down() -> str:
    """End what was left running, a stack or a sandbox; says what it found."""
    found = [process for pid in (PID, SANDBOX_PID) if (process := _running(pid)) is not None]
    return "\n".join(map(_end, found)) or "no stack is running"


def _end(process: psutil.Process) -> str:
    try:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    except psutil.NoSuchProcess:
        pass
    except psutil.AccessDenied:
        raise SystemExit(f"the stack with pid {process.pid} is {process.username()}'s: only they can end it") from None
    except psutil.TimeoutExpired:
        raise SystemExit(f"the stack with pid {process.pid} does not end; see the logs in {LOCAL}") from None
    return f"ended the stack with pid {process.pid}"


def _running(pid: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(int(pid.read_text()))
        # A number may have passed to another program since.
        return process if any("shared.cli" in part for part in process.cmdline()) else None
    except (OSError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def _credentials(stack: Stack) -> str:
    def made() -> str:
        return stack.command("districts", "create", "Sample District", "--timezone", "America/Detroit")

    return kept_secret(FOLDER / "credentials", made)


def _explain(report: Report, stack: Stack, credentials: str) -> None:
    facts = dict(line.split(None, 1) for line in credentials.splitlines())
    report.out.print("\nThroughline is up. OpenAPI at /openapi.json and /docs of each service. Ctrl-C ends it.\n")
    for service in SERVICES:
        report.out.print(f"export {service.upper()}={stack.url(service)}", soft_wrap=True)
    for name in ("client_id", "client_secret"):
        report.out.print(f"export {name.upper()}={facts[name]}", soft_wrap=True)
    report.out.print(
        'export TOKEN=$(curl -s -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials "$PARTNERS/oauth/token"'
        " | python3 -c 'import json,sys; print(json.load(sys.stdin)[\"access_token\"])')\n"
        'curl -s -H "Authorization: Bearer $TOKEN" "$PARTNERS/v1/district"\n'
        'curl -s -H "Authorization: Bearer $TOKEN" "$SCHEDULING/v1/tasks?limit=5"\n\n'
        f"Mails arrive in {stack.mails}. The README tells the story with curl.",
        soft_wrap=True,
        markup=False,
    )


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
