"""Plants one mutant after another and sees whether tests notice."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from shared.testing.servers import SERVICES, Postgres
from tests.mutants import planting
from tests.mutants.mutant import ROOT, Mutant
from tests.mutants.running import PORT, Ended, Work, run_all
from tests.mutants.selecting import OPTIONS, SECOND_BUDGET, Test, select

#: PostgreSQL did not understand it: no mistake anybody could land.
NONSENSE = re.compile(
    r"syntax error at or near|PostgresSyntaxError|UndefinedColumnError|UndefinedTableError|GroupingError|UndefinedFunctionError"
    r"|IndeterminateDatatypeError|DatatypeMismatchError"
)
NO_DATABASE = re.compile(r'database "master_\d+_\w+" does not exist')
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+\.py::.*?)(?: - .*)?$", re.MULTILINE)


@dataclass
class Result:
    """What became of a mutant: noticed, hung (noticed too), survived, or broken (not even wrong)."""

    mutant: Mutant
    outcome: str
    by: str
    seconds: float
    ran: list[str]

    def line(self) -> dict[str, Any]:
        """For the file of results."""
        one = self.mutant
        facts = {"id": one.id, "area": one.area, "kind": one.edit.kind, "line": one.line, "outcome": self.outcome}
        told = {"diff": one.diff, "meaning": one.meaning, "ran": self.ran} if self.outcome == "survived" else {}
        return {**facts, "by": self.by, "seconds": round(self.seconds, 1), **told}


def remembered(mutants: Iterable[Mutant], path: Path) -> list[Result]:
    """What an earlier run that was cut short wrote down as noticed."""
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    noticed = {line["id"]: line for line in lines if line["outcome"] in ("noticed", "hung")}
    return [
        Result(one, line["outcome"], line["by"], line["seconds"], [])
        for one in mutants
        if (line := noticed.get(one.id))
    ]


def check(mutants: Iterable[Mutant], tests: dict[str, Test], server: Postgres, jobs: int) -> Iterator[Result]:
    """Each mutant's result as it is known; a survivor gets a second hearing, before those tests it has not met."""
    asked = [(one, select(one, tests)) for one in mutants]
    heard: list[tuple[Mutant, list[str]]] = []
    for result in _round(asked, tests, server, jobs):
        further = select(result.mutant, tests, SECOND_BUDGET)
        if result.outcome == "survived" and set(further) - set(result.ran):
            heard.append((result.mutant, [name for name in further if name not in result.ran]))
        else:
            yield result
    yield from _round(heard, tests, server, jobs)


def _round(
    asked: list[tuple[Mutant, list[str]]], tests: dict[str, Test], server: Postgres, jobs: int, *, whole: bool = False
) -> Iterator[Result]:
    works = [
        work(mutant, names, _limit(names, tests), SERVICES if whole else _services(names, tests))
        for mutant, names in asked
    ]
    without: list[tuple[Mutant, list[str]]] = []
    for place, ended in run_all(works, server, jobs):
        if NO_DATABASE.search(ended.output) and not whole:
            without.append(asked[place])
        else:
            yield judge(*asked[place], ended)
    if without:
        yield from _round(without, tests, server, jobs, whole=True)


def _limit(names: list[str], tests: dict[str, Test]) -> int:
    return 40 + 3 * int(sum(tests[name]["seconds"] for name in names))


def _services(names: list[str], tests: dict[str, Test]) -> tuple[str, ...]:
    """Whose databases these tests need: cloning all four takes longer than most tests."""
    used = {
        entry.split("/")[1] for name in names for entry in tests[name]["functions"] if entry.startswith("services/")
    }
    return tuple(service for service in SERVICES if service in used) or SERVICES


def work(mutant: Mutant | None, names: list[str], seconds: int, services: tuple[str, ...] = SERVICES) -> Work:
    """Run these tests, with a mutant planted or with none, over these services' databases."""

    def do(folder: Path) -> int:
        if mutant:
            os.environ |= planting.write(folder, ROOT / mutant.path, mutant.planted)
            planting.plant()
            if "migrations/" in mutant.path:
                # A database of its own, made with the mistake.
                del os.environ[PORT]
        # Only now, since it is one of ours and imports others.
        databases = import_module("shared.testing.databases")
        databases.SERVICES = services  # type: ignore[attr-defined]
        return int(pytest.main([*OPTIONS, "-x", "-p", "tests.mutants.haste", *names]))

    return Work(do, seconds)


def judge(mutant: Mutant, ran: list[str], ended: Ended) -> Result:
    """What the way a fork ended says of the mutant in it."""
    failed = FAILED.search(ended.output)
    by = failed[1] if failed else ""
    if ended.status is None:
        outcome = "hung"
    elif ended.status == 0:
        outcome = "survived"
    elif ended.status < 0:
        outcome = "noticed"
    elif ended.status == 1:
        outcome = "broken" if NONSENSE.search(ended.output) else "noticed"
    else:
        outcome = "broken"
        print(f"{mutant.id}: the tests could not be run:\n{ended.output[-1500:]}", flush=True)
    return Result(mutant, outcome, by, ended.seconds, ran)
