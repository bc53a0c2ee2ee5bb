"""Dead letters over the API: one is dropped or retried, and that one alone."""

from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused

LETTER = """insert into dead_letters (id, district_id, event_id, type, durable, message, error, attempts, died_at)
values ($1, $2, $3, 'partners.school.recorded.v1', 'scheduling-from-partners', '{}', 'RuntimeError', 3, now())"""


async def letter(service: Service, district_id: UUID) -> UUID:
    """A message nobody could handle."""
    id_ = new_id()
    await service.sql(LETTER, id_, district_id, new_id())
    return id_


async def left(service: Service, district_id: UUID) -> list[tuple[Any, bool]]:
    """(id, is it to be retried) of the district's letters."""
    query = "select id, retry_at is not null as retried from dead_letters where district_id = $1 order by id"
    return [(row["id"], row["retried"]) for row in await service.sql(query, district_id)]


async def test_a_letter_is_dropped_or_retried_alone(scheduling: Service, district_id: UUID) -> None:
    caller, elsewhere = scheduling.machine(district_id), new_id()
    kept, retried, dropped = [await letter(scheduling, district_id) for _ in range(3)]
    foreign = await letter(scheduling, elsewhere)
    assert (await caller.delete(f"/v1/dead-letters/{dropped}")).status_code == 204
    assert (await caller.post(f"/v1/dead-letters/{retried}/retry")).status_code == 202
    assert await left(scheduling, district_id) == [(kept, False), (retried, True)]
    for id_ in (dropped, foreign, new_id()):
        assert_refused(await caller.delete(f"/v1/dead-letters/{id_}"), 404, "not_found")
        assert_refused(await caller.post(f"/v1/dead-letters/{id_}/retry"), 404, "not_found")
    assert await left(scheduling, elsewhere) == [(foreign, False)]
    await scheduling.sql("delete from dead_letters where district_id = any($1)", [district_id, elsewhere])
