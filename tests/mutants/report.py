"""What a run found: lines while it goes, a table by area, survivors with their reasons, and the last run on file."""

import json
import subprocess
import tomllib
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.mutants.generation import every
from tests.mutants.mutant import ROOT
from tests.mutants.planted import Result

HERE = Path(__file__).parent
LAST_RUN, SURVIVORS = HERE / "last_run.json", HERE / "survivors.toml"
ENOUGH = 0.95
#: More than that are no mistakes of the code's but of this tool's.
MOST_BROKEN = 0.1
NOTICED = ("noticed", "hung")


def reasons() -> dict[str, str]:
    """Why a known survivor may survive, by its id."""
    found = tomllib.loads(SURVIVORS.read_text()).get("survivor", [])
    return {one["id"]: one["reason"] for one in found}


def progress(result: Result, count: int, of: int) -> str:
    """One line, and the change itself when nothing noticed it."""
    line = f"[{count}/{of}] {result.outcome:8} {result.seconds:5.1f} s  {result.mutant.id}"
    if result.outcome in NOTICED:
        return f"{line}  by {result.by.rpartition('::')[2] or 'its time'}"
    if result.outcome == "survived":
        return f"{line}\n    {result.mutant.path}:{result.mutant.line}\n    " + result.mutant.diff.replace(
            "\n", "\n    "
        )
    return line


def close(results: list[Result], *, seed: str, is_whole: bool) -> int:
    """Print the table, write the file when the run was a whole one; returns the exit status."""
    known = reasons()
    counted = [one for one in results if one.outcome != "broken"]
    survivors = [one for one in counted if one.outcome == "survived"]
    judged = [one for one in counted if one.mutant.id not in known or one.outcome != "survived"]
    unexplained = [one for one in survivors if one.mutant.id not in known]
    print(table(counted))
    for one in unexplained:
        print(f"\nsurvived: {one.mutant.id}\n  {one.mutant.path}:{one.mutant.line} {one.mutant.meaning}")
        print("  " + one.mutant.diff.replace("\n", "\n  "))
    for line in stale(known, results):
        print(line)
    share = 1 - len(unexplained) / len(judged) if judged else 1.0
    hung = sum(one.outcome == "hung" for one in counted)
    print(f"\n{len(counted)} planted, {len(survivors)} survived, {len(unexplained)} of them without a reason,", end=" ")
    print(f"{hung} noticed by hanging; {share:.1%} noticed; {len(results) - len(counted)} were not even SQL or Python")
    if is_whole:
        LAST_RUN.write_text(json.dumps(_record(counted, seed, share), indent=1, ensure_ascii=False) + "\n")
    could_not = len(results) - len(counted)
    return int(share < ENOUGH or bool(unexplained) or could_not > MOST_BROKEN * len(results))


def table(counted: list[Result]) -> str:
    """By area: how many were noticed, how many not."""
    by_area: dict[str, Counter[str]] = defaultdict(Counter)
    for one in counted:
        by_area[one.mutant.area]["noticed" if one.outcome in NOTICED else "survived"] += 1
    rows = [f"{'area':46} noticed survived percent"]
    for area, count in sorted(by_area.items()):
        noticed, survived = count["noticed"], count["survived"]
        rows.append(f"{area:46} {noticed:7} {survived:8} {100 * noticed / (noticed + survived):6.0f}%")
    return "\n".join(["", *rows])


def stale(known: dict[str, str], results: list[Result]) -> list[str]:
    """Reasons that are no longer needed."""
    outcomes = {one.mutant.id: one.outcome for one in results}
    there = {mutant.id for mutant in every()} if known else set()
    gone = [f"survivors.toml: no such mutant: {id_}" for id_ in known if id_ not in there and id_ not in outcomes]
    return gone + [f"survivors.toml: is noticed now: {id_}" for id_ in known if outcomes.get(id_) in NOTICED]


def last_run() -> dict[str, Any]:
    """The last whole run, or nothing."""
    found: dict[str, Any] = json.loads(LAST_RUN.read_text()) if LAST_RUN.exists() else {}
    return found


def _record(counted: list[Result], seed: str, share: float) -> dict[str, Any]:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    areas: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in counted:
        areas[one.mutant.area][one.outcome == "survived"] += 1
    return {
        "commit": commit.stdout.strip(),
        "date": datetime.now(UTC).date().isoformat(),
        "seed": seed,
        "planted": len(counted),
        "share_noticed": round(share, 3),
        "noticed_and_survived_by_area": dict(sorted(areas.items())),
        "survivors": sorted(one.mutant.id for one in counted if one.outcome == "survived"),
        "noticed_by": dict(sorted((one.mutant.id, one.by) for one in counted if one.outcome == "noticed" and one.by)),
    }
