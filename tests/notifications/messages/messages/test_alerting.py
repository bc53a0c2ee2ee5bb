"""Absences that call for attention are told by counts, to whom they concern."""

from typing import Any
from uuid import UUID

from shared.events.event import Envelope
from shared.testing.calls import envelope
from tests.notifications.factories import District


def alerts_told(district: District, school: UUID, **said: Any) -> Envelope:
    counts = {"raised": 2, "undone": 0, "still_open": 2}
    facts = {"trigger_id": UUID(int=7), "school_id": school, "tier": 2, "role": "principal", "people": []}
    return envelope(district.id, "assessment.attendance_alerts.told.v1", {**facts, **counts, **said})


async def test_absences_are_told_by_counts_to_the_role_at_the_school_else_of_the_district(district: District) -> None:
    oak, elm = await district.school("Oak"), await district.school("Elm")
    pia, cora, coordinator = [await district.person(name) for name in ("Pia", "Cora", "Dee")]
    await district.role(pia, "principal", oak)
    await district.role(coordinator, "district_coordinator")
    await district.take(alerts_told(district, oak), alerts_told(district, elm, role="district_coordinator"))
    told = await district.told("attendance_alerts")
    assert {person: (facts["school_name"], facts["raised"], facts["part"]) for person, facts in told.items()} == {
        pia: ("Oak", 2, "role"),
        coordinator: ("Elm", 2, "role"),
    }
    of_cora = {"person_id": cora, "raised": 1, "undone": 0, "still_open": 1}
    await district.take(alerts_told(district, oak, role=None, people=[of_cora]))
    told = await district.told("attendance_alerts")
    assert (told[cora]["part"], told[cora]["raised"]) == ("caseload", 1)


async def test_an_alert_that_was_undone_is_not_sent_any_more(district: District) -> None:
    oak, pia = await district.school("Oak"), await district.person("Pia")
    await district.role(pia, "principal", oak)
    await district.take(alerts_told(district, oak))
    await district.take(alerts_told(district, oak, raised=0, undone=2, still_open=0))
    rows = await district.service.sql(
        "select facts ->> 'undone' as undone, undone_at is not null as is_moot from messages where district_id = $1 order by id",
        district.id,
    )
    assert [tuple(row) for row in rows] == [("0", True), ("2", True)]
