"""The stack that stays: started by hand, ended by Ctrl-C or `throughline down`."""

import os
import signal
import time
from pathlib import Path

import psutil

from deploy.local.report import Report
from deploy.local.stack import LOCAL, Stack
from shared.testing.servers import SERVICES

FOLDER = LOCAL / "up"
PID = FOLDER / "pid"


def serve(first_port: int) -> None:
    """Start, print how to use it, and wait. State under .local/up stays for the next time."""
    if _running() is not None:
        raise SystemExit("a stack is running already; end it with: make down")
    ports = {service: first_port + place for place, service in enumerate(SERVICES)} if first_port else None
    report = Report()
    stack = Stack(FOLDER, ports=ports)
    FOLDER.mkdir(parents=True, exist_ok=True)
    PID.write_text(str(os.getpid()))
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with report.working("starting PostgreSQL, NATS and four services"):
            stack.start()
            credentials = _credentials(stack)
        _explain(report, stack, credentials)
        while all(process.poll() is None for process in stack.services.values()):
            time.sleep(0.5)
        report.progress.print(f"a service ended by itself; see {FOLDER}/*.log")
    except KeyboardInterrupt:
        report.progress.print("ending")
    finally:
        stack.stop()
        PID.unlink(missing_ok=True)


def take_down() -> str:
    """End a stack left running; says what it found."""
    process = _running()
    if process is None:
        return "no stack is running"
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    return f"ended the stack with pid {process.pid}"


def _running() -> psutil.Process | None:
    try:
        process = psutil.Process(int(PID.read_text()))
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    # A number may have passed to another program since.
    return process if any("shared.cli" in part for part in process.cmdline()) else None


def _credentials(stack: Stack) -> str:
    kept = Path(FOLDER / "credentials")
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(stack.command("districts", "create", "Sample District", "--timezone", "America/Detroit"))
    return kept.read_text()


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
