"""Two who write the same row for the first time, at once: none is turned away, nothing is doubled, and the right word stands."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.partners.access.tokens import repository as tokens
from shared import clock
from shared.auth import ended
from shared.context.context import Context
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service
from shared.web import cors
from tests.interleavings.holding import another
from tests.partners.factories import disclosed

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = NOON.date()


@dataclass(frozen=True)
class Meeting:
    """A row the other has written and not committed, who writes it too, where they wait, and what stands afterwards."""

    theirs: str
    given: tuple[Any, ...]
    mine: Callable[[], Awaitable[Any]]
    site: str
    left: str
    stands: list[tuple[Any, ...]]


class Place:
    """A district where things are written."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.id, self.thing = partners, district_id, new_id()

    def work(self, do: Callable[[Context], Awaitable[Any]]) -> Callable[[], Awaitable[None]]:
        """Some work of the service's."""

        async def done() -> None:
            async with work_for(self.partners.app.state.db, self.partners.settings, self.id) as ctx:
                await do(ctx)

        return done

    def told(self, type_: str, data: dict[str, Any]) -> Callable[[], Awaitable[Any]]:
        """An event that comes."""
        return lambda: self.partners.receive(self.id, (type_, data))


def end_of_access(place: Place) -> Meeting:
    """The later end stands, whoever is first."""
    holder = str(place.thing)
    return Meeting(
        """insert into ended_access (district_id, holder, holder_id, ended_at, noted_at)
        values ($1, 'client', $2, $3, now()) returning 1""",
        (place.id, holder, NOON),
        place.work(lambda ctx: ended.record(ctx, [("client", holder, NOON - timedelta(hours=1))])),
        "shared/auth/ended.py::_write",
        f"select ended_at from ended_access where holder_id = '{holder}'",
        [(NOON,)],
    )


def origins(place: Place) -> Meeting:
    """The newer version stands."""
    return Meeting(
        "insert into allowed_origins (district_id, application_id, origins, version) values ($1, $2, '{new}', 3) returning 1",
        (place.id, place.thing),
        place.work(lambda ctx: cors.record(ctx, place.thing, ["old"], 2)),
        "shared/web/cors.py::record",
        f"select origins, version from allowed_origins where application_id = '{place.thing}'",
        [(["new"], 3)],
    )


def cover(place: Place) -> Meeting:
    """Its end stands, though its beginning comes after it."""
    days = {"starts_on": DAY.isoformat(), "ends_on": DAY.isoformat(), "school_id": None}
    fact = {"delegation_id": str(place.thing), "from_id": str(new_id()), "to_id": str(new_id()), **days}
    return Meeting(
        """insert into covers (district_id, id, from_id, to_id, starts_on, ends_on, is_over)
        values ($1, $2, $2, $2, $3, $3, true) returning 1""",
        (place.id, place.thing, DAY),
        place.told("scheduling.delegation.began.v1", fact),
        "services/partners/directory/covers/repository.py::write",
        f"select is_over from covers where id = '{place.thing}'",
        [(True,)],
    )


def failure(place: Place) -> Meeting:
    """Both failures are counted."""
    key, now = str(place.thing), clock.now()
    return Meeting(
        "insert into failed_sign_ins (key, failures, last_at) values ($1, 1, $2) returning 1",
        (key, now),
        lambda: tokens.note_failure(place.partners.app.state.db, [key, f"{key}-", f"{key}+"], now),
        "services/partners/access/tokens/repository.py::note_failure",
        f"select failures from failed_sign_ins where key like '{key}%' order by key",
        [(2,), (1,), (1,)],
    )


def success(place: Place) -> Meeting:
    """Who got in is known, and the failure is forgotten."""
    key, now = str(place.thing), clock.now()
    return Meeting(
        "insert into failed_sign_ins (key, failures, last_at) values ($1, 1, $2) returning 1",
        (key, now),
        lambda: tokens.note_success(place.partners.app.state.db, key, now),
        "services/partners/access/tokens/repository.py::note_success",
        f"select failures, known_at is not null from failed_sign_ins where key = '{key}'",
        [(0, True)],
    )


def reading(place: Place) -> Meeting:
    """One row a day, however many tell of it."""
    student, reader = str(new_id()), str(place.thing)
    fact = {"day": DAY.isoformat(), "reader_kind": "person", "reader_id": reader, "party_id": None}
    return Meeting(
        """insert into student_readings (district_id, student_id, day, reader_kind, reader_id, records, id, roles)
        values ($1, $2, $3, 'person', $4, 'roster', $2, '{teacher}') returning 1""",
        (place.id, UUID(student), DAY, place.thing),
        place.told("assessment.records.read.v1", {**fact, "records": "roster", "student_ids": [student]}),
        "services/partners/privacy/disclosures/recording.py::keep_readings",
        f"select roles from student_readings where reader_id = '{reader}'",
        [(["teacher"],)],
    )


def line_of_the_ledger(place: Place) -> Meeting:
    """One line, however often it is told."""
    student = new_id()
    return Meeting(
        "insert into disclosed_students (district_id, student_id, disclosure_id) values ($1, $2, $3) returning 1",
        (place.id, student, place.thing),
        place.told("assessment.records.disclosed.v1", disclosed(student, disclosure_id=place.thing)),
        "services/partners/privacy/disclosures/recording.py::keep_disclosures",
        f"select student_id from disclosed_students where disclosure_id = '{place.thing}'",
        [(student,)],
    )


@pytest.mark.parametrize("meet", [end_of_access, origins, cover, failure, success, reading, line_of_the_ledger])
async def test_who_comes_second_waits_and_adds_to_what_is_there(
    partners: Service, district_id: UUID, meet: Callable[[Place], Meeting]
) -> None:
    meeting = meet(Place(partners, district_id))
    async with another(partners, meeting.theirs, *meeting.given) as other:
        wait, begun = await other.holds_up(meeting.mine())
        assert meeting.site in wait.where
        await other.commit()
        await begun
    assert [tuple(row) for row in await partners.sql(meeting.left)] == meeting.stands
