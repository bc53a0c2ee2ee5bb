"""Calendars as callers read them."""

from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from tests.scheduling.calendar.calendars.years import day_of


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": "2026-09-02", "until": "2026-09-01"}, "?until"),
        ({"from": "2026-09-01", "until": "2027-10-06"}, "?until"),
        ({"from": "2026-09-01"}, "?until"),
        ({"from": "yesterday", "until": "2026-09-01"}, "?from"),
        ({"from": "2026-09-01", "until": "2026-09-01", "school_id": str(new_id())}, "?school_id"),
    ],
)
async def test_a_calendar_is_asked_for_in_days_that_make_sense(
    scheduling: Service, district_id: UUID, query: dict[str, str], pointer: str
) -> None:
    reply = await scheduling.machine(district_id).get("/v1/calendar", params=query)
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer), reply.text


async def test_without_a_school_year_no_school_is_held(scheduling: Service, district_id: UUID) -> None:
    assert (await day_of(scheduling.machine(district_id), "2026-09-01"))["school_is_held"] is False
