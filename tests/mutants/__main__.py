"""`make mutants`: plants plausible mistakes, one at a time, and says which of them no test notices."""

import argparse
import json
import signal
import sys
from pathlib import Path

from tests.mutants import chosen, generation, report, running, selecting
from tests.mutants.mutant import Mutant
from tests.mutants.planted import Result, check, remembered

BATCH = 30


def main() -> int:
    """Exit status 0 when at least 95 of 100 were noticed and every survivor has its reason."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    asked = _asked()
    mutants = _mutants(asked)
    if not mutants:
        print(f"No mistake to make under {asked.room}.")
        return 2
    if asked.list:
        for mutant in mutants:
            print(f"{mutant.id} (line {mutant.line})\n{mutant.diff}\n")
        return 0
    running.preload()
    results: list[Result] = remembered(mutants, asked.results) if asked.results else []
    done = {one.mutant.id for one in results}
    waiting = [one for one in mutants if one.id not in done]
    with running.postgres() as server:
        tests = selecting.tests_of({name for one in waiting for name in selecting.near(one.area)}, server, asked.jobs)
        # Some rooms at a time, so that what is wrong with the first is known while the last has yet to begin.
        waiting.sort(key=lambda one: one.area)
        for first in range(0, len(waiting), BATCH):
            for result in check(waiting[first : first + BATCH], tests, server, asked.jobs):
                results.append(result)
                print(report.progress(result, len(results), len(mutants)), flush=True)
                if asked.results:
                    with asked.results.open("a") as sink:
                        sink.write(json.dumps(result.line()) + "\n")
    return report.close(results, seed=asked.seed, is_whole=asked.whole)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--count", default="320", help="how many of all there could be, or 'all'")
    parser.add_argument("--seed", default="1", help="which of them")
    parser.add_argument(
        "--room", default="", help="all of one folder's or file's, as services/scheduling/work/barriers"
    )
    parser.add_argument("--chosen", action="store_true", help="only those chosen by hand")
    parser.add_argument("--id", action="append", default=[], help="only this one (may be given again)")
    parser.add_argument("--list", action="store_true", help="print them and plant none")
    parser.add_argument("--jobs", "-j", type=int, default=2, help="how many at once")
    parser.add_argument(
        "--results", type=Path, help="a file that gets a line for each as it is known; what it has is not planted again"
    )
    asked = parser.parse_args()
    asked.whole = not (asked.room or asked.id or asked.chosen)
    return asked


def _mutants(asked: argparse.Namespace) -> list[Mutant]:
    by_hand = chosen.mutants()
    if asked.chosen:
        return by_hand
    if asked.id:
        known = {mutant.id: mutant for mutant in [*by_hand, *generation.every()]}
        return [known[id_] for id_ in asked.id]
    every = generation.every(asked.room)
    if asked.room or asked.count == "all":
        return [*(one for one in by_hand if one.path.startswith(asked.room)), *every]
    return [*by_hand, *generation.choose(every, int(asked.count), asked.seed)]


if __name__ == "__main__":
    sys.exit(main())
