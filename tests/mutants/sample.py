"""`python -m tests.mutants.sample`: some of the last whole run's mistakes again, first those of rooms that changed since.

Each is held only against the test that noticed it then, and that test is seen to pass by itself.
"""

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from itertools import islice

from tests.mutants import chosen, generation, report, running
from tests.mutants.generation import lot
from tests.mutants.mutant import ROOT, Mutant, area_of
from tests.mutants.planted import judge, work

COUNT = 5
SECONDS = 120


def main() -> int:
    """Exit status 1 when one of them is not noticed any more, or its test does not pass without it."""
    noticed_by: dict[str, str] = report.last_run().get("noticed_by", {})
    order = in_order(noticed_by, changed(), tree())
    picked = list(islice((one for id_ in order if _is_there(noticed_by[id_]) and (one := _mutant(id_))), COUNT))
    if not picked:
        print("There is no last run, or nothing in it is still there: make mutants")
        return 0
    tests = {one.id: noticed_by[one.id] for one in picked}
    running.preload()
    with running.postgres() as server:
        works = [
            work(None, sorted(set(tests.values())), SECONDS),
            *(work(one, [tests[one.id]], SECONDS) for one in picked),
        ]
        outcomes = dict(running.run_all(works, server, 1))
    if outcomes[0].status:
        print(f"without any mistake:\n{outcomes[0].output}")
        return 1
    results = [judge(one, [tests[one.id]], outcomes[place]) for place, one in enumerate(picked, 1)]
    for place, result in enumerate(results, 1):
        print(report.progress(result, place, len(results)))
    return int(any(result.outcome == "survived" for result in results))


def in_order(ids: Iterable[str], areas: set[str], seed: str) -> list[str]:
    """Those of the changed areas first; which of them first is up to the seed."""
    return sorted(ids, key=lambda id_: (area_of(id_.partition(":")[0]) not in areas, lot(id_, seed)))


def _mutant(id_: str) -> Mutant | None:
    path = id_.partition(":")[0]
    there = generation.of_file(path) if (ROOT / path).exists() else ()
    return next((one for one in (*chosen.mutants(), *there) if one.id == id_), None)


def _is_there(test: str) -> bool:
    # One that was renamed since can be asked nothing; the next whole run finds its successor.
    path, _, name = test.partition("::")
    function = f"def {name.rpartition('::')[2].partition('[')[0]}("
    return (ROOT / path).exists() and function in (ROOT / path).read_text()


def changed() -> set[str]:
    """The areas that differ from the last whole run's commit; none when git cannot tell."""
    commit = report.last_run().get("commit", "")
    command = ["git", "diff", "--name-only", commit, "--", "services", "shared"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False) if commit else None
    names = told.stdout.split() if told and told.returncode == 0 else []
    return {area_of(name) for name in names}


def tree() -> str:
    """A seed that is the state of the product's code."""
    hashed = hashlib.sha256()
    for path in generation.paths():
        hashed.update((ROOT / path).read_bytes())
    return hashed.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
