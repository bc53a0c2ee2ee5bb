"""Lint the published contracts with the reference linters."""

import json
import subprocess
from pathlib import Path
from typing import Any

from shared.testing import npm
from shared.testing.trees import ToolFailed as LinterFailed

HERE = Path(__file__).resolve().parent
QUIET = {
    "DO_NOT_TRACK": "1",
    "NO_COLOR": "1",
    "NO_UPDATE_NOTIFIER": "1",
    "REDOCLY_SUPPRESS_NOTIFICATIONS": "true",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_TELEMETRY": "off",
    "SCARF_ANALYTICS": "false",
}
REDOCLY = npm.MODULES / "@redocly" / "cli" / "bin" / "cli.js"
LINT_TIMEOUT = 900
MAX_PROBLEMS = 1000
UNREADABLE = "Failed to parse API description"


def ensure() -> None:
    """Install the pinned linters unless the installed ones already match the lock file."""
    npm.ensure()


def lint_openapi(path: Path) -> list[str]:
    """Return one line per error or warning in the OpenAPI document; none when it is clean."""
    ensure()
    options = [f"--config={HERE / 'redocly.yaml'}", "--format=json", f"--max-problems={MAX_PROBLEMS}"]
    done = _lint(REDOCLY, "lint", str(path.resolve(strict=True)), *options)
    if done.returncode and UNREADABLE in done.stderr:
        return [" ".join(done.stderr[done.stderr.index(UNREADABLE) :].split())]
    try:
        problems = json.loads(done.stdout)["problems"]
    except (ValueError, KeyError) as error:
        raise LinterFailed(npm.output(done)) from error
    if any(problem["severity"] == "error" for problem in problems) != bool(done.returncode):
        raise LinterFailed(npm.output(done))
    return [_openapi_line(problem) for problem in problems]


def lint_by_spectral(*paths: Path) -> list[str]:
    """Return one line per error or warning that Spectral's rules for OpenAPI find in the documents."""
    return _lines_of("spectral.mjs", *paths)


def lint_asyncapi(path: Path) -> list[str]:
    """Return one line per error in the AsyncAPI document; none when it is clean."""
    return _lines_of("asyncapi.mjs", path)


def _lines_of(script: str, *paths: Path) -> list[str]:
    ensure()
    done = _lint(HERE / script, *(str(path.resolve(strict=True)) for path in paths))
    lines = done.stdout.splitlines()
    if done.returncode not in (0, 1) or bool(lines) != bool(done.returncode):
        raise LinterFailed(npm.output(done))
    return lines


def _lint(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return npm.run(npm.command(script, *arguments, preload=HERE / "offline.mjs"), LINT_TIMEOUT, QUIET)


def _openapi_line(problem: dict[str, Any]) -> str:
    place = (problem.get("location") or [{}])[0]
    start = place.get("start", {})
    at = f"{start.get('line', 1)}:{start.get('col', 1)}"
    message = " ".join(problem["message"].split())
    return f"{at} {problem['ruleId']} {place.get('pointer', '#')}: {message}"
