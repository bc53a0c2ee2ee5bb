"""`make quick`: the tests nearest to what was changed, as many as fit into half a minute by what they took when they last ran."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.groups import ALONE, ON_THE_STACK, SECONDS, TESTS

ROOT = TESTS.parent
BUDGET = 40.0
#: What a file takes that has not run here yet.
UNKNOWN = 2.0
ALWAYS = ("architecture",)


def changed() -> list[str]:
    """Files that differ from what others have, those git does not know yet included; else the last commit's."""

    def git(*arguments: str) -> list[str]:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.split("\n") if done.returncode == 0 else []

    base = next((line for line in git("merge-base", "HEAD", "origin/main") if line), "HEAD")
    found = [*git("diff", "--name-only", base), *git("ls-files", "--others", "--exclude-standard")]
    return [name for name in found if name] or [name for name in git("diff", "--name-only", "HEAD~1") if name]


def places(name: str) -> list[str]:
    """Where the tests of a file are, nearest first, as folders or files below `tests/`."""
    parts = Path(name).with_suffix("").parts
    match parts:
        case ("tests", *inner):
            return ["/".join(inner) + (".py" if name.endswith(".py") else "")]
        case ("services", service, *inner):
            return [*(["/".join((service, *inner[:2]))] if len(inner) > 2 else [service]), "contracts"]
        case ("shared", *inner):
            return [f"shared/{inner[0]}", f"shared/test_{inner[0]}.py", "shared"]
        case ("contracts", *_):
            return ["contracts"]
        case ("deploy" | "docs", *_):
            return ["deploy"]
    return []


def chosen(names: list[str], seconds: dict[str, float]) -> tuple[list[str], list[str]]:
    """Test files to run, and those that are near but no longer fit."""
    wanted: dict[str, None] = {}
    ranked = [(rank, place) for name in names for rank, place in enumerate(places(name))]
    for _, place in [*((-1, place) for place in ALWAYS), *sorted(ranked)]:
        path = TESTS / place
        files = sorted(path.rglob("test_*.py")) if path.is_dir() else [path] if path.name.startswith("test_") else []
        wanted |= dict.fromkeys(file.relative_to(TESTS).as_posix() for file in files if file.exists())
    fitting, left, spent = [], [], 0.0
    for file in wanted:
        cost = seconds.get(file, UNKNOWN)
        if file in ON_THE_STACK or file.startswith(ALONE) or spent + cost > BUDGET:
            left.append(file)
        else:
            fitting.append(file)
            spent += cost
    return fitting, left


def main() -> int:
    """Run them; returns pytest's exit code."""
    files, left = chosen(changed(), json.loads(SECONDS.read_text()) if SECONDS.exists() else {})
    print(f"{len(files)} files of tests; left to make test: {', '.join(left) or 'none that are near'}", flush=True)
    layout = ["-n", "2"]
    return pytest.main(["-q", *layout, *(str(TESTS / file) for file in files)])


if __name__ == "__main__":
    sys.exit(main())
