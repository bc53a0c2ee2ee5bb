"""Plants one mutant after another and sees whether tests notice."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.testing.servers import Postgres
from tests.mutants import planting
from tests.mutants.mutant import ROOT, Mutant
from tests.mutants.running import PORT, Ended, Work, run_all
from tests.mutants.selecting import BUDGET, OPTIONS, SECOND_BUDGET, Test, select

#: PostgreSQL did not understand it: no mistake anybody could land.
NONSENSE = re.compile(
    r"syntax error at or near|PostgresSyntaxError|UndefinedColumnError|UndefinedTableError|GroupingError|UndefinedFunctionError"
    r"|IndeterminateDatatypeError|DatatypeMismatchError"
)
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
    """Each mutant's result as it is known; a survivor gets a second hearing before more tests."""
    survivors = []
    for result in _round(list(mutants), tests, server, jobs, BUDGET):
        if result.outcome == "survived":
            survivors.append(result.mutant)
        else:
            yield result
    yield from _round(survivors, tests, server, jobs, SECOND_BUDGET)


def _round(
    mutants: list[Mutant], tests: dict[str, Test], server: Postgres, jobs: int, budget: float
) -> Iterator[Result]:
    chosen = [select(mutant, tests, budget) for mutant in mutants]
    works = [
        work(mutant, names, 40 + 3 * int(sum(tests[name]["seconds"] for name in names)))
        for mutant, names in zip(mutants, chosen, strict=True)
    ]
    for place, ended in run_all(works, server, jobs):
        yield judge(mutants[place], chosen[place], ended)


def work(mutant: Mutant | None, names: list[str], seconds: int) -> Work:
    """Run these tests, with a mutant planted or with none."""

    def do(folder: Path) -> int:
        if mutant:
            os.environ |= planting.write(folder, ROOT / mutant.path, mutant.planted)
            planting.plant()
            if "migrations/" in mutant.path:
                # A database of its own, made with the mistake.
                del os.environ[PORT]
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
