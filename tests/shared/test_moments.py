"""A moment is written one way, whether PostgreSQL makes a list of it or a model one row."""

from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter

from shared.schemas import Moment
from shared.testing.calls import Service


@pytest.mark.parametrize("microsecond", [0, 1, 10, 34_750, 100_000, 120_000, 999_999])
async def test_a_row_says_a_moment_as_a_list_does(partners: Service, microsecond: int) -> None:
    moment = datetime(2026, 11, 28, 22, 31, 50, microsecond, UTC)
    [row] = await partners.sql(
        "select to_json($1::timestamptz at time zone 'UTC') #>> '{}' || '+00:00' as text", moment
    )
    assert TypeAdapter(Moment).dump_python(moment, mode="json") == row["text"]
