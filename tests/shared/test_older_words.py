"""Copies of what another service tells: of two words of one thing the newer stands, in whatever order and batch they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.db.base import Base
from shared.ids import new_id
from shared.rooms import rooms_of
from shared.testing.calls import Service, envelope
from shared.testing.servers import SERVICES

PERSON = {"given_name": "A", "family_name": "B", "email": None, "language": "en", "active": True}
SCHOOL = {
    **{"name": "Oak", "local_code": "1", "level": None, "grades": ["KG"], "tags": [], "cohort": None},
    **{"opens_on": None, "closes_on": None},
}
ROLE = {"staff_id": UUID(int=1), "school_id": None, "role": "teacher", "starts_on": "2026-08-01", "ends_on": None}
PARTY = {
    **{"basis": "studies", "records": ["roster"], "purposes": ["x"], "agreement_until": None, "sealed": False},
    "active": True,
}
CONSENT = {
    **{"student_id": UUID(int=1), "party_id": UUID(int=2), "records": ["roster"], "purpose": "tutoring"},
    **{"starts_on": "2026-08-01", "expires_on": "2027-08-01", "revoked_at": None},
}


@dataclass(frozen=True)
class Copied:
    """A kind of fact, what it is told by before and after, and how the copy shows which of the two it holds."""

    table: str
    key: str
    facts: dict[str, Any]
    before: tuple[str, dict[str, Any]]
    after: tuple[str, dict[str, Any]]
    shows: str


COPIES = [
    Copied(
        "directory_districts",
        "",
        {"name": "D", "timezone": "UTC"},
        ("partners.district.recorded.v1", {"language": "en"}),
        ("partners.district.recorded.v1", {"language": "es"}),
        "language = 'es'",
    ),
    Copied(
        "directory_catalogue",
        "role_id",
        {"code": "own_role", "names": {"en": "Own"}, "place": "school", "given_by": [], "active": True},
        ("partners.role.recorded.v1", {"profile": "teacher"}),
        ("partners.role.recorded.v1", {"profile": "counselor"}),
        "profile = 'counselor'",
    ),
    Copied(
        "directory_clients",
        "client_id",
        {},
        ("partners.client.recorded.v1", {"name": "Nightly"}),
        ("partners.client.recorded.v1", {"name": "Sync"}),
        "name = 'Sync'",
    ),
    Copied(
        "directory_schools",
        "school_id",
        SCHOOL,
        ("partners.school.recorded.v1", {}),
        ("partners.school.recorded.v1", {"closes_on": "2026-11-01"}),
        "closes_on is not null",
    ),
    Copied(
        "directory_staff",
        "staff_id",
        PERSON,
        ("partners.staff.recorded.v1", {}),
        ("partners.staff.recorded.v1", {"active": False}),
        "not active",
    ),
    Copied(
        "directory_roles",
        "assignment_id",
        ROLE,
        ("partners.role.assigned.v1", {}),
        ("partners.role.ended.v1", {"ends_on": "2026-11-01"}),
        "ends_on is not null",
    ),
    Copied(
        "known_parties",
        "party_id",
        PARTY,
        ("partners.party.recorded.v1", {}),
        ("partners.party.recorded.v1", {"active": False}),
        "not active",
    ),
    Copied(
        "known_consents",
        "consent_id",
        CONSENT,
        ("partners.consent.recorded.v1", {}),
        ("partners.consent.recorded.v1", {"revoked_at": "2026-11-01T08:00:00Z"}),
        "revoked_at is not null",
    ),
    Copied(
        "allowed_origins",
        "application_id",
        {"origins": ["https://a.example"]},
        ("partners.application.recorded.v1", {"active": True}),
        ("partners.application.recorded.v1", {"active": False}),
        "origins = '{}'",
    ),
]
#: Held in any order by tests of their own.
ELSEWHERE = {
    "front_ends": "tests/notifications/recipients/front_ends/test_front_ends.py",
    "school_days": "tests/shared/test_daily_work.py",
    "told_calendars": "what scheduling itself told last",
    "measured_scores": "tests/scheduling/planning/goal_values/test_goal_values.py",
    "fact_versions": "tests/scheduling/work/evidence/test_put_right.py",
    "facts": "tests/scheduling/work/work_rules/test_making.py",
    "known_teams": "tests/scheduling/planning/teams/test_team_owns.py",
}
#: Which of the two comes in which batch: 1 is the older word, 2 the newer.
ORDERS: list[list[Sequence[int]]] = [[[1], [2]], [[2], [1]], [[1, 2]], [[2, 1]], [[1], [2, 1]], [[2], [1, 2], [1]]]


@pytest.mark.parametrize("copied", COPIES, ids=lambda copied: copied.table)
async def test_the_newer_word_stands_in_any_order(assessment: Service, copied: Copied) -> None:
    shown = f"select version, {copied.shows} as is_newer from {copied.table} where district_id = $1"
    for order in ORDERS:
        district_id, id_ = new_id(), new_id()
        for batch in order:
            told = [(copied.before, copied.after)[version - 1] for version in batch]
            named = {copied.key: id_} if copied.key else {}
            facts = [{**copied.facts, **named, "version": version} for version in batch]
            await assessment.receive(
                district_id, *((type_, {**fact, **said}) for (type_, said), fact in zip(told, facts, strict=True))
            )
            [row] = await assessment.sql(shown, district_id)
            newest = max(number for part in order[: order.index(batch) + 1] for number in part)
            assert (row["version"], row["is_newer"]) == (newest, newest == 2), (order, batch)


def test_every_versioned_copy_is_here() -> None:
    for service in SERVICES:
        rooms_of(service).load_tables()
    tables = Base.metadata.tables.values()
    copies = {table.name for table in tables if "version" in table.columns and "updated_at" not in table.columns}
    assert copies == {copied.table for copied in COPIES} | ELSEWHERE.keys()


async def test_of_a_school_year_listed_twice_the_later_listing_stands(scheduling: Service) -> None:
    moments = {number: datetime(2026, 11, number, tzinfo=UTC) for number in (1, 2)}
    for order in ORDERS:
        district_id, id_ = new_id(), new_id()
        for batch in order:
            year = {"school_year_id": id_, "title": "2026-2027", "starts_on": "2026-08-24"}
            told = [
                envelope(
                    *(district_id, "assessment.school_year.listed.v1", {**year, "ends_on": f"2027-06-0{number}"}),
                    at=moments[number],
                )
                for number in batch
            ]
            await scheduling.redeliver(*told)
        [row] = await scheduling.sql("select ends_on from school_years where district_id = $1", district_id)
        assert row["ends_on"] == date(2027, 6, 2), order
