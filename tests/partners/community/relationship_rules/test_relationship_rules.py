"""When a relationship is stale is the district's to say."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service, assert_refused
from tests.partners.community.organizations.factories import town

RULES = "/v1/relationship-rules"
SAID = {"stale_after_days": 60, "overdue_after_days": 7, "due_before_days": 3}


async def test_the_usual_holds_until_somebody_says_otherwise(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    usual = await place.machine.get(RULES)
    assert (usual.json()["stale_after_days"], usual.json()["version"]) == (90, 0)
    assert_refused(await place.machine.put(RULES, json=SAID), 428, "version_missing")
    first = await place.machine.put(RULES, json=SAID, headers={"If-Match": usual.headers.get("etag", '"0"')})
    assert first.status_code == 200, first.text
    assert {name: first.json()[name] for name in SAID} == SAID
    assert_refused(await place.machine.put(RULES, json=SAID, headers={"If-Match": '"0"'}), 412, "stale")
    leads = place.person("principal", place.oak)
    assert (await leads.get(RULES)).json()["stale_after_days"] == 60
    assert_refused(await leads.put(RULES, json=SAID, headers={"If-Match": '"1"'}), 403, "not_permitted")


@pytest.mark.parametrize(
    "changes", [{"stale_after_days": 6}, {"stale_after_days": 731}, {"due_before_days": -1}, {"x": 1}]
)
async def test_what_no_rule_can_be_is_refused(partners: Service, district_id: UUID, changes: dict[str, Any]) -> None:
    place = await town(partners, district_id)
    reply = await place.machine.put(RULES, json={**SAID, **changes}, headers={"If-Match": '"0"'})
    assert_refused(reply, 422, "invalid")
