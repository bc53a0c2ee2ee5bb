"""A fact proves whatever version of its event told it, and whatever version a plan names."""

from itertools import product

import pytest

from shared.testing.calls import Service
from tests.scheduling.factories import District, activity, scored
from tests.scheduling.work.evidence.factories import PROVED

V1, V2 = "assessment.administration.scored.v1", "assessment.administration.scored.v2"
#: What the first version told.
OF_V1 = (
    *("administration_id", "school_id", "instrument_code", "instrument_version", "window"),
    *("points", "possible", "met_threshold", "subscales", "scored_on"),
)


@pytest.mark.parametrize(("told", "named"), product((V1, V2), repeat=2))
async def test_each_version_proves_what_names_either(
    district: District, scheduling: Service, told: str, named: str
) -> None:
    plan = await district.published(activity(done_when={**PROVED, "event_type": named}))
    _, data = scored(district.schools["oak"])
    facts = {name: data[name] for name in OF_V1} if told == V1 else data
    await scheduling.receive(district.id, (told, facts))
    assert (await district.task(plan, "oak"))["state"] == "done"


async def test_what_the_first_version_does_not_tell_proves_nothing(district: District, scheduling: Service) -> None:
    wanted = {"field": "school_year", "op": "equals", "value": "2026-27"}
    plan = await district.published(activity(done_when={**PROVED, "conditions": [wanted]}))
    _, data = scored(district.schools["oak"])
    await scheduling.receive(district.id, (V1, {name: data[name] for name in OF_V1}))
    assert (await district.task(plan, "oak"))["state"] == "open"
    await scheduling.receive(district.id, scored(district.schools["oak"], school_year="2027-28"))
    assert (await district.task(plan, "oak"))["state"] == "open"
    await scheduling.receive(district.id, scored(district.schools["oak"]))
    assert (await district.task(plan, "oak"))["state"] == "done"


async def test_what_is_found_of_the_district_proves_nothing_of_a_school(
    district: District, scheduling: Service
) -> None:
    plan = await district.published(activity(done_when=PROVED))
    type_, data = scored(district.schools["oak"], subject_kind="district", subject_id=district.id)
    await scheduling.receive(district.id, (type_, {**data, "school_id": None}))
    assert (await district.task(plan, "oak"))["state"] == "open"
