"""Checking a token: its share of one request, when the process has seen the token before and when it has not."""

import statistics
import time
from collections.abc import Awaitable, Callable

import httpx

from shared.auth.ended import EndedAccess
from shared.auth.tokens import Keys, Verifier
from shared.db.engine import Database
from shared.settings import Settings
from tests.benchmarks.district import new_district
from tests.benchmarks.outcome import Found, Outcome, Target
from tests.benchmarks.world import World

ROUNDS = 7
CALLS = 300
PATH = "/v1/schools?limit=50"


async def measure(world: World) -> list[Found]:
    """Microseconds of a check in this process, against a whole GET of an empty list: the cheapest request there is."""
    world.need("partners")
    _, admin = new_district(world, "Verification")
    bearer, settings = admin.bearer(), Settings.load("partners", world.environment())
    db = Database(settings.database_url, pool_size=1)
    verifier = Verifier(Keys(settings.keys_url), settings.issuer, "partners", EndedAccess(db))

    async def seen() -> None:
        await verifier.principal(bearer)

    async def unseen() -> None:
        verifier._seen.clear()
        await verifier.principal(bearer)

    known, new, whole = [], [], []
    with world.api_alone("partners") as (port, _):
        headers = {"Authorization": f"Bearer {bearer}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False) as client:

            async def ask() -> None:
                (await client.get(PATH)).raise_for_status()

            for _ in range(ROUNDS):
                whole.append(await typical(ask))
                known.append(await typical(seen))
                new.append(await typical(unseen))
    await db.close()
    notes = [f"the request: GET {PATH} of an empty list, one caller at a time, httpx's own time included"]
    return [
        Outcome("Checking a token seen before", "µs", Target(0.05), known, whole, notes),
        Outcome("Checking a token the first time (once in its life)", "µs", None, new, whole),
    ]


async def typical(work: Callable[[], Awaitable[None]]) -> float:
    """The median of many times, one after the other; microseconds."""
    took = []
    for _ in range(CALLS):
        began = time.perf_counter()
        await work()
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1e6
