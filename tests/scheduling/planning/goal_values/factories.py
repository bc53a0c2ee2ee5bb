"""Plans whose goals are measured, and scores."""

from typing import Any

from tests.scheduling.factories import THIS_YEAR, TODAY, District, activity, plan_of, scored

SUBSCALES = [{"code": "teams", "points": 3, "possible": 4, "met_threshold": True}]


async def measured(district: District, **goal: Any) -> dict[str, Any]:
    """A published plan of one goal, from 46 to 80 percent; with its address."""
    body = {**plan_of(activity()), "school_year": THIS_YEAR}
    body["goals"][0] |= goal
    plan = (await district.author.post("/v1/plans", json=body)).json()
    url = f"/v1/plans/{plan['id']}"
    assert (await district.author.post(f"{url}/submit")).is_success
    assert (await district.approve(url, plan["content_hash"])).is_success
    published = (await district.author.post(f"{url}/publish")).json()
    return {**published, "url": f"{url}/goals/{published['goals'][0]['id']}/values"}


def by(instrument: str = "tier1", what: str = "mean_share", **more: str) -> dict[str, Any]:
    """What measures a goal."""
    return {"measured_by": {"instrument_code": instrument, "what": what, **more}}


def score(district: District, school: str, points: int, **changes: Any) -> tuple[str, dict[str, Any]]:
    """A score of a school this year."""
    facts = {"school_year": THIS_YEAR, "points": points, "possible": 40, "held_on": TODAY, "subscales": SUBSCALES}
    return scored(district.schools[school], **{**facts, **changes})
