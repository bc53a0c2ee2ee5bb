"""Activities that events prove, and what proves them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shared.events.event import Envelope
from shared.ids import new_id
from shared.testing.calls import Service, envelope
from tests.scheduling.factories import TODAY, District, activity, scored

PROVED = {
    "kind": "event",
    "event_type": "assessment.administration.scored.v2",
    "conditions": [{"field": "instrument_code", "op": "equals", "value": "tier1"}],
}
#: The first Friday a week ahead or more: what is weekly is due on Fridays, each Saturday begins the next one's days.
FRIDAY = TODAY + timedelta(days=7 + (4 - TODAY.weekday()) % 7)


def friday(week: int) -> date:
    """The Friday so many weeks after the first."""
    return FRIDAY + timedelta(weeks=week)


def weekly(code: str = "A1", *, grace_days: int = 0, rrule: str = "FREQ=WEEKLY", **changes: Any) -> dict[str, Any]:
    """An activity that is due each Friday and proved by a score."""
    repeat = {"rrule": rrule, "grace_days": grace_days}
    return activity(
        code, **{"due": {"kind": "date", "on": FRIDAY.isoformat()}, "repeat": repeat, "done_when": PROVED, **changes}
    )


def once(on: date, code: str = "A1") -> dict[str, Any]:
    """An activity that is due on a day and proved by a score."""
    return activity(code, due={"kind": "date", "on": on.isoformat()}, done_when=PROVED)


def scored_on(district: District, on: date, school: str = "oak", **changes: Any) -> Envelope:
    """A score of a day, as it lies on the bus."""
    return envelope(district.id, *scored(district.schools[school], held_on=on, **changes))


def corrected_on(district: District, on: date, administration_id: str, version: int, **changes: Any) -> Envelope:
    """What is found of an administration after it was corrected."""
    told = scored(district.schools["oak"], administration_id=administration_id, held_on=on, version=version, **changes)
    return envelope(district.id, "assessment.administration.corrected.v1", told[1])


def withdrawn(district: District, administration_id: str, version: int) -> Envelope:
    """An administration is withdrawn."""
    told = {"administration_id": administration_id, "version": version}
    return envelope(district.id, "assessment.administration.withdrawn.v1", told)


async def days(service: Service, plan: dict[str, Any], school: UUID, state: str = "done") -> list[int]:
    """The weeks, counted from the first Friday, whose tasks at a school are in this state."""
    rows = await service.sql(
        "select due_on from tasks where plan_id = $1::text::uuid and school_id = $2 and state = $3 order by due_on",
        plan["id"],
        school,
        state,
    )
    return [(row["due_on"] - FRIDAY).days // 7 for row in rows]


async def proofs(district: District, **query: str) -> list[dict[str, Any]]:
    """The district's proofs, as its coordinator sees them."""
    reply = await district.author.get("/v1/proofs", params=query)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


async def outcomes(district: District) -> list[tuple[str, str]]:
    """The day and the outcome of each proof, by day."""
    return [(proof["fact_on"], proof["outcome"]) for proof in await proofs(district)]


async def year_listed(district: District, starts_on: date, ends_on: date) -> None:
    """The roster lists another school year."""
    told = {"school_year_id": new_id(), "title": "next", "starts_on": starts_on, "ends_on": ends_on}
    await district.scheduling.receive(district.id, ("assessment.school_year.listed.v1", told))
