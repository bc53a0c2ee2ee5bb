"""Which tests could notice a mistake: those that enter its function, the likeliest and quickest first.

The map of tests and functions is made by running a folder's tests once, unharmed; it holds as long as these files do.
"""

import ast
import hashlib
import json
import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shared.testing.servers import Postgres
from tests.mutants import mapping, python
from tests.mutants.generation import paths, read
from tests.mutants.mutant import ROOT, Mutant
from tests.mutants.running import FOLDER, Work, run_all

#: They start programs of their own, or look at no behaviour of the product's.
OUTSIDE = ("tests/fuzz", "tests/chaos", "tests/deploy", "tests/contracts/linters", "tests/mutants", "tests/migrations")
OPTIONS = ["-q", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--no-header", "--tb=short"]
EVERY_ROOM = ("tests/isolation", "tests/interleavings", "tests/keeping")
BUDGET, SECOND_BUDGET = 12.0, 45.0
MAP_SECONDS = 900
LOCKING = re.compile(r"lock|for (no key )?update|wait_for_|skip locked")

Test = dict[str, Any]


def groups() -> dict[str, list[str]]:
    """Folders of tests, each with its test files."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(OUTSIDE):
            found.setdefault(os.path.dirname(name), []).append(name)
    return found


def near(area: str) -> list[str]:
    """The groups an area's own tests are in, those of its service that are no room's, and those that ask every room."""
    own = "tests/shared" if area.startswith("shared") else area.replace("services", "tests", 1)
    service = "/".join(own.split("/")[:2])
    return [
        name
        for name in groups()
        if name.startswith((own, *EVERY_ROOM))
        or name == service
        or (name.startswith(f"{service}/") and not (ROOT / name.replace("tests", "services", 1)).is_dir())
    ]


def tests_of(wanted: Iterable[str], server: Postgres, jobs: int) -> dict[str, Test]:
    """The map of these groups, made where it is missing or old; and of all others that are still true."""
    wanted = set(wanted)
    stale = [name for name in groups() if name in wanted and _kept(name) is None]
    for place, ended in run_all([Work(_mapping(name), MAP_SECONDS) for name in stale], server, jobs):
        print(f"looked at the tests of {stale[place]}: {ended.seconds:.0f} s", flush=True)
        if _kept(stale[place]) is None:
            raise RuntimeError(f"{stale[place]} could not be run:\n{ended.output[-4000:]}")
    found = {test: facts for name in groups() for test, facts in (_kept(name) or {}).items()}
    for red in sorted(test for test, facts in found.items() if facts.get("passed") is False and facts.get("functions")):
        print(f"left out, it does not pass by itself: {red}", flush=True)
    return {test: facts for test, facts in found.items() if facts.get("passed") and "functions" in facts}


def _mapping(name: str) -> Any:
    def work(folder: Path) -> int:
        os.environ[mapping.MAP_FILE] = str(folder / "map.json")
        mapping.instrument()
        status = int(pytest.main([*OPTIONS, "-p", "tests.mutants.mapping", *groups()[name]]))
        tests = json.loads((folder / "map.json").read_text())
        used = {entry.partition(":")[0] for facts in tests.values() for entry in facts.get("functions", ())}
        files = {path: _hash(path) for path in sorted(used | set(groups()[name]))}
        _place(name).parent.mkdir(parents=True, exist_ok=True)
        _place(name).write_text(json.dumps({"files": files, "tests": tests}))
        return status

    return work


def _place(name: str) -> Path:
    return FOLDER / "map" / f"{name.replace('/', '.')}.json"


def _kept(name: str) -> dict[str, Test] | None:
    try:
        kept = json.loads(_place(name).read_text())
        fresh = set(groups()[name]) <= set(kept["files"])
        return kept["tests"] if fresh and all(_hash(path) == was for path, was in kept["files"].items()) else None
    except (OSError, ValueError):
        return None


def _hash(path: str) -> str:
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()[:16]


def select(mutant: Mutant, tests: dict[str, Test], budget: float = BUDGET) -> list[str]:
    """Tests that enter what was changed: the room's own before others, quick before slow, within a budget of seconds."""
    entered = frozenset(function for facts in tests.values() for function in facts["functions"])
    functions = users(mutant.path, mutant.edit.unit, entered)
    touching = [test for test, facts in tests.items() if not functions.isdisjoint(facts["functions"])]
    if not touching:
        touching = [t for t, facts in tests.items() if any(f.startswith(mutant.path + ":") for f in facts["functions"])]
    own = mutant.area.replace("services", "tests", 1)
    if not touching:
        touching = [test for test in tests if test.startswith(own)] or [
            t for t in tests if t.startswith("/".join(own.split("/")[:2]))
        ]
    # Only two connections show that a lock is gone.
    first = (own, "tests/interleavings") if LOCKING.search(f"{mutant.edit.kind} {mutant.diff}") else (own,)
    touching.sort(key=lambda test: (not test.startswith(first), tests[test]["seconds"], test))
    chosen: list[str] = []
    spent = 0.0
    for test in touching:
        spent += tests[test]["seconds"]
        if chosen and spent > budget:
            break
        chosen.append(test)
    return chosen


@cache
def _mentions() -> dict[str, dict[str, tuple[bool, frozenset[str]]]]:
    """By file and unit: is it a function, and which names stand in it."""
    found: dict[str, dict[str, tuple[bool, frozenset[str]]]] = {}
    for path in paths():
        for unit, node in python.units(ast.parse(read(path))):
            names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            names |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
            names |= found.get(path, {}).get(unit, (False, frozenset()))[1]
            # What is cached is entered once in a process: it is known by those who call it too.
            is_cached = any("cache" in ast.unparse(one) for one in getattr(node, "decorator_list", ()))
            found.setdefault(path, {})[unit] = (
                isinstance(node, python.PLAIN_FUNCTIONS) and not is_cached,
                frozenset(names),
            )
    return found


def users(path: str, unit: str, entered: frozenset[str]) -> set[str]:
    """The functions that show what a unit is: itself, or those that use a constant, by way of other constants too.

    A function that no test enters makes constants at import: it is known by those who use what it makes.
    """
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [(path, unit)]
    while waiting:
        path, unit = waiting.pop()
        if (path, unit) in seen:
            continue
        seen.add((path, unit))
        if _mentions().get(path, {}).get(unit, (True,))[0] and f"{path}:{unit}" in entered:
            found.add(f"{path}:{unit}")
            continue
        name, module = unit.rpartition(".")[2], Path(path).stem
        for other, inside in _mentions().items():
            # A name says nothing of another service's file: no service imports another.
            if other == path or (module in _imported(other) and _may_import(other, path)):
                waiting += [(other, user) for user, (_, names) in inside.items() if name in names and user != unit]
    return found


def _may_import(one: str, other: str) -> bool:
    return not other.startswith("services/") or one.split("/")[:2] == other.split("/")[:2]


@cache
def _imported(path: str) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(read(path))):
        if isinstance(node, ast.ImportFrom):
            names |= {(node.module or "").rpartition(".")[2], *(alias.name for alias in node.names)}
    return frozenset(names)
