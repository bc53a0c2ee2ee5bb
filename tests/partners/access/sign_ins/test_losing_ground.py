"""With the day, people are signed out whose last role or agreement has ended by its date; everybody else stays."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service
from tests.partners.access.sign_ins import factories
from tests.partners.directory.covers.factories import TODAY, District
from tests.partners.factories import consenting_party

YESTERDAY, TOMORROW = (TODAY + timedelta(days=n) for n in (-1, 1))
BACK = "https://a.example.org/signed-out"


async def day_begins(partners: Service, district_id: UUID, ahead: int = 0) -> None:
    """Scheduling tells of it."""
    facts: dict[str, Any] = {"day": TODAY + timedelta(days=ahead), "since": None, "school_is_held": True}
    more = {"differing_school_ids": [], "calendar_version": 1}
    await partners.receive(district_id, ("scheduling.day.begun.v1", {**facts, **more}))


async def ended(partners: Service, session_id: UUID) -> str | None:
    """Why a session is over."""
    (row,) = await partners.sql("select end_reason from sign_in_sessions where id = $1", session_id)
    return str(row["end_reason"]) if row["end_reason"] else None


async def test_whose_last_role_ended_is_signed_out_and_their_front_end_is_told(
    partners: Service, district_id: UUID
) -> None:
    district = await District(partners, district_id).seed()
    front_end = await factories.application(partners, district_id, backchannel_logout_uri=BACK)
    people = {
        "ended": [YESTERDAY],
        "ends today": [TODAY],
        "one of two": [YESTERDAY, TOMORROW],
        "none": [],
    }
    held = {}
    for name, ends in people.items():
        person = await district.made("/v1/staff", given_name="A", family_name="B")
        for role, end in zip(("teacher", "mentor"), ends, strict=False):
            await district.holds(person, role, district.oak, ends_on=end.isoformat())
        held[name] = await factories.session(partners, district_id, UUID(person), application_id=front_end)
    await day_begins(partners, district_id)
    assert {name: await ended(partners, session) for name, session in held.items()} == {
        **{"ended": "no_role", "none": "no_role"},
        **{"ends today": None, "one of two": None},
    }
    notices = await partners.sql("select session_id from logout_notices where district_id = $1", district_id)
    assert {row["session_id"] for row in notices} == {held["ended"], held["none"]}
    told = await partners.published(district_id, "partners.access.ended.v1")
    assert {(event["data"]["holder"], event["data"]["reason"]) for event in told} == {("session", "no_role")}


async def test_who_only_covers_a_colleague_stays_while_they_do(partners: Service, district_id: UUID) -> None:
    district = await District(partners, district_id).seed()
    await district.told(to_id=district.other, ends_on=TODAY)
    held = await factories.session(partners, district_id, UUID(district.other))
    await day_begins(partners, district_id)
    assert await ended(partners, held) is None
    await partners.sql("update covers set ends_on = $2, starts_on = $2 where district_id = $1", district_id, YESTERDAY)
    await day_begins(partners, district_id, 1)
    assert await ended(partners, held) == "no_role"


async def test_whose_partys_agreement_is_over_is_signed_out(partners: Service, district_id: UUID) -> None:
    district = await District(partners, district_id).seed()
    held: dict[date | None, UUID] = {}
    for until in (YESTERDAY, TODAY, None):
        facts = {"agreement_until": until.isoformat()} if until else {}
        party = await district.made("/v1/parties", **consenting_party(name=str(until), **facts))
        person = await district.made("/v1/staff", given_name="A", family_name="B", party_id=party)
        await district.holds(person, "mentor", district.oak)
        held[until] = await factories.session(partners, district_id, UUID(person))
    await day_begins(partners, district_id)
    assert {until: await ended(partners, session) for until, session in held.items()} == {
        YESTERDAY: "agreement_ended",
        TODAY: None,
        None: None,
    }


async def test_a_neighbours_people_stay(partners: Service, district_id: UUID) -> None:
    neighbour = await District(partners, new_id()).seed()
    person = await factories.person(partners, neighbour.id)
    held = await factories.session(partners, neighbour.id, person)
    await District(partners, district_id).seed()
    await day_begins(partners, district_id)
    assert await ended(partners, held) is None
