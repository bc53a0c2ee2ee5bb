"""A small instrument."""

from typing import Any
from uuid import UUID

from shared.testing.calls import Service


def small() -> dict[str, Any]:
    """An instrument of two subscales."""
    return {
        **{"code": "check", "version": "1.0", "title": "Check", "description": "", "licence": "CC-BY-4.0"},
        "threshold": {"numerator": 7, "denominator": 10},
        "scales": [{"code": "s", "options": [{"points": n, "label": str(n)} for n in range(3)]}],
        "subscales": [
            {
                **{"code": "a", "title": "A", "threshold": {"numerator": 1, "denominator": 2}},
                "items": [{"code": f"a{n}", "prompt": "?", "scale": "s"} for n in range(2)],
            },
            {
                **{"code": "b", "title": "B", "threshold": None},
                "items": [{"code": "b1", "prompt": "?", "scale": "s", "allows_not_applicable": True}],
            },
        ],
    }


async def published_instrument(assessment: Service, district_id: UUID, **changes: Any) -> str:
    """It, published."""
    caller = assessment.machine(district_id)
    instrument_id = (await caller.post("/v1/instruments", json={**small(), **changes})).json()["id"]
    await caller.post(f"/v1/instruments/{instrument_id}/publish")
    return str(instrument_id)
