"""The roster's terms are told with the school year they lie in, and only when something about them changed."""

from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.ids import id_from_source
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import pack, run


def session(source_id: str, type_: str, parent: str, first: str, last: str) -> dict[str, str]:
    """A row of academicSessions.csv."""
    days = {"startDate": first, "endDate": last, "schoolYear": "2027"}
    return {"sourcedId": source_id, "title": f"Title {source_id}", "type": type_, "parentSourcedId": parent, **days}


FALL = session("f", "semester", "y", "2026-08-24", "2026-12-18")
QUARTER = session("q", "gradingPeriod", "f", "2026-08-24", "2026-10-23")
ORPHAN = session("o", "term", "nowhere", "2026-08-24", "2026-10-23")


async def told(assessment: Service, district_id: UUID) -> list[list[tuple[str, str, bool]]]:
    """Code, kind and whether it is gone of each term of each event."""
    events = await assessment.published(district_id, "assessment.terms.listed.v1")
    return [[(term["code"], term["kind"], term["deleted"]) for term in event["data"]["terms"]] for event in events]


def bundle(*sessions: dict[str, str]) -> bytes:
    """A bundle whose school year has these parts."""
    files: dict[str, Any] = bundles.files()
    files["academicSessions"] = [*files["academicSessions"], *sessions]
    return pack(files)


async def test_terms_are_told_once_with_their_year_and_told_as_gone_when_the_roster_drops_them(
    assessment: Service, district_id: UUID
) -> None:
    await run(assessment, district_id, bundle(FALL, QUARTER, ORPHAN))
    first = [[("f", "semester", False), ("q", "grading_period", False)]]
    assert await told(assessment, district_id) == first
    (event,) = await assessment.published(district_id, "assessment.terms.listed.v1")
    (year,) = await assessment.published(district_id, "assessment.school_year.listed.v1")
    assert {term["school_year_id"] for term in event["data"]["terms"]} == {year["data"]["school_year_id"]}
    ids = [str(id_from_source(district_id, "oneroster", "session", code)) for code in ("f", "q")]
    assert [term["term_id"] for term in event["data"]["terms"]] == ids
    await run(assessment, district_id, bundle(FALL, QUARTER, ORPHAN))
    assert await told(assessment, district_id) == first, "nothing changed"
    await run(assessment, district_id, bundle({**FALL, "endDate": "2027-01-15"}))
    assert await told(assessment, district_id) == [*first, [("f", "semester", False), ("q", "grading_period", True)]]


def year(source_id: str, first: str) -> dict[str, str]:
    """A school year of ten months."""
    return session(source_id, "schoolYear", "", first, f"{int(first[:4]) + 1}-06-11")


@pytest.mark.parametrize(
    ("years", "begins"),
    [
        (("2024-08-24", "2026-08-24", "2025-08-24", "2098-08-24"), "2026-08-24"),
        (("2099-08-24", "2098-08-24"), "2098-08-24"),
        ((), None),
    ],
    ids=["the year that began last", "the first to come", "today where there is none"],
)
async def test_a_role_without_a_first_day_begins_with(
    assessment: Service, district_id: UUID, years: tuple[str, ...], begins: str | None
) -> None:
    files: dict[str, Any] = bundles.files(0)
    files |= {"academicSessions": [year(f"y{first}", first) for first in years], "classes": [], "enrollments": []}
    await run(assessment, district_id, pack(files))
    (told,) = await assessment.published(district_id, "assessment.staff.listed.v1")
    days = {held["starts_on"] for person in told["data"]["staff"] for held in person["roles"]}
    assert days == {begins or str(clock.day_in("UTC", clock.now()))}
