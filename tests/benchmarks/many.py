"""More forms of a list than a connection keeps plans for: what a page costs whose form came too late, to the same page kept."""

import statistics
from itertools import islice, product

import httpx

from shared.db.engine import MOST_PAGES
from tests.benchmarks.district import TODAY, District
from tests.benchmarks.load import drive, request
from tests.benchmarks.outcome import Found, Outcome, Target
from tests.benchmarks.world import World

ROUNDS = 5
SECONDS = 2.0
#: So many forms come when all places are taken.
LATE = 60
#: Each is there or not: every choice is a statement of its own.
FILTERS = (
    *("state=open", "overdue=true", "unowned=false", f"due_from={TODAY}", "owner_id=me", "search=month"),
    *("state=open,in_progress&origin=activity", "sort=-updated_at", "count=true"),
)
#: Planning a page anew costs more than reading it, and no caller should wait for it long.
LATE_TO_KEPT = Target(8.0)


def forms(most: int) -> list[str]:
    """Different ways to ask for a page of tasks."""
    chosen = (
        "&".join(part for part, is_there in zip(FILTERS, there, strict=True) if is_there)
        for there in product((False, True), repeat=len(FILTERS))
        # A filter named twice is refused.
        if not (there[0] and there[6])
    )
    return [f"/v1/tasks?limit=50&{query}".rstrip("&") for query in islice(chosen, most)]


async def measure(world: World, district: District) -> list[Found]:
    """Two processes: in one the late forms come first and are kept, in the other when all places are taken."""
    every = forms(MOST_PAGES + LATE)
    early, late = every[:MOST_PAGES], every[MOST_PAGES:]
    assert len(late) == LATE, "there are too few forms"
    district.coordinator.token = ""
    bearer = district.coordinator.bearer()
    sent = {name: [request(path, bearer) for path in paths] for name, paths in (("late", late), ("all", every))}
    took: dict[str, list[float]] = {"late": [], "kept": [], "all": []}
    with world.api_alone("scheduling") as (full, _), world.api_alone("scheduling") as (fresh, _):
        for port, paths in ((full, early), (full, late), (fresh, late)):
            world.say(f"many: {len(paths)} forms of a list, once each")
            _ask(port, paths, bearer)
        for number in range(ROUNDS):
            world.say(f"many: round {number + 1} of {ROUNDS}")
            for name, port, asked in (("late", full, "late"), ("kept", fresh, "late"), ("all", full, "all")):
                took[name].append((await drive(port, sent[asked], connections=1, seconds=SECONDS)).p50)
    note = (
        f"{len(every)} forms in turn, {MOST_PAGES} of them kept: {statistics.median(took['all']):,.1f} ms in the middle"
    )
    return [
        Outcome("a form of a list past those kept, to it kept", "ms", LATE_TO_KEPT, took["late"], took["kept"], [note])
    ]


def _ask(port: int, paths: list[str], bearer: str) -> None:
    headers = {"Authorization": f"Bearer {bearer}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False, timeout=60) as it:
        for path in paths:
            it.get(path).raise_for_status()
