"""How a run is laid out: tests that pay for the same thing stand together, the long ones begin first, minutes are told."""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from shared.testing.servers import SERVICES

TESTS = Path(__file__).parent
#: What each file took when the whole last ran here.
SECONDS = TESTS.parent / ".local" / "seconds.json"
#: Files that share one stack of processes, in the order in which they may: the first wants it untouched, the last ends it.
ON_THE_STACK = (
    "journeys/test_story.py",
    "journeys/test_attendance_story.py",
    "journeys/test_leaver.py",
    "deploy/test_guides_followed.py",
    "deploy/test_typescript_client.py",
    "chaos/test_kill.py",
    "chaos/test_ending.py",
)
#: Files that need the tools of the npm registry: while one test installs them, none waits for it.
ON_THE_TREE = (
    "assessment/roster/complaints/test_callers.py",
    "contracts/test_clients.py",
    "contracts/test_contracts.py",
    "contracts/test_typescript.py",
    "scheduling/feeds/test_clients.py",
)
#: What takes longest begins first, so that no worker process is left alone with it at the end.
FIRST = ("fuzz", "isolation", "journeys", "mutants")
#: Folders whose tests stand alone: each takes long and shares nothing.
ALONE = ("fuzz", "mutants")


def group(nodeid: str) -> str:
    """Tests of one group run one after another in one worker process, with the same session and module fixtures."""
    path, _, test = nodeid.partition("::")
    file = path.removeprefix("tests/")
    if file in ON_THE_STACK:
        return "stack"
    if file in ON_THE_TREE:
        return "tree"
    if file.startswith(ALONE):
        return nodeid
    # Seeded districts are made once for a service in a process.
    of_service = re.search(rf"[\[-]({'|'.join(SERVICES)})[\]-]", test)
    return f"isolation of {of_service[1]}" if file.startswith("isolation") and of_service else file


def _order(item: pytest.Item) -> tuple[int, int]:
    file = item.nodeid.partition("::")[0].removeprefix("tests/")
    if file in ON_THE_STACK:
        return 0, ON_THE_STACK.index(file)
    folder = file.partition("/")[0]
    return 1, FIRST.index(folder) if folder in FIRST else len(FIRST)


def lay_out(items: list[pytest.Item]) -> None:
    """Put the tests in order: worker processes take groups in the order of their first tests."""
    items.sort(key=_order)


class Groups(LoadScopeScheduling):  # type: ignore[misc]
    """Hands the groups out to worker processes, each whole."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def minutes(reports: list[pytest.TestReport]) -> list[str]:
    """A line for each group of tests: folders of a service's rooms count for the service."""
    _remember(reports)
    spent: defaultdict[str, float] = defaultdict(float)
    tests: Counter[str] = Counter()
    for report in reports:
        folder = Path(report.nodeid.partition("::")[0]).parts[1]
        spent[folder] += report.duration
        tests[folder] += report.when == "call"
    lines = [
        f"{seconds / 60:6.1f} min  {tests[folder]:6,} tests  {folder}"
        for folder, seconds in sorted(spent.items(), key=lambda pair: -pair[1])
    ]
    return [*lines, f"{sum(spent.values()) / 60:6.1f} min  {sum(tests.values()):6,} tests  of all worker processes"]


def _remember(reports: list[pytest.TestReport]) -> None:
    files: defaultdict[str, float] = defaultdict(float)
    for report in reports:
        files[report.nodeid.partition("::")[0].partition("/")[2]] += report.duration
    SECONDS.write_text(json.dumps({file: round(seconds, 1) for file, seconds in sorted(files.items())}))
