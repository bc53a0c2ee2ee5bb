"""`make long`: the random parts of the tests with many times as many cases and a seed of their own.

`make test` tries the same few cases each time; these look further. What ran last, on which commit and by which seed, stands in
`tests/long_runs.json`: whoever wants to see a failure again sets TEST_SEED and TEST_EFFORT to what stands there.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from shared import clock

ROOT = Path(__file__).parents[1]
RUNS = ROOT / "tests" / "long_runs.json"
#: The test files whose cases grow with the effort.
RANDOM = [
    str(path.relative_to(ROOT))
    for path in sorted((ROOT / "tests").glob("*/**/test_*.py"))
    if re.search(r"@given|\btimes\(", path.read_text()) and not {"fuzz", "journeys"} & set(path.parts)
]
#: What each form runs, and with how many times the cases of `make test`.
FORMS = {
    "fuzz": (["tests/fuzz"], 10),
    "year": (["tests/journeys/test_year.py", "tests/journeys/two_years"], 4),
    "properties": (RANDOM, 20),
}


def main(
    forms: Annotated[list[str] | None, typer.Argument(help=f"which: {', '.join(FORMS)}; default: all")] = None,
    seed: int = 0,
) -> None:
    """Run long forms one after another and write down how each ended."""
    seed = seed or secrets.randbelow(1_000_000) + 1
    codes = [run(form, seed) for form in forms or FORMS]
    raise SystemExit(max(codes))


def run(form: str, seed: int) -> int:
    """One form; returns pytest's exit code."""
    arguments, effort = FORMS[form]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "3"]
    begun = time.monotonic()
    print(f"{form}: {effort} times the cases, seed {seed}", flush=True)
    code = subprocess.run(
        [*command, f"--hypothesis-seed={seed}", *arguments],
        cwd=ROOT,
        env={**os.environ, "TEST_SEED": str(seed), "TEST_EFFORT": str(effort)},
        check=False,
    ).returncode
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    runs = json.loads(RUNS.read_text()) if RUNS.exists() else {}
    runs[form] = {
        **{"day": clock.now().date().isoformat(), "commit": commit, "seed": seed, "effort": effort},
        **{"minutes": round((time.monotonic() - begun) / 60, 1), "passed": code == 0},
    }
    RUNS.write_text(json.dumps(runs, indent=2, sort_keys=True) + "\n")
    return code


if __name__ == "__main__":
    typer.run(main)
