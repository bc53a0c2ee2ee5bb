"""A district for partners' tests, and what a roster lists."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from services.partners.access.district_setup.service import begin
from services.partners.directory.districts.schemas import DistrictUpdate
from shared.ids import id_from_source, new_id
from shared.testing.calls import Service
from tests.one_day import ZONE


async def set_up(partners: Service, district_id: UUID, zone: str = ZONE) -> tuple[UUID, str]:
    """The district with its first client; returns the client's id and secret."""
    wish = DistrictUpdate(name="D", timezone=zone, language="en")
    made = await begin(partners.app.state.db, partners.settings, district_id, wish)
    return made.id, made.secret


async def ask(partners: Service, client_id: object, secret: str, **form: str) -> httpx.Response:
    """Ask for a token."""
    return await partners.caller().post(
        "/oauth/token", data={"grant_type": "client_credentials", **form}, auth=(str(client_id), secret)
    )


def listed_school(district_id: UUID, source_id: str) -> dict[str, Any]:
    """A school as the roster lists it."""
    return {
        **{"school_id": id_from_source(district_id, "oneroster", "school", source_id), "source_id": source_id},
        **{"name": "Oak", "local_code": "007", "level": "elementary", "grades": ["KG"], "closes_on": None},
    }


def listed_staff(district_id: UUID, source_id: str, roles: list[tuple[str, str, Any]]) -> dict[str, Any]:
    """A staff member as the roster lists them: roles are (source id, OneRoster role, school)."""
    return {
        **{"staff_id": id_from_source(district_id, "oneroster", "person", source_id), "source_id": source_id},
        **{"given_name": "Zoë", "family_name": "De León", "email": "z@example.org", "active": True},
        "roles": [
            {
                **{"assignment_id": id_from_source(district_id, "oneroster", "role", role_id), "school_id": school},
                **{"role": role, "starts_on": "2026-08-24", "ends_on": None},
            }
            for role_id, role, school in roles
        ],
    }


def consenting_party(**changes: Any) -> dict[str, Any]:
    """A community partner that reads what parents consent to."""
    return {
        **{"name": "Reading Friends", "kind": "community_partner", "basis": "consent", "purposes": ["tutoring"]},
        **{"records": ["roster", "contacts"]},
        **changes,
    }


def signed_consent(party_id: Any, /, **changes: Any) -> dict[str, Any]:
    """A consent with every part it needs, signed by the student."""
    return {
        **{"student_id": str(new_id()), "records": ["roster"], "purpose": "tutoring", "party_id": str(party_id)},
        **{"purpose_text": "Tutoring after school", "signed_by": "eligible_student", "signed_how": "paper"},
        **{"signed_on": "2026-09-01", "expires_on": "2027-06-30", "document_reference": "drawer 4"},
        **changes,
    }


def disclosed(*student_ids: Any, **changes: Any) -> dict[str, Any]:
    """A disclosure as assessment tells it."""
    return {
        **{"disclosure_id": new_id(), "student_ids": list(student_ids), "reader_kind": "client", "reader_id": new_id()},
        **{"client_id": None, "party_id": None, "basis": "studies", "purpose": "research", "records": "roster"},
        **{"outcome": "disclosed", "required_by_99_32": True, "sealed": False, "emergency_access_id": None},
        "occurred_at": "2026-10-01T15:00:00Z",
        **changes,
    }


async def place(partners: Service, district_id: UUID, student_id: Any, *schools: Any, minutes: int = 0) -> None:
    """Assessment tells where a student is, so many minutes from now."""
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    placement = {"student_id": student_id, "school_ids": list(schools), "active": True}
    told = {"listed_at": moment, "placements": [placement]}
    await partners.receive(district_id, ("assessment.placements.listed.v1", told))
