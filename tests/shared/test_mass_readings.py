"""Whoever reads very many students' records within a day is written down once, and stands in the gauge for a day."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.assessment.privacy.disclosures import publishing
from services.partners.privacy.disclosures.recording import keep_own_readings
from shared import clock, telemetry
from shared.audit import chain
from shared.ids import new_id
from shared.settings import Settings
from shared.testing.calls import Service, token
from tests.assessment import bundles
from tests.partners.factories import consenting_party, set_up, signed_consent

STUDENTS = 12


@pytest.fixture
async def roster(assessment: Service, district_id: UUID) -> None:
    """A district of a dozen students."""
    district = {"district_id": str(district_id), "name": "D", "timezone": "America/Detroit", "language": "en"}
    await assessment.receive(district_id, ("partners.district.recorded.v1", {**district, "version": 1}))
    job = await bundles.run(assessment, district_id, bundles.pack(bundles.files(STUDENTS)))
    assert job["state"] == "finished"


def limited(service: Service, **changed: Any) -> Settings:
    """Its settings with another limit."""
    return service.settings.model_copy(update=changed)


async def round_of(service: Service, settings: Settings) -> None:
    """What the worker's timers do."""
    await chain.seal(service.app.state.db)
    await publishing.emit_readings(service.app.state.db, settings)


async def alarms(service: Service, district_id: UUID) -> list[tuple[str, str, str]]:
    """Who was written down: (what they are named, the reader's id, why)."""
    rows = await service.sql(
        """select rows -> 0 ->> 'name' as name, rows -> 0 ->> 'id' as id, reason[1] as reason from audit_entries
        where district_id = $1 and action = 'mass_reading' order by id""",
        district_id,
    )
    return [(row["name"], row["id"], row["reason"]) for row in rows]


async def standing(service: Service, district_id: UUID) -> int:
    """How many of the district stand in the gauge by their rows."""
    rows = await service.sql("select alarmed_at from reader_days where district_id = $1", district_id)
    return sum(row["alarmed_at"] is not None for row in rows)


async def read_all(caller: httpx.AsyncClient, most: int = 500) -> None:
    """Read students, page by page."""
    query: dict[str, Any] = {"limit": 5}
    read = 0
    while read < most:
        page = (await caller.get("/v1/students", params=query)).json()
        read += len(page["items"])
        if page["next_cursor"] is None:
            return
        query["cursor"] = page["next_cursor"]


@pytest.mark.usefixtures("roster")
async def test_a_reading_of_more_students_than_the_limit_is_written_down_once(
    assessment: Service, district_id: UUID
) -> None:
    settings, sis, other = limited(assessment, mass_reading_students=STUDENTS - 1), new_id(), new_id()
    sync, small = (assessment.caller(token(district_id, ["roster:read"], client_id=id_)) for id_ in (sis, other))
    for _ in range(3):
        # The same again is not more.
        await read_all(small, 5)
        await round_of(assessment, settings)
    await read_all(sync, 5)
    await round_of(assessment, settings)
    assert (await alarms(assessment, district_id), await standing(assessment, district_id)) == ([], 0)
    await read_all(sync)
    await round_of(assessment, settings)
    today = clock.day_in("America/Detroit", clock.now())
    assert await alarms(assessment, district_id) == [("reader_id", str(sis), f"{STUDENTS} students on {today}")]
    await read_all(sync)
    await round_of(assessment, settings)
    assert len(await alarms(assessment, district_id)) == await standing(assessment, district_id) == 1
    kept = await assessment.sql("select student_ids from reader_days where alarmed_at is not null")
    assert kept
    assert all(row["student_ids"] == [] for row in kept), "nobody's students are kept longer than they are counted"


@pytest.mark.usefixtures("roster")
async def test_as_many_as_the_limit_is_no_mass_and_people_are_counted_too(
    assessment: Service, district_id: UUID
) -> None:
    person = new_id()
    caller = assessment.person(district_id, person, ("data_manager", None))
    await read_all(caller)
    await round_of(assessment, limited(assessment, mass_reading_students=STUDENTS))
    assert await alarms(assessment, district_id) == []
    # The limit is the operator's to lower.
    await caller.get("/v1/students", params={"limit": 1})
    await round_of(assessment, limited(assessment, mass_reading_students=STUDENTS - 1))
    assert [id_ for _, id_, _ in await alarms(assessment, district_id)] == [str(person)]


@pytest.mark.usefixtures("roster")
async def test_the_gauge_shows_a_day_and_no_client_that_is_known(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    sis = new_id()
    # What others read before is counted, and forgotten.
    await round_of(assessment, assessment.settings)
    await assessment.sql("delete from reader_days")
    await read_all(assessment.caller(token(district_id, ["roster:read"], client_id=sis)))
    strict = limited(assessment, mass_reading_students=1)
    await round_of(assessment, strict)
    assert gauge() == 1
    known = limited(assessment, mass_reading_students=1, mass_reading_known=str(sis))
    await round_of(assessment, known)
    assert (gauge(), len(await alarms(assessment, district_id))) == (0, 1)
    began = clock.now()
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(days=1, minutes=1))
    await publishing.emit_readings(assessment.app.state.db, strict)
    assert gauge() == 0


def gauge() -> float:
    """What Prometheus reads."""
    (family,) = telemetry.MASS_READINGS.collect()
    return float(family.samples[0].value)


async def test_readings_of_partners_own_records_are_counted_too(
    partners: Service, district_id: UUID, service_of: Callable[[str], Service]
) -> None:
    await set_up(partners, district_id)
    caller, reader = partners.machine(district_id), new_id()
    party = (await caller.post("/v1/parties", json=consenting_party())).json()["id"]
    for _ in range(3):
        assert (await caller.post("/v1/consents", json=signed_consent(party))).status_code == 201
    await partners.caller(token(district_id, ["consents:read"], client_id=reader)).get("/v1/consents")
    await chain.seal(partners.app.state.db)
    await keep_own_readings(partners.app.state.db, limited(partners, mass_reading_students=2))
    assert [id_ for _, id_, _ in await alarms(partners, district_id)] == [str(reader)]
