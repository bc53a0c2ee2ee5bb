"""Events of schools."""

from datetime import date
from uuid import UUID

from shared.events.event import Event
from shared.events.provable import Provable

RECORDED = Provable(
    right="directory:write",
    fields={"level": (), "cohort": ()},
    said={"en": "a school was recorded{place}", "es": "se registró una escuela{place}"},
)


class SchoolRecorded(Event, type="partners.school.recorded.v1", subject="schools/{school_id}", provable=RECORDED):
    """A school as it now stands."""

    school_id: UUID
    name: str
    local_code: str
    level: str | None
    grades: list[str]
    tags: list[str]
    cohort: str | None
    opens_on: date | None
    closes_on: date | None
    version: int
