"""Delegations for tests, among the people of Oak."""

from datetime import timedelta
from typing import Any

import httpx

from tests.scheduling.factories import TODAY, District


def mentor(district: District) -> httpx.AsyncClient:
    """Oak's mentor, who by role sees no task but their own."""
    return district.as_person("mentor_oak", ("mentor", "oak"))


def principal(district: District) -> httpx.AsyncClient:
    """Oak's principal."""
    return district.as_person("principal_oak", ("principal", "oak"))


def wish(district: District, absent: str, delegate: str, **changes: Any) -> dict[str, Any]:
    """Three days from today, at Oak."""
    return {
        **{"from_id": str(district.people[absent]), "to_id": str(district.people[delegate])},
        **{"school_id": str(district.schools["oak"]), "starts_on": TODAY.isoformat()},
        **{"ends_on": (TODAY + timedelta(days=2)).isoformat(), "reason": "Away"},
        **changes,
    }


async def delegated(district: District, absent: str, delegate: str, **changes: Any) -> dict[str, Any]:
    """A delegation the district's coordinator writes."""
    reply = await district.author.post("/v1/delegations", json=wish(district, absent, delegate, **changes))
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


def days(first: int, last: int) -> dict[str, str]:
    """From so many days ahead to so many."""
    return {
        "starts_on": (TODAY + timedelta(days=first)).isoformat(),
        "ends_on": (TODAY + timedelta(days=last)).isoformat(),
    }
